"""What an outlet is or was called: its present name, and the others with their days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from compliance.errors import Refusal
from compliance.retailers.rules.days import check_days, in_force, said
from compliance.retailers.rules.identifiers import sort_name


@dataclass(frozen=True, slots=True)
class NameDetails:
    """A name beside the present one, as an officer says it. Both days are inclusive, None where not known or still."""

    name: str
    from_on: date | None = None
    to_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KnownName(NameDetails):
    """A name of an outlet that is recorded."""

    id: UUID | None = None


def check_name(details: NameDetails, others: Iterable[KnownName], *, present: str, today: date) -> None:
    """Raise Refusal beside the field unless an outlet can have traded under that name on those days.

    Two names may be in use on one day, for signs, receipts and websites differ; but one name has no two periods that
    share a day, and the present name is not also another one. `others` are the names recorded without this one.
    """
    if not details.name.strip():
        raise Refusal("Enter the trading name", "name")
    check_days(details.from_on, details.to_on, today=today)
    key = sort_name(details.name)
    if key == sort_name(present) and in_force(details.from_on, details.to_on, today):
        raise Refusal(f"{present} is its present name already. Give the last day on which it was called that", "to_on")
    for other in others:
        if sort_name(other.name) == key and _share_a_day(details, other):
            raise Refusal(f"{other.name} is recorded for some of these days already. Correct that one instead", "name")


def _share_a_day(one: NameDetails, other: NameDetails) -> bool:
    begins = one.from_on is None or other.to_on is None or one.from_on <= other.to_on
    ends = one.to_on is None or other.from_on is None or other.from_on <= one.to_on
    return begins and ends


def former_name(present: str, named_on: date | None, new: str, on: date, *, today: date) -> NameDetails:
    """Return the present name as the former one, when the outlet is called `new` from `on`, inclusive.

    `named_on` is the first day of the present name, None when it is not known. Raises Refusal: the same name, a day in
    the future, or one no later than that first day.
    """
    if not new.strip():
        raise Refusal("Enter the new trading name", "name")
    if new.strip() == present:
        raise Refusal("This is its present name already", "name")
    if on > today:
        raise Refusal("The day must be today or in the past", "on")
    if named_on is not None and on <= named_on:
        raise Refusal(f"It has its present name since {said(named_on)}. Give a later day", "on")
    return NameDetails(present, named_on, on - timedelta(days=1))
