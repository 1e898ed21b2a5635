"""What may be sent as evidence, how it is called, and how an upload stands (pure)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.producing import LONGEST_DESCRIPTION

LONGEST_NAME = 120
MEGABYTE = 1024 * 1024
AT_ONCE = 16 * MEGABYTE
"""What is no larger is taken in while the officer waits; the rest by the worker."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class UploadState(StrEnum):
    OPEN = "open"
    RECEIVED = "received"
    TAKEN_IN = "taken_in"
    REFUSED = "refused"
    DISCARDED = "discarded"
    EXPIRED = "expired"


UPLOAD_LABELS = {
    UploadState.OPEN: "Not finished",
    UploadState.RECEIVED: "Being checked",
    UploadState.TAKEN_IN: "Kept as an exhibit",
    UploadState.REFUSED: "Refused",
    UploadState.DISCARDED: "Discarded",
    UploadState.EXPIRED: "Expired",
}
STANDING = (UploadState.OPEN, UploadState.RECEIVED)
"""The states of an upload that is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUpload:
    """A file that an officer is about to send: its size in bytes, its name, and the SHA-256 that the browser found.

    `id` is made with the form, so that sending it twice begins one upload. A kind and words may follow later.
    """

    id: UUID
    size: int
    file_name: str
    browser_sha256: str = ""
    kind: ExhibitKind | None = None
    description: str = ""
    dispute_id: UUID | None = None


def check_description(text: str, field: str = "description") -> str:
    """Return what a file shows, in plain spaces. Raises Refusal beside `field` when blank or too long.

    It is what somebody who cannot see the picture is told of it (WCAG 2.2, 1.1.1).
    """
    plain = plain_text(text)
    if not plain:
        raise Refusal("Enter what the file shows", field)
    if len(plain) > LONGEST_DESCRIPTION:
        raise Refusal(f"What the file shows must be {LONGEST_DESCRIPTION} characters or fewer", field)
    return plain


def check_kind(kind: ExhibitKind | None, field: str = "kind") -> ExhibitKind:
    """Return what a file is. Raises Refusal beside `field` when nobody has said, or for a physical item."""
    if kind is None or kind is ExhibitKind.ITEM:
        raise Refusal("Select what the file is", field)
    return kind


def check_size(size: int, megabytes: int, field: str | None = None) -> int:
    """Return the size of a file in bytes. Raises Refusal when it is empty or has more than `megabytes`."""
    if size < 1:
        raise Refusal("The file is empty. Choose it again, or save it again first", field)
    if size > megabytes * MEGABYTE:
        raise Refusal(
            f"The file is {in_words(size)}. It must be {in_words(megabytes * MEGABYTE)} or smaller. Cut the video, or "
            "send it in parts",
            field,
        )
    return size


def check_sha256(text: str) -> str:
    """Return the SHA-256 that a browser found, in small letters; it may be blank. Raises Refusal for anything else."""
    plain = text.strip().lower()
    if plain and not _SHA256.fullmatch(plain):
        raise Refusal("The SHA-256 of the file must have 64 hexadecimal digits")
    return plain


def check_number(standing: int, most: int) -> None:
    """Raise Refusal when an officer with so many uploads that are not finished begins one more than `most`."""
    if standing >= most:
        raise Refusal(f"You have {standing} uploads that are not finished. Finish or discard one of them first")


def check_hash(size: int, sha256: str, *, declared: int, browser_sha256: str) -> None:
    """Raise Refusal when the bytes that came are not those that the browser had: too few, or another SHA-256.

    A browser without JavaScript finds no SHA-256: then the server's own is the first.
    """
    if size != declared:
        raise Refusal(
            f"{size} bytes came, and {declared} were announced. Nothing was kept. Send the file again from the phone "
            "or computer that has it"
        )
    if browser_sha256 and sha256 != browser_sha256:
        raise Refusal(
            "The file that came is not the file that was sent: its SHA-256 differs from the one your browser found. "
            "Nothing was kept. Send it again"
        )


def plain_text(text: str) -> str:
    """Return text on one line without characters that nobody sees or that turn the reading round."""
    seen = (character if _is_seen(character) else " " for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(seen).split())


def _is_seen(character: str) -> bool:
    """Say whether a character prints. Joiners within words (Cf) go too: a name needs none to be told apart."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain_name(file_name: str) -> str:
    """Return the name of a file as it may be shown: its last part, printable, 120 characters with its ending.

    It is never part of a path, and never what a file is called when it is handed out.
    """
    name = plain_text(re.split(r"[\\/]", file_name)[-1]).strip(". ")
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def in_words(size: int) -> str:
    """Return a number of bytes as an officer reads it: 900 bytes, 12 KB, 3.4 MB, 1.2 GB."""
    if size < 1000:
        return f"{size} bytes"
    number, unit = size / 1024, "KB"
    for larger in ("MB", "GB"):
        if number >= 999.5:
            number, unit = number / 1024, larger
    digits = f"{number:.1f}".removesuffix(".0") if number < 9.95 else f"{number:.0f}"
    return f"{digits} {unit}"


def expires_at(begun_at: datetime, days: int) -> datetime:
    """Return the moment until which an upload may be gone on with: so many days of 24 hours after it was begun."""
    return begun_at + timedelta(days=days)


def is_taken_in_at_once(sizes: Sequence[int]) -> bool:
    """Say whether files are small enough together to be checked while the officer waits."""
    return sum(sizes) <= AT_ONCE
