"""The words of merging and splitting, and when two outlets cannot become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal
from compliance.retailers.rules.periods import Period
from compliance.retailers.rules.words import OutletKind


class MoveKind(StrEnum):
    """Why records went from one outlet to another."""

    MERGE = "merge"
    SPLIT = "split"


class MovedHow(StrEnum):
    """What became of a record."""

    MOVED = "moved"
    STAYED = "stayed"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class RecordWords:
    """How the records of a table are called, and why they stay where they are if they must.

    `stays` is the SQL condition of rows that never move, "" for none; `whole` that they move together or not at all.
    """

    one: str
    many: str
    stays: str = ""
    because: str = ""
    whole: bool = False

    def counted(self, count: int) -> str:
        """Return a number of them in words: "1 visit", "2 visits"."""
        return f"{count} {self.one if count == 1 else self.many}"


TWICE = "the outlet that it would go to has the same already"
RECORDS = {
    "visits": RecordWords("visit", "visits"),
    "purchases": RecordWords("test purchase", "test purchases"),
    "agreements": RecordWords("agreement", "agreements"),
    "training_invitations": RecordWords("invitation to training", "invitations to training"),
    "training_attendances": RecordWords("training place", "training places"),
    "training_completions": RecordWords("completed module", "completed modules"),
    "training_refusal_withdrawals": RecordWords("withdrawn refusal of training", "withdrawn refusals of training"),
    "operators": RecordWords("operator period", "operator periods"),
    "outlet_references": RecordWords("reference", "references"),
    "trading_names": RecordWords("trading name", "trading names"),
    "contacts": RecordWords("contact", "contacts"),
    "outlet_products": RecordWords("kind of product", "kinds of product"),
    "outlet_channels": RecordWords("sales channel", "sales channels"),
    "outlet_displays": RecordWords("way of display", "ways of display"),
    "delivery_arrangements": RecordWords("delivery arrangement", "delivery arrangements"),
    "opening_hours": RecordWords("day of opening hours", "days of opening hours", whole=True),
    "outlet_licences": RecordWords("licence", "licences"),
    "operation_targets": RecordWords("target of an operation", "targets of operations"),
    "letters": RecordWords(
        "letter", "letters", "issued_at IS NOT NULL", "an issued letter never changes; it is shown here all the same"
    ),
}
"""Every table whose rows belong to an outlet, in the order in which they are shown. A test holds it to the tables."""


@dataclass(frozen=True, slots=True)
class United:
    """Periods of one entity that become one: `kept` is lengthened, `gone` are taken away, `parked` stay behind."""

    kept: Period
    from_on: date
    to_on: date | None
    gone: tuple[Period, ...] = ()
    parked: tuple[Period, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the kept period becomes longer."""
        return (self.kept.from_on, self.kept.to_on) != (self.from_on, self.to_on)


@dataclass(frozen=True, slots=True)
class Periods:
    """What becomes of the operator periods of two outlets that become one."""

    moved: tuple[Period, ...] = ()
    united: tuple[United, ...] = field(default=())


def unite_periods(kept: Sequence[Period], merged: Sequence[Period]) -> Periods:
    """Return how the operator periods of a merged outlet join those of the one that stays.

    Periods of one entity that share a day become one. Raises Refusal when two entities have one day: the operator of
    every record is derived from its day (decision 1), so nobody could say who answers for it.
    """
    for one in merged:
        for other in kept:
            if one.entity_id != other.entity_id and one.overlaps(other.from_on, other.to_on):
                raise Refusal(
                    f"{one.entity_name} is recorded as operator of the one {span(one)}, and {other.entity_name} of the "
                    f"other {span(other)}. Two operators cannot have one day, and each record counts against whoever "
                    "operated on its day. End or correct one of these periods first",
                    "kept",
                )
    moved: list[Period] = []
    united: list[United] = []
    for group in _groups([*kept, *merged]):
        here = sorted((period for period in group if period in kept), key=lambda period: period.from_on)
        there = tuple(period for period in group if period in merged)
        if not here:
            moved.extend(there)
        elif there:
            ends = [period.to_on for period in group if period.to_on is not None]
            to_on = max(ends) if len(ends) == len(group) else None
            united.append(United(here[0], min(p.from_on for p in group), to_on, tuple(here[1:]), there))
    return Periods(tuple(moved), tuple(united))


