"""The parts of a workbook, which is a zip file: few, of known packing, and never more of them than is allowed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from compliance.errors import Refusal
from compliance.spreadsheets.reading.limits import LARGEST_CONTENTS, MOST_PARTS, MOST_WORKBOOK
from compliance.spreadsheets.reading.markup import DocumentTypeError, Handler, MalformedError, UnreasonableError, parse

_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_DAMAGED = (
    "This workbook is damaged or incomplete. Nothing has been imported. Open it, save it again and choose that file"
)
_TOO_LARGE = (
    "This workbook unpacks to more than is read, which may be an attack. Nothing has been imported. Keep only the "
    "sheet that is wanted, or save it as “CSV UTF-8”"
)


class Archive:
    """The parts of a zip file, by name. Together at most MOST_WORKBOOK bytes of them are read, whatever they say.

    Raises Refusal for a table of contents larger than LARGEST_CONTENTS, more than MOST_PARTS parts, two of one name,
    a password, and a zip file that is damaged.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._left = MOST_WORKBOOK
        with _readable():
            self._zip = zipfile.ZipFile(_Contents(stream))
        parts = self._zip.infolist()
        self.names = frozenset(part.filename for part in parts)
        if len(parts) > MOST_PARTS:
            raise Refusal(_TOO_LARGE)
        if len(self.names) < len(parts):
            raise Refusal(_DAMAGED)

    def open(self, name: str) -> IO[bytes]:
        """Return a part, to be read from its beginning. Raises Refusal if there is none."""
        with _readable():
            part = self._zip.getinfo(name)
            if part.flag_bits & 1:
                raise password_refusal()
            if part.compress_type not in _PACKINGS:
                raise Refusal(_DAMAGED)
            return io.BufferedReader(_Part(self, self._zip.open(part)))

    def parse(self, name: str, handler: Handler) -> Iterator[None]:
        """Read a part that is XML, as `markup.parse` does. Raises Refusal for what is not fit to be read."""
        try:
            yield from parse(self.open(name), handler)
        except DocumentTypeError as attack:
            raise Refusal(
                "This workbook contains a document type definition (DTD), which no spreadsheet program writes. It may "
                "be unsafe. Nothing has been imported"
            ) from attack
        except UnreasonableError as attack:
            raise Refusal(_TOO_LARGE) from attack
        except (MalformedError, LookupError, ValueError) as broken:
            raise Refusal(_DAMAGED) from broken

    def read_whole(self, name: str, handler: Handler) -> None:
        """Read a part that is XML to its end."""
        for _ in self.parse(name, handler):
            pass

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked. Raises Refusal when there have been too many."""
        self._left -= size
        if self._left < 0:
            raise Refusal(_TOO_LARGE)


class _Contents:
    """A seekable stream that hands over no more at once than a table of contents may have.

    `zipfile` reads that table in one go and keeps an object for each of its lines, before anybody can count them.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_CONTENTS:
            raise Refusal(_TOO_LARGE)
        return self._stream.read(size if size >= 0 else LARGEST_CONTENTS)


class _Part(io.RawIOBase):
    """A part of a zip file as it is unpacked, counted."""

    def __init__(self, archive: Archive, part: IO[bytes]) -> None:
        self._archive, self._part = archive, part

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _readable():
            found = self._part.read(len(buffer))
        self._archive.spend(len(found))
        buffer[: len(found)] = found
        return len(found)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except _BROKEN as broken:
        raise Refusal(_DAMAGED) from broken


def damaged() -> Refusal:
    """Return the refusal of a workbook that does not hold together."""
    return Refusal(_DAMAGED)


def password_refusal() -> Refusal:
    """Return the refusal of a file that cannot be opened without a password."""
    return Refusal(
        "This file is protected by a password. Nothing has been imported. Open it in the spreadsheet program, remove "
        "the password, save it and choose that file"
    )
