"""Kept bytes, by their SHA-256: written once, read back checked. A folder on this machine."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from flask import current_app, has_app_context

from compliance.errors import NotFound
from compliance.settings import settings

_DIGEST = re.compile(r"[0-9a-f]{64}")


class CorruptFileError(Exception):
    """The bytes on disk are no longer those that were kept."""


def keep(content: bytes) -> str:
    """Keep bytes and return their SHA-256 (64 hexadecimal digits). Keeping the same bytes again changes nothing.

    The file is whole on disk, under its own name, before this returns: keep first, then write the row that names it.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o440)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def read(digest: str) -> bytes:
    """Return the bytes kept under a SHA-256. Raises NotFound, or CorruptFileError when they have changed since."""
    path = _path(digest)
    if not path.is_file():
        raise NotFound(f"No kept file {digest}")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise CorruptFileError(digest)
    return content


def _path(digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise NotFound(f"No kept file {digest}")
    return _folder() / digest[:2] / digest[2:]


def _folder() -> Path:
    """Return the folder of kept bytes: of this application, or of the settings outside one."""
    if has_app_context() and current_app.config.get("FILES"):
        return Path(current_app.config["FILES"])
    return settings().files
