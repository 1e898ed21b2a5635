"""A row of a register: what the premises is called, what it is and where; or why it cannot be taken in."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from compliance.retailers.rules import Particulars, Scheme, sort_name

FHRS_SCHEME = Scheme.FHRS.value
COUNCIL_SCHEME = Scheme.COUNCIL.value
OWN = "reference"
"""What a row is known by that has a reference of ours: not an external one, and so no scheme."""
RETAILER_TYPES = frozenset({"Retailers - other", "Retailers - supermarkets/hypermarkets"})
"""The business types taken in unless all are asked for: the shops where a knife may be sold."""


_BROKEN = re.compile(r" *[\x00-\x1f\x7f-\x9f\u2028\u2029]+(?: |[\x00-\x1f\x7f-\x9f\u2028\u2029])*")
_SPACES = re.compile(r"[^\S\x00-\x20\x7f-\x9f\u2028\u2029]")


class RowOutcome(StrEnum):
    """What an import does with a row of the file, or with a premises that the file no longer has.

    `SEEN` is a row out of scope whose premises is known: nothing is done, but it is not missing. `UNCHANGED` and `SEEN`
    are forgotten once the run is committed.
    """

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    MISSING = "missing"
    RETURNED = "returned"
    REJECTED = "rejected"
    DOUBTFUL = "doubtful"
    MATCHED = "matched"
    UNCHANGED = "unchanged"
    SEEN = "seen"


ROW_OUTCOME_LABELS = {
    RowOutcome.ADDED: "Added",
    RowOutcome.CHANGED: "Changed",
    RowOutcome.MOVED: "Position moved",
    RowOutcome.MISSING: "Missing from the file",
    RowOutcome.RETURNED: "In the file again",
    RowOutcome.REJECTED: "Rejected",
    RowOutcome.DOUBTFUL: "Likely duplicate",
    RowOutcome.MATCHED: "Found on the register",
    RowOutcome.UNCHANGED: "Unchanged",
    RowOutcome.SEEN: "Another kind of business",
}

PLACES = {
    outcome: place
    for place, outcome in enumerate(
        (
            RowOutcome.DOUBTFUL,
            RowOutcome.CHANGED,
            RowOutcome.MOVED,
            RowOutcome.RETURNED,
            RowOutcome.MISSING,
            RowOutcome.REJECTED,
            RowOutcome.MATCHED,
            RowOutcome.ADDED,
            RowOutcome.UNCHANGED,
            RowOutcome.SEEN,
        ),
        start=1,
    )
}
"""The order in which a clerk reads what an import does: what asks for a decision first, what stays as it is last."""


def place_of(outcome: RowOutcome, *, kept: bool = False) -> int:
    """Return where a row stands among the others: by its outcome, and of one outcome those with words kept first."""
    return 2 * PLACES[outcome] + (not kept)


@dataclass(frozen=True, slots=True)
class Row:
    """A premises as the file has it. `number` is where it stands in the file; no text is None, blank is "".

    It is known by `own_reference` (ours), `fhrs_id` or `business_id` (the council's own number), the first it has.
    `address_lines` are one to four lines with the blank ones removed, or none at all. `postcode_given` is what the file
    says, `postcode` the full postcode it stands for. A position is WGS84 degrees, both or neither. `authority_code` is
    the FHRS code of the authority whose register has it. `extras` are columns of the outlet that are written when it is
    added and never after; `notes` what the reader put right.
    """

    number: int
    fhrs_id: str
    business_id: str
    name: str
    business_type: str
    address_lines: tuple[str, ...]
    postcode_given: str
    postcode: str | None
    latitude: float | None
    longitude: float | None
    notes: tuple[str, ...] = ()
    own_reference: str = ""
    authority_code: str = ""
    company_number: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """Whose number it is known by, and the number; two blanks when it has none and is known by what it says."""
        if self.own_reference:
            return OWN, self.own_reference
        if self.fhrs_id:
            return FHRS_SCHEME, self.fhrs_id
        return (COUNCIL_SCHEME, self.business_id) if self.business_id else ("", "")

    @property
    def match(self) -> tuple[str, str, str]:
        """What tells it from others when it has no number: name, postcode and whole address, each folded."""
        where = self.postcode or sort_name(self.postcode_given) or str(self.extras.get("domain", ""))
        return sort_name(self.name), where, sort_name(" ".join(self.address_lines))

    @property
    def key(self) -> str:
        """The same for two rows of one premises, of at most 120 characters; numbers stand in their order."""
        scheme, value = self.identity
        if scheme:
            return f"{scheme} {value:0>12}" if value.isdigit() else f"{scheme} {value}"
        match = self.match
        return f"{match[0][:60]} {hashlib.sha256(repr(match).encode()).hexdigest()[:40]}"

    @property
    def particulars(self) -> Particulars:
        """Return what the row says, as it is kept for the next import to compare with."""
        return Particulars(
            name=self.name,
            business_type=self.business_type,
            address_lines=self.address_lines,
            postcode=self.postcode,
            postcode_given=self.postcode_given,
            latitude=self.latitude,
            longitude=self.longitude,
            authority_code=self.authority_code,
        )

    def as_json(self) -> dict[str, Any]:
        """Return what the row says as JSON holds it; where it stands in the file is no part of that."""
        said = self.particulars.as_json() | {"address_lines": list(self.address_lines)}
        more = {"fhrs_id": self.fhrs_id, "business_id": self.business_id, "extras": dict(self.extras)}
        return said | {name: value for name, value in more.items() if value}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken in: where it stands, the field at fault and the reason in words."""

    number: int
    fhrs_id: str
    name: str
    business_type: str
    field: str
    reason: str


def left_out(*, is_register: bool, answered: bool) -> str:
    """Return why a row in doubt was left out: a clerk said so, or nobody said what it is."""
    if answered:
        return "Left out, as it was answered"
    if is_register:
        return "Nobody said whether this is one of the retailers that it is like; left out"
    return "Nobody said which retailer this is of; left out"


@dataclass(frozen=True, slots=True)
class Register:
    """A whole register, read: the day it was extracted, whose it is, the rows that are fit and those that are not.

    `declared_count` is how many businesses the file says it holds.
    """

    extract_date: date | None
    authority_code: str
    authority_name: str
    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...] = field(default=())
    declared_count: int | None = None


def clean(text: str | None) -> str:
    """Return `text` trimmed and on one line: tabs, line breaks and control characters become one space.

    Invisible marks (such as a byte order mark or a change of writing direction) are removed. A run of plain spaces
    inside is kept, as are quotation marks around a name and wrongly decoded characters: that is what the source says,
    and a source that puts it right has changed the name.
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text.strip()
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return _BROKEN.sub(" ", _SPACES.sub(" ", visible)).strip()
