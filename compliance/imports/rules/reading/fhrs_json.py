"""The JSON of a food hygiene register, business by business: an answer of the Agency's API, a page of it, or a list."""

import codecs
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

import ijson

from compliance.errors import Refusal
from compliance.imports.rules.reading.fhrs import Fields
from compliance.imports.rules.reading.recognised import NOTHING_IMPORTED
from compliance.imports.rules.rows import clean
from compliance.spreadsheets.reading.limits import LONGEST_CELL, LONGEST_TOKEN
from compliance.spreadsheets.reading.streams import AT_ONCE

_LISTS = {"establishments", "EstablishmentCollection", "EstablishmentDetail"}
_DEEPEST, _MOST_WORDS, _MOST_BESIDE = 8, 1_000, 10_000
_NO_REGISTER = f"This file does not have the shape of a food hygiene register. {NOTHING_IMPORTED}"
_POSITION = {"longitude": "Longitude", "latitude": "Latitude"}


def json_businesses(stream: IO[bytes], header: Fields) -> Iterator[Fields]:
    """Yield the fields of each business of a FHRS JSON file opened in binary, by the names that the XML gives them.

    They are the objects of the list "establishments" as the API v2 has it, of "EstablishmentCollection" as the file to
    download has it, or of a list that is the whole file. What "meta" or "Header" says goes into `header` in lower case,
    wherever it stands. A piece of the file is kept in memory at a time. Raises Refusal, in words for a clerk, for a
    file that is cut short, not JSON or not a register.
    """
    found = _Businesses(header)
    read = 0
    source = _Watched(stream)
    try:
        for event, value in ijson.basic_parse(source, buf_size=AT_ONCE, use_float=True):
            source.unread = 0
            fields = found.take(event, value)
            if fields is not None:
                yield fields
                read += 1
    except ijson.IncompleteJSONError as wrong:
        raise _not_readable(wrong, read) from wrong
    except (ijson.JSONError, ValueError) as wrong:
        raise Refusal(
            f"The file is not well-formed JSON after business {read}. {NOTHING_IMPORTED} Download the register again, "
            "and do not edit it"
        ) from wrong
    if not found.has_list:
        raise Refusal(
            "This is JSON, but not a food hygiene register: it has no list of “establishments”. " + NOTHING_IMPORTED
        )


def _not_readable(wrong: ijson.IncompleteJSONError, rows: int) -> Refusal:
    if "premature" in str(wrong).lower() or "incomplete" in str(wrong).lower():
        return Refusal(
            f"The file stops part-way through, after {rows} complete businesses: it may not have downloaded fully. "
            f"{NOTHING_IMPORTED} Download the register again"
        )
    return Refusal(
        f"The file is not well-formed JSON after business {rows}. {NOTHING_IMPORTED} Download the register again, "
        "and do not edit it"
    )


class _Watched:
    """A stream of JSON as UTF-8 without a mark, that ends the reading of a word without an end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        self._is_begun = False
        self.unread = 0

    def read(self, size: int) -> bytes:
        if not size:  # ijson asks for nothing first, to see what it gets
            return b""
        piece = self._stream.read(size)
        if not self._is_begun:
            self._is_begun = True
            if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                self._decoder = codecs.getincrementaldecoder("utf-16")()
            piece = piece.removeprefix(codecs.BOM_UTF8)
        self.unread += len(piece)
        if self.unread > LONGEST_TOKEN:
            raise Refusal(_NO_REGISTER)
        if self._decoder is None:
            return piece
        return self._decoder.decode(piece, final=not piece).encode()


class _Businesses:
    """The business being read, and where in the file we are; the words of a business, and beside them, are counted."""

    def __init__(self, header: Fields) -> None:
        self.has_list = False
        self._header = header
        self._above: list[tuple[str, bool]] = []
        self._key = ""
        self._fields: Fields = {}
        self._business = 0
        self._count = self._beside = 0

    def take(self, event: str, value: Any) -> Fields | None:
        """Take the next word of the file; return the fields of a business that it completes."""
        self._count += 1
        if self._count > (_MOST_WORDS if self._business else _MOST_BESIDE):
            raise Refusal(_NO_REGISTER)
        if event == "map_key":
            self._key = value[:60]
        elif event in {"start_map", "start_array"}:
            self._open(is_list=event == "start_array")
        elif event in {"end_map", "end_array"}:
            self._above.pop()
            self._key = self._above[-1][0] if self._above else ""
            if len(self._above) + 1 == self._business:
                self._business, self._count = 0, self._beside
                return self._fields
        else:
            self._say(value)
        return None

    def _open(self, *, is_list: bool) -> None:
        name, in_list = self._above[-1] if self._above else ("", False)
        is_business = not is_list and in_list and (name in _LISTS or len(self._above) == 1)
        if is_business and not self._business:
            self._business, self._fields = len(self._above) + 1, {}
            self._beside, self._count = self._count - 1, 0
        self._above.append((self._key, is_list))
        if len(self._above) > _DEEPEST:
            raise Refusal(_NO_REGISTER)
        if is_list and not self._business:
            self.has_list |= self._key in _LISTS or len(self._above) == 1

    def _say(self, value: Any) -> None:
        """Put down a value: a field of the business, its position, or a word of the header."""
        name = self._above[-1][0] if self._above else ""
        depth = len(self._above)
        if self._business and depth == self._business:
            self._fields[self._key] = _text(value)
        elif self._business and depth == self._business + 1 and name.lower() == "geocode":
            if field := _POSITION.get(self._key.lower()):
                self._fields[field] = _text(value)
        elif not self._business and name in {"meta", "Header"}:
            self._header.setdefault(self._key.lower(), _text(value))


def _text(value: str | int | Decimal | bool | None) -> str:
    if value is None:
        return ""
    text = str(value)
    if len(text) > LONGEST_CELL:
        raise Refusal(
            f"A field of this file is longer than {LONGEST_CELL:,} characters, which is not right for a food hygiene "
            f"register. {NOTHING_IMPORTED} Download the register again"
        )
    return clean(text)
