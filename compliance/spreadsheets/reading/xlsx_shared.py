"""What the sheets of an Excel workbook share: the different texts, and the number formats of the cell styles."""

import re

from compliance.errors import Refusal
from compliance.spreadsheets.reading.archive import Archive
from compliance.spreadsheets.reading.limits import MOST_STRINGS, MOST_STRINGS_TEXT
from compliance.spreadsheets.reading.markup import Handler
from compliance.spreadsheets.reading.values import Shown, shown_by, zeros_of

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
Format = tuple[Shown, int]
"""What a number format shows of a number, and how many figures at least."""


class _Strings(Handler):
    """The different texts of a workbook, without the readings of Japanese words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._parts: list[str] = []
        self._is_text = False
        self._is_reading = False
        self._size = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.opened += 1
        local = local_name(name)
        self._is_text = local == "t" and not self._is_reading
        self._is_reading |= local == "rPh"

    def text(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)
            self._size += len(text)
            if self._size > MOST_STRINGS_TEXT:
                raise _too_many_texts()

    def end(self, name: str) -> None:
        self.closed += 1
        local = local_name(name)
        self._is_text = False
        if local == "rPh":
            self._is_reading = False
        elif local == "si":
            self.found.append(unescaped("".join(self._parts)))
            self._parts.clear()
            if len(self.found) > MOST_STRINGS:
                raise _too_many_texts()


def read_strings(archive: Archive, part: str) -> list[str]:
    """Return the different texts of a workbook, which cells refer to by number; none when there is no such part."""
    strings = _Strings()
    if part in archive.names:
        archive.read_whole(part, strings)
    return strings.found


class _Styles(Handler):
    """The number format of each cell style."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Format] = []
        self._codes: dict[str, str] = {}
        self._is_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.opened += 1
        local = local_name(name)
        if local == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:1000]
        elif local == "cellXfs":
            self._is_cells = True
        elif local == "xf" and self._is_cells:
            number = attributes.get("numFmtId", "0")
            code = self._codes.get(number, "")
            built_in = int(number) if number.isdecimal() and len(number) < 9 else 0
            self.found.append((shown_by(built_in, code), zeros_of(code)))

    def end(self, name: str) -> None:
        self.closed += 1
        if local_name(name) == "cellXfs":
            self._is_cells = False


def read_formats(archive: Archive, part: str) -> list[Format]:
    """Return the number format of each cell style, which cells refer to by number; none when there is no such part."""
    styles = _Styles()
    if part in archive.names:
        archive.read_whole(part, styles)
    return styles.found


def local_name(name: str) -> str:
    """Return the name of a tag without its namespace: there are two of each, strict and transitional."""
    return name.rpartition("}")[2]


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, which Excel writes as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _too_many_texts() -> Refusal:
    return Refusal(
        f"This workbook holds more than {MOST_STRINGS:,} different texts, or very long ones. Nothing has been "
        "imported. Save the sheet as “CSV UTF-8” and choose that file"
    )
