"""Kept bytes, by their SHA-256: written once, read back checked. In a folder of this machine or in a bucket.

store: what each does · folder · bucket: S3 or what speaks like it · spool: what is still being received · cli
"""

import io
from functools import cache
from pathlib import Path
from typing import IO, cast

from flask import current_app, has_app_context

from compliance.files.bucket import Bucket
from compliance.files.folder import Folder
from compliance.files.store import CorruptFileError, Store, StoreUnreachableError
from compliance.settings import settings

__all__ = [
    "Bucket",
    "CorruptFileError",
    "Folder",
    "Store",
    "StoreUnreachableError",
    "exists",
    "keep",
    "keep_stream",
    "open_kept",
    "read",
    "store",
]


def keep(content: bytes) -> str:
    """Keep bytes and return their SHA-256 (64 hexadecimal digits). Keeping the same bytes again changes nothing.

    They are whole in the store, under their own name, before this returns: keep first, then write the row that names
    them. Raises StoreUnreachableError when a bucket does not answer.
    """
    return keep_stream(io.BytesIO(content))


def keep_stream(stream: IO[bytes]) -> str:
    """Keep the bytes of a stream, from where it stands to its end, and return their SHA-256; one piece at a time.

    As `keep`, whatever their number: they are hashed while they are copied.
    """
    return store().keep_stream(stream)


def exists(digest: str) -> bool:
    """Say whether something is kept under a SHA-256, without looking at its bytes. Raises NotFound for no SHA-256."""
    return store().exists(digest)


def read(digest: str) -> bytes:
    """Return the bytes kept under a SHA-256. Raises NotFound, or CorruptFileError when they have changed since."""
    with open_kept(digest) as file:
        return file.read()


def open_kept(digest: str) -> IO[bytes]:
    """Return the file kept under a SHA-256, checked and open at its beginning; whoever asked for it closes it.

    Raises NotFound, CorruptFileError when the bytes have changed since they were kept, or StoreUnreachableError.
    """
    return store().open_kept(digest)


def store() -> Store:
    """Return where bytes are kept: by this application, or by the settings outside one."""
    if has_app_context():
        if current_app.config.get("STORE"):
            return cast("Store", current_app.config["STORE"])
        if current_app.config.get("FILES"):
            return Folder(Path(current_app.config["FILES"]))
    return _by_settings()


@cache
def _by_settings() -> Store:
    return Bucket.by_settings() if settings().files_bucket else Folder(settings().files)
