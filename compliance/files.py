"""Kept bytes, by their SHA-256: written once, read back checked. A folder on this machine."""

import hashlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import IO

from flask import current_app, has_app_context

from compliance.errors import NotFound
from compliance.settings import settings

_AT_ONCE = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class CorruptFileError(Exception):
    """The bytes on disk are no longer those that were kept."""


def keep(content: bytes) -> str:
    """Keep bytes and return their SHA-256 (64 hexadecimal digits). Keeping the same bytes again changes nothing.

    The file is whole on disk, under its own name, before this returns: keep first, then write the row that names it.
    """
    return keep_stream(io.BytesIO(content))


def keep_stream(stream: IO[bytes]) -> str:
    """Keep the bytes of a stream, from where it stands to its end, and return their SHA-256; one piece at a time.

    As `keep`, whatever their number: they are hashed while they are copied to a file of no name yet.
    """
    _folder().mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=_folder())
    try:
        with os.fdopen(handle, "wb") as file:
            hashed = hashlib.sha256()
            while piece := stream.read(_AT_ONCE):
                hashed.update(piece)
                file.write(piece)
            digest = hashed.hexdigest()
            path = _path(digest)
            if not path.exists():
                file.flush()
                os.fsync(file.fileno())
        if path.exists():
            Path(name).unlink()
            return digest
        path.parent.mkdir(exist_ok=True)
        Path(name).chmod(0o440)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def read(digest: str) -> bytes:
    """Return the bytes kept under a SHA-256. Raises NotFound, or CorruptFileError when they have changed since."""
    with open_kept(digest) as file:
        return file.read()


def open_kept(digest: str) -> IO[bytes]:
    """Return the file kept under a SHA-256, checked and open at its beginning; whoever asked for it closes it.

    Raises NotFound, or CorruptFileError when the bytes have changed since they were kept.
    """
    path = _path(digest)
    if not path.is_file():
        raise NotFound(f"No kept file {digest}")
    file = path.open("rb")
    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
        file.close()
        raise CorruptFileError(digest)
    file.seek(0)
    return file


def _path(digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise NotFound(f"No kept file {digest}")
    return _folder() / digest[:2] / digest[2:]


def _folder() -> Path:
    """Return the folder of kept bytes: of this application, or of the settings outside one."""
    if has_app_context() and current_app.config.get("FILES"):
        return Path(current_app.config["FILES"])
    return settings().files
