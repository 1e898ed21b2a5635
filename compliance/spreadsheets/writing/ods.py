"""Rows out as an OpenDocument spreadsheet (ISO/IEC 26300), as small as LibreOffice and Excel still open."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from typing import IO, Any

from compliance.spreadsheets.writing.cells import Cell, sheet_lines, sheet_name

_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)
_DAY = (
    '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/>'
)
_TIME = (
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/>'
)
_BEFORE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content {_NAMESPACES} office:version="1.3"><office:automatic-styles>'
    f'<number:date-style style:name="D">{_DAY}</number:date-style>'
    f'<number:date-style style:name="M">{_DAY}{_TIME}</number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="M"/>'
    '<style:style style:name="heading" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_AFTER = "</table:table></office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_STYLES = f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_NAMESPACES} office:version="1.3"/>'
_SPACES = re.compile(r"(?<= ) +|^ +| +$")


def write_ods(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> None:
    """Write a table into a file as a spreadsheet with one sheet, its headings bold; one row is held at a time."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(_part("mimetype", zipfile.ZIP_STORED), _MEDIA_TYPE)
        archive.writestr(_part("META-INF/manifest.xml"), _MANIFEST)
        archive.writestr(_part("styles.xml"), _STYLES)
        with archive.open(_part("content.xml"), "w", force_zip64=False) as content:
            content.write(_BEFORE.encode())
            content.write(f'<table:table table:name="{escape(sheet_name(title))}">'.encode())
            for number, line in sheet_lines(headings, rows):
                cells = "".join([_cell(value, is_heading=not number) for value in line])
                content.write(f"<table:table-row>{cells}</table:table-row>".encode())
            content.write(_AFTER.encode())


def _part(name: str, packing: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)
    part.compress_type = packing
    return part


def _cell(value: Cell, *, is_heading: bool) -> str:
    if isinstance(value, str):
        style = ' table:style-name="heading"' if is_heading else ""
        if not value:
            return "<table:table-cell/>"
        return f'<table:table-cell{style} office:value-type="string">{_paragraphs(value)}</table:table-cell>'
    if isinstance(value, datetime):
        return (
            f'<table:table-cell table:style-name="moment" office:value-type="date" '
            f'office:date-value="{value.isoformat(timespec="seconds")}"/>'
        )
    if isinstance(value, date):
        return (
            f'<table:table-cell table:style-name="day" office:value-type="date" '
            f'office:date-value="{value.isoformat()}"/>'
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def _paragraphs(text: str) -> str:
    """Return a text as OpenDocument keeps it: a paragraph for each line, spaces that would be lost as their number."""
    return "".join(f"<text:p>{_line(line)}</text:p>" for line in text.split("\n"))


def _line(line: str) -> str:
    escaped = escape(line, quote=False)
    if "  " in escaped or escaped[:1] == " " or escaped[-1:] == " ":
        escaped = _SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escaped)
    return escaped.replace("\t", "<text:tab/>")
