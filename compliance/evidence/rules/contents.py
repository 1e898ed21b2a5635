"""What a file is, by its own bytes: what is taken as evidence, and in words what is not (pure)."""

import codecs
from dataclasses import dataclass
from enum import StrEnum

from compliance.evidence.rules.kinds import ExhibitKind

FIRST = 4096
"""How many bytes from its beginning tell what a file is."""

TAKEN = "Evidence is kept as a JPEG, PNG, WebP or HEIC picture, a PDF, or an MP4, MOV, 3GP or WebM video"
_BOX = 8
_MOVING = {
    b"qt  ": ("video/quicktime", "mov"),
    b"3g": ("video/3gpp", "3gp"),
    b"": ("video/mp4", "mp4"),
}
_PICTURES_IN_BOXES = (b"heic", b"heix", b"mif1", b"heim", b"heis", b"msf1", b"hevc", b"avif", b"avis")
_REFUSED = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xfe\xed\xfa", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a program"),
    (b"PK\x03\x04", "a ZIP file or an Office document"),
    (b"PK\x05\x06", "a ZIP file or an Office document"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document, or an e-mail that Outlook saved"),
    (b"{\\rtf", "a word processor’s document"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "an AVI video or a sound"),
    (b"\x1aE\xdf\xa3", "a Matroska video"),
    (b"%!PS", "a PostScript document"),
)
_MAIL = (
    b"return-path:",
    b"received:",
    b"delivered-to:",
    b"from:",
    b"date:",
    b"subject:",
    b"message-id:",
    b"mime-version:",
    b"x-mozilla-",
    b"from ",
)
"""How an e-mail begins that a mail program saved (RFC 5322), and a box of them."""

_OR_ON_A_DISC = "Or keep it on a disc or stick, and add that as a physical item"
_ON_A_DISC = f"Have it exported as an MP4. {_OR_ON_A_DISC}"
_MARKUP = (b"<svg", b"<!doctype", b"<html", b"<script", b"<?xml", b"<?php", b"<head", b"<body")


class Form(StrEnum):
    """The three forms that evidence comes in."""

    PICTURE = "picture"
    PDF = "pdf"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first bytes say: the form that a file claims, its media type and ending; or in `refused` what it is."""

    form: Form | None
    media_type: str = ""
    suffix: str = ""
    refused: str = ""


def look(first: bytes) -> Seen:
    """Return what the first 4096 bytes of a file say that it is, whatever its name or the browser said."""
    if first.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (first[:4], first[8:12]) == (b"RIFF", b"WEBP"):
        return Seen(Form.PICTURE)
    if first.startswith(b"%PDF-"):
        return Seen(Form.PDF, "application/pdf", "pdf")
    if first[4:8] == b"ftyp":
        return _in_boxes(first[8:12])
    if first.startswith(b"\x1aE\xdf\xa3") and b"\x42\x82\x84webm" in first[:64]:
        return Seen(Form.VIDEO, "video/webm", "webm")
    return Seen(None, refused=_what_else(first))


def _in_boxes(brand: bytes) -> Seen:
    if brand in _PICTURES_IN_BOXES:
        return Seen(Form.PICTURE)
    media_type, suffix = next(said for start, said in _MOVING.items() if brand.startswith(start))
    return Seen(Form.VIDEO, media_type, suffix)


def _what_else(first: bytes) -> str:
    for start, what in _REFUSED:
        if first.startswith(start):
            return what
    plain = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if plain.startswith(_MAIL):
        return "an e-mail"
    if plain.startswith(_MARKUP) or b"<svg" in plain or b"<script" in plain:
        return "an SVG drawing" if b"<svg" in plain else "a web page or a file of markup"
    if first and _is_text(first):
        return "a file of plain text"
    return "not a file of any kind that is known here"


def _is_text(first: bytes) -> bool:
    """Say whether the beginning of a file reads as text in UTF-8 or UTF-16; its last letter may be cut in two."""
    encoding = "utf-16" if first.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(first)
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def refusal_of(seen: Seen) -> str:
    """Return in words why a file is not taken, and what to do instead."""
    instead = {
        "a web page or a file of markup": "Save the page as a PDF, or take a screenshot",
        "a file of plain text": "Open it and print it to a PDF, or take a screenshot of it",
        "an e-mail": "Open it, print it to a PDF with who sent it, to whom and when, and leave the e-mail where it is",
        "a ZIP file or an Office document": "Save the document as a PDF; take files out of a ZIP file and add each",
        "an old Office document, or an e-mail that Outlook saved": "Open it and print it to a PDF",
        "an AVI video or a sound": _ON_A_DISC,
        "a Matroska video": _ON_A_DISC,
        "a word processor’s document": "Save the document as a PDF",
        "an SVG drawing": "Take a screenshot of it",
        "a program": "Nothing of it was kept",
    }.get(seen.refused, f"Save it in one of these forms and add that file. {_OR_ON_A_DISC}")
    return f"This is {seen.refused}. {TAKEN}. {instead}"


def kind_that_fits(form: Form, said: ExhibitKind) -> ExhibitKind:
    """Return under which kind a file is filed: as the officer said, unless its bytes are something else.

    A film is a video, whatever was said; a picture that was called a video is a photograph; a PDF that was called a
    picture is a document.
    """
    if form is Form.VIDEO:
        return ExhibitKind.VIDEO
    if form is Form.PICTURE:
        return ExhibitKind.PHOTOGRAPH if said is ExhibitKind.VIDEO else said
    return said if said in {ExhibitKind.RECEIPT, ExhibitKind.DOCUMENT} else ExhibitKind.DOCUMENT
