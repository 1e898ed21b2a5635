"""Looking at what was sent: is it whole, is it what it says, and what may be shown of it."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from compliance import pictures
from compliance.errors import Refusal
from compliance.evidence.rules.contents import FIRST, Form, look, refusal_of
from compliance.evidence.rules.uploads import MEGABYTE, in_words

LARGEST_PICTURE = 64 * MEGABYTE
LARGEST_PDF = 64 * MEGABYTE
CHECKER = Path(__file__).with_name("pdf_check.py")
_SECONDS = 40
_SIZED_BOX = 16
_MOST_ABOUT = 64 * MEGABYTE
_NOT_ABOUT = frozenset({b"mdat", b"free", b"skip", b"wide"})
"""Boxes that hold the pictures and sounds of a film, or nothing."""
_PLACE = re.compile(
    rb"\xa9xyz.{4}[+-]\d"  # a point as ISO 6709: QuickTime, most Android phones
    rb"|loci\x00{4}"  # 3GPP TS 26.244, 8.10
    rb"|com\.apple\.quicktime\.location"  # iPhones
    rb"|GPSLatitude|GPSCoordinates"  # XMP, and what goes by its names
    rb"|(?:gpmd|camm)\x00{6}",  # a track of measurements: cameras worn on the body, Android
    re.DOTALL,
)
_PDF_WORDS = {
    1: "The PDF is damaged, has a password, or cannot be read. Print it to a new PDF, and add that",
    2: "The PDF holds a program (JavaScript, a form that runs, or a file inside). Print it to a new PDF, and add that",
    3: "The PDF has no page, or more than 2,000. Print the pages that matter to a new PDF, and add that",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a file is. `shown` is a plain JPEG made of it, or None when nothing of it is shown here.

    `tells_place`: it says where it was taken; None when that was not looked for (a PDF, a WebM).
    """

    form: Form
    media_type: str
    suffix: str
    shown: bytes | None
    tells_place: bool | None = None


def read_content(file: IO[bytes], size: int) -> Content:
    """Return what an open file of `size` bytes is, by its bytes alone. Raises Refusal for what is not taken.

    A picture is decoded and made anew as a plain JPEG; a PDF is opened in a process of its own, which may use so much
    memory and time and no more; of a film the boxes are followed to its end. None of the file itself is ever shown.
    """
    file.seek(0)
    seen = look(file.read(FIRST))
    if seen.form is None:
        raise Refusal(refusal_of(seen))
    if seen.form is Form.PICTURE:
        _check_largest(size, LARGEST_PICTURE, "picture")
        file.seek(0)
        picture = pictures.derive(file.read())
        media_type = {"jpg": "image/jpeg"}.get(picture.suffix, f"image/{picture.suffix}")
        return Content(seen.form, media_type, picture.suffix, picture.jpeg, picture.tells_place)
    tells_place = None
    if seen.form is Form.PDF:
        _check_largest(size, LARGEST_PDF, "PDF")
        _check_pdf(file)
    elif seen.suffix == "webm":
        _check_webm(file, size)
    else:
        tells_place = _check_boxes(file, size)
    return Content(seen.form, seen.media_type, seen.suffix, None, tells_place)


def _check_largest(size: int, largest: int, what: str) -> None:
    if size > largest:
        raise Refusal(f"The {what} is {in_words(size)}. It must be {in_words(largest)} or smaller")


def _check_pdf(file: IO[bytes]) -> None:
    """Have a PDF opened where a hostile one harms nothing: what it swells to is taken from that process alone."""
    file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - our own script, on a file given as standard input
            [sys.executable, "-I", str(CHECKER)],
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal(_PDF_WORDS[1]) from error
    if done.returncode != 0:
        raise Refusal(_PDF_WORDS.get(done.returncode, _PDF_WORDS[1]))


def _check_boxes(file: IO[bytes], size: int) -> bool:
    """Follow the boxes of an MP4, MOV or 3GP to the end of the file: it has its index and its film, and nothing else.

    A file that was cut off ends within a box; one with another behind it has a box that is none. Return whether what
    is written about the film tells where it was taken; its pictures and sounds are not searched.
    """
    at, names, tells_place = 0, set(), False
    while at < size:
        file.seek(at)
        head = file.read(_SIZED_BOX)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size or not name.isascii():
            raise _cut_off()
        names.add(name)
        if name not in _NOT_ABOUT and not tells_place:
            file.seek(at)
            tells_place = _PLACE.search(file.read(min(length, _MOST_ABOUT))) is not None
        at += length
    if not {b"moov", b"mdat"} <= names and b"moof" not in names:
        raise _cut_off()
    return tells_place


def _check_webm(file: IO[bytes], size: int) -> None:
    """Follow the two elements of a WebM, its head and its segment, to the end of the file (RFC 8794)."""
    file.seek(0)
    head = file.read(FIRST)
    at = _end_of_element(head, 0, 4)
    if head[at : at + 4] != b"\x18S\x80g":
        raise _cut_off()
    unknown = head[at + 4 : at + 5] == b"\xff" or head[at + 4 : at + 12] == b"\x01" + b"\xff" * 7
    if not unknown and _end_of_element(head, at, 4) != size:
        raise _cut_off()


def _end_of_element(head: bytes, at: int, identifier: int) -> int:
    """Return where an element of EBML that begins at `at` says that it ends."""
    first = head[at + identifier] if at + identifier < len(head) else 0
    if first == 0:
        raise _cut_off()
    length = 9 - first.bit_length()
    value = int.from_bytes(head[at + identifier : at + identifier + length], "big") & ~(1 << (7 * length))
    return at + identifier + length + value


def _cut_off() -> Refusal:
    return Refusal(
        "The video is cut off or damaged, or something else is behind it. Save it again on the phone or computer "
        "that has it, and add that file"
    )
