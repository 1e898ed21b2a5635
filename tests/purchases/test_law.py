"""What a recorded test proves, the clocks of an authority, and the page that says so."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.dates import months_after
from compliance.offences.queries import list_versions
from compliance.offences.rules import ProductCategory, Provision
from compliance.offences.rules.proving import (
    Address,
    Buyer,
    Checkout,
    Grade,
    HandedOver,
    Result,
    Stands,
    Test,
    Verdict,
    prove,
)
from compliance.permissions import Role
from compliance.purchases import queries, rules, services
from compliance.purchases.queries import PurchaseFilter
from compliance.purchases.rules import (
    AddressKind,
    AgeCheck,
    BuyerBasis,
    Channel,
    Charged,
    ClockFilter,
    ClockWanted,
    DisputeDecision,
    HandOverResult,
    NewStage,
    Outcome,
    PaidBy,
    PartyRole,
    Payment,
    Proof,
    StageKind,
    Type,
)
from compliance.retailers.rules import OutletKind
from tests.factories.purchases import RECORDED_AT, RECORDED_ON, DisputeFactory, HandOverFactory, PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.page import text_of

TODAY = date(2026, 11, 22)
S141A, S38, S39, S42, S141 = (
    Provision.CJA_S141A,
    Provision.OWA_S38,
    Provision.OWA_S39,
    Provision.OWA_S42,
    Provision.CJA_S141,
)


@pytest.fixture
def make(officer, outlet):
    def made(**kwargs):
        known = {"outlet_id": outlet.id, "officer_id": officer.officer_id, "authority_id": officer.authority_id}
        return PurchaseFactory(**(known | kwargs))

    return made


@pytest.fixture
def shop(officer):
    """An online shop whose operator is a company."""
    shop = OutletFactory(
        authority_id=officer.authority_id,
        kind=OutletKind.ONLINE_SHOP,
        name="Invented Blades",
        domain="knives.example",
        address_1="",
        address_2="",
        postcode=None,
    )
    entity = EntityFactory(authority_id=officer.authority_id, name="Invented Blades Ltd")
    OperatorFactory(authority_id=officer.authority_id, outlet_id=shop.id, entity_id=entity.id, from_on=date(2020, 1, 1))
    return shop


def order(make, shop, **kwargs):
    known = {"outlet_id": shop.id, "online": True, "url": "https://knives.example/chef"}
    return make(**(known | {"tested_on": date(2026, 10, 1), "age_check": AgeCheck.TICK_BOX} | kwargs))


def delivered(officer, purchase, **kwargs):
    known = {
        "authority_id": officer.authority_id,
        "purchase_id": purchase.id,
        "dispatched_on": date(2026, 10, 2),
        "handed_over_on": date(2026, 10, 5),
        "address_kind": AddressKind.RESIDENTIAL,
        "handed_to_age_years": 16,
        "delivery_company": "Invented Vans Ltd",
        "arranged_before_sale": True,
        "told_of_blades": True,
        "marked_blade": True,
        "marked_18": False,
    }
    return HandOverFactory(**(known | kwargs))


def party(session, officer, purchase, role, **kwargs):
    from compliance.purchases.models import Party

    session.add(
        Party(
            authority_id=officer.authority_id,
            purchase_id=purchase.id,
            role=role,
            recorded_on=RECORDED_ON,
            recorded_at=RECORDED_AT,
            **kwargs,
        )
    )
    session.flush()


def verdicts(session, actor, purchase, today=TODAY):
    found = queries.get_standing(session, actor, purchase.id, today=today).proved
    return {finding.provision: finding.verdict for finding in found.findings}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Test, Type),
        (Buyer, BuyerBasis),
        (Grade, Proof),
        (Checkout, AgeCheck),
        (HandedOver, HandOverResult),
        (Address, AddressKind),
    ],
)
def test_the_rule_on_proof_speaks_the_words_of_the_record(ours, theirs):
    assert {one.value for one in ours} == {one.value for one in theirs}


def test_every_outcome_is_a_result_or_does_not_stand():
    from compliance.purchases.rules.law import RESULTS

    assert set(RESULTS) == set(Outcome)
    assert {outcome for outcome, result in RESULTS.items() if result is None} == {Outcome.VOID, Outcome.ABORTED}
    assert {outcome for outcome, result in RESULTS.items() if result is Result.SOLD} == rules.SOLD


def test_a_sale_in_store_proves_the_sale_to_a_child_and_nothing_of_its_delivery(session, officer, make):
    assert verdicts(session, officer, make()) | {Provision.KNIVES_S1: None, Provision.KNIVES_S2: None} == {
        S141A: Verdict.CAN,
        **dict.fromkeys(
            (S38, S39, S42, S141, Provision.ROWA_S1, Provision.OWA_S1, Provision.CROSSBOWS_S1, Provision.CROSSBOWS_S2),
            Verdict.CANNOT,
        ),
        Provision.KNIVES_S1: None,
        Provision.KNIVES_S2: None,
    }


def test_an_order_to_a_flat_handed_to_a_child_and_the_same_to_a_mailbox(session, officer, make, shop):
    flat, box = order(make, shop), order(make, shop)
    for purchase, address in ((flat, AddressKind.RESIDENTIAL), (box, AddressKind.MAILBOX)):
        delivered(officer, purchase, address_kind=address)
        party(session, officer, purchase, PartyRole.SELLER, name="Invented Blades Ltd", in_uk=True)
        party(session, officer, purchase, PartyRole.DELIVERY_COMPANY, name="Invented Vans Ltd", incorporated=True)
    assert {p: v for p, v in verdicts(session, officer, flat).items() if p in {S141A, S38, S39, S42}} == {
        S141A: Verdict.CAN,
        S38: Verdict.CAN,
        S39: Verdict.CAN,
        S42: Verdict.CANNOT,
    }
    assert {p: v for p, v in verdicts(session, officer, box).items() if p in {S141A, S38, S39, S42}} == {
        S141A: Verdict.CAN,
        S38: Verdict.CANNOT,
        S39: Verdict.CANNOT,
        S42: Verdict.CANNOT,
    }
    proved = queries.get_standing(session, officer, flat.id, today=TODAY).proved
    assert [(one.letter, one.met.value) for one in proved.conditions] == [
        ("A", "not_met"),
        ("B", "not_met"),
        ("C", "not_met"),
        ("D", "met"),
    ]


def test_the_facts_are_those_of_the_record_and_what_nobody_recorded_is_not_known(session, officer, make, shop):
    purchase = order(make, shop, product="Chef’s knife", declared_age_true=False)
    facts = queries.facts_of(session, officer, purchase.id)
    assert (facts.test, facts.result, facts.remote, facts.seller) == (
        Test.ONLINE_ORDER,
        Result.SOLD,
        True,
        "Invented Blades Ltd",
    )
    assert (facts.age_check, facts.declared_age_true, facts.product) == (
        Checkout.TICK_BOX,
        False,
        "Kitchen knife, Chef’s knife",
    )
    assert (facts.seller_in_uk, facts.handed_over, facts.company_incorporated, facts.address) == (None,) * 4


def test_the_officers_view_of_the_product_in_hand_goes_before_that_of_its_kind(session, officer, make):
    folding = make(category_code="folding_knife", blade_length_mm=77)
    assert verdicts(session, officer, folding)[S141A] is Verdict.CAN
    for edge, verdict in ((76, Verdict.CANNOT), (76.2, Verdict.CANNOT), (76.3, Verdict.CAN), (76.9, Verdict.CAN)):
        folding.blade_length_mm = edge
        session.flush()
        session.refresh(folding)
        assert str(folding.blade_length_mm) == str(edge)
        assert verdicts(session, officer, folding)[S141A] is verdict, edge
    locking = make(category_code="folding_knife", folds=False, blade_length_mm=70)
    assert verdicts(session, officer, locking)[S141A] is Verdict.CAN
    knife = make(folds=True, blade_length_mm=70, product_reason="Folds")
    assert verdicts(session, officer, knife)[S141A] is Verdict.CANNOT
    shears = make(product_is_article=False, product_reason="Shears")
    assert verdicts(session, officer, shears)[S141A] is Verdict.CANNOT


@pytest.mark.parametrize(
    ("channel", "remote"),
    [(Channel.TILL, False), (Channel.SELF_CHECKOUT, False), (Channel.CLICK_AND_COLLECT, None)],
)
def test_click_and_collect_is_neither_face_to_face_nor_at_a_distance_until_somebody_says(
    session, officer, make, channel, remote
):
    assert queries.facts_of(session, officer, make(channel=channel).id).remote is remote


@pytest.mark.parametrize(
    ("charged", "remote", "bladed"),
    [
        (None, None, Verdict.NOT_YET),
        (Charged.NOT_CHARGED, None, Verdict.NOT_YET),
        (Charged.AT_THE_ORDER, True, Verdict.NOT_YET),
        (Charged.AT_DISPATCH, True, Verdict.NOT_YET),
        (Charged.AT_THE_HAND_OVER, False, Verdict.CANNOT),
    ],
)
def test_when_click_and_collect_was_paid_for_says_where_it_was_sold(session, officer, make, charged, remote, bladed):
    order = make(type=Type.ONLINE_ORDER, channel=Channel.CLICK_AND_COLLECT, seller_name="Invented Blades Ltd")
    if charged:
        services.record_stage(
            session,
            officer,
            order.id,
            NewStage(
                stage=StageKind.PAYMENT, happened_on=order.tested_on, charged=charged, paid_by=PaidBy.PREPAID_CARD
            ),
            version=0,
        )
    HandOverFactory(
        authority_id=officer.authority_id,
        purchase_id=order.id,
    )
    standing = queries.get_standing(session, officer, order.id, today=TODAY)
    assert standing.facts.remote is remote
    assert standing.proved.of(Provision.CJA_S141A).verdict is Verdict.CAN
    assert standing.proved.of(Provision.OWA_S38).verdict is bladed
    assert bool(standing.proved.conditions) is (remote is not False)


def test_click_and_collect_paid_for_in_cash_was_sold_at_the_counter(session, officer, make):
    paid = make(channel=Channel.CLICK_AND_COLLECT, payment=Payment.CASH)
    assert queries.facts_of(session, officer, paid.id).remote is False
    carded = make(channel=Channel.CLICK_AND_COLLECT, payment=Payment.CARD)
    assert queries.facts_of(session, officer, carded.id).remote is None


def test_a_seller_with_its_own_van_is_no_delivery_company(session, officer, make):
    order = make(type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY, seller_name="Invented Blades Ltd")
    HandOverFactory(authority_id=officer.authority_id, purchase_id=order.id, delivery_company="invented blades LTD")
    facts = queries.facts_of(session, officer, order.id)
    assert (facts.delivered_by_seller, facts.delivery_company) == (True, "")
    assert verdicts(session, officer, order)[Provision.OWA_S39] is Verdict.CANNOT
    assert verdicts(session, officer, order)[Provision.OWA_S42] is Verdict.CANNOT


def test_a_delivery_check_is_its_own_hand_over_and_holds_no_sale(session, officer, make):
    check = make(type=Type.DELIVERY_CHECK, channel=Channel.CLICK_AND_COLLECT)
    facts = queries.facts_of(session, officer, check.id)
    assert (facts.handed_over, facts.handed_to_age, facts.handed_over_on) == (
        HandedOver.HANDED_OVER_UNCHECKED,
        16,
        check.tested_on,
    )
    assert verdicts(session, officer, check)[S141A] is Verdict.NOT_YET


def test_an_overturned_result_proves_nothing_and_a_disputed_one_stands(session, officer, act, make):
    purchase = make()
    dispute = DisputeFactory(authority_id=officer.authority_id, purchase_id=purchase.id)
    assert queries.facts_of(session, officer, purchase.id).stands is Stands.DISPUTED
    assert verdicts(session, officer, purchase)[S141A] is Verdict.CAN
    dispute.reviewer_id, dispute.reasons = act(Role.MANAGER).officer_id, "The recording shows ID."
    dispute.decision, dispute.decided_on = DisputeDecision.OVERTURNED, TODAY
    session.flush()
    assert set(verdicts(session, officer, purchase).values()) == {Verdict.CANNOT}
    assert queries.list_clocks(session, officer, TODAY) == []


def test_the_clocks_of_an_authority_are_those_of_each_offence_most_urgent_first(session, act, officer, make, shop):
    sale = make(tested_on=date(2026, 10, 3))
    late = order(make, shop, tested_on=date(2026, 5, 20))
    delivered(officer, late, dispatched_on=date(2026, 5, 21), handed_over_on=date(2026, 5, 25))
    make(tested_on=date(2026, 5, 21))
    make(challenge_25=True, tested_on=date(2026, 10, 3))
    found = [(row.purchase.id, row.provision, row.last_day, row.days_left) for row in _rows(session, officer)]
    assert found == [
        (late.id, S39, date(2026, 11, 25), 3),
        (late.id, S42, date(2026, 11, 25), 3),
        (sale.id, S141A, date(2027, 4, 3), 132),
    ]
    assert [row.band for row in _rows(session, officer)] == [14, 14, None]
    other = act(Role.OFFICER, authority="camden")
    assert queries.list_clocks(session, other, TODAY) == []


def _rows(session, officer):
    return queries.list_clocks(session, officer, TODAY)


def test_a_clock_shows_on_its_last_day_and_not_the_day_after(session, officer, make):
    make(tested_on=date(2026, 5, 22))
    assert [row.days_left for row in queries.list_clocks(session, officer, TODAY)] == [0]
    assert queries.list_clocks(session, officer, date(2026, 11, 23)) == []


def _found(session, actor, state, days=None, today=TODAY):
    wanted = PurchaseFilter(clock=ClockFilter(state, days), clock_on=today)
    rows = queries.list_purchases(session, actor, wanted).rows
    assert queries.count_purchases(session, actor, wanted) == len(rows)
    return {row.id for row in rows}


def test_a_list_is_filtered_by_its_clock(session, officer, make):
    sale = make(tested_on=date(2026, 10, 1))
    soon = make(tested_on=date(2026, 5, 30))
    passed = make(tested_on=date(2026, 5, 21))
    adult = make(challenge_25=True)
    assert _found(session, officer, ClockWanted.RUNNING) == {sale.id, soon.id}
    assert _found(session, officer, ClockWanted.WITHIN, 14) == {soon.id}
    assert _found(session, officer, ClockWanted.WITHIN, 7) == set()
    assert _found(session, officer, ClockWanted.PASSED) == {passed.id}
    assert _found(session, officer, ClockWanted.NONE) == {adult.id}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    ordered_on=st.dates(date(2026, 1, 1), date(2026, 9, 1)),
    days=st.none() | st.integers(0, 90),
    today=st.dates(date(2026, 9, 1), date(2027, 5, 1)),
    outcome=st.sampled_from([Outcome.SOLD_UNCHALLENGED, Outcome.REFUSED_NO_ID]),
    category=st.sampled_from(ProductCategory),
    who=st.tuples(st.booleans(), st.booleans()),
)
def test_the_list_finds_exactly_the_tests_whose_clock_runs_by_the_rule(
    session, officer, make, shop, *, ordered_on, days, today, outcome, category, who
):
    adult, online = who
    buyer = {"buyer_basis": BuyerBasis.ADULT, "volunteer_code": None, "age_years": 30, "age_months": None}
    kind = {"type": Type.ONLINE_ORDER, "channel": Channel.HOME_DELIVERY, "outlet_id": shop.id} if online else {}
    kind |= ({"type": Type.CHALLENGE_25} if not online else {}) | buyer if adult else {}
    purchase = make(tested_on=ordered_on, outcome=outcome, category_code=category.value, **kind)
    if online and days is not None and outcome is Outcome.SOLD_UNCHALLENGED:
        came = date.fromordinal(ordered_on.toordinal() + days)
        delivered(officer, purchase, dispatched_on=ordered_on, handed_over_on=min(came, RECORDED_ON))
    proved = prove(queries.facts_of(session, officer, purchase.id), list_versions(session), today=today)
    runs = any(months_after(finding.offence_day, 6) >= today for finding in proved.clocks)
    assert (purchase.id in _found_all(session, officer, ClockWanted.RUNNING, today)) is runs
    assert (purchase.id in _found_all(session, officer, ClockWanted.PASSED, today)) is (
        bool(proved.clocks) and not runs
    )
    assert (purchase.id in _found_all(session, officer, ClockWanted.NONE, today)) is not bool(proved.clocks)


def _found_all(session, actor, state, today):
    wanted = PurchaseFilter(clock=ClockFilter(state), clock_on=today)
    return {row.id for row in queries.list_purchases(session, actor, wanted, limit=500).rows}


def test_the_number_of_queries_does_not_depend_on_how_many_clocks_run(session, officer, make, shop, count_queries):
    def clocks():
        return queries.list_clocks(session, officer, TODAY)

    make()
    delivered(officer, order(make, shop))
    one = count_queries(clocks)
    for _ in range(4):
        make()
        delivered(officer, order(make, shop))
    assert len(clocks()) > 10
    assert count_queries(clocks) == one


@pytest.mark.usefixtures("the_day")
def test_the_page_says_of_each_offence_whether_it_can_be_proved_and_why(session, officer, make, shop, sign_in):
    purchase = order(make, shop, product="Chef’s knife")
    delivered(officer, purchase, handed_to_age_years=None)
    party(session, officer, purchase, PartyRole.SELLER, name="Invented Blades Ltd", in_uk=True)
    page = text_of(sign_in(officer).get(f"/purchases/{purchase.id}/law"))
    for words in (
        "What it proves",
        "Can prove",
        "Not yet",
        "Cannot prove",
        "Whose offence: The delivery company.",
        "Missing: Whether Invented Vans Ltd is a company.",
        "Missing: The age of the person who took it.",
        "The seller trades from premises in the United Kingdom, so section 39 is the one that may apply.",
        "Last day to prosecute: 1 April 2027. 130 days left.",
        "Last day to prosecute: 5 April 2027.",
        "The checkout had a tick box only",
        "Age of the buyer on the day: 16",
        "Enacted, and not applied here",
        "It is no legal advice",
    ):
        assert words in page, words


def test_law_that_nobody_confirmed_is_shown_and_tagged(officer, make, sign_in):
    page = text_of(sign_in(officer).get(f"/purchases/{make(category_code='status_weapon').id}/law"))
    assert "Can prove Not confirmed" in page
    assert "The words of this law are not confirmed: they can be shown, not quoted." in page
    assert "These words are not confirmed: do not quote them." in page


def test_the_overview_tells_it_in_short_and_leads_to_the_page(officer, make, sign_in):
    purchase = make()
    page = sign_in(officer).get(f"/purchases/{purchase.id}")
    assert "Last day to prosecute: 1 April 2027" in text_of(page)
    assert f'href="/purchases/{purchase.id}/law"' in page.text


def test_a_challenge_25_test_is_said_never_to_be_an_offence(officer, make, sign_in):
    page = text_of(sign_in(officer).get(f"/purchases/{make(challenge_25=True).id}/law"))
    assert "The buyer was 19 on the day. A Challenge 25 test is never an offence." in page
    assert "Last day to prosecute" not in page


def test_a_void_attempt_says_that_it_proves_nothing(act, officer, make, sign_in):
    second = act()
    void = make(
        outcome=Outcome.VOID,
        outcome_reason="The phone was filming",
        second_officer_id=second.officer_id,
        voided_by_id=second.officer_id,
    )
    page = text_of(sign_in(officer).get(f"/purchases/{void.id}/law"))
    assert "The attempt is void because the protocol was not followed, so it proves nothing." in page
    assert "Can prove" not in page


def test_nobody_of_another_authority_or_of_the_police_sees_the_page(act, make, sign_in):
    purchase = make()
    assert sign_in(act(Role.OFFICER, authority="camden")).get(f"/purchases/{purchase.id}/law").status_code == 404
    assert (
        sign_in(act(Role.POLICE_PLANNER, "metropolitan-police")).get(f"/purchases/{purchase.id}/law").status_code == 404
    )


def test_whoever_may_not_record_is_shown_no_way_to(officer, act, make, shop, sign_in):
    purchase = order(make, shop)
    assert ">Record it<" in sign_in(officer).get(f"/purchases/{purchase.id}/law").text
    assert ">Record it<" not in sign_in(act(Role.VIEWER)).get(f"/purchases/{purchase.id}/law").text
