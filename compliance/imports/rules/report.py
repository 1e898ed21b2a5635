"""What an import did, in numbers and in the order in which it is told; and when it may not begin."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from compliance.errors import Refusal
from compliance.imports.rules.plan import Kept, Plan
from compliance.imports.rules.rows import Rejected

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
    """

    rows: int
    added: int
    changed: int
    names: int
    types: int
    addresses: int
    unchanged: int
    moved: int
    kept: int
    missing: int
    returned: int
    rejected: int


def count(plan: Plan) -> Counts:
    """Return the numbers of a plan. `addresses` counts premises whose address lines or postcode differ."""
    return Counts(
        rows=plan.rows,
        added=len(plan.added),
        changed=len(plan.changed),
        names=plan.changes_of("name"),
        types=plan.changes_of("business_type"),
        addresses=plan.changes_of("address", "postcode"),
        unchanged=len(plan.unchanged),
        moved=len(plan.moved),
        kept=len({kept.row.number for kept in plan.kept()}),
        missing=len(plan.missing),
        returned=len(plan.returned),
        rejected=len(plan.rejected),
    )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One run: its reference, the file by name and SHA-256, the day of the extract, the numbers, and two lists of rows.

    `kept` are the words of officers that stay, `rejected` the rows that could not be taken in. `businesses` is how many
    the file held, of any type, fit or not, and `declared` how many it says that it holds.
    """

    run_id: UUID
    reference: str
    file_name: str
    sha256: str
    extracted_on: date | None
    all_types: bool
    businesses: int
    declared: int | None
    counts: Counts
    kept: tuple[Kept, ...]
    rejected: tuple[Rejected, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON holds it: each number by its name, but `kept` and `rejected` as lists."""
        return {
            "run": self.reference,
            "file": self.file_name,
            "sha256": self.sha256,
            "extracted_on": self.extracted_on.isoformat() if self.extracted_on else None,
            "all_types": self.all_types,
            "businesses": self.businesses,
            "declared": self.declared,
            **asdict(self.counts),
            "kept": [
                {
                    "row": kept.row.number,
                    "reference": kept.row.fhrs_id,
                    "name": kept.row.name,
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


def check_losses(plan: Plan, *, allow_missing: bool) -> None:
    """Raise Refusal for a file that would mark a great part of what is known as missing, unless that is allowed.

    A file cut short by its sender reads like one whose shops have all gone.
    """
    known = len(plan.missing) + len(plan.changed) + len(plan.unchanged)
    if allow_missing or len(plan.missing) < MANY_MISSING or len(plan.missing) <= ODD_SHARE * known:
        return
    raise Refusal(
        f"{len(plan.missing)} of the {known} premises known from this register are not in the file, so they would "
        "all be marked missing. Nothing has been imported. Check that the file is whole, or say that so many have gone",
        "allow_missing",
    )


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
