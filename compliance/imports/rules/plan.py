"""What a register would change: added, changed, moved, missing, and what stays as it is."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from compliance.imports.rules.keeping import Decision, decide, position
from compliance.imports.rules.rows import FHRS_SCHEME, Register, Rejected, Row
from compliance.retailers.rules import Part, Particulars

_PREMISES = tuple(part for part in Part if part is not Part.POSITION)


@dataclass(frozen=True, slots=True)
class Known:
    """A premises of the authority's register that came from a file. `outlet_id` is any identifier.

    `said` is what the file said when it was last read, which the next one is compared with; `held` is what our register
    holds, an officer's corrections and all, at this `version`. `is_noted` unless what the file said was not kept, and
    `said` is what is held. `is_missing` when an earlier import already marked it missing.
    """

    outlet_id: str
    fhrs_id: str
    said: Particulars
    held: Particulars
    version: int = 1
    is_noted: bool = True
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
    """A known premises whose row says something else now, and what becomes of each part that it changed."""

    known: Known
    row: Row
    fields: tuple[FieldChange, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A known premises whose position differs; counted apart, because a better fix is not a change of premises."""

    known: Known
    row: Row
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A part of premises in which the words of the `officer` stay, and what the `register` says now in its `row`."""

    row: Row
    part: Part
    register: str
    officer: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: every row is added, changed or unchanged; `moved` and `returned` overlap those.

    `rows` counts the rows in scope that are fit. All stand in the order of the file, `missing` in that of FHRS numbers.
    `unnoted` are the rows of premises of which it was not kept what the file said.
    """

    rows: int
    added: tuple[Row, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Known, ...]
    moved: tuple[Move, ...]
    returned: tuple[Known, ...]
    missing: tuple[Known, ...]
    rejected: tuple[Rejected, ...]
    unnoted: tuple[Row, ...] = ()

    def changes_of(self, *fields: str) -> int:
        """Return how many premises changed in any of these fields, each named by its beginning ("address")."""
        return sum(any(said.field.startswith(fields) for said in change.fields) for change in self.changed)

    def altered(self) -> Iterator[Change | Move]:
        """Yield the changed, then the moved: premises that are both, twice."""
        yield from self.changed
        yield from self.moved

    def kept(self) -> tuple[Kept, ...]:
        """Return every part in which an officer's words stay although the register changed it."""
        return tuple(
            Kept(each.row, decision.part, decision.register, decision.officer)
            for each in self.altered()
            for decision in each.decisions
            if decision.officer is not None
        )


def plan(
    register: Register, known: Iterable[Known], *, types: Collection[str] | None, scheme: str = FHRS_SCHEME
) -> Plan:
    """Compare a register with what is known of the same authority, row by row on the FHRS number.

    `types` are the business types in scope, None for all. A row is taken when its type is in scope, or when its
    premises is known with a type in scope: a shop that the register now calls a takeaway has changed its type and is
    not missing, and it is followed out of scope once. One that comes into scope is added, or changed when it is known
    already. A known premises is missing when the file has no row for it, it came from the same `scheme`, its known type
    is in scope and it is not marked missing yet; so importing the retailers never touches the takeaways. Nothing is
    ever deleted. What is known of a premises is here what the file said of it last, not what an officer made of it: an
    officer's correction is no change of the file, and stays. Ratings and their dates are no part of the comparison.
    """
    ours = {premises.fhrs_id: premises for premises in known if premises.scheme == scheme}

    def in_scope(business_type: str) -> bool:
        return types is None or business_type in types

    def taken(row: Row) -> bool:
        before = ours.get(row.fhrs_id)
        return in_scope(row.business_type) or (before is not None and in_scope(before.said.business_type))

    rows = [row for row in register.rows if taken(row)]
    seen = {row.fhrs_id for row in register.rows} | {rejected.fhrs_id for rejected in register.rejected}
    matched = [(ours[row.fhrs_id], row) for row in rows if row.fhrs_id in ours]
    changed = [
        Change(before, row, fields, decide(before.said, before.held, row, _PREMISES))
        for before, row in matched
        if (fields := _differences(before.said, row))
    ]
    moved = [
        Move(before, row, decide(before.said, before.held, row, (Part.POSITION,)))
        for before, row in matched
        if position(before.said) != position(row)
    ]
    altered = {change.row.fhrs_id for change in changed}
    gone = [p for p in ours.values() if p.fhrs_id not in seen and in_scope(p.said.business_type) and not p.is_missing]
    return Plan(
        rows=len(rows),
        added=tuple(row for row in rows if row.fhrs_id not in ours),
        changed=tuple(changed),
        unchanged=tuple(before for before, row in matched if row.fhrs_id not in altered),
        moved=tuple(moved),
        returned=tuple(before for before, _ in matched if before.is_missing),
        missing=tuple(sorted(gone, key=lambda premises: (len(premises.fhrs_id), premises.fhrs_id))),
        rejected=tuple(r for r in register.rejected if not r.business_type or in_scope(r.business_type)),
        unnoted=tuple(row for before, row in matched if not before.is_noted),
    )


def _differences(said: Particulars, row: Row) -> tuple[FieldChange, ...]:
    lines = zip_longest(said.address_lines, row.address_lines, fillvalue="")
    pairs = [
        ("name", said.name, row.name),
        ("business_type", said.business_type, row.business_type),
        *((f"address_{number}", before, after) for number, (before, after) in enumerate(lines, start=1)),
        ("postcode", said.postcode_given, row.postcode_given),
    ]
    return tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])
