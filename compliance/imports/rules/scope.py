"""How the rows of one file of premises are read and compared: by whose number, in which parts, of which types."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from compliance.imports.rules.mapping import ColumnMapping
from compliance.imports.rules.options import Options
from compliance.imports.rules.rows import COUNCIL_SCHEME, FHRS_SCHEME, OWN, RETAILER_TYPES
from compliance.imports.rules.words import Format
from compliance.retailers.rules import Part

_PARTS = {
    Part.NAME: {"name"},
    Part.BUSINESS_TYPE: {"business_type"},
    Part.ADDRESS: {"address_1", "address_2", "address_3", "address_4", "address", "town"},
    Part.POSTCODE: {"postcode"},
    Part.POSITION: {"latitude", "longitude"},
}


@dataclass(frozen=True, slots=True)
class Scope:
    """How a file is read. `source` is whose numbers its premises are known by: fhrs, council, reference (ours) or none.

    `is_register`: it is a food hygiene register as the Agency gives it out, in which every row has its number.
    `is_whole`: what it lacks is missing. `parts` are those that it says anything of; the others stay as they are.
    `types` are the business types taken in, None for all. `own_code` is the FHRS code of the authority, "" when it has
    none and takes the rows of all; `columns` is how the file calls each of our fields, `day_column` where each row of a
    table says the day on which its authority's register was extracted, "" where none does.
    """

    source: str = FHRS_SCHEME
    is_register: bool = True
    is_whole: bool = True
    parts: frozenset[Part] = frozenset(Part)
    types: frozenset[str] | None = RETAILER_TYPES
    own_code: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    day_column: str = ""

    def column(self, code: str, otherwise: str) -> str:
        """Return how the file calls a field, or what it is called when the file has no column for it."""
        return self.columns.get(code, otherwise)

    def takes(self, business_type: str) -> bool:
        """Return whether a business type is taken in."""
        return self.types is None or business_type in self.types

    def is_elsewhere(self, authority_code: str) -> bool:
        """Return whether a row of this FHRS code is of another authority."""
        return bool(self.own_code and authority_code) and code_of(authority_code) != self.own_code


def code_of(text: str) -> str:
    """Return an FHRS code of an authority, "" for none: three digits, whose first noughts a spreadsheet drops."""
    return text.zfill(3)[:12] if text else ""


def scope_of(mapping: ColumnMapping, options: Options, kind_of_file: Format, own_code: str | None) -> Scope:
    """Return how a file is read by its mapping and the clerk's options.

    Only a food hygiene register is narrowed to the shops: the types of any other list are its maker's own words.
    """
    filled = {*mapping.columns, *mapping.fixed}
    source = next(
        (
            scheme
            for code, scheme in (("fhrs_id", FHRS_SCHEME), ("reference", OWN), ("council_id", COUNCIL_SCHEME))
            if code in mapping.columns
        ),
        "",
    )
    is_narrowed = source == FHRS_SCHEME and "business_type" in filled and not options.all_types
    return Scope(
        source=source,
        is_register=kind_of_file in {Format.FHRS_XML, Format.FHRS_JSON},
        is_whole=options.is_whole(kind_of_file) and source in {FHRS_SCHEME, COUNCIL_SCHEME},
        parts=frozenset(part for part, codes in _PARTS.items() if codes & filled),
        types=RETAILER_TYPES if is_narrowed else None,
        own_code=code_of(own_code or ""),
        columns=dict(mapping.columns),
    )
