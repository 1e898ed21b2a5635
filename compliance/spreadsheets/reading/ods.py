"""OpenDocument spreadsheets (ISO/IEC 26300): their sheets, and the cells of one."""

import re
from collections.abc import Iterator

from compliance.spreadsheets.reading.archive import Archive, damaged
from compliance.spreadsheets.reading.cells import Cells, Row, too_long
from compliance.spreadsheets.reading.limits import LONGEST_CELL
from compliance.spreadsheets.reading.markup import Handler
from compliance.spreadsheets.reading.values import iso_text, number_text

_TABLE, _TEXT, _OFFICE, _STYLE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "text", "office", "style")
)
_TABLE_ITSELF, _TABLE_ROW, _PARAGRAPH = f"{_TABLE}table", f"{_TABLE}table-row", f"{_TEXT}p"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_ANNOTATION = f"{_OFFICE}annotation"
_SPOKEN = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")


def is_encrypted(archive: Archive) -> bool:
    """Return whether a spreadsheet is protected by a password."""
    manifest = _Manifest()
    if "META-INF/manifest.xml" in archive.names:
        archive.read_whole("META-INF/manifest.xml", manifest)
    return manifest.is_encrypted


class _Manifest(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.is_encrypted = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.opened += 1
        self.is_encrypted |= name.endswith("}encryption-data")


class OdsWorkbook:
    """An OpenDocument spreadsheet. Its sheets stand in one part, which is read as far as the sheet that is wanted."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        sheets = _Sheets()
        archive.read_whole("content.xml", sheets)
        visible = tuple(name for name, style in sheets.found if style not in sheets.hidden)
        self.names = visible or tuple(name for name, _ in sheets.found)

    def rows(self, name: str) -> Iterator[Row]:
        cells = Cells()
        sheet = _Sheet(cells, name)
        for _ in self._archive.parse("content.xml", sheet):
            yield from cells.take()
            if sheet.is_done:
                return


class _Sheets(Handler):
    """The names of the sheets with their styles, and the styles that hide a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.opened += 1
        if name == _TABLE_ITSELF:
            self.found.append((attributes.get(f"{_TABLE}name", ""), attributes.get(f"{_TABLE}style-name", "")))
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self.hidden.add(self._style)


class _Sheet(Handler):
    """The cells of one sheet; what is repeated is counted and, unless blank, told as often."""

    def __init__(self, cells: Cells, name: str) -> None:
        super().__init__()
        self.is_done = False
        self._cells, self._name = cells, name
        self._is_here = False
        self._row, self._rows, self._column, self._columns = 1, 1, 0, 1
        self._said: dict[str, str] = {}
        self._paragraphs = 0
        self._note = self._open = 0
        self._parts: list[str] = []
        self._size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.opened += 1
        if not self._is_here:
            self._is_here = (
                name == _TABLE_ITSELF and not self.is_done and attributes.get(f"{_TABLE}name", "") == self._name
            )
        elif name in _CELLS:
            self._cells.count()
            self._columns = _times(attributes.get(f"{_TABLE}number-columns-repeated"))
            self._said, self._paragraphs = attributes, 0
        elif name == _TABLE_ROW:
            self._rows = _times(attributes.get(f"{_TABLE}number-rows-repeated"))
            self._column = 0
        elif name == _ANNOTATION:
            self._note += 1
        elif self._note:
            return
        elif name == _PARAGRAPH:
            if self._paragraphs:
                self._say("\n")
            self._paragraphs += 1
            self._open += 1
        elif name == f"{_TEXT}s":
            self._say(" " * min(_times(attributes.get(f"{_TEXT}c")), LONGEST_CELL))
        elif name in _SPOKEN:
            self._say(_SPOKEN[name])

    def text(self, text: str) -> None:
        if self._open and not self._note:
            self._say(text)

    def _say(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)
        if self._size > LONGEST_CELL:
            raise too_long(self._row)

    def end(self, name: str) -> None:
        self.closed += 1
        if not self._is_here:
            return
        if name in _CELLS:
            self._end_cell()
        elif name == _TABLE_ROW:
            self._cells.end_row(self._row, self._rows)
            self._row += self._rows
        elif name == _ANNOTATION:
            self._note -= 1
        elif name == _PARAGRAPH and not self._note:
            self._open -= 1
        elif name == _TABLE_ITSELF:
            self._is_here, self.is_done = False, True

    def _end_cell(self) -> None:
        shown = "".join(self._parts)
        self._parts.clear()
        self._size = self._open = 0
        if text := _value(self._said, shown):
            for column in range(self._column, self._column + self._columns):
                self._cells.put(self._row, column, text)
            self._cells.count(self._columns - 1)
        self._column += self._columns


def _value(said: dict[str, str], shown: str) -> str:
    """Return what a cell says. A whole number shown with leading noughts keeps them, as a telephone number needs."""
    kind = said.get(f"{_OFFICE}value-type", "")
    if kind in {"float", "percentage", "currency"}:
        text = number_text(said.get(f"{_OFFICE}value", shown))
        return shown if shown.isdecimal() and shown.lstrip("0") == text.lstrip("0") else text
    if kind == "date":
        return iso_text(said.get(f"{_OFFICE}date-value", shown))
    if kind == "time":
        found = _DURATION.fullmatch(said.get(f"{_OFFICE}time-value", ""))
        return _time(*map(int, found.groups())) if found else shown
    if kind == "boolean":
        return "TRUE" if said.get(f"{_OFFICE}boolean-value") == "true" else "FALSE"
    return said.get(f"{_OFFICE}string-value") or shown


def _time(hours: int, minutes: int, seconds: int) -> str:
    if hours >= 24:
        return f"{hours}:{minutes:02}:{seconds:02}"
    return f"{hours:02}:{minutes:02}:{seconds:02}" if seconds else f"{hours:02}:{minutes:02}"


def _times(written: str | None) -> int:
    """Return how often something is repeated, once unless it says."""
    if written is None:
        return 1
    if not written.isdecimal() or not 0 < len(written) <= 8:
        raise damaged()
    return max(int(written), 1)
