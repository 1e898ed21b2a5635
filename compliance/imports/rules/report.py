"""What an import did, in numbers and in the order in which it is told; and when it may not begin."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from compliance.errors import Refusal
from compliance.imports.rules.rows import Rejected
from compliance.imports.rules.words import ImportKind, RunState
from compliance.retailers.rules import Part

FIELD_LABELS = {
    "name": "Name",
    "business_type": "Business type",
    "address_1": "Address line 1",
    "address_2": "Address line 2",
    "address_3": "Address line 3",
    "address_4": "Address line 4",
    "address": "Address",
    "postcode": "Postcode",
    "position": "Position",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a run: `rows` is `added`, `changed` and `unchanged` together; the others overlap or are apart.

    `changed` and `moved` are what the register changed; `kept` are those of them where words of an officer stay.
    `matched` are rows whose premises was found on the register by what they say, `doubtful` those that may be one on
    it, `elsewhere` those of other authorities.
    """

    rows: int = 0
    added: int = 0
    changed: int = 0
    names: int = 0
    types: int = 0
    addresses: int = 0
    unchanged: int = 0
    moved: int = 0
    kept: int = 0
    missing: int = 0
    returned: int = 0
    rejected: int = 0
    matched: int = 0
    doubtful: int = 0
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A part of premises in which the words of the `officer` stay, and what the `register` says now in its row."""

    number: int
    fhrs_id: str
    name: str
    part: Part
    register: str
    officer: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A row that was taken in, and in the `reason` what was put right or left out of it."""

    number: int
    reference: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One run: its reference, the file by name and SHA-256, the day of the extract, the numbers, and three lists.

    `kept` are the words of officers that stay, `rejected` the rows that could not be taken in, `notes` the first of the
    `noted` rows that were taken in with something put right or left out. `businesses` is how many the file held, of any
    type, fit or not, and `declared` how many it says that it holds.
    """

    run_id: UUID
    reference: str
    kind: ImportKind
    state: RunState
    file_name: str
    sha256: str
    extracted_on: date | None
    all_types: bool
    businesses: int
    declared: int | None
    counts: Counts
    kept: tuple[Kept, ...]
    rejected: tuple[Rejected, ...]
    plan_hash: str = ""
    notes: tuple[Noted, ...] = ()
    noted: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON holds it: numbers by their names, but `kept`, `rejected` and `notes` as lists."""
        return {
            "run": self.reference,
            "kind": self.kind.value,
            "state": self.state.value,
            "file": self.file_name,
            "sha256": self.sha256,
            "plan_hash": self.plan_hash,
            "extracted_on": self.extracted_on.isoformat() if self.extracted_on else None,
            "all_types": self.all_types,
            "businesses": self.businesses,
            "declared": self.declared,
            **asdict(self.counts),
            "kept": [
                {
                    "row": kept.number,
                    "reference": kept.fhrs_id,
                    "name": kept.name,
                    "field": kept.part.value,
                    "register": kept.register,
                    "kept": kept.officer,
                }
                for kept in self.kept
            ],
            "rejected": [
                {
                    "row": row.number,
                    "reference": row.fhrs_id,
                    "name": row.name,
                    "field": row.field,
                    "reason": row.reason,
                }
                for row in self.rejected
            ],
            "noted": self.noted,
            "notes": [
                {"row": row.number, "reference": row.reference, "name": row.name, "reason": row.reason}
                for row in self.notes
            ],
        }


def check_extract(extracted_on: date | None, *, last: date | None, today: date, allow_older: bool) -> None:
    """Raise Refusal for an extract from the future, and for one older than the `last` imported unless that is allowed.

    An older extract would turn names back and mark shops missing that have opened since. The same day again is fine;
    an extract that does not say its day cannot be judged, and is let through.
    """
    if extracted_on is None:
        return
    if extracted_on > today:
        raise Refusal(
            f"The file says that it was extracted on {_said(extracted_on)}, which is in the future. Nothing has been "
            "imported. Download the register again",
            "register",
        )
    if last is not None and extracted_on < last and not allow_older:
        raise Refusal(
            f"This register was extracted on {_said(extracted_on)}, before the one imported last, of {_said(last)}: "
            "names would be turned back, and shops that have opened since marked missing. Nothing has been imported. "
            "Choose a newer file, or say that the older one is meant",
            "allow_older",
        )


MANY_MISSING = 20
"""Fewer missing premises than this are never thought odd."""
ODD_SHARE = 0.2
"""The share of the known premises whose loss in one file is thought odd: a quarter of a year loses about 5 in 100."""


def check_losses(counts: Counts, *, allow_missing: bool) -> None:
    """Raise Refusal for a file that would mark a great part of what is known as missing, unless that is allowed.

    A file cut short by its sender reads like one whose shops have all gone.
    """
    known = counts.missing + counts.changed + counts.unchanged
    if allow_missing or counts.missing < MANY_MISSING or counts.missing <= ODD_SHARE * known:
        return
    raise Refusal(
        f"{counts.missing} of the {known} premises known from this register are not in the file, so they would "
        "all be marked missing. Nothing has been imported. Check that the file is whole, or say that so many have gone",
        "allow_missing",
    )


def check_authority(register_code: str, register_name: str, code: str | None, name: str) -> None:
    """Raise Refusal unless a food hygiene register is that of the authority with this FHRS `code`, such as "512".

    `name` is the authority's, for the message. Another authority's file would add its shops here and mark ours missing.
    """
    if code is None:
        raise Refusal(
            f"{name} has no FHRS code, so no food hygiene register is its own. Sign in as an officer of the "
            "authority whose register it is: an administrator adds one with flask accounts add"
        )
    if not register_code:
        raise Refusal(f"The file does not say which authority it is for, so it cannot be imported for {name}")
    if register_code != code:
        whose = register_name or "another authority"
        raise Refusal(
            f"This is the register of {whose} (FHRS code {register_code}), not of {name} (FHRS code {code}). "
            "Nothing has been imported."
        )


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
