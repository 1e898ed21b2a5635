"""Handing out kept bytes: what is shown, and the original, which opens nowhere here."""

import os
import re
from collections.abc import Iterator
from typing import IO

from flask import Response

from compliance import files
from compliance.errors import NotFound

SEALED_OFF = "default-src 'none'; sandbox"
"""What a file that somebody sent may do where it is opened: nothing."""

_AT_ONCE = 256 * 1024


def send_derivative(sha256: str) -> Response:
    """Send the plain JPEG that was made of a picture. Raises NotFound in words when it is missing or damaged."""
    return _sealed(sha256, "image/jpeg")


def send_original(sha256: str, download_name: str) -> Response:
    """Send the bytes as they came, to be kept and not to be opened here, from the disk and not from memory.

    `download_name` is made by us, of a reference and an ending: never the name that somebody gave. Raises NotFound in
    words when they are missing or damaged.
    """
    response = _sealed(sha256, "application/octet-stream")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", download_name)
    response.headers.set("Content-Disposition", "attachment", filename=plain)
    return response


def _sealed(sha256: str, mimetype: str) -> Response:
    file = _opened(sha256)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    response = Response(_pieces(file), mimetype=mimetype)
    response.call_on_close(file.close)
    response.content_length = size
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = SEALED_OFF
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _opened(sha256: str) -> IO[bytes]:
    try:
        return files.open_kept(sha256)
    except NotFound as error:
        # A row names it, so it was here: to whoever looks for it, gone is the same as changed.
        raise files.CorruptFileError(sha256) from error


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_AT_ONCE):
            yield piece
