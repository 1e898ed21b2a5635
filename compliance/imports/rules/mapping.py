"""Which column of a file is which of our fields, and which of its words is which of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from compliance.errors import Refusal
from compliance.imports.rules.words import ImportKind


class Shape(StrEnum):
    """What the values of a field look like, where that tells them from others."""

    POSTCODE = "postcode"
    DATE = "date"
    TIME = "time"
    TELEPHONE = "telephone"
    EMAIL = "email"
    UPRN = "uprn"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    COMPANY_NUMBER = "company_number"
    WEB_ADDRESS = "web_address"


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields that a column may fill.

    `names` are folded headings by which it is guessed (`sort_name` folds them). `values` are our codes with their
    labels where the field takes one of a list, else None; `words` what files often say for such a code. A `required`
    field must have a column or a fixed value.
    """

    code: str
    label: str
    names: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    values: Mapping[str, str] | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How a file is read: the column of each field, a fixed value for every row, and their words for our codes.

    `columns` maps a field's code to a heading of the file; `fixed` a field's code to the one value that every row has;
    `values` a field's code to {their text as `clean` gives it: our code}, where "" leaves the cell blank.
    """

    kind: ImportKind
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it, so that `read_mapping` gives it back."""
        return {
            "kind": self.kind.value,
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "values": {code: dict(words) for code, words in self.values.items()},
        }


def read_mapping(kept: Mapping[str, Any]) -> ColumnMapping:
    """Return the mapping that `ColumnMapping.as_json` wrote."""
    return ColumnMapping(
        kind=ImportKind(kept["kind"]),
        columns=dict(kept.get("columns", {})),
        fixed=dict(kept.get("fixed", {})),
        values={code: dict(words) for code, words in kept.get("values", {}).items()},
    )


@dataclass(frozen=True, slots=True)
class Table:
    """What a file was recognised as: its headings, and the first rows as samples, each cell as text."""

    columns: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]

    def samples_of(self, column: str) -> tuple[str, ...]:
        """Return the cells of a column in the first rows that say something; none for a column that is not there."""
        if column not in self.columns:
            return ()
        at = self.columns.index(column)
        return tuple(row[at] for row in self.samples if at < len(row) and row[at])


Cells = Mapping[str, str]


def apply(mapping: ColumnMapping, cells: Cells) -> dict[str, str]:
    """Return a row of the file as our fields, by code: the cell of its column, their word turned to ours, or fixed.

    A word that the mapping does not know is handed on as it stands, for the check of the row to refuse.
    """
    found = dict(mapping.fixed)
    for code, column in mapping.columns.items():
        text = cells.get(column, "")
        words = mapping.values.get(code)
        found[code] = words.get(text, text) if words else text
    return found


def columns_of(fields: Sequence[Field]) -> Mapping[str, Field]:
    """Return the fields of a kind by their code."""
    return {each.code: each for each in fields}


def needs_values(fields: Sequence[Field], mapping: ColumnMapping) -> tuple[Field, ...]:
    """Return the fields that take one of a list and are filled from a column: their words have to be matched."""
    return tuple(each for each in fields if each.values is not None and each.code in mapping.columns)


def fitting(mapping: ColumnMapping, fields: Sequence[Field], columns: Sequence[str]) -> ColumnMapping:
    """Return as much of a mapping as a file with these `columns` has use for: a saved one may be of another file.

    Fields that are not (any more) of this kind, columns that the file lacks and codes that are not ours are dropped.
    """
    known = columns_of(fields)
    return ColumnMapping(
        kind=mapping.kind,
        columns={code: column for code, column in mapping.columns.items() if code in known and column in columns},
        fixed={code: text for code, text in mapping.fixed.items() if code in known},
        values={
            code: {text: value for text, value in words.items() if value == "" or value in (known[code].values or {})}
            for code, words in mapping.values.items()
            if code in known and known[code].values is not None
        },
    )


def check_mapping(mapping: ColumnMapping, fields: Sequence[Field], columns: Sequence[str]) -> None:
    """Raise Refusal beside a field's code unless a file with these `columns` can be read by the mapping.

    Each required field needs a column or a fixed value; a column must be in the file; a field is filled in one way; a
    fixed value of a field with a list, and each of our codes, must be in that list; and some field must have a column.
    """
    known = columns_of(fields)
    for code in {*mapping.columns, *mapping.fixed, *mapping.values}:
        if code not in known:
            raise Refusal(f"“{code}” is not a field that this kind of import has")
    for each in fields:
        _check_field(each, mapping, columns)
    if not mapping.columns:
        raise Refusal("Match at least one column of the file")


def _check_field(each: Field, mapping: ColumnMapping, columns: Sequence[str]) -> None:
    column, fixed = mapping.columns.get(each.code), mapping.fixed.get(each.code)
    if column is not None and column not in columns:
        raise Refusal(f"The file has no column “{column}” for {_lower(each.label)}", each.code)
    if column is not None and fixed:
        raise Refusal(f"Choose a column for {_lower(each.label)}, or give one value for every row, not both", each.code)
    if each.required and column is None and not fixed:
        raise Refusal(f"Choose the column with {_lower(each.label)}, or give one value for every row", each.code)
    if each.values is None:
        return
    if fixed and fixed not in each.values:
        raise Refusal(f"“{fixed}” is not one of the values of {_lower(each.label)}", each.code)
    for text, value in mapping.values.get(each.code, {}).items():
        if value and value not in each.values:
            raise Refusal(f"“{value}”, given for “{text}”, is not one of the values of {_lower(each.label)}", each.code)


def _lower(label: str) -> str:
    """Write "Trading name" as within a sentence, "the trading name"; but "UPRN" stays."""
    return f"the {label if label[1:2].isupper() else label[:1].lower() + label[1:]}"
