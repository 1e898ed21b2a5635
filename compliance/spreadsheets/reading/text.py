"""Rows from a text with separators, such as CSV: its encoding, what separates the cells, and the cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import IO

from compliance.errors import Refusal
from compliance.spreadsheets.reading.limits import LONGEST_CELL, LONGEST_ROW, MOST_ROWS
from compliance.spreadsheets.reading.streams import AT_ONCE

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
ENCODING_LABELS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_HOW_TO_MEND = "Nothing has been imported. In the spreadsheet program, save it as “CSV UTF-8” and choose that file"


def encoding_of(stream: IO[bytes]) -> str:
    """Return the encoding of a text, read to its end: by its byte order mark, else UTF-8, else Windows-1252.

    UTF-8 is said only of a text every byte of which is UTF-8. Raises Refusal for bytes that are no text.
    """
    head = stream.read(AT_ONCE)
    if len(_CONTROLS.findall(head)) > len(head) / 100:
        raise Refusal(f"This file is not text: it contains characters that no text has. {_HOW_TO_MEND}")
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")
    candidates = {name: _decoder(name) for name in ([encoding] if encoding else ["utf-8", "cp1252"])}
    while head:
        if encoding != "utf-16" and b"\0" in head:
            raise Refusal(f"This file is not text: it contains NUL characters. {_HOW_TO_MEND}")
        for name, decoder in tuple(candidates.items()):
            try:
                decoder.decode(head)
            except UnicodeDecodeError:
                del candidates[name]
        if not candidates:
            break
        head = stream.read(AT_ONCE)
    for name, decoder in candidates.items():
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    wanted = ENCODING_LABELS[encoding] if encoding else "UTF-8 or Windows-1252"
    raise Refusal(f"The text of this file cannot be read as {wanted}. {_HOW_TO_MEND}")


def _decoder(name: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(name)(errors="strict")


def delimiter_of(start: str) -> str:
    """Return what separates the cells of a text that begins with `start`: a comma, a semicolon, a tab or a bar.

    It is the one that cuts the most rows into the same number of cells, more cells counting more. A text with one
    column has none, for which a comma is said.
    """
    if start[:4].lower() == "sep=" and start[4:5] in DELIMITERS:
        return start[4]
    best = max(DELIMITERS, key=lambda delimiter: _evenness(start, delimiter))
    return best if _evenness(start, best) else ","


def _evenness(start: str, delimiter: str) -> float:
    rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        widths.update(len(row) for row in rows if len(row) > 1)
    except csv.Error:
        return 0
    width, times = max(widths.items(), key=lambda item: (item[0] - 1) * item[1], default=(1, 0))
    return (width - 1) * times


def text_rows(stream: IO[bytes], encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text with their numbers from 1, blank ones too, as a spreadsheet program counts them.

    A quoted cell may run over several lines. One row is held at a time. Raises Refusal for a row without an end and
    for more rows than MOST_ROWS.
    """
    with io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
        lines = _Lines(text)
        reader = csv.reader(lines.read(), delimiter=delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if number > MOST_ROWS:
                    raise too_many_rows()
                lines.pending = 0
                yield number, cells
        except csv.Error as endless:
            raise _endless(number + 1) from endless
        except _EndlessError as endless:
            raise _endless(number + 1) from endless


class _EndlessError(Exception):
    """A row has no end in sight."""


class _Lines:
    """The lines of a text, none longer than a row may be, nor all that one row asked for.

    A first line "sep=;" is left out, as Excel does: it names the separator and is no row.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.pending = 0

    def read(self) -> Iterator[str]:
        is_first = True
        for line in iter(partial(self._text.readline, LONGEST_ROW), ""):
            self.pending += len(line)
            if self.pending >= LONGEST_ROW:
                raise _EndlessError
            if not is_first or line[:4].lower() != "sep=":
                yield line
            is_first = False


def too_many_rows() -> Refusal:
    """Return the refusal of a table with more rows than are read."""
    return Refusal(
        f"This file has more than {MOST_ROWS:,} rows, the most that is read. Nothing has been imported. "
        "Split it into smaller files"
    )


def _endless(number: int) -> Refusal:
    return Refusal(
        f"Row {number} does not end: it is longer than {LONGEST_ROW:,} characters, or a cell of it is longer than "
        f"{LONGEST_CELL:,}. A quotation mark may be opened there and never closed. Nothing has been imported. "
        "Look at that row, and save the file again"
    )
