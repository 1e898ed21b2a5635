"""From which day to which something holds: both inclusive, None where it is not known or has no end yet."""

from datetime import date

from compliance.errors import Refusal


def check_days(
    from_on: date | None, to_on: date | None, *, today: date, may_end_later: bool = False, may_begin_later: bool = False
) -> None:
    """Raise Refusal beside `from_on` or `to_on` unless the days can be recorded on `today`.

    Something begins and ends no later than today, unless it may be agreed beforehand, and ends no earlier than it
    begins.
    """
    if from_on is not None and from_on > today and not may_begin_later:
        raise Refusal("The first day must be today or in the past", "from_on")
    if to_on is not None and to_on > today and not may_end_later:
        raise Refusal("The last day must be today or in the past", "to_on")
    if from_on is not None and to_on is not None and to_on < from_on:
        raise Refusal("The last day must be the first day or later", "to_on")


def in_force(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Say whether something holds on `day`, both of its days inclusive; an unknown beginning lies before."""
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)


def said(day: date) -> str:
    """Return a day as a sentence says it: 3 May 2026."""
    return f"{day.day} {day:%B %Y}"
