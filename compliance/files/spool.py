"""What is still being received: a file for each upload, which alone tells how much of it is here."""

import base64
import binascii
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO
from uuid import UUID

from flask import current_app, has_app_context

from compliance.files.store import pieces_of, settle
from compliance.settings import settings

AT_ONCE = 256 * 1024
KEPT_FREE = 512 * 1024 * 1024
"""Bytes that uploads leave free on the disk: the record and its journal are written beside them."""


class SpoolError(Exception):
    """A piece of an upload cannot be taken; the state of the file is as it was, or what came of it stays."""


class SpoolBusyError(SpoolError):
    """Another request is still writing to this upload."""


class WrongOffsetError(SpoolError):
    """The piece does not begin where the file ends."""


class TooManyBytesError(SpoolError):
    """More bytes came than were announced: those too many were dropped."""


class WrongChecksumError(SpoolError):
    """The piece is not what its checksum says: it was dropped."""


class NoRoomError(SpoolError):
    """The disk has no room for it."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece must hash to: SHA-256 or SHA-1, as 32 or 20 bytes."""

    algorithm: str
    digest: bytes

    @classmethod
    def read(cls, header: str) -> "Checksum | None":
        """Return what an Upload-Checksum header says ("sha256 <base64>"), or None when it says nothing known."""
        algorithm, _space, text = header.strip().partition(" ")
        try:
            digest = base64.b64decode(text, validate=True)
        except binascii.Error:
            return None
        return cls(algorithm, digest) if len(digest) == {"sha256": 32, "sha1": 20}.get(algorithm) else None


def folder() -> Path:
    """Return the folder of what is being received: of this application, or of the settings. It is made if missing."""
    found = settings().evidence_spool
    if has_app_context() and current_app.config.get("FILES"):
        own = Path(current_app.config["FILES"])
        found = own.with_name(f"{own.name}-spool")
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def begin(upload_id: UUID, size: int) -> None:
    """Make the empty file of an upload of so many bytes, whose name stands on disk before this returns.

    One that is there stays as it is. Raises NoRoomError when the disk would be full with it.
    """
    if shutil.disk_usage(folder()).free < size + KEPT_FREE:
        raise NoRoomError
    os.close(os.open(_path(upload_id), os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    settle(folder())


def size_of(upload_id: UUID) -> int | None:
    """Return how many bytes of an upload are here; None when its file is not."""
    try:
        return _path(upload_id).stat().st_size
    except FileNotFoundError:
        return None


def append(upload_id: UUID, offset: int, stream: IO[bytes], *, size: int, checksum: Checksum | None = None) -> int:
    """Write a piece that begins at `offset` to an upload of `size` bytes in all, and return how many are here now.

    They are on disk, not in some cache, before this returns. What came of a piece whose sender went away stays, unless
    it had a checksum. Raises FileNotFoundError when nothing is being received, and a SpoolError in every other case
    in which the piece is not taken.
    """
    with _path(upload_id).open("r+b") as file, _held(file):
        if file.seek(0, os.SEEK_END) != offset:
            raise WrongOffsetError
        try:
            _copy(file, stream, size, checksum)
        except BaseException as error:
            if checksum or isinstance(error, SpoolError):
                file.truncate(offset)
            raise
        finally:
            os.fsync(file.fileno())
        return file.seek(0, os.SEEK_END)


def _copy(file: IO[bytes], stream: IO[bytes], size: int, checksum: Checksum | None) -> None:
    hashed = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    for piece in pieces_of(stream, AT_ONCE):
        if file.tell() + len(piece) > size:
            raise TooManyBytesError
        _write(file, piece)
        if hashed is not None:
            hashed.update(piece)
    if checksum and hashed and hashed.digest() != checksum.digest:
        raise WrongChecksumError


def _write(file: IO[bytes], piece: bytes) -> None:
    try:
        file.write(piece)
        file.flush()
    except OSError as error:
        raise NoRoomError from error


@contextmanager
def _held(file: IO[bytes]) -> Iterator[None]:
    """Hold the file against other requests; the lock falls with the process, however that ends."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise SpoolBusyError from error
    yield


def take(upload_id: UUID, stream: IO[bytes]) -> int:
    """Put a whole file that came in one form into the spool, in place of what was there, and return its size.

    Whoever is reading what was there goes on reading that. Raises NoRoomError when the disk is full.
    """
    size = 0
    handle, name = tempfile.mkstemp(dir=folder())
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces_of(stream, AT_ONCE):
                _write(file, piece)
                size += len(piece)
            os.fsync(file.fileno())
        Path(name).replace(_path(upload_id))
        settle(folder())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return size


def open_received(upload_id: UUID) -> FileIO:
    """Return the bytes of an upload that are here, open at their beginning. Raises FileNotFoundError.

    Without a buffer: a command that is given the file moves where it stands, and a buffer would not know.
    """
    return _path(upload_id).open("rb", buffering=0)


def remove(upload_id: UUID) -> None:
    """Drop the bytes of an upload: it is over."""
    _path(upload_id).unlink(missing_ok=True)


def list_received(*, older_than: float) -> list[UUID]:
    """Return the uploads that have a file here last written before a moment (seconds since 1970), in order."""
    found = []
    for path in _older(older_than):
        with suppress(ValueError):
            found.append(UUID(path.name))
    return found


def list_strays(*, older_than: float) -> list[Path]:
    """Return files that are no upload's, left before a moment by a process that died while it wrote them."""
    return [path for path in _older(older_than) if path.name.startswith(tempfile.gettempprefix())]


def _older(moment: float) -> list[Path]:
    return [path for path in sorted(folder().iterdir()) if path.is_file() and path.stat().st_mtime < moment]


def _path(upload_id: UUID) -> Path:
    return folder() / upload_id.hex
