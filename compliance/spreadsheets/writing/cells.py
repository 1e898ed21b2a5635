"""A value as it is put into a cell, the same for every kind of file."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from compliance.errors import Refusal
from compliance.spreadsheets.guard import guarded

MOST_ROWS = 1_048_576
"""Rows of a sheet, headings and all: no spreadsheet program shows more."""
MOST_FIGURES = 15
"""Figures of a number that a spreadsheet program keeps."""
LONGEST = 32_767
"""Characters that a cell of Excel holds; a longer text is cut there in a workbook, with "…" at its end."""
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONDON = ZoneInfo("Europe/London")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufddf\ufffe\uffff]")

Cell = str | int | float | Decimal | date | datetime


def cell(value: Any) -> Cell:
    """Return what is put into a cell: a number, a day, a moment on London's clock, or guarded text; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.astimezone(_LONDON).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float, Decimal)):
        return value if math.isfinite(value) and abs(value) < 10**MOST_FIGURES else str(value)
    text = str(value)
    return str(guarded(text if text.isprintable() else _UNWRITABLE.sub("\ufffd", text)))


def sheet_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the lines of a sheet with their numbers from 0, headings first. Raises Refusal for too many."""
    yield 0, [sheet_cell(heading) for heading in headings]
    for number, row in enumerate(rows, start=1):
        if number >= MOST_ROWS:
            raise Refusal(f"A sheet holds at most {MOST_ROWS:,} rows. Narrow the list down, or choose CSV")
        yield number, [sheet_cell(value) for value in row]


def sheet_cell(value: Any) -> Cell:
    """Return what is put into a cell of a workbook: as `cell`, with line ends of one kind and no more than fits."""
    found = cell(value)
    if not isinstance(found, str):
        return found
    if "\r" in found:
        found = found.replace("\r\n", "\n").replace("\r", "\n")
    return found if len(found) <= LONGEST else f"{found[: LONGEST - 1]}…"


def sheet_name(title: str) -> str:
    """Return a name that Excel allows: at most 31 characters, no brackets, slashes, :*? or apostrophe at an end."""
    return _NOT_IN_A_NAME.sub(" ", _UNWRITABLE.sub(" ", title))[:31].strip(" '") or "Rows"
