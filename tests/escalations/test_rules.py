"""The repeat-seller rule at its boundary days, with its working, and the questions it is asked in JSON."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.escalations.rules import (
    EXAMPLE,
    REASON_SENTENCES,
    STEP_LABELS,
    PastPurchase,
    Per,
    Policy,
    Reason,
    Rung,
    Step,
    check_policy,
    decide,
    read_policy,
    read_question,
    working,
    working_policy,
)
from compliance.purchases.rules import OFFENCE_TYPES, BuyerBasis, Outcome, Proof, Type

AS_AT = date(2026, 11, 22)
POLICY = Policy()


def sale(on: date, **more) -> PastPurchase:
    return PastPurchase(on=on, **{"type": Type.UNDERAGE, "outcome": Outcome.SOLD_UNCHALLENGED, **more})


def reasons(decision) -> list[Reason]:
    return [item.reason for item in decision.left_out]


@pytest.mark.parametrize(
    ("days", "repeat", "step"),
    [
        ([], False, Step.NO_ACTION),
        ([date(2026, 11, 22)], False, Step.WRITTEN_WARNING),
        ([date(2026, 11, 22), date(2026, 11, 21)], True, Step.CONSIDER_CAUTION),
        ([date(2026, 11, 22), date(2024, 11, 22)], True, Step.CONSIDER_CAUTION),
        ([date(2026, 11, 22), date(2024, 11, 21)], False, Step.WRITTEN_WARNING),
        ([date(2025, 11, 22), date(2025, 1, 1)], True, Step.CONSIDER_CAUTION),
        ([date(2025, 11, 21), date(2025, 1, 1)], False, Step.WRITTEN_WARNING),
        ([date(2025, 11, 21), date(2025, 1, 1), date(2024, 12, 1)], False, Step.WRITTEN_WARNING),
        ([date(2025, 11, 22), date(2025, 1, 1), date(2024, 12, 1)], True, Step.CONSIDER_PROSECUTION),
        ([date(2026, 11, 23), date(2026, 1, 1)], False, Step.WRITTEN_WARNING),
        ([date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)], True, Step.CONSIDER_PROSECUTION),
    ],
)
def test_the_default_policy_counts_two_dates_in_24_months_with_one_in_the_last_12(days, repeat, step):
    decision = decide([sale(day) for day in days], POLICY, as_at=AS_AT)
    assert (decision.is_repeat, decision.step) == (repeat, step)
    assert (decision.window_from, decision.recent_from) == (date(2024, 11, 22), date(2025, 11, 22))


@pytest.mark.parametrize(
    ("as_at", "months", "window_from"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2028, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 24, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2027, 2, 28), 12, date(2026, 2, 28)),
    ],
)
def test_a_window_that_begins_in_a_short_month_begins_on_its_last_day(as_at, months, window_from):
    policy = replace(POLICY, count=1, window_months=months, recency_months=months)
    on, before = sale(window_from), sale(window_from - timedelta(days=1))
    decision = decide([on, before], policy, as_at=as_at)
    assert decision.window_from == window_from
    assert decision.counted == (on,)
    assert reasons(decision) == [Reason.BEFORE_WINDOW]


DAY = date(2026, 5, 14)
LEFT_OUT = [
    (sale(DAY, type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT), Reason.CHALLENGE_25),
    (sale(DAY, type=Type.CHALLENGE_25), Reason.CHALLENGE_25),
    (sale(DAY, type=Type.INTERCEPTED, outcome=Outcome.WOULD_HAVE_SOLD_INTERCEPTED), Reason.INTERCEPTED),
    (sale(DAY, type=Type.INTERCEPTED), Reason.INTERCEPTED),
    (sale(DAY, outcome=Outcome.WOULD_HAVE_SOLD_INTERCEPTED), Reason.INTERCEPTED),
    (sale(DAY, type=Type.LISTING_CHECK, buyer_basis=BuyerBasis.NONE), Reason.LISTING_CHECK),
    (sale(DAY, type=Type.DELIVERY_CHECK), Reason.DELIVERY_CHECK),
    (sale(DAY, outcome=Outcome.VOID), Reason.VOID),
    (sale(DAY, outcome=Outcome.ABORTED), Reason.ABORTED),
    (sale(DAY, outcome=Outcome.REFUSED_NO_ID), Reason.REFUSED),
    (sale(DAY, outcome=Outcome.REFUSED_AGE_ASKED), Reason.REFUSED),
    (sale(DAY, outcome=Outcome.REFUSED_OTHER), Reason.REFUSED),
    (sale(DAY, outcome=Outcome.NOT_STOCKED), Reason.NO_ATTEMPT),
    (sale(DAY, outcome=Outcome.NOT_TRADING), Reason.NO_ATTEMPT),
    (sale(DAY, outcome=Outcome.NO_SUITABLE_STAFF), Reason.NO_ATTEMPT),
    (sale(DAY, type=Type.ONLINE_ORDER, buyer_basis=BuyerBasis.ADULT), Reason.BUYER_NOT_UNDER_18),
    (sale(DAY, overturned=True), Reason.OVERTURNED),
    (sale(DAY, proof=Proof.ALLEGATION), Reason.PROOF_BELOW_POLICY),
    (sale(DAY, operator="Former Ltd"), Reason.OTHER_OPERATOR),
    (sale(date(2026, 11, 23)), Reason.AFTER_AS_AT),
    (sale(date(2024, 11, 21)), Reason.BEFORE_WINDOW),
]


@pytest.mark.parametrize(("purchase", "reason"), LEFT_OUT)
def test_what_does_not_count_is_left_out_with_its_reason(purchase, reason):
    decision = decide([purchase, sale(date(2026, 1, 1))], POLICY, as_at=AS_AT)
    assert [item.purchase for item in decision.left_out] == [purchase]
    assert reasons(decision) == [reason]
    assert decision.step is Step.WRITTEN_WARNING


def test_every_reason_and_step_has_a_sentence_of_its_own():
    assert set(REASON_SENTENCES) == set(Reason)
    assert len(set(REASON_SENTENCES.values())) == len(Reason)
    assert set(STEP_LABELS) == set(Step)


def test_a_type_that_the_policy_leaves_out_does_not_count():
    policy = replace(POLICY, types=frozenset({Type.UNDERAGE}))
    decision = decide([sale(DAY, type=Type.ONLINE_ORDER)], policy, as_at=AS_AT)
    assert reasons(decision) == [Reason.TYPE_NOT_IN_POLICY]


@pytest.mark.parametrize(
    ("asked", "given_", "counts"),
    [(asked, given_, list(Proof).index(given_) >= list(Proof).index(asked)) for asked in Proof for given_ in Proof],
)
def test_a_sale_counts_when_it_is_proved_at_least_as_well_as_the_policy_asks(asked, given_, counts):
    decision = decide([sale(DAY, proof=given_)], replace(POLICY, minimum_proof=asked), as_at=AS_AT)
    assert bool(decision.counted) is counts
    assert bool(decision.left_out) is not counts


def test_two_sales_on_one_date_count_once_and_the_better_proved_is_the_one():
    witnessed, convicted = sale(DAY, reference="TP-1"), sale(DAY, reference="TP-2", proof=Proof.CONVICTION)
    for history in ([witnessed, convicted], [convicted, witnessed]):
        decision = decide(history, POLICY, as_at=AS_AT)
        assert decision.counted == (convicted,)
        assert [(item.purchase, item.reason) for item in decision.left_out] == [(witnessed, Reason.SAME_DATE)]
        assert not decision.is_repeat


def test_a_void_test_on_the_same_date_does_not_stop_the_sale_from_counting():
    decision = decide([sale(DAY, outcome=Outcome.VOID), sale(DAY)], POLICY, as_at=AS_AT)
    assert len(decision.counted) == 1
    assert reasons(decision) == [Reason.VOID]


def test_a_new_operator_starts_with_a_fresh_count():
    history = [sale(date(2026, month, 1), operator="Former Ltd") for month in (1, 2, 3)]
    now = sale(date(2026, 6, 1), operator="New Ltd")
    decision = decide([*history, now], POLICY, as_at=AS_AT, operator="New Ltd")
    assert decision.counted == (now,)
    assert reasons(decision) == [Reason.OTHER_OPERATOR] * 3
    assert decision.step is Step.WRITTEN_WARNING


def test_a_sale_while_the_operator_was_not_confirmed_is_not_laid_at_anyones_door():
    decision = decide([sale(DAY)], POLICY, as_at=AS_AT, operator="New Ltd")
    assert reasons(decision) == [Reason.OPERATOR_NOT_CONFIRMED]


def test_where_nobody_is_confirmed_the_sales_still_count_together():
    assert decide([sale(DAY), sale(AS_AT)], POLICY, as_at=AS_AT, operator=None).is_repeat


@pytest.mark.parametrize(("per", "repeat"), [(Per.PREMISES, False), (Per.ENTITY, True)])
def test_two_shops_of_one_operator_count_together_only_per_entity(per, repeat):
    history = [
        sale(DAY, operator="A Ltd", outlet="Mare Street"),
        sale(AS_AT, operator="A Ltd", outlet="Kingsland Road"),
    ]
    decision = decide(history, replace(POLICY, per=per), as_at=AS_AT, operator="A Ltd", outlet="Kingsland Road")
    assert decision.is_repeat is repeat
    assert reasons(decision) == ([] if repeat else [Reason.OTHER_PREMISES])


def test_the_ladder_is_the_authoritys_own():
    policy = replace(POLICY, ladder=(Rung(2, Step.WRITTEN_WARNING), Rung(5, Step.CONSIDER_PROSECUTION)))
    steps = [
        decide([sale(AS_AT - timedelta(days=n)) for n in range(sales)], policy, as_at=AS_AT).step for sales in range(7)
    ]
    assert steps == [Step.NO_ACTION] * 2 + [Step.WRITTEN_WARNING] * 3 + [Step.CONSIDER_PROSECUTION] * 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 101}, "count"),
        ({"window_months": 0}, "window_months"),
        ({"window_months": 121}, "window_months"),
        ({"recency_months": 0}, "recency_months"),
        ({"recency_months": 25}, "recency_months"),
        ({"types": frozenset()}, "types"),
        ({"types": frozenset({Type.UNDERAGE, Type.CHALLENGE_25})}, "types"),
        ({"types": frozenset({Type.INTERCEPTED})}, "types"),
        ({"ladder": ()}, "ladder"),
        ({"ladder": (Rung(0, Step.WRITTEN_WARNING),)}, "ladder"),
        ({"ladder": (Rung(2, Step.WRITTEN_WARNING), Rung(2, Step.CONSIDER_CAUTION))}, "ladder"),
        ({"ladder": (Rung(1, Step.CONSIDER_CAUTION), Rung(2, Step.WRITTEN_WARNING))}, "ladder"),
    ],
)
def test_a_policy_that_could_not_be_fair_is_refused(change, field):
    with pytest.raises(Refusal) as refused:
        check_policy(replace(POLICY, **change))
    assert refused.value.field == field


def test_the_default_policy_is_allowed():
    check_policy(POLICY)


PURCHASES = st.builds(
    PastPurchase,
    on=st.dates(date(2024, 11, 1), date(2026, 11, 30)),
    type=st.sampled_from(Type),
    outcome=st.sampled_from(Outcome),
    buyer_basis=st.sampled_from(BuyerBasis),
    proof=st.sampled_from(Proof),
    operator=st.sampled_from([None, "A Ltd", "B Ltd"]),
    outlet=st.sampled_from([None, "Mare Street"]),
    overturned=st.booleans(),
)
SALES = st.builds(sale, st.dates(date(2024, 11, 1), date(2026, 11, 30)), operator=st.just("A Ltd"))
HISTORIES = st.lists(PURCHASES | SALES, max_size=12)
POLICIES = st.builds(
    Policy,
    count=st.integers(1, 4),
    window_months=st.integers(12, 24),
    recency_months=st.integers(1, 12),
    types=st.sets(st.sampled_from(sorted(OFFENCE_TYPES)), min_size=1).map(frozenset),
    minimum_proof=st.sampled_from(Proof),
    per=st.sampled_from(Per),
)
RUNGS = list(Step)


def judged(history, policy):
    return decide(history, policy, as_at=AS_AT, operator="A Ltd")


@settings(max_examples=40)
@given(HISTORIES.flatmap(lambda h: st.tuples(st.just(h), st.permutations(h))), POLICIES)
def test_the_order_of_a_history_does_not_matter(histories, policy):
    first, second = histories
    assert judged(first, policy) == judged(second, policy)


@settings(max_examples=40)
@given(HISTORIES, POLICIES)
def test_every_purchase_is_either_counted_or_left_out_and_once(history, policy):
    decision = judged(history, policy)
    accounted = [*decision.counted, *(item.purchase for item in decision.left_out)]
    assert sorted(map(repr, accounted)) == sorted(map(repr, history))
    assert len({purchase.on for purchase in decision.counted}) == len(decision.counted)


@settings(max_examples=40)
@given(HISTORIES, POLICIES, PURCHASES.filter(lambda p: p.type not in OFFENCE_TYPES or not p.outcome.startswith("sold")))
def test_what_is_no_sale_never_changes_the_rung(history, policy, no_sale):
    before, after = judged(history, policy), judged([*history, no_sale], policy)
    assert (before.step, before.is_repeat, before.counted) == (after.step, after.is_repeat, after.counted)


@settings(max_examples=40)
@given(HISTORIES, POLICIES, SALES)
def test_another_sale_never_lowers_the_rung(history, policy, another):
    before, after = judged(history, policy), judged([*history, another], policy)
    assert RUNGS.index(before.step) <= RUNGS.index(after.step)
    assert before.is_repeat <= after.is_repeat


def asked(document):
    question = read_question(document)
    return decide(
        question.history, question.policy, as_at=question.as_at, operator=question.operator, outlet=question.outlet
    )


def test_the_example_is_answered_with_its_working():
    answer = working(asked(json.loads(json.dumps(EXAMPLE))))
    assert json.loads(json.dumps(answer)) == answer
    assert (answer["rung"], answer["is_repeat"], answer["sales"]) == ("consider_caution", True, 2)
    assert [item["on"] for item in answer["counted"]] == ["2025-02-03", "2026-05-14"]
    assert [(item["on"], item["reason"]) for item in answer["left_out"]] == [("2026-06-01", "challenge_25")]
    assert answer["left_out"][0]["why"] == REASON_SENTENCES[Reason.CHALLENGE_25]
    assert (answer["window_from"], answer["recent_from"]) == ("2024-11-22", "2025-11-22")


def test_the_example_shows_every_default_of_a_policy():
    assert EXAMPLE["policy"] == working_policy(Policy())


@settings(max_examples=40)
@given(POLICIES)
def test_a_policy_written_as_json_is_read_back_the_same(policy):
    assert read_policy(working_policy(policy)) == policy


def test_a_history_that_names_one_operator_is_judged_for_that_one():
    items = [{"on": "2026-05-14", "type": "underage", "outcome": "sold_unchallenged", "operator": "A Ltd"}]
    assert len(asked({"as_at": "2026-11-22", "history": items}).counted) == 1


def test_the_day_of_asking_stands_in_for_a_missing_as_at():
    assert read_question({"history": []}, today=AS_AT).as_at == AS_AT
    with pytest.raises(Refusal, match="as_at is missing"):
        read_question({"history": []})


GOOD = {"on": "2026-05-14", "type": "underage", "outcome": "sold_unchallenged"}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "the document must be an object"),
        (None, "the document must be an object"),
        ({"as_at": "2026-11-22"}, "history is missing"),
        ({"as_at": "2026-11-22", "history": {}}, "history must be a list"),
        ({"as_at": "22/11/2026", "history": []}, "as_at must be a day as YYYY-MM-DD"),
        ({"as_at": "20261122", "history": []}, "as_at must be a day as YYYY-MM-DD"),
        ({"as_at": "0001-01-01", "history": []}, "as_at must be a day as YYYY-MM-DD"),
        ({"as_at": "9999-12-31", "history": []}, "as_at must be a day as YYYY-MM-DD"),
        ({"as_at": "2026-02-30", "history": []}, "as_at must be a day that exists"),
        ({"as_at": 20261122, "history": []}, "as_at must be a day as YYYY-MM-DD"),
        ({"as_at": "2026-11-22", "history": [], "asat": 1}, "asat is not known; the document may have as_at, policy"),
        ({"as_at": "2026-11-22", "history": ["x"]}, "history[0] must be an object"),
        ({"as_at": "2026-11-22", "history": [GOOD, GOOD | {"on": None}]}, "history[1].on must be a day"),
        (
            {"as_at": "2026-11-22", "history": [{"on": "2026-05-14", "type": "underage"}]},
            "history[0].outcome is missing",
        ),
        (
            {"as_at": "2026-11-22", "history": [GOOD, GOOD, GOOD | {"outcome": "sold"}]},
            "history[2].outcome must be one of refused_no_id, refused_age_asked",
        ),
        (
            {"as_at": "2026-11-22", "history": [GOOD | {"type": ["underage"]}]},
            "history[0].type must be one of underage",
        ),
        (
            {"as_at": "2026-11-22", "history": [GOOD | {"overturned": "no"}]},
            "history[0].overturned must be true or false",
        ),
        (
            {"as_at": "2026-11-22", "history": [GOOD | {"proof": "rumour"}]},
            "history[0].proof must be one of allegation",
        ),
        ({"as_at": "2026-11-22", "history": [GOOD | {"operator": ""}]}, "history[0].operator must be text"),
        ({"as_at": "2026-11-22", "history": [GOOD | {"reference": "x" * 201}]}, "history[0].reference must be text"),
        ({"as_at": "2026-11-22", "history": [GOOD | {"outcom": 1}]}, "history[0].outcom is not known"),
        ({"as_at": "2026-11-22", "history": [], "policy": []}, "policy must be an object"),
        ({"as_at": "2026-11-22", "history": [], "policy": {"window": 3}}, "policy.window is not known"),
        ({"as_at": "2026-11-22", "history": [], "policy": {"count": "2"}}, "policy.count must be a whole number"),
        ({"as_at": "2026-11-22", "history": [], "policy": {"count": True}}, "policy.count must be a whole number"),
        ({"as_at": "2026-11-22", "history": [], "policy": {"count": 0}}, "policy.count must be a whole number from 1"),
        ({"as_at": "2026-11-22", "history": [], "policy": {"window_months": 10**9}}, "policy.window_months must be"),
        (
            {"as_at": "2026-11-22", "history": [], "policy": {"window_months": 6}},
            "policy.recency_months must be a whole number from 1 to window_months (6)",
        ),
        (
            {"as_at": "2026-11-22", "history": [], "policy": {"types": ["challenge_25"]}},
            "policy.types must name one or more of online_order, underage",
        ),
        ({"as_at": "2026-11-22", "history": [], "policy": {"types": ["x"]}}, "policy.types[0] must be one of underage"),
        (
            {"as_at": "2026-11-22", "history": [], "policy": {"per": "shop"}},
            "policy.per must be one of premises, entity",
        ),
        (
            {"as_at": "2026-11-22", "history": [], "policy": {"ladder": [{"sales": 1}]}},
            "policy.ladder[0].step is missing",
        ),
        ({"as_at": "2026-11-22", "history": [], "policy": {"ladder": []}}, "policy.ladder must have at least one rung"),
        (
            {"as_at": "2026-11-22", "history": [GOOD | {"operator": "A Ltd"}, GOOD | {"operator": "B Ltd"}]},
            "operator must be given, because the history names more than one: A Ltd, B Ltd",
        ),
    ],
)
def test_a_question_that_is_wrong_is_told_where_and_what_is_allowed(document, message):
    with pytest.raises(Refusal) as refused:
        read_question(document)
    assert refused.value.message.startswith(message)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["as_at", "history", "policy", "on", "type", "ladder", "count", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(JSON)
def test_whatever_is_asked_is_answered_or_refused_and_nothing_else(document):
    with suppress(Refusal):
        working(asked(document))
