"""Counting days, months and working days, and ages, as the law counts them (pure)."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


def months_after(day: date, months: int) -> date:
    """Return the day `months` calendar months after `day`, clamped to the end of a month that is too short.

    The corresponding date rule of MCA 1980 s.127: the day of the offence is not counted, so a period of 6 months from
    16 January ends with 16 July, and from 31 August with the last day of February. A negative count goes back.
    """
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_before(day: date, months: int) -> date:
    """Return the day `months` calendar months before `day`, clamped: 31 August less 6 is the last day of February.

    The far end of a look-back window; the day returned is itself inside the window.
    """
    return months_after(day, -months)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB"))


def is_working_day(day: date) -> bool:
    """Say whether `day` is a working day in England and Wales: not a Saturday, a Sunday or a bank holiday.

    Banking and Financial Dealings Act 1971 and royal proclamations, as the `holidays` library lists them; a holiday
    proclaimed after the installed release of that library is not known until it is updated.
    """
    return day.weekday() < SATURDAY and day not in _bank_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """Return the `count`th working day after `day`; the count starts the day after, and 0 returns `day` itself.

    Used for the 5 working days of a Primary Authority notice (RESA 2008 s.25C) and the 2 of a routine inspection
    (CRA 2015 Sch 5). Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("count of working days must not be negative")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def age_on(born_on: date, day: date) -> tuple[int, int]:
    """Return the age on `day` of a person born on `born_on`, in whole years and whole months.

    An age is reached at the start of the relevant anniversary (Family Law Reform Act 1969 s.9). A person born on
    29 February has it on 1 March in a common year, and likewise a month without the day of birth is complete on the
    first of the next. Raises ValueError when `day` is before the birth.
    """
    if day < born_on:
        raise ValueError("day is before the date of birth")
    months = (day.year - born_on.year) * 12 + day.month - born_on.month - (day.day < born_on.day)
    return months // 12, months % 12


def days_until(day: date, today: date) -> int:
    """Return how many days are left from `today` to `day`: 0 on the day itself, negative once it has passed."""
    return (day - today).days
