"""What a plan may say, who a planner may plan with, and how a baseline is drawn: the boundary day on both sides."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.operations.rules import (
    PART_LABELS,
    PURPOSE_NAMES,
    SURVEILLANCE_LABELS,
    Facts,
    Part,
    Phase,
    Purpose,
    Surveillance,
    Weights,
    check_days_hold_results,
    check_partner,
    check_volunteer_age,
    draw,
    phase_on,
    rank,
)

FIRST, LAST = date(2026, 12, 7), date(2026, 12, 8)
OWN, HACKNEY, CAMDEN = (UUID(int=number) for number in (1, 2, 3))
AS_AT = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("today", "phase"),
    [
        (date(2026, 12, 6), Phase.COMING),
        (date(2026, 12, 7), Phase.UNDER_WAY),
        (date(2026, 12, 8), Phase.UNDER_WAY),
        (date(2026, 12, 9), Phase.PAST),
    ],
)
def test_an_operation_is_under_way_on_both_its_end_days(today, phase):
    assert phase_on(FIRST, LAST, today) is phase


@pytest.mark.parametrize(
    ("partner", "area", "allowed"),
    [
        (OWN, (), True),
        (HACKNEY, (), False),
        (HACKNEY, (HACKNEY, CAMDEN), True),
        (OWN, (HACKNEY, CAMDEN), False),
    ],
)
def test_who_a_planner_plans_with(partner, area, allowed):
    if allowed:
        check_partner(partner, own=OWN, area=area)
        return
    with pytest.raises(Refusal) as caught:
        check_partner(partner, own=OWN, area=area)
    assert caught.value.field == "partner_id"


@pytest.mark.parametrize(("years", "allowed"), [(17, True), (18, False), (19, False)])
def test_a_volunteer_is_under_18_to_the_end(years, allowed):
    if allowed:
        check_volunteer_age("V07", years)
        return
    with pytest.raises(Refusal, match="V07 will be 18 or over"):
        check_volunteer_age("V07", years)


@pytest.mark.parametrize(
    ("first_on", "last_on", "field"),
    [
        (None, None, ""),
        (FIRST, LAST, ""),
        (date(2026, 12, 6), LAST, "starts_on"),
        (FIRST, date(2026, 12, 9), "ends_on"),
    ],
)
def test_the_days_hold_every_result(first_on, last_on, field):
    if not field:
        check_days_hold_results(FIRST, LAST, first_on, last_on)
        return
    with pytest.raises(Refusal) as caught:
        check_days_hold_results(FIRST, LAST, first_on, last_on)
    assert caught.value.field == field


@given(st.sets(st.integers(0, 10_000), min_size=1, max_size=60), st.integers(0, 10_000))
def test_a_draw_can_be_shown_again_and_an_outlet_added_later_moves_no_other(numbers, later):
    def order(of):
        return [
            one.facts.outlet_id
            for one in draw([Facts(str(n), "Shop") for n in of], Weights(), as_at=AS_AT, seed="operation")
        ]

    before = order(sorted(numbers))
    assert before == order(sorted(numbers, reverse=True))
    assert sorted(before) == sorted(map(str, numbers))
    assert [one for one in order({*numbers, later}) if one in set(before)] == before


def test_two_operations_draw_differently_and_neither_by_score():
    outlets = [Facts(str(n), f"Shop {n}", last_tested_on=AS_AT if n % 2 else None) for n in range(40)]
    drawn = [[one.facts.outlet_id for one in draw(outlets, Weights(), as_at=AS_AT, seed=seed)] for seed in ("a", "b")]
    assert drawn[0] != drawn[1]
    scored = [one.facts.outlet_id for one in rank(outlets, Weights(), as_at=AS_AT)]
    assert scored not in drawn


def test_a_draw_keeps_each_score():
    one = draw([Facts("1", "Shop")], Weights(), as_at=AS_AT, seed="x")[0]
    assert (one.position, one.score.total) == (1, 35)


def test_every_word_has_its_label():
    assert set(PURPOSE_NAMES) == set(Purpose)
    assert set(PART_LABELS) == set(Part)
    assert set(SURVEILLANCE_LABELS) == set(Surveillance)
