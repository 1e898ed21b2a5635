"""Examining what was received, outside of any transaction: its hash, the virus scanner, what it is, its safekeeping."""

import hashlib
import logging
from dataclasses import dataclass
from io import FileIO
from uuid import UUID

from compliance import files, scanning
from compliance.errors import Refusal
from compliance.evidence.models import Upload
from compliance.evidence.rules.contents import kind_that_fits
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.uploads import check_hash
from compliance.evidence.services.contents import Content, read_content
from compliance.files import spool
from compliance.scanning import Finding

SCANNED = {Finding.CLEAN: "Nothing found by the virus scanner", Finding.NOT_SET: "Not scanned: no virus scanner is set"}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """What is known of an upload that is all here, as it stays when its transaction is over."""

    id: UUID
    size: int
    browser_sha256: str
    kind: ExhibitKind

    @classmethod
    def of(cls, upload: Upload) -> "Received":
        """Return what is examined of an upload whose kind is known."""
        return cls(upload.id, upload.size, upload.browser_sha256, upload.kind or ExhibitKind.DOCUMENT)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that is kept, byte for byte, and may become an exhibit: with what is shown of it, if anything is."""

    sha256: str
    shown_sha256: str | None
    kind: ExhibitKind
    media_type: str
    suffix: str
    scan: str
    tells_place: bool | None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a file did not become an exhibit, in words: refused for good (`final`), or it waits, to be tried again."""

    words: str
    final: bool


def examine(received: Received) -> Examined | NotTaken:
    """Return what became of a file that was received: kept, refused in words, or waiting with a reason.

    It is hashed again and held against what the browser found, shown to the virus scanner, looked at, and only then
    kept: first the bytes as they came, then the picture that is shown. Nothing of the record is read or written.
    """
    try:
        with spool.open_received(received.id) as file:
            return _examine(file, received)
    except FileNotFoundError:
        return NotTaken("What was received of this file is not there any more. Send it again", final=True)
    except Refusal as refusal:
        return NotTaken(refusal.message, final=True)
    except (files.StoreUnreachableError, OSError) as error:
        log.exception("A file of evidence could not be kept")
        why = "the store did not answer" if isinstance(error, files.StoreUnreachableError) else "the disk refused"
        return NotTaken(f"The file is here, but could not be kept: {why}. Try again, or tell your administrator", False)


def _examine(file: FileIO, received: Received) -> Examined | NotTaken:
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    check_hash(file.tell(), sha256, declared=received.size, browser_sha256=received.browser_sha256)
    scan = scanning.scan(file)
    if scan.finding is Finding.FOUND:
        log.warning("The virus scanner found something in upload %s: %s", received.id, scan.words)
        return NotTaken("The virus scanner found something in this file. Nothing of it was kept", final=True)
    if not scan.lets_through:
        log.error("The virus scanner could not look at upload %s: %s", received.id, scan.words)
        return NotTaken(
            "The virus scanner could not look at this file, so it waits. Try again, or tell your administrator", False
        )
    content = read_content(file, received.size)
    return _keep(file, received, content, sha256, SCANNED[scan.finding])


def _keep(file: FileIO, received: Received, content: Content, sha256: str, scan: str) -> Examined | NotTaken:
    file.seek(0)
    kept = files.keep_stream(file)
    if kept != sha256:
        return NotTaken("The file changed while it was looked at. Send it again", final=True)
    return Examined(
        sha256=kept,
        shown_sha256=files.keep(content.shown) if content.shown is not None else None,
        kind=kind_that_fits(content.form, received.kind),
        media_type=content.media_type,
        suffix=content.suffix,
        scan=scan,
        tells_place=content.tells_place,
    )
