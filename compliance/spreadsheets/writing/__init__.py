"""Rows out as a file: CSV, XLSX or ODS, row by row, with numbers and days that stay what they are."""

import tempfile
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import IO, Any

from compliance.spreadsheets.writing.csv_text import write_csv, write_text
from compliance.spreadsheets.writing.ods import write_ods
from compliance.spreadsheets.writing.xlsx import write_xlsx

__all__ = ["MEDIA_TYPES", "Kind", "write", "write_csv"]

_IN_MEMORY = 1024 * 1024
"""Bytes of a file that are held before it goes to disk."""


class Kind(StrEnum):
    """What a table is written as; also the ending of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


MEDIA_TYPES = {
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


def write(
    kind: Kind, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Rows", for_excel: bool = True
) -> IO[bytes]:
    """Return a table as a file open at its beginning, gone when it is closed; one row is held at a time.

    Numbers and days are cells of their kind in XLSX and ODS (a whole number of more than 15 figures is text: a
    spreadsheet program would round it), ISO 8601 in CSV; True and False are "Yes" and "No"; a moment with a time zone
    is put on London's clock. Text is `guarded` in all three kinds: it is not run in a workbook, but it is in the CSV
    that somebody saves from it. What XML cannot hold becomes U+FFFD. `title` names the sheet; `for_excel` puts the mark
    first that Excel needs to read a CSV as UTF-8. Raises Refusal for more rows than a sheet can have.
    """
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
    try:
        if kind is Kind.CSV:
            write_text(file, headings, rows, for_excel=for_excel)
        elif kind is Kind.XLSX:
            write_xlsx(file, headings, rows, title)
        else:
            write_ods(file, headings, rows, title)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
