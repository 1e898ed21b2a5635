"""Workbooks of Excel (Office Open XML, ECMA-376): their sheets, and the cells of one."""

import posixpath
import re
from collections.abc import Iterator

from compliance.spreadsheets.reading.archive import Archive, damaged
from compliance.spreadsheets.reading.cells import Cells, Row
from compliance.spreadsheets.reading.limits import LONGEST_CELL
from compliance.spreadsheets.reading.markup import Handler
from compliance.spreadsheets.reading.values import Shown, iso_text, number_text, serial_text
from compliance.spreadsheets.reading.xlsx_shared import Format, local_name, read_formats, read_strings, unescaped

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LETTERS = {letter: number for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=1)}
_PLAIN: Format = (Shown.NUMBER, 0)


def workbook_part(archive: Archive) -> str:
    """Return the name of the part that is the workbook, or "" when the archive is not one of Excel."""
    if "_rels/.rels" not in archive.names or "[Content_Types].xml" not in archive.names:
        return ""
    part = _Relations(archive, "").by_kind.get("officeDocument", "")
    return part if part in archive.names and part.startswith("xl/") and part.endswith(".xml") else ""


class XlsxWorkbook:
    """A workbook of Excel. The different texts are held from the first sheet read; of the rest, one piece."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._archive = archive
        self._relations = _Relations(archive, part)
        book = _Book()
        archive.read_whole(part, book)
        self._is_1904 = book.is_1904
        parts = self._relations.by_id
        self._parts = {name: parts[key] for name, key, _ in book.sheets if key in parts and parts[key] in archive.names}
        visible = tuple(name for name, _, is_hidden in book.sheets if name in self._parts and not is_hidden)
        self.names = visible or tuple(self._parts)
        self._shared: tuple[list[str], list[Format]] | None = None

    def rows(self, name: str) -> Iterator[Row]:
        if self._shared is None:
            parts = self._relations.by_kind
            self._shared = (
                read_strings(self._archive, parts.get("sharedStrings", "")),
                read_formats(self._archive, parts.get("styles", "")),
            )
        cells = Cells()
        sheet = _Sheet(cells, *self._shared, is_1904=self._is_1904)
        for _ in self._archive.parse(self._parts[name], sheet):
            yield from cells.take()


class _Relations(Handler):
    """What a part refers to: the names of other parts by the kind of the relation, and by its id."""

    def __init__(self, archive: Archive, part: str) -> None:
        super().__init__()
        self.by_kind: dict[str, str] = {}
        self.by_id: dict[str, str] = {}
        self._folder, name = posixpath.split(part)
        relations = posixpath.join(self._folder, "_rels", f"{name}.rels")
        if relations not in archive.names:
            raise damaged()
        archive.read_whole(relations, self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.opened += 1
        if local_name(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", "")))[1:]
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.by_kind.setdefault(kind, target)
            self.by_id[attributes.get("Id", "")] = target


class _Book(Handler):
    """The sheets of a workbook: name, id of the relation, whether it is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.opened += 1
        local = local_name(name)
        if local == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}
        elif local == "sheet":
            key = next((value for each, value in attributes.items() if each.endswith("}id")), "")
            self.sheets.append((attributes.get("name", ""), key, attributes.get("state", "visible") != "visible"))


class _Sheet(Handler):
    """The cells of a sheet. One without a place stands after the one before."""

    def __init__(self, cells: Cells, strings: list[str], formats: list[Format], *, is_1904: bool) -> None:
        super().__init__()
        self._cells, self._strings, self._formats, self._is_1904 = cells, strings, formats, is_1904
        self._row, self._column = 0, -1
        self._kind, self._style = "n", ""
        self._is_value = False
        self._parts: list[str] = []
        self._size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.opened += 1
        local = local_name(name)
        if local == "c":
            self._cells.count()
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._parts.clear()
            self._size = 0
            self._go_to(attributes.get("r"))
        elif local == "row":
            number = attributes.get("r", str(self._row + 1))
            if not number.isdecimal() or len(number) > 7 or int(number) <= self._row:
                raise damaged()
            self._row, self._column = int(number), -1
        self._is_value = local in {"v", "t"}

    def _go_to(self, place: str | None) -> None:
        if place is None:
            self._column += 1
            return
        found = _PLACE.fullmatch(place)
        if not found or int(found[2]) != self._row:
            raise damaged()
        column = 0
        for letter in found[1]:
            column = column * 26 + _LETTERS[letter]
        self._column = column - 1

    def text(self, text: str) -> None:
        if self._is_value:
            self._parts.append(text)
            self._size += len(text)
            if self._size > LONGEST_CELL:
                raise damaged()

    def end(self, name: str) -> None:
        self.closed += 1
        self._is_value = False
        local = local_name(name)
        if local == "c":
            if self._parts:
                self._cells.put(self._row, self._column, self._value("".join(self._parts)))
                self._parts.clear()
        elif local == "row":
            self._cells.end_row(self._row)

    def _value(self, written: str) -> str:
        kind = self._kind
        if kind == "s":
            number = int(written) if written.isdecimal() and len(written) < 9 else len(self._strings)
            if number >= len(self._strings):
                raise damaged()
            return self._strings[number]
        if kind == "n":
            style = int(self._style) if self._style.isdecimal() and len(self._style) < 9 else 0
            shown, zeros = self._formats[style] if style < len(self._formats) else _PLAIN
            if shown is Shown.NUMBER:
                return number_text(written, zeros)
            return serial_text(written, shown, is_1904=self._is_1904)
        if kind == "b":
            return "TRUE" if written.strip() in {"1", "true"} else "FALSE"
        return iso_text(written) if kind == "d" else unescaped(written)
