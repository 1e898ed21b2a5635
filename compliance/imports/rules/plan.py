"""What a register would change: added, changed, moved, missing, and what stays as it is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import zip_longest

from compliance.imports.rules.rows import FHRS_SCHEME, Register, Rejected, Row

POSITION_PLACES = 5
"""Decimal places of a degree, about a metre: a position that differs less has not moved."""


@dataclass(frozen=True, slots=True)
class Known:
    """A premises of the authority's register that came from a file. `outlet_id` is any identifier.

    `address_lines` without blanks; `is_missing` when an earlier import already marked it missing.
    """

    outlet_id: str
    fhrs_id: str
    name: str
    business_type: str
    address_lines: tuple[str, ...]
    postcode_given: str
    latitude: float | None
    longitude: float | None
    is_missing: bool = False
    scheme: str = FHRS_SCHEME


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: name, business_type, address_1 to address_4, or postcode. Blank is ""."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A known premises whose row says something else now."""

    known: Known
    row: Row
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A known premises whose position differs; counted apart, because a better fix is not a change of premises."""

    known: Known
    row: Row


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: every row is added, changed or unchanged; `moved` and `returned` overlap those.

    `rows` counts the rows in scope that are fit. All stand in the order of the file, `missing` in that of FHRS numbers.
    """

    rows: int
    added: tuple[Row, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Known, ...]
    moved: tuple[Move, ...]
    returned: tuple[Known, ...]
    missing: tuple[Known, ...]
    rejected: tuple[Rejected, ...]

    def changes_of(self, *fields: str) -> int:
        """Return how many premises changed in any of these fields, each named by its beginning ("address")."""
        return sum(any(said.field.startswith(fields) for said in change.fields) for change in self.changed)


def plan(
    register: Register, known: Iterable[Known], *, types: Collection[str] | None, scheme: str = FHRS_SCHEME
) -> Plan:
    """Compare a register with what is known of the same authority, row by row on the FHRS number.

    `types` are the business types in scope, None for all. A row is taken when its type is in scope, or when its
    premises is known with a type in scope: a shop that the register now calls a takeaway has changed its type and is
    not missing, and it is followed out of scope once. One that comes into scope is added, or changed when it is known
    already. A known premises is missing when the file has no row for it, it came from the same `scheme`, its known type
    is in scope and it is not marked missing yet; so importing the retailers never touches the takeaways. Nothing is
    ever deleted. Ratings and their dates are no part of the comparison.
    """
    ours = {premises.fhrs_id: premises for premises in known if premises.scheme == scheme}

    def in_scope(business_type: str) -> bool:
        return types is None or business_type in types

    def taken(row: Row) -> bool:
        before = ours.get(row.fhrs_id)
        return in_scope(row.business_type) or (before is not None and in_scope(before.business_type))

    rows = [row for row in register.rows if taken(row)]
    seen = {row.fhrs_id for row in register.rows} | {rejected.fhrs_id for rejected in register.rejected}
    matched = [(ours[row.fhrs_id], row) for row in rows if row.fhrs_id in ours]
    changed = [Change(before, row, fields) for before, row in matched if (fields := _differences(before, row))]
    altered = {change.row.fhrs_id for change in changed}
    gone = [p for p in ours.values() if p.fhrs_id not in seen and in_scope(p.business_type) and not p.is_missing]
    return Plan(
        rows=len(rows),
        added=tuple(row for row in rows if row.fhrs_id not in ours),
        changed=tuple(changed),
        unchanged=tuple(before for before, row in matched if row.fhrs_id not in altered),
        moved=tuple(Move(before, row) for before, row in matched if _position(before) != _position(row)),
        returned=tuple(before for before, _ in matched if before.is_missing),
        missing=tuple(sorted(gone, key=lambda premises: (len(premises.fhrs_id), premises.fhrs_id))),
        rejected=tuple(r for r in register.rejected if not r.business_type or in_scope(r.business_type)),
    )


def _differences(known: Known, row: Row) -> tuple[FieldChange, ...]:
    lines = zip_longest(known.address_lines, row.address_lines, fillvalue="")
    pairs = [
        ("name", known.name, row.name),
        ("business_type", known.business_type, row.business_type),
        *((f"address_{number}", before, after) for number, (before, after) in enumerate(lines, start=1)),
        ("postcode", known.postcode_given, row.postcode_given),
    ]
    return tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])


def _position(of: Known | Row) -> tuple[float, float] | None:
    if of.latitude is None or of.longitude is None:
        return None
    return round(of.latitude, POSITION_PLACES), round(of.longitude, POSITION_PLACES)
