"""The repeat-offender list out of the database: what SQL narrows to, the pure rule decides, both ways."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.agreements.rules import AgreementEventKind
from compliance.database import db
from compliance.dates import months_before
from compliance.errors import NotFound
from compliance.escalations import queries
from compliance.escalations.rules import PastPurchase, Per, Policy, Reason, Rung, Step, decide
from compliance.offences.rules import ProductCategory
from compliance.permissions import Role
from compliance.purchases.rules import BuyerBasis, Channel, Outcome, Proof, Type
from tests.factories.escalations import PolicyFactory, overturn, run_by, seller, tried
from tests.factories.retailers import EntityFactory, OutletFactory

AS_AT = date(2026, 11, 22)


def listed(session, actor, as_at=AS_AT):
    return [entry.place.name for entry in queries.list_repeat_offenders(session, actor, as_at)]


@pytest.mark.parametrize(
    ("as_at", "days", "on_list"),
    [
        (AS_AT, [date(2024, 11, 22), date(2025, 11, 22)], True),
        (AS_AT, [date(2024, 11, 21), date(2025, 11, 22)], False),
        (AS_AT, [date(2024, 11, 22), date(2025, 11, 21)], False),
        (AS_AT, [date(2026, 11, 22), date(2026, 11, 21)], True),
        (AS_AT, [date(2026, 11, 23), date(2026, 11, 22)], False),
        (date(2024, 2, 29), [date(2022, 2, 28), date(2023, 2, 28)], True),
        (date(2024, 2, 29), [date(2022, 2, 27), date(2023, 2, 28)], False),
        (date(2024, 2, 29), [date(2022, 2, 28), date(2023, 2, 27)], False),
        (date(2026, 2, 28), [date(2024, 2, 29), date(2025, 3, 1)], True),
        (date(2026, 2, 28), [date(2024, 2, 28), date(2025, 2, 28)], True),
        (date(2026, 2, 28), [date(2024, 2, 27), date(2025, 2, 28)], False),
    ],
)
def test_a_sale_exactly_24_or_12_calendar_months_before_still_counts(session, officer, as_at, days, on_list):
    seller(officer, *days, name="Boundary Stores")
    assert listed(session, officer, as_at) == (["Boundary Stores"] if on_list else [])


@pytest.mark.parametrize(
    ("day", "on_list"), [(date(2026, 2, 28), True), (date(2026, 2, 27), False), (date(2026, 3, 1), True)]
)
def test_31_august_less_6_months_is_the_last_day_of_february(session, officer, day, on_list):
    PolicyFactory(authority_id=officer.authority_id, window_months=12, recency_months=6)
    seller(officer, day, date(2025, 10, 1), name="Boundary Stores")
    assert listed(session, officer, date(2026, 8, 31)) == (["Boundary Stores"] if on_list else [])


def test_an_entry_shows_every_sale_that_counted_and_everything_left_out_and_why(session, officer):
    shop = seller(
        officer, date(2026, 5, 1), date(2026, 1, 1), date(2026, 1, 1), name="Invented Cutlery", address_1="1 Row"
    )
    day = date(2026, 6, 1)
    tried(officer, shop, day, type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT)
    tried(officer, shop, day, type=Type.INTERCEPTED, outcome=Outcome.WOULD_HAVE_SOLD_INTERCEPTED)
    tried(officer, shop, day, outcome=Outcome.VOID)
    tried(officer, shop, day, outcome=Outcome.REFUSED_NO_ID)
    tried(officer, shop, date(2024, 11, 21))
    tried(officer, shop, day, proof=Proof.ALLEGATION)
    overturn(officer, tried(officer, shop, day))
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert entry.place.name == "Invented Cutlery"
    assert entry.place.address == "1 Row, London, E8 1AA"
    assert entry.operator_name.startswith("Invented Trading")
    assert entry.rung is Step.CONSIDER_CAUTION
    assert [item.on for item in entry.counted] == [date(2026, 1, 1), date(2026, 5, 1)]
    assert {item.reason for item in entry.left_out} == {
        Reason.SAME_DATE,
        Reason.CHALLENGE_25,
        Reason.INTERCEPTED,
        Reason.VOID,
        Reason.REFUSED,
        Reason.BEFORE_WINDOW,
        Reason.PROOF_BELOW_POLICY,
        Reason.OVERTURNED,
    }
    assert all(item.why.endswith(".") for item in entry.left_out)


def test_the_last_day_to_prosecute_stands_beside_each_sale_that_counted(session, officer):
    seller(officer, date(2026, 1, 16), date(2026, 8, 31))
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert [item.last_day for item in entry.counted] == [date(2026, 7, 16), date(2027, 2, 28)]
    assert [item.is_too_late for item in entry.counted] == [True, False]


def test_a_sale_of_a_product_without_an_offence_on_record_says_so(session, officer):
    shop = seller(officer, date(2026, 8, 31))
    tried(officer, shop, date(2026, 8, 1), category_code=ProductCategory.CARTRIDGE_RAZOR.value)
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert entry.counted[0].last_day is None
    assert "section 141A does not reach" in entry.counted[0].no_last_day


def test_an_online_order_sold_to_a_volunteer_counts(session, officer):
    shop = seller(officer, date(2026, 8, 31))
    tried(officer, shop, date(2026, 8, 1), type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY)
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert entry.counted[0].what == "Online order test. Sold: no challenge"


def test_a_new_operator_starts_with_a_fresh_count(session, officer):
    shop = OutletFactory(authority_id=officer.authority_id)
    run_by(officer, shop, to_on=date(2026, 3, 31))
    run_by(officer, shop, from_on=date(2026, 4, 1))
    tried(officer, shop, date(2026, 3, 31))
    tried(officer, shop, date(2026, 4, 1))
    assert listed(session, officer) == []


def test_whoever_sold_stays_on_the_list_as_the_former_operator_and_the_new_one_is_not_on_it(session, officer):
    shop = OutletFactory(authority_id=officer.authority_id)
    sold = run_by(officer, shop, to_on=date(2026, 3, 31))
    new = run_by(officer, shop, from_on=date(2026, 4, 1))
    tried(officer, shop, date(2026, 3, 31))
    tried(officer, shop, date(2026, 3, 1))
    tried(officer, shop, date(2026, 4, 1))
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert (entry.operator, entry.operates_now, entry.operator_now) == (sold.name, False, new.name)
    assert ("Former operator", "grey") in entry.flags
    assert new.name in entry.notice
    assert [item.reason for item in entry.left_out] == [Reason.OTHER_OPERATOR]
    assert entry.beside.training_refused is None


def test_sales_while_nobody_was_confirmed_are_listed_and_laid_at_nobodys_door(session, officer):
    shop = OutletFactory(authority_id=officer.authority_id)
    tried(officer, shop, date(2026, 3, 31))
    tried(officer, shop, date(2026, 4, 1))
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert (entry.operator_id, entry.operator_name) == (None, "Operator not confirmed")
    assert "no warning can be issued" in entry.notice
    run_by(officer, shop, from_on=date(2026, 10, 1))
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert (entry.operator_name, entry.operates_now) == ("Operator not confirmed", False)


def test_per_legal_entity_the_sales_at_its_outlets_count_together(session, officer):
    chain = EntityFactory(authority_id=officer.authority_id, name="Invented Chain Ltd")
    one = seller(officer, date(2026, 1, 1), entity=chain, name="North shop")
    seller(officer, date(2026, 2, 1), entity=chain, name="South shop")
    assert listed(session, officer) == []
    PolicyFactory(authority_id=officer.authority_id, per="entity")
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert (entry.operator, entry.place.name) == ("Invented Chain Ltd", "South shop")
    assert [item.place.name for item in entry.counted] == ["North shop", "South shop"]
    [here] = queries.judge_outlet(session, officer, one.id, AS_AT)
    assert here.decision.is_repeat
    assert here.place.name == "North shop"


def test_per_legal_entity_two_shops_that_nobody_is_confirmed_for_are_not_counted_together(session, officer):
    PolicyFactory(authority_id=officer.authority_id, per="entity")
    for day in (date(2026, 1, 1), date(2026, 2, 1)):
        tried(officer, OutletFactory(authority_id=officer.authority_id), day)
    assert listed(session, officer) == []


def test_the_policy_is_the_latest_on_or_before_the_day_and_else_the_default(session, officer, act):
    PolicyFactory(authority_id=officer.authority_id, in_force_from=date(2026, 6, 1), sales_needed=3)
    other = act(authority="camden")
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2030, 1, 1))
    assert [queries.policy_on(session, officer.authority_id, day).count for day in days] == [2, 3, 3]
    assert queries.policy_on(session, other.authority_id, date(2026, 6, 1)) == Policy()


def test_another_authoritys_sellers_never_appear(session, officer, act):
    other = act(authority="camden")
    shop = seller(other, date(2026, 1, 1), date(2026, 2, 1))
    assert listed(session, officer) == []
    assert len(listed(session, other)) == 1
    with pytest.raises(NotFound):
        queries.judge_outlet(session, officer, shop.id, AS_AT)


def test_a_police_planner_does_not_judge_an_outlet_of_the_area(session, officer, act):
    shop = seller(officer, date(2026, 1, 1), date(2026, 2, 1))
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    assert officer.authority_id in planner.area
    with pytest.raises(NotFound):
        queries.judge_outlet(session, planner, shop.id, AS_AT)
    assert listed(session, planner) == []


def test_the_highest_rung_stands_first_then_the_name(session, officer):
    seller(officer, date(2026, 1, 1), date(2026, 2, 1), name="Beta")
    seller(officer, date(2026, 1, 1), date(2026, 2, 1), name="alpha")
    seller(officer, date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 2), name="Zed")
    assert listed(session, officer) == ["Zed", "alpha", "Beta"]


def test_whether_training_was_refused_and_an_agreement_is_held_stands_beside(session, officer):
    from compliance.agreements.models import Agreement, AgreementEvent
    from compliance.training.models import Invitation
    from compliance.training.rules import CourseKind, Reply, ServedHow
    from tests.factories.agreements import usual_text
    from tests.factories.escalations import RECORDED_AT, RECORDED_ON

    shop = seller(officer, date(2026, 1, 1), date(2026, 2, 1))
    stamp = {"authority_id": officer.authority_id, "recorded_at": RECORDED_AT}
    signed = Agreement(reference="TST-A-1", outlet_id=shop.id, text_id=usual_text(officer.authority_id), **stamp)
    session.add(signed)
    session.flush()
    session.add(
        AgreementEvent(
            agreement_id=signed.id,
            kind=AgreementEventKind.SIGNED,
            on=date(2026, 3, 1),
            signatory="A Trader",
            capacity="Director",
            lapses_on=date(2027, 3, 1),
            recorded_on=RECORDED_ON,
            **stamp,
        )
    )
    session.add(
        Invitation(
            outlet_id=shop.id,
            course=CourseKind.ACCREDITED,
            invited_on=date(2026, 3, 1),
            served_how=ServedHow.LETTER,
            served_on=date(2026, 3, 3),
            reply=Reply.DECLINED,
            replied_on=date(2026, 3, 9),
            replied_by="A Trader",
            reply_words="No time.",
            recorded_on=RECORDED_ON,
            **stamp,
        )
    )
    session.flush()
    [entry] = queries.list_repeat_offenders(session, officer, AS_AT)
    assert (entry.beside.training_refused, entry.beside.agreement_held) == (True, True)
    assert "Declined on 9 March 2026" in entry.beside.training
    [before] = queries.list_repeat_offenders(session, officer, date(2026, 3, 8))
    assert (before.beside.training_refused, before.beside.agreement_held) == (False, True)


def test_an_outlet_that_is_not_on_the_list_says_why_not(session, officer):
    shop = seller(officer, date(2026, 1, 1))
    [entry] = queries.judge_outlet(session, officer, shop.id, AS_AT)
    assert not entry.decision.is_repeat
    assert entry.why == "1 sale counts since 22 November 2024; the policy asks for 2."
    late = seller(officer, date(2025, 1, 1), date(2025, 2, 1))
    [entry] = queries.judge_outlet(session, officer, late.id, AS_AT)
    assert "none since 22 November 2025" in entry.why
    empty = OutletFactory(authority_id=officer.authority_id)
    [entry] = queries.judge_outlet(session, officer, empty.id, AS_AT)
    assert entry.why.startswith("No sale counts")


@pytest.mark.parametrize("per", ["premises", "entity"])
def test_the_number_of_queries_does_not_grow_with_the_list(session, officer, per):
    PolicyFactory(authority_id=officer.authority_id, per=per)
    for _ in range(5):
        seller(officer, date(2026, 1, 1), date(2026, 2, 1))
    few, entries = counted(session, officer)
    assert entries == 5
    for _ in range(45):
        seller(officer, date(2026, 1, 1), date(2026, 2, 1))
    many, entries = counted(session, officer)
    assert entries == 50
    assert few == many <= 14


def counted(session, actor):
    session.flush()
    session.expire_all()
    found = []

    def count(*_args):
        found.append(1)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        entries = queries.list_repeat_offenders(session, actor, AS_AT)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)
    return len(found), len(entries)


def test_the_list_is_driven_from_the_partial_index_of_sales(session, officer):
    from compliance.escalations.queries.histories import _by_outlet, _Window

    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("an empty table is scanned on PostgreSQL, whatever its indexes")
    window = _Window(date(2024, 11, 22), date(2025, 11, 22), AS_AT)
    statement = _by_outlet(officer, Policy(), window).compile(
        session.get_bind(), compile_kwargs={"literal_binds": True}
    )
    plan = " ".join(row[-1] for row in session.execute(sa.text(f"EXPLAIN QUERY PLAN {statement}")))
    assert "ix_purchases_sales" in plan


# The pure rule applied to every outlet is the oracle: SQL may leave aside only what the rule would.

DAYS = st.sampled_from(
    [
        date(2022, 2, 28),
        date(2022, 3, 1),
        date(2023, 2, 27),
        date(2023, 2, 28),
        date(2023, 3, 1),
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]
)
KINDS = st.sampled_from(
    [
        {},
        {},
        {},
        {"outcome": Outcome.SOLD_AFTER_ID_NOT_VERIFIED, "proof": Proof.CONVICTION},
        {"type": Type.ONLINE_ORDER, "channel": Channel.HOME_DELIVERY},
        {"type": Type.ONLINE_ORDER, "channel": Channel.HOME_DELIVERY, "buyer_basis": BuyerBasis.ADULT},
        {"type": Type.CHALLENGE_25, "buyer_basis": BuyerBasis.ADULT},
        {"type": Type.INTERCEPTED, "outcome": Outcome.WOULD_HAVE_SOLD_INTERCEPTED},
        {"outcome": Outcome.VOID},
        {"outcome": Outcome.REFUSED_AGE_ASKED},
        {"proof": Proof.ALLEGATION},
        {"overturned": True},
    ]
)
OPERATORS = st.sampled_from([(), ((0, None, None),), ((1, None, None),), ((0, None, 3), (1, 4, None)), ((0, None, 3),)])
OUTLETS = st.lists(st.tuples(OPERATORS, st.lists(st.tuples(DAYS, KINDS), max_size=6)), min_size=1, max_size=3)
POLICIES = st.builds(
    Policy,
    count=st.integers(1, 3),
    window_months=st.sampled_from([12, 24]),
    recency_months=st.sampled_from([1, 12]),
    types=st.sampled_from([frozenset({Type.UNDERAGE}), frozenset({Type.UNDERAGE, Type.ONLINE_ORDER})]),
    minimum_proof=st.sampled_from([Proof.ALLEGATION, Proof.OFFICER_WITNESSED, Proof.CONVICTION]),
    per=st.sampled_from(Per),
    ladder=st.just((Rung(1, Step.WRITTEN_WARNING), Rung(2, Step.CONSIDER_CAUTION))),
)
TURN = date(2023, 2, 28)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    outlets=OUTLETS, policy=POLICIES, as_at=st.sampled_from([date(2024, 2, 29), date(2024, 2, 28), date(2024, 3, 1)])
)
def test_sql_and_rule_together_give_what_the_pure_rule_gives_for_every_outlet(session, officer, outlets, policy, as_at):
    with session.begin_nested() as savepoint:
        histories = set_up(officer, outlets, policy)
        found = {
            (entry.operator_id, entry.place.id if policy.per is Per.PREMISES or entry.operator is None else None): entry
            for entry in queries.list_repeat_offenders(session, officer, as_at)
        }
        expected = by_the_pure_rule(histories, policy, as_at)
        assert {key: entry.decision.step for key, entry in found.items()} == {
            key: decision.step for key, decision in expected.items()
        }
        for key, entry in found.items():
            assert set(entry.decision.counted) == set(expected[key].counted)
            left = {(item.purchase, item.reason) for item in expected[key].left_out}
            assert {(item.purchase, item.reason) for item in entry.decision.left_out} == left
        savepoint.rollback()
    session.expunge_all()


def set_up(actor, outlets, policy):
    """Put the outlets on record and return the history of each as the rule wants it, by outlet."""
    PolicyFactory(
        authority_id=actor.authority_id,
        sales_needed=policy.count,
        window_months=policy.window_months,
        recency_months=policy.recency_months,
        types=sorted(policy.types),
        minimum_proof=policy.minimum_proof.value,
        per=policy.per.value,
        ladder=[{"sales": rung.sales, "step": rung.step.value} for rung in policy.ladder],
    )
    entities = [EntityFactory(authority_id=actor.authority_id) for _ in range(2)]
    histories = {}
    for periods, attempts in outlets:
        outlet = OutletFactory(authority_id=actor.authority_id)
        times = []
        for which, from_on, to_on in periods:
            first = TURN + timedelta(days=1) if from_on else date(2000, 1, 1)
            last = TURN if to_on else None
            run_by(actor, outlet, entities[which], from_on=first, to_on=last)
            times.append((entities[which].id, first, last))
        histories[outlet.id] = [attempt(actor, outlet, day, dict(kind), times) for day, kind in attempts], times
    return histories


def attempt(actor, outlet, day, kind, times):
    overturned = kind.pop("overturned", False)
    made = tried(actor, outlet, day, **kind)
    if overturned:
        overturn(actor, made)
    operator = next((str(who) for who, first, last in times if first <= day and (last is None or day <= last)), None)
    return PastPurchase(
        on=day,
        type=made.type,
        outcome=made.outcome,
        buyer_basis=made.buyer_basis,
        proof=made.proof,
        operator=operator,
        outlet=str(outlet.id),
        overturned=overturned,
        reference=made.reference,
    )


def by_the_pure_rule(histories, policy, as_at):
    """Judge everybody at every outlet, with no help from SQL."""
    judged = {}
    by_entity = defaultdict(list)
    for outlet_id, (history, times) in histories.items():
        for who in {who for who, _, _ in times}:
            by_entity[who] += history
        for operator in {purchase.operator for purchase in history}:
            if operator is None or policy.per is Per.PREMISES:
                key = (UUID(operator) if operator else None, outlet_id)
                outlet = str(outlet_id)
                judged[key] = decide(history, policy, as_at=as_at, operator=operator, outlet=outlet)
    if policy.per is Per.ENTITY:
        for who, history in by_entity.items():
            judged[who, None] = decide(history, policy, as_at=as_at, operator=str(who))
    return {key: decision for key, decision in judged.items() if decision.is_repeat}


def test_the_windows_first_day_is_the_rules_own(session, officer):
    shop = seller(officer, date(2022, 2, 28), date(2024, 2, 29))
    [entry] = queries.judge_outlet(session, officer, shop.id, date(2024, 2, 29))
    assert entry.decision.window_from == months_before(date(2024, 2, 29), 24) == date(2022, 2, 28)
