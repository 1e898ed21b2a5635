"""Choosing targets: what a score is made of, the order of the list, and what is fixed once there is a result."""

from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.operations.rules import (
    PURPOSE_LABELS,
    SCORED_FOR_LABELS,
    TARGET_STATUS_LABELS,
    Attempted,
    Facts,
    Purpose,
    ScoredFor,
    TargetState,
    TargetStatus,
    Weights,
    check_dates,
    check_purpose_fixed,
    check_weights,
    rank,
    read_weights,
    score,
    target_state,
)

AS_AT = date(2026, 11, 22)
WEIGHTS = Weights()
QUIET = Facts("1", "Shop", last_tested_on=AS_AT, agreement_in_force=True)


def points(facts: Facts, weights: Weights = WEIGHTS) -> dict[ScoredFor, int]:
    return {part.code: part.points for part in score(facts, weights, as_at=AS_AT).contributions}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {}),
        ({"agreement_in_force": False}, {ScoredFor.NO_AGREEMENT: 10}),
        ({"training_refused": True}, {ScoredFor.TRAINING_REFUSED: 15}),
        ({"last_tested_on": None}, {ScoredFor.NEVER_TESTED: 25}),
        ({"last_tested_on": date(2026, 10, 23)}, {}),
        ({"last_tested_on": date(2026, 10, 22)}, {ScoredFor.TIME_SINCE_TEST: 1}),
        ({"last_tested_on": date(2024, 11, 23)}, {ScoredFor.TIME_SINCE_TEST: 23}),
        ({"last_tested_on": date(2024, 11, 22)}, {ScoredFor.TIME_SINCE_TEST: 24}),
        ({"last_tested_on": date(2010, 1, 1)}, {ScoredFor.TIME_SINCE_TEST: 24}),
        ({"last_tested_on": date(2026, 11, 23)}, {}),
        ({"sold_on": (date(2024, 11, 22),)}, {ScoredFor.PAST_SALES: 30}),
        ({"sold_on": (date(2024, 11, 21),)}, {}),
        ({"sold_on": (date(2026, 11, 22),)}, {ScoredFor.PAST_SALES: 30}),
        ({"sold_on": (date(2026, 11, 23),)}, {}),
        ({"sold_on": (date(2026, 5, 1), date(2026, 5, 1))}, {ScoredFor.PAST_SALES: 30}),
        ({"sold_on": (date(2026, 5, 1), date(2026, 5, 2))}, {ScoredFor.PAST_SALES: 60}),
    ],
)
def test_each_fact_contributes_its_points_and_no_other(change, expected):
    assert points(replace(QUIET, **change)) == expected


def test_the_contributions_say_in_words_what_they_are_for():
    facts = Facts("1", "Shop", (date(2025, 2, 3), date(2026, 5, 14)), date(2026, 5, 14), training_refused=True)
    result = score(facts, WEIGHTS, as_at=AS_AT)
    assert [part.words for part in result.contributions] == [
        "2 sales to a volunteer under 18 in the last 24 months (14 May 2026, 3 February 2025)",
        "Last tested on 14 May 2026, 6 whole months ago",
        "No Responsible Retailer Agreement in force",
        "Training was refused",
    ]
    assert result.total == 60 + 6 + 10 + 15


DAYS = st.dates(date(2023, 1, 1), date(2027, 1, 1))
FACTS = st.builds(
    Facts,
    outlet_id=st.integers(1, 10**6).map(str),
    name=st.text(max_size=5),
    sold_on=st.lists(DAYS, max_size=5).map(tuple),
    last_tested_on=st.none() | DAYS,
    agreement_in_force=st.booleans(),
    training_refused=st.booleans(),
)
WEIGHTINGS = st.builds(
    Weights,
    sale=st.integers(0, 50),
    sales_months=st.integers(1, 36),
    never_tested=st.integers(0, 50),
    month_since_test=st.integers(0, 5),
    most_months_since_test=st.integers(1, 36),
    no_agreement=st.integers(0, 50),
    training_refused=st.integers(0, 50),
)


@settings(max_examples=40)
@given(FACTS, WEIGHTINGS)
def test_a_score_is_the_sum_of_what_is_shown(facts, weights):
    result = score(facts, weights, as_at=AS_AT)
    assert result.total == sum(part.points for part in result.contributions)
    assert all(part.points > 0 and part.words for part in result.contributions)


@settings(max_examples=40)
@given(FACTS, WEIGHTINGS, DAYS)
def test_another_sale_never_lowers_a_score(facts, weights, day):
    more = replace(facts, sold_on=(*facts.sold_on, day))
    assert score(more, weights, as_at=AS_AT).total >= score(facts, weights, as_at=AS_AT).total


