"""Rows out as CSV (RFC 4180: commas, CRLF) in UTF-8."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any

from compliance.spreadsheets.guard import guarded
from compliance.spreadsheets.writing.cells import Cell, cell

BYTE_ORDER_MARK = "\ufeff"


def write_csv(headings: Sequence[str], lines: Iterable[Sequence[Any]], *, for_excel: bool = False) -> bytes:
    """Return a table as CSV (RFC 4180: commas, CRLF) in UTF-8; `for_excel` puts the mark first that Excel needs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    writer.writerows([guarded(value) for value in line] for line in lines)
    return ((BYTE_ORDER_MARK if for_excel else "") + text.getvalue()).encode()


def write_text(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]], *, for_excel: bool) -> None:
    """Write a table into a file as CSV, one row at a time."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    if for_excel:
        text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(heading) for heading in headings])
    writer.writerows([_written(cell(value)) for value in row] for row in rows)
    text.detach()


def _written(value: Cell) -> Cell:
    """Return a moment to the minute, or to the second when it has any."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    return value
