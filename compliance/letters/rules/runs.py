"""A print run: many letters drafted, issued and printed together, and how its letters add up (pure)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from compliance.errors import Refusal
from compliance.letters.rules.kinds import Kind

Posted = TypeVar("Posted")

MOST_LETTERS = 500
"""How many letters one run may be asked for: about ten minutes of work, and a pile that one person can post."""


class RunLetterState(StrEnum):
    WAITING = "waiting"
    ISSUED = "issued"
    PROBLEM = "problem"


RUN_LETTER_LABELS = {
    RunLetterState.WAITING: "Waits for its turn",
    RunLetterState.ISSUED: "Issued",
    RunLetterState.PROBLEM: "Not issued",
}
RUN_LETTER_COLOURS = {RunLetterState.WAITING: "grey", RunLetterState.ISSUED: "green", RunLetterState.PROBLEM: "red"}

ABOUTS = ("purchase_id", "visit_id", "invitation_id", "attendance_id", "agreement_id", "invite_id")
"""What a letter of a run may be about; `invite_id` is a retailer who is to be invited first, in the same step."""


@dataclass(frozen=True, slots=True, order=True)
class RunItem:
    """A letter that is asked for: its kind, and the one record that it is about (a name of ABOUTS and its id)."""

    kind: Kind
    about: str
    about_id: UUID

    @property
    def key(self) -> str:
        """The item as a tick box carries it: kind, what it is about and which, with full stops between."""
        return f"{self.kind.value}.{self.about}.{self.about_id}"

    @property
    def columns(self) -> dict[str, Any]:
        """What it is about, by the names of the columns."""
        return {name: self.about_id if name == self.about else None for name in ABOUTS}


def read_item(key: str) -> RunItem:
    """Return the item that `RunItem.key` wrote. Raises Refusal for anything else, such as a page tampered with."""
    kind, _dot, rest = key.partition(".")
    about, _dot, about_id = rest.partition(".")
    try:
        return RunItem(Kind(kind), ABOUTS[ABOUTS.index(about)], UUID(about_id))
    except ValueError as error:
        raise Refusal("One of the letters that were chosen could not be read. Go back and choose again") from error


def read_items(keys: Sequence[str]) -> tuple[RunItem, ...]:
    """Return the items of a page, each once, in the order in which they were ticked. Raises Refusal as `read_item`."""
    return tuple(dict.fromkeys(read_item(key) for key in keys))


def check_items(items: Sequence[RunItem]) -> None:
    """Raise Refusal when nothing is chosen, or more than one run can hold (MOST_LETTERS)."""
    if not items:
        raise Refusal("Choose at least one letter", "items")
    if len(items) > MOST_LETTERS:
        raise Refusal(f"Choose at most {MOST_LETTERS} letters for one print run. {len(items)} are chosen", "items")


@dataclass(frozen=True, slots=True)
class RunCounts:
    """How the letters of a run add up: `asked` is always what waits, what was issued and what has a problem."""

    waiting: int
    issued: int
    problems: int

    @property
    def asked(self) -> int:
        """How many letters were asked for."""
        return self.waiting + self.issued + self.problems

    @property
    def done(self) -> bool:
        """Whether no letter waits any more."""
        return not self.waiting


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """A letter of a run as the manifest lists it: its place in the pile, addressee, postcode and pages."""

    place: int
    reference: str
    what: str
    addressee: str
    postcode: str
    pages: int


@dataclass(frozen=True, slots=True)
class ManifestFacts:
    """What the printed manifest says. `sheets` is how many sheets of paper the letters take as they are printed."""

    reference: str
    authority: str
    service: str
    started: str
    started_by: str
    lines: tuple[ManifestLine, ...]
    asked: int
    problems: int
    pages: int
    sheets: int
    both_sides: bool
    sha256: str


def posting_order(
    letters: Sequence[Posted], postcode: Callable[[Posted], str], reference: Callable[[Posted], str]
) -> list[Posted]:
    """Return letters in the order in which they are posted: by postcode, then reference; those without one last."""
    return sorted(letters, key=lambda one: (not postcode(one).strip(), _spread(postcode(one)), reference(one)))


def _spread(postcode: str) -> tuple[Any, ...]:
    """Return a postcode as it sorts by place: E2 before E10."""
    outward, _space, inward = postcode.strip().upper().rpartition(" ")
    area = "".join(letter for letter in outward[:2] if letter.isalpha())
    digits = "".join(letter for letter in outward[len(area) :] if letter.isdigit())
    return area, int(digits or 0), outward, inward


def sheets_of(pages: Sequence[int], *, both_sides: bool) -> int:
    """Return how many sheets of paper letters of these numbers of pages take; no two letters share a sheet."""
    return sum((count + 1) // 2 for count in pages) if both_sides else sum(pages)