@settings(max_examples=40)
@given(FACTS, WEIGHTINGS, st.dates(date(2020, 1, 1), AS_AT), st.dates(date(2020, 1, 1), AS_AT))
def test_an_older_last_test_never_lowers_a_score(facts, weights, first, second):
    older, newer = (replace(facts, last_tested_on=day) for day in sorted((first, second)))
    assert score(older, weights, as_at=AS_AT).total >= score(newer, weights, as_at=AS_AT).total


@settings(max_examples=40)
@given(
    st.lists(FACTS, max_size=8, unique_by=lambda f: f.outlet_id).flatmap(
        lambda f: st.tuples(st.just(f), st.permutations(f))
    )
)
def test_the_list_is_in_one_order_however_it_came(lists):
    first, second = (rank(outlets, WEIGHTS, as_at=AS_AT) for outlets in lists)
    assert first == second
    assert [ranked.position for ranked in first] == list(range(1, len(first) + 1))
    totals = [ranked.score.total for ranked in first]
    assert totals == sorted(totals, reverse=True)


def test_equal_scores_stand_by_name_and_then_by_number():
    outlets = [
        replace(QUIET, outlet_id=number, name=name) for number, name in [("3", "b"), ("2", "B"), ("1", "a"), ("0", "b")]
    ]
    assert [ranked.facts.outlet_id for ranked in rank(outlets, WEIGHTS, as_at=AS_AT)] == ["1", "2", "0", "3"]


def test_weights_kept_as_data_are_read_back_the_same():
    weights = replace(WEIGHTS, sale=7)
    assert read_weights(asdict(weights)) == weights
    assert read_weights({}) == WEIGHTS


@pytest.mark.parametrize(
    ("stored", "field"),
    [
        ({"sale": -1}, "sale"),
        ({"sale": 1001}, "sale"),
        ({"sale": "30"}, "sale"),
        ({"sale": True}, "sale"),
        ({"sales_months": 0}, "sales_months"),
        ({"sales_months": 121}, "sales_months"),
        ({"most_months_since_test": 0}, "most_months_since_test"),
        ({"salse": 1}, "salse"),
    ],
)
def test_weights_that_make_no_sense_are_refused(stored, field):
    with pytest.raises(Refusal) as refused:
        read_weights(stored)
    assert refused.value.field == field


def test_the_default_weights_are_allowed():
    check_weights(WEIGHTS)


@pytest.mark.parametrize(
    ("ends_on", "refused"), [(date(2026, 11, 21), True), (date(2026, 11, 22), False), (date(2026, 11, 23), False)]
)
def test_an_operation_ends_on_or_after_the_day_it_starts(ends_on, refused):
    if refused:
        with pytest.raises(Refusal, match="on or after"):
            check_dates(AS_AT, ends_on)
    else:
        check_dates(AS_AT, ends_on)


@pytest.mark.parametrize(
    ("after", "results", "refused"),
    [
        (Purpose.BASELINE, 0, False),
        (Purpose.BASELINE, 5, False),
        (Purpose.RETEST, 0, False),
        (Purpose.RETEST, 1, True),
    ],
)
def test_the_purpose_is_fixed_with_the_first_result(after, results, refused):
    if refused:
        with pytest.raises(Refusal, match="already has a result"):
            check_purpose_fixed(Purpose.BASELINE, after, results=results)
    else:
        check_purpose_fixed(Purpose.BASELINE, after, results=results)


CLOSED = Attempted(date(2026, 11, 1), "Closed or not trading", is_valid=False)
REFUSED = Attempted(date(2026, 11, 2), "Refused", is_valid=True)
ABORTED = Attempted(date(2026, 11, 3), "Aborted", is_valid=False)
SOLD = Attempted(date(2026, 11, 2), "Sold", is_valid=True)


@pytest.mark.parametrize(
    ("attempts", "state"),
    [
        ([], TargetState(TargetStatus.OPEN, "")),
        ([CLOSED], TargetState(TargetStatus.DONE, "Closed or not trading")),
        ([CLOSED, ABORTED], TargetState(TargetStatus.DONE, "Aborted")),
        ([CLOSED, REFUSED, ABORTED], TargetState(TargetStatus.DONE, "Refused")),
        ([REFUSED, SOLD], TargetState(TargetStatus.DONE, "Sold")),
    ],
)
def test_a_target_is_open_until_something_is_recorded_and_then_shows_its_result(attempts, state):
    assert target_state(attempts) == state


def test_every_word_has_a_label():
    assert set(PURPOSE_LABELS) == set(Purpose)
    assert set(SCORED_FOR_LABELS) == set(ScoredFor)
    assert set(TARGET_STATUS_LABELS) == set(TargetStatus)
