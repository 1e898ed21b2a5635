"""Handing out kept bytes: what is shown, and the original, which opens nowhere here."""

from typing import IO

from flask import Response, send_file
from flask_babel import gettext as _

from compliance import files
from compliance.errors import NotFound

SEALED_OFF = "default-src 'none'; sandbox"
"""What a file that somebody sent may do where it is opened: nothing."""


def send_derivative(sha256: str) -> Response:
    """Send the plain JPEG that was made of a picture. Raises NotFound in words when it is missing or damaged."""
    return _sealed(send_file(_opened(sha256), mimetype="image/jpeg", etag=False))


def send_original(sha256: str, download_name: str) -> Response:
    """Send the bytes as they came, to be kept and not to be opened here, from the disk and not from memory.

    `download_name` is made by us, of a reference and an ending: never the name that somebody gave. Raises NotFound in
    words when they are missing or damaged.
    """
    sent = send_file(
        _opened(sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=download_name,
        etag=False,
    )
    return _sealed(sent)


def _opened(sha256: str) -> IO[bytes]:
    try:
        return files.open_kept(sha256)
    except NotFound as error:
        raise NotFound(_("The kept copy of this file is missing")) from error
    except files.CorruptFileError as error:
        raise NotFound(_("The kept copy of this file is no longer what was sent")) from error


def _sealed(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = SEALED_OFF
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
