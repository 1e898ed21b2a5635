"""Recognise a file by what is in it, never by its name, and read its rows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from compliance.errors import Refusal
from compliance.imports.rules.mapping import Table
from compliance.imports.rules.reading.contents import (
    ZIP,
    check_known,
    is_json,
    is_markup,
    is_old_office,
    name_note,
    old_office_refusal,
    zip_refusal,
)
from compliance.imports.rules.reading.fhrs import Fields, businesses, recognise_register
from compliance.imports.rules.reading.fhrs_json import json_businesses
from compliance.imports.rules.reading.fhrs_xml import xml_businesses
from compliance.imports.rules.reading.recognised import NOTHING_IMPORTED, Recognised
from compliance.imports.rules.reading.tables import Found, find_table, table_rows
from compliance.imports.rules.words import Format
from compliance.spreadsheets.reading.archive import Archive
from compliance.spreadsheets.reading.streams import is_packed, unpacked
from compliance.spreadsheets.reading.text import DELIMITERS, ENCODING_LABELS, delimiter_of, encoding_of, text_rows
from compliance.spreadsheets.reading.workbooks import Workbook, open_ods, open_xlsx

_LOOKED_AT = 64 * 1024
_MOST_SHEETS = 50
_OPEN = {Format.XLSX: open_xlsx, Format.ODS: open_ods}


def recognise(stream: IO[bytes], file_name: str, *, sheet: str = "") -> Recognised:
    """Return what a seekable stream holds: its format, headings, first rows and what it says of itself.

    The whole file is read once, with bounded memory, so that `rows` reads what is recognised to its end without a
    refusal. The format is decided by the content; a `file_name` that says another is noted. `sheet` is the sheet of a
    workbook to read, "" for the first that holds rows. Raises Refusal, in words for a clerk, for a file that is
    empty, damaged, hostile or none of the formats, and for a table without rows.
    """
    with unpacked(stream) as opened:
        head = opened.read(_LOOKED_AT)
    check_known(head, is_packed=is_packed(stream))
    if is_old_office(head):
        raise old_office_refusal(stream)
    if head.startswith(ZIP):
        found = _workbook(stream, sheet)
    elif is_markup(head):
        header: Fields = {}
        with unpacked(stream) as opened:
            found = recognise_register(xml_businesses(opened, header), header, Format.FHRS_XML)
    elif is_json(head):
        header = {}
        with unpacked(stream) as opened:
            found = recognise_register(json_businesses(opened, header), header, Format.FHRS_JSON)
    else:
        found = _text(stream, head)
    return replace(found, notes=(*name_note(file_name, found.format), *found.notes))


def rows(stream: IO[bytes], recognised: Recognised) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a file with their numbers, each cell `clean`ed and under its heading, every heading there.

    The number of a business of a food hygiene register counts from 1; that of a table's row is the one the clerk's
    spreadsheet shows; blank rows are counted and left out. Cells beyond the last heading are under MORE_CELLS. Memory
    is bounded by a row (XML, JSON, CSV) or by the different texts of a workbook. `stream` is read from its beginning
    and stays open.
    """
    if recognised.format in _OPEN:
        book = _OPEN[recognised.format](stream)
        if book is None or recognised.sheet not in book.names:
            raise Refusal(f"This is no longer the file that was recognised. {NOTHING_IMPORTED} Choose the file again")
        yield from table_rows(book.rows(recognised.sheet), recognised.table.columns, recognised.heading_row)
        return
    with unpacked(stream) as opened:
        if recognised.format is Format.FHRS_XML:
            yield from businesses(xml_businesses(opened, {}))
        elif recognised.format is Format.FHRS_JSON:
            yield from businesses(json_businesses(opened, {}))
        else:
            records = text_rows(opened, recognised.encoding, recognised.delimiter)
            yield from table_rows(records, recognised.table.columns, recognised.heading_row)


def _text(stream: IO[bytes], head: bytes) -> Recognised:
    with unpacked(stream) as opened:
        encoding = encoding_of(opened)
    delimiter = delimiter_of(head.decode(encoding, errors="ignore"))
    with unpacked(stream) as opened:
        found = find_table(text_rows(opened, encoding, delimiter))
    notes = [f"Read as {ENCODING_LABELS[encoding]}, with a {DELIMITERS[delimiter]} between the cells"]
    if encoding == "cp1252":
        notes.append("The text is not UTF-8: check that letters such as é and £ are right")
    return replace(_recognised(Format.CSV, found, notes), encoding=encoding, delimiter=delimiter)


def _workbook(stream: IO[bytes], sheet: str) -> Recognised:
    for kind, open_book in _OPEN.items():
        book = open_book(stream)
        if book is not None:
            return _sheet(kind, book, sheet)
    raise zip_refusal(Archive(stream))


def _sheet(kind: Format, book: Workbook, wanted: str) -> Recognised:
    if wanted and wanted not in book.names:
        raise Refusal(f"There is no sheet “{wanted}” in this workbook. {NOTHING_IMPORTED} Choose one that there is")
    found, name = None, ""
    for name in [wanted] if wanted else book.names[:_MOST_SHEETS]:
        here = find_table(book.rows(name))
        found = here or found
        if here is not None and here.row_count:
            break
    notes = [f"Read the sheet “{name}”, one of {len(book.names)}"] if len(book.names) > 1 else []
    return replace(_recognised(kind, found, notes), sheet=name, sheets=book.names)


def _recognised(kind: Format, found: Found | None, notes: list[str]) -> Recognised:
    """Return what a table was recognised as. Raises Refusal for one without headings or rows."""
    if found is None:
        raise Refusal(f"There are no rows in this file. {NOTHING_IMPORTED} Choose the file again")
    if not found.row_count:
        raise Refusal(f"There are headings in this file, and no rows below them. {NOTHING_IMPORTED}")
    if found.heading_row > 1:
        notes.append(f"The headings were found in row {found.heading_row}")
    table = Table(found.columns, found.samples)
    return Recognised(kind, table, heading_row=found.heading_row, row_count=found.row_count, notes=tuple(notes))
