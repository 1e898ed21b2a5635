"""Which format a file is, by what is in it and never by its name."""

from collections.abc import Iterator
from typing import IO

from compliance.errors import Refusal
from compliance.imports.rules.reading.fhrs import Fields, Shape, businesses, recognise_register
from compliance.imports.rules.reading.fhrs_xml import xml_businesses
from compliance.imports.rules.reading.recognised import NOTHING_IMPORTED, Recognised
from compliance.imports.rules.reading.tables import Records, find_table, table_rows
from compliance.imports.rules.words import Format
from compliance.spreadsheets.reading.streams import unpacked
from compliance.spreadsheets.reading.text import DELIMITERS, ENCODING_LABELS, delimiter_of, encoding_of, text_rows

_LOOKED_AT = 64 * 1024
_XML = Shape(Format.FHRS_XML, "ExtractDate", "ItemCount")


def recognise(stream: IO[bytes], file_name: str, *, sheet: str = "") -> Recognised:
    """Return what a seekable stream holds: its format, headings, first rows and what it says of itself.

    The whole file is read once, with bounded memory, so that `rows` reads what is recognised to its end without a
    refusal. The format is decided by the content; a `file_name` that says another is noted. `sheet` is the sheet of a
    workbook to read, "" for the first that holds a table. Raises Refusal, in words for a clerk, for a file that is
    empty, damaged, hostile or none of the formats, and for a table without rows.
    """
    with unpacked(stream) as opened:
        head = opened.read(_LOOKED_AT)
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n"):
        raise Refusal(f"The file is empty. {NOTHING_IMPORTED} Choose the file again")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        header: Fields = {}
        with unpacked(stream) as opened:
            return recognise_register(xml_businesses(opened, header), header, _XML)
    return _text(stream, head)


def rows(stream: IO[bytes], recognised: Recognised) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a file with their numbers, each cell `clean`ed and under its heading, every heading there.

    The number of a business of a food hygiene register counts from 1; that of a table's row is the one the clerk's
    spreadsheet shows; blank rows are counted and left out. Cells beyond the last heading are under MORE_CELLS. Memory
    is bounded by a row (XML, JSON, CSV) or by the different texts of a workbook. `stream` stays open.
    """
    with unpacked(stream) as opened:
        if recognised.format is Format.FHRS_XML:
            yield from businesses(xml_businesses(opened, {}))
        else:
            records = text_rows(opened, recognised.encoding, recognised.delimiter)
            yield from table_rows(records, recognised.table.columns, recognised.heading_row)


def _text(stream: IO[bytes], head: bytes) -> Recognised:
    with unpacked(stream) as opened:
        encoding = encoding_of(opened)
    delimiter = delimiter_of(head.decode(encoding, errors="ignore"))
    with unpacked(stream) as opened:
        records: Records = text_rows(opened, encoding, delimiter)
        found = find_table(records)
    if found is None:
        raise Refusal(f"The file is empty. {NOTHING_IMPORTED} Choose the file again")
    if not found.row_count:
        raise Refusal(f"There are headings in this file and no rows below them. {NOTHING_IMPORTED}")
    notes = [f"Read as {ENCODING_LABELS[encoding]}, with a {DELIMITERS[delimiter]} between the cells"]
    if encoding == "cp1252":
        notes.append("The text is not UTF-8: check that letters such as é and £ are right")
    if found.heading_row > 1:
        notes.append(f"The headings were found in row {found.heading_row}")
    return Recognised(
        format=Format.CSV,
        table=found.table,
        encoding=encoding,
        delimiter=delimiter,
        heading_row=found.heading_row,
        row_count=found.row_count,
        notes=tuple(notes),
    )
