"""What a file was recognised as, and how that is kept beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.imports.rules.mapping import Table
from compliance.imports.rules.words import Format

NOTHING_IMPORTED = "Nothing has been imported."
MORE_CELLS = "…"
"""The key under which a row of a table has what stands beyond the last heading, joined by " | "."""
SAMPLES = 20
"""Rows shown to the clerk beside the headings."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file as it was recognised; `rows` reads it by this alone.

    `encoding` and `delimiter` are "" where the format has none; `sheet` is the one read of `sheets`, the visible ones.
    `heading_row` is the row of the headings as the clerk's spreadsheet counts it, 0 for a food hygiene register.
    `extracted_on`, `authority_code`, `authority_name` and `declared` are what a food hygiene register says of itself:
    its day, the authority that most businesses belong to, and how many businesses it holds; a table says none of it.
    `row_count` is how many rows `rows` yields. `notes` are sentences for the clerk.
    """

    format: Format
    table: Table
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    heading_row: int = 0
    extracted_on: date | None = None
    authority_code: str = ""
    authority_name: str = ""
    declared: int | None = None
    row_count: int = 0
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it, so that `read_recognised` gives it back."""
        return {
            "format": self.format.value,
            "columns": list(self.table.columns),
            "samples": [list(row) for row in self.table.samples],
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "sheets": list(self.sheets),
            "heading_row": self.heading_row,
            "extracted_on": self.extracted_on.isoformat() if self.extracted_on else None,
            "authority_code": self.authority_code,
            "authority_name": self.authority_name,
            "declared": self.declared,
            "row_count": self.row_count,
            "notes": list(self.notes),
        }


def read_recognised(kept: Mapping[str, Any]) -> Recognised:
    """Return what `Recognised.as_json` kept."""
    day = kept["extracted_on"]
    return Recognised(
        format=Format(kept["format"]),
        table=Table(tuple(kept["columns"]), tuple(tuple(row) for row in kept["samples"])),
        encoding=kept["encoding"],
        delimiter=kept["delimiter"],
        sheet=kept["sheet"],
        sheets=tuple(kept["sheets"]),
        heading_row=kept["heading_row"],
        extracted_on=date.fromisoformat(day) if day else None,
        authority_code=kept["authority_code"],
        authority_name=kept["authority_name"],
        declared=kept["declared"],
        row_count=kept["row_count"],
        notes=tuple(kept["notes"]),
    )