def _groups(periods: Iterable[Period]) -> list[list[Period]]:
    """Return the periods in groups: of one entity, each sharing a day with another of its group."""
    groups: list[list[Period]] = []
    for period in sorted(periods, key=lambda one: (str(one.entity_id), one.from_on)):
        last = groups[-1] if groups else []
        if any(one.entity_id == period.entity_id and one.overlaps(period.from_on, period.to_on) for one in last):
            last.append(period)
        else:
            groups.append([period])
    return groups


def check_reasoned(reason: str, field_name: str = "reason") -> None:
    """Raise Refusal unless a reason is given: a merge, an undo and a split are read years later."""
    if not reason.strip():
        raise Refusal("Say why", field_name)


def check_two(first: UUID, second: UUID) -> None:
    """Raise Refusal unless two outlets are two."""
    if first == second:
        raise Refusal("Choose two retailers: this is one and the same", "kept")


def check_standing(name: str, reference: str, *, merged_away: bool) -> None:
    """Raise Refusal unless an outlet stands on the register: one that was merged away is part of another."""
    if merged_away:
        raise Refusal(f"{name} ({reference}) was merged into another retailer already", "kept")


def check_kinds(kept: OutletKind, merged: OutletKind) -> None:
    """Raise Refusal unless both are premises or both online shops: each kind is visited and tested in its own way."""
    if kept is not merged:
        raise Refusal("One is premises and the other an online shop, and each is a retailer of its own", "kept")


def check_days(
    kept: str,
    *,
    opened_on: date | None,
    closed_on: date | None,
    first: tuple[date, str] | None,
    last: tuple[date, str] | None,
) -> None:
    """Raise Refusal when what is recorded of the merged outlet cannot be of the one that stays (`kept`).

    `opened_on` and `closed_on` are days of the one that stays; `first` is the first day of a record of the other, with
    what it is, `last` that of its last visit or test.
    """
    if opened_on is not None and first is not None and first[0] < opened_on:
        raise Refusal(
            f"{kept} is recorded as opened on {said(opened_on)}, and {_lower(first[1])} of the other on "
            f"{said(first[0])}. Correct the day it opened first",
            "kept",
        )
    if closed_on is not None and last is not None and last[0] > closed_on:
        raise Refusal(
            f"{kept} is recorded as closed from {said(closed_on)}, and {_lower(last[1])} of the other on "
            f"{said(last[0])}. Keep the other one, or correct the status first",
            "kept",
        )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def check_undoable(kind: MoveKind, *, undone: bool, still_there: bool, kept_name: str, kept_merged_on: bool) -> None:
    """Raise Refusal unless a merge can be undone: it is one, it stands, and the one that stayed still does."""
    if kind is not MoveKind.MERGE:
        raise Refusal("A split is not undone. Merge the two retailers instead")
    if undone or not still_there:
        raise Refusal("This merge has been undone already")
    if kept_merged_on:
        raise Refusal(f"{kept_name} was itself merged into another retailer since. Undo that merge first")


def check_split(name: str, *, merged_away: bool, chosen: int) -> None:
    """Raise Refusal unless an outlet can be split: it stands on the register, and something goes to the second."""
    if merged_away:
        raise Refusal(f"{name} was merged into another retailer. Split that one")
    if not chosen:
        raise Refusal("Choose what belongs to the second retailer. If nothing does, add it as a new one", "chosen")


def span(period: Period) -> str:
    """Return a period in words, both days included."""
    return f"from {said(period.from_on)} " + (f"to {said(period.to_on)}" if period.to_on else "until now")


def said(day: date) -> str:
    """Return a day in words."""
    return f"{day.day} {day:%B %Y}"
