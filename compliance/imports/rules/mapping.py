"""Which column of a file is which of our fields, and which of its words is which of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from compliance.imports.rules.words import ImportKind


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields that a column may fill.

    `names` are folded headings by which it is guessed (`sort_name` folds them). `values` are our codes with their
    labels where the field takes one of a list, else None. A `required` field must have a column or a fixed value.
    """

    code: str
    label: str
    names: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    values: Mapping[str, str] | None = None


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


@dataclass(frozen=True, slots=True)
class Table:
    """What a file was recognised as: its headings, and the first rows as samples, each cell as text."""

    columns: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


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
