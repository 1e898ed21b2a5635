"""What a row of premises changes: added, changed, moved, seen again, or nothing."""

from dataclasses import dataclass, replace
from itertools import zip_longest

from compliance.imports.rules.keeping import Decision, decide, position, whole
from compliance.imports.rules.rows import FHRS_SCHEME, Row
from compliance.imports.rules.scope import Scope
from compliance.retailers.rules import Part, Particulars

_PREMISES = tuple(part for part in Part if part is not Part.POSITION)
_FIELDS = {
    Part.NAME: ("name",),
    Part.BUSINESS_TYPE: ("business_type",),
    Part.ADDRESS: ("address_lines",),
    Part.POSTCODE: ("postcode", "postcode_given"),
    Part.POSITION: ("latitude", "longitude"),
}


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
class Compared:
    """What a row says of premises that are known, held to what was said of them before.

    `row` is the row, with what the file says nothing of as it was said before. `fields` are what changed, and
    `decisions` what becomes of each part that did; `moves` is the decision on a position that differs, counted apart,
    because a better fix is not a change of premises.
    """

    known: Known
    row: Row
    fields: tuple[FieldChange, ...]
    decisions: tuple[Decision, ...]
    moves: tuple[Decision, ...]

    @property
    def follows(self) -> frozenset[Part]:
        """The parts in which the outlet follows the file."""
        return frozenset(each.part for each in (*self.decisions, *self.moves) if each.officer is None)


def is_taken(row: Row, known: Known | None, scope: Scope) -> bool:
    """Return whether a row is taken in: its type is in scope, or its premises is known with a type in scope.

    A shop that the register now calls a takeaway has changed its type and is not missing, and it is followed out of
    scope once.
    """
    return scope.takes(row.business_type) or (known is not None and scope.takes(known.said.business_type))


def compare(row: Row, known: Known, scope: Scope) -> Compared:
    """Return what a row changes of the premises that it is of, in the parts that its file says anything of.

    What is known of a premises is here what the file said of it last, not what an officer made of it: an officer's
    correction is no change of the file, and stays. An address is compared as a whole: laid out over other lines it is
    the same. Ratings and their dates are no part of the comparison.
    """
    row = _completed(row, known.said, scope)
    fields = _differences(known.said, row)
    return Compared(
        known=known,
        row=row,
        fields=fields,
        decisions=decide(known.said, known.held, row, _PREMISES) if fields else (),
        moves=decide(known.said, known.held, row, (Part.POSITION,)) if position(known.said) != position(row) else (),
    )


def _completed(row: Row, said: Particulars, scope: Scope) -> Row:
    """Return a row with what its file has no column for as it was said before."""
    left = [name for part, names in _FIELDS.items() if part not in scope.parts for name in names]
    return replace(row, **{name: getattr(said, name) for name in left}) if left else row


def _differences(said: Particulars, row: Row) -> tuple[FieldChange, ...]:
    pairs = [("name", said.name, row.name), ("business_type", said.business_type, row.business_type)]
    if said.address_lines != row.address_lines and whole(said.address_lines) != whole(row.address_lines):
        lines = zip_longest(said.address_lines, row.address_lines, fillvalue="")
        pairs += [(f"address_{number}", before, after) for number, (before, after) in enumerate(lines, start=1)]
    pairs.append(("postcode", said.postcode_given, row.postcode_given))
    return tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])
