"""The day as at which a repeat-offender list is asked for, read strictly (pure)."""

import re
from datetime import date

from compliance.errors import Refusal

EARLIEST_AS_AT = date(1950, 1, 1)
"""The first day as at which a list can be made."""


def check_as_at(as_at: date, *, today: date) -> None:
    """Raise Refusal unless the day is from 1 January 1950 to `today`, both inclusive.

    What will have been recorded by a day in the future is not known.
    """
    if not EARLIEST_AS_AT <= as_at <= today:
        raise Refusal(
            f"The day must be from {_words(EARLIEST_AS_AT)} to today, {_words(today)}: nobody knows yet what will be "
            "recorded by a later one",
            "as_at",
        )


def read_as_at(text: str, *, today: date) -> date:
    """Return the day, written YYYY-MM-DD, as at which a list is asked for; raises Refusal as `check_as_at` does."""
    try:
        as_at = date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        as_at = None
    if as_at is None or not EARLIEST_AS_AT <= as_at <= today:
        raise Refusal(
            f"must be a day from {EARLIEST_AS_AT} to today, {today}, written YYYY-MM-DD; it is {text[:40] or 'empty'}",
            "as_at",
        )
    return as_at


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
