"""A kept file as a stream: unpacked when it is gzip, and never more of it than is allowed."""

import gzip
import io
import zlib
from typing import IO, Any

from compliance.errors import Refusal
from compliance.spreadsheets.reading.limits import MOST_UNPACKED

_GZIP = b"\x1f\x8b"
AT_ONCE = 64 * 1024


class _Bounded(io.RawIOBase):
    """The bytes of a stream up to a limit. Closing it leaves the stream open: it belongs to whoever opened it."""

    def __init__(self, stream: IO[bytes]) -> None:
        stream.seek(0)
        self.is_packed = stream.read(2) == _GZIP
        stream.seek(0)
        self._stream: Any = gzip.GzipFile(fileobj=stream) if self.is_packed else stream
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            found = self._stream.read(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as broken:
            raise Refusal(
                "The compressed file (.gz) is damaged or stops part-way through. Nothing has been imported. "
                "Download it again"
            ) from broken
        self._read += len(found)
        if self._read > MOST_UNPACKED:
            raise Refusal(
                f"This file unpacks to more than {MOST_UNPACKED // 1024**2} MB, the most that is read. "
                "Nothing has been imported. Split it into smaller files"
            )
        buffer[: len(found)] = found
        return len(found)


def unpacked(stream: IO[bytes]) -> IO[bytes]:
    """Return the bytes of a seekable stream from its beginning, unpacked if they are gzip; `stream` stays open.

    Reading raises Refusal for more than MOST_UNPACKED bytes and for a gzip that is damaged.
    """
    return io.BufferedReader(_Bounded(stream), buffer_size=4 * AT_ONCE)


def is_packed(stream: IO[bytes]) -> bool:
    """Return whether a seekable stream begins as gzip does."""
    stream.seek(0)
    return stream.read(2) == _GZIP
