"""Days, months, working days and ages, at the days where a count is easily one out."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.dates import age_on, days_until, is_working_day, months_after, months_before, working_days_after

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(0, 600)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 16), 6, date(2026, 7, 16)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 28), 6, date(2027, 2, 28)),
        (date(2026, 8, 29), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_after_ends_on_the_corresponding_day_or_the_last_of_the_month(day, months, expected):
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2028, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 11, 22), 24, date(2024, 11, 22)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 3, 1), 3, date(2025, 12, 1)),
    ],
)
def test_months_before_is_clamped_to_the_end_of_the_month(day, months, expected):
    assert months_before(day, months) == expected


@settings(max_examples=40)
@given(DAYS, DAYS, MONTHS)
def test_a_later_day_never_has_an_earlier_end(first, second, months):
    first, second = sorted((first, second))
    assert months_after(first, months) <= months_after(second, months)
    assert months_before(first, months) <= months_before(second, months)


@settings(max_examples=40)
@given(DAYS, MONTHS, MONTHS)
def test_more_months_never_end_sooner(day, some, more):
    assert months_after(day, some) <= months_after(day, some + more)


@settings(max_examples=40)
@given(DAYS, MONTHS)
def test_going_forward_then_back_loses_at_most_the_days_that_were_clamped(day, months):
    back = months_before(months_after(day, months), months)
    assert timedelta(0) <= day - back <= timedelta(days=3)
    assert (day == back) == (months_after(day, months).day == day.day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # Boxing Day is a Saturday, so the Monday is given instead
        (date(2026, 12, 29), True),
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), False),
        (date(2026, 8, 31), False),
        (date(2026, 8, 3), True),  # the Scottish summer holiday is a working day here
        (date(2026, 1, 2), True),  # as is 2 January
        (date(2026, 3, 17), True),  # and St Patrick's Day
        (date(2022, 9, 19), False),
        (date(2023, 5, 8), False),
    ],
)
def test_working_days_are_those_of_england_and_wales(day, expected):
    assert is_working_day(day) is expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 23)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 22), 5, date(2026, 12, 31)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_the_count_of_working_days_starts_the_day_after(day, count, expected):
    assert working_days_after(day, count) == expected


@settings(max_examples=40)
@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 20))
def test_a_count_of_working_days_ends_on_a_working_day_and_passes_that_many(day, count):
    end = working_days_after(day, count)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert is_working_day(end)
    assert sum(map(is_working_day, passed)) == count


def test_a_negative_count_of_working_days_is_refused():
    with pytest.raises(ValueError, match="negative"):
        working_days_after(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("born_on", "day", "expected"),
    [
        (date(2010, 11, 22), date(2026, 11, 21), (15, 11)),
        (date(2010, 11, 22), date(2026, 11, 22), (16, 0)),
        (date(2008, 11, 23), date(2026, 11, 22), (17, 11)),
        (date(2008, 11, 22), date(2026, 11, 22), (18, 0)),
        (date(2008, 2, 29), date(2026, 2, 28), (17, 11)),
        (date(2008, 2, 29), date(2026, 3, 1), (18, 0)),
        (date(2008, 2, 29), date(2024, 2, 28), (15, 11)),
        (date(2008, 2, 29), date(2024, 2, 29), (16, 0)),
        (date(2011, 1, 31), date(2026, 2, 28), (15, 0)),
        (date(2011, 1, 31), date(2026, 3, 1), (15, 1)),
        (date(2026, 11, 22), date(2026, 11, 22), (0, 0)),
    ],
)
def test_an_age_is_reached_on_the_anniversary_and_not_the_day_before(born_on, day, expected):
    assert age_on(born_on, day) == expected


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="before the date of birth"):
        age_on(date(2026, 1, 2), date(2026, 1, 1))


@settings(max_examples=40)
@given(st.dates(date(1950, 1, 1), date(2000, 1, 1)), DAYS.filter(lambda d: d >= date(2000, 1, 1)))
def test_nobody_grows_younger_overnight(born_on, day):
    assert age_on(born_on, day) <= age_on(born_on, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 11, 21), -1), (date(2026, 11, 22), 0), (date(2027, 2, 20), 90)]
)
def test_days_until_is_nothing_on_the_day_and_negative_after(day, expected):
    assert days_until(day, date(2026, 11, 22)) == expected
