"""Changing the law as data: what a new version closes, which days may be, and what differs between two (pure)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from compliance.errors import Refusal


class Change(StrEnum):
    """Why a row of the law was made. It is kept for ever: a change makes another row."""

    READY = "ready"
    ADDED = "added"
    CLOSED = "closed"
    CORRECTED = "corrected"
    COMMENCED = "commenced"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


CHANGE_LABELS = {
    Change.READY: "Came ready",
    Change.ADDED: "Added",
    Change.CLOSED: "Ends where another begins",
    Change.ENDED: "Ended",
    Change.CORRECTED: "Corrected",
    Change.COMMENCED: "Came into force",
    Change.CONFIRMED: "Confirmed",
    Change.WITHDRAWN: "Confirmation withdrawn",
}


class Period(Protocol):
    """What has a first and a last day, both inclusive, None when open."""

    @property
    def in_force_from(self) -> date | None:
        """The first day."""

    @property
    def in_force_to(self) -> date | None:
        """The last day."""


P = TypeVar("P", bound=Period)


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a version, both inclusive; None when open."""

    in_force_from: date | None
    in_force_to: date | None


def check_days(days: Period) -> None:
    """Raise Refusal beside `in_force_to` when a version would end before it begins."""
    if days.in_force_from and days.in_force_to and days.in_force_to < days.in_force_from:
        raise Refusal("The last day in force must be on or after the first", "in_force_to")


def closed_by(standing: Iterable[P], days: Period) -> P | None:
    """Return the version that one with these days takes over from, to be closed the day before; None when none is.

    `standing` are the other versions of the same provision or kind of product; one without a first day that was never
    in force is left out of it by the caller. Raises Refusal beside the day to mend for any other overlap, and for a
    last day that would leave no version where there was one.
    """
    first = days.in_force_from
    if first is None:
        return None
    over = [one for one in standing if _overlap(one, days)]
    earlier = [one for one in over if (one.in_force_from or date.min) < first]
    for one in over:
        if one not in earlier:
            begins = one.in_force_from or date.min
            raise Refusal(
                f"A version is in force from {said(begins)} already. "
                + (
                    "Correct that one, or give another day"
                    if begins == first
                    else f"Give {said(begins - timedelta(days=1))} or an earlier day as the last day"
                ),
                "in_force_from" if begins == first else "in_force_to",
            )
    if not earlier:
        return None
    before = earlier[0]
    if days.in_force_to is not None and (before.in_force_to or date.max) > days.in_force_to:
        raise Refusal(
            "The version that it takes over from goes on after that day, so none would be in force then. Leave the "
            "last day blank",
            "in_force_to",
        )
    return before


def check_alone(others: Iterable[Period], days: Period) -> None:
    """Raise Refusal when a corrected version would be in force on a day of another one."""
    for one in others:
        if _overlap(one, days):
            last = f"to {said(one.in_force_to)}" if one.in_force_to else "on"
            raise Refusal(
                f"Another is in force from {said(one.in_force_from or date.min)} {last}: two cannot stand on a day",
                "in_force_from",
            )


def day_before(first: date) -> date:
    """Return the last day of the version that ends where another begins."""
    return first - timedelta(days=1)


def check_reason(reason: str) -> str:
    """Return a reason, or raise Refusal beside `reason` when none is given."""
    if not reason.strip():
        raise Refusal("Say why", "reason")
    return reason.strip()


def check_aware(uses: int, *, aware: bool) -> None:
    """Raise Refusal beside `aware` when records rest on a version and nobody said that it is changed all the same."""
    if uses and not aware:
        raise Refusal("Records rest on this version. Tick that you have seen them and change it all the same", "aware")


def said(day: date) -> str:
    """Return a day as a sentence says it: 3 May 2026."""
    return f"{day.day} {day:%B %Y}"


def _overlap(one: Period, other: Period) -> bool:
    return (one.in_force_from or date.min) <= (other.in_force_to or date.max) and (one.in_force_to or date.max) >= (
        other.in_force_from or date.min
    )


def code_of(label: str) -> str:
    """Return the code under which a new kind of product is kept: its label in lower case, the rest underscores.

    Raises Refusal beside `label` when nothing of it is left.
    """
    code = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:40].strip("_")
    if not code:
        raise Refusal("Give a name with letters or numbers in it", "label")
    return code


COMPARED = {
    "citation": "Provision as cited",
    "title": "Title",
    "plain_words": "In plain words",
    "elements": "What must be proved",
    "defence": "Defence",
    "maximum_penalty": "Maximum penalty",
    "mode_of_trial": "Mode of trial",
    "extent": "Extent",
}
"""What is compared between two versions of a provision, in words, in its order on the page."""


def differences(before: object, after: object, names: Iterable[str]) -> Sequence[str]:
    """Return which of these fields differ between two versions, in their order."""
    return [name for name in names if getattr(before, name) != getattr(after, name)]


class State(StrEnum):
    """Where a version of a provision stands on a day."""

    IN_FORCE = "in_force"
    PENDING = "pending"
    LATER = "later"
    ENDED = "ended"


STATE_LABELS = {
    State.IN_FORCE: "In force",
    State.PENDING: "Enacted, first day not known",
    State.LATER: "Not yet in force",
    State.ENDED: "No longer in force",
}


def state_on(days: Period, day: date, *, needs_first_day: bool = True) -> State:
    """Return where a version stands on `day`, its first and last day inclusive.

    `needs_first_day` says that one without a first day was never in force: a provision. A kind of product without one
    was so from the start.
    """
    if days.in_force_from is None and needs_first_day:
        return State.PENDING
    if days.in_force_from is not None and day < days.in_force_from:
        return State.LATER
    return State.ENDED if days.in_force_to is not None and days.in_force_to < day else State.IN_FORCE


def rests_on(days: Period, today: date, *, needs_first_day: bool = True) -> bool:
    """Say whether a record of some day up to `today` may rest on a version: it has begun."""
    return state_on(days, today, needs_first_day=needs_first_day) in (State.IN_FORCE, State.ENDED)
