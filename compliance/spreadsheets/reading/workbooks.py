"""Workbooks: which kind one is, its sheets, and the rows of a sheet."""

from collections.abc import Iterator
from typing import IO, Protocol

from compliance.spreadsheets.reading.archive import Archive, password_refusal
from compliance.spreadsheets.reading.cells import Row
from compliance.spreadsheets.reading.ods import OdsWorkbook, is_encrypted
from compliance.spreadsheets.reading.xlsx import XlsxWorkbook, workbook_part

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class Workbook(Protocol):
    """A workbook open for reading; the names of its sheets are those that its user sees."""

    names: tuple[str, ...]

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the filled rows of a sheet with their numbers from 1, a text for each cell up to the last filled."""
        ...


def open_xlsx(stream: IO[bytes]) -> Workbook | None:
    """Return the Excel workbook that a zip file is, or None. Raises Refusal for one that is not fit to be read."""
    archive = Archive(stream)
    part = workbook_part(archive)
    return XlsxWorkbook(archive, part) if part else None


def open_ods(stream: IO[bytes]) -> Workbook | None:
    """Return the OpenDocument spreadsheet that a zip file is, or None. Raises as `open_xlsx`."""
    archive = Archive(stream)
    if not {"mimetype", "content.xml"} <= archive.names or not archive.open("mimetype").read(200).startswith(_ODS):
        return None
    if is_encrypted(archive):
        raise password_refusal()
    return OdsWorkbook(archive)
