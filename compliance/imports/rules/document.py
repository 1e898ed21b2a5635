"""The XML of a food hygiene register, read as what it is: a file from outside, trusted with nothing."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from compliance.errors import Refusal
from compliance.imports.rules.rows import clean

_ROOT, _DETAIL = "FHRSEstablishment", "EstablishmentDetail"
_CUT_SHORT = {
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
_DEEPEST, _MOST_FIELDS = 8, 200
NOTHING_IMPORTED = "Nothing has been imported."

Fields = dict[str, str]


class _Opened:
    """A binary stream whose first bytes have been looked at and are still to be read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.start = stream.read(4096)
        self._rest = self.start

    def read(self, size: int = -1) -> bytes:
        """Read on, the bytes that were looked at first."""
        if self._rest:
            rest, self._rest = self._rest, b""
            return rest
        return self._stream.read(size)


def businesses(stream: IO[bytes], header: Fields) -> Iterator[Fields]:
    """Yield the fields of each business of a FHRS XML file opened in binary, and put the header's into `header`.

    One business is kept in memory at a time. Raises Refusal, in words for a clerk, for a file that is empty, cut short,
    not XML, not a register, or that carries a document type definition.
    """
    opened = _Opened(stream)
    _check_start(opened.start)
    read = 0
    try:
        for fields in _details(opened, header):
            read += 1
            yield fields
    except ParseError as wrong:
        raise _not_readable(wrong, read) from wrong
    except DefusedXmlException as attack:
        raise Refusal(
            "This file contains a document type definition (DTD), which a food hygiene register never has. It may be "
            f"unsafe. {NOTHING_IMPORTED} Download the register again from the Food Standards Agency"
        ) from attack
    except (LookupError, ValueError) as wrong:
        raise Refusal(f"The text of this file cannot be decoded. {NOTHING_IMPORTED}") from wrong


def _check_start(start: bytes) -> None:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        raise Refusal(f"The file is empty. {NOTHING_IMPORTED} Download the register again")
    lower = text[:200].lower()
    if lower.startswith((b"<!doctype html", b"<html")):
        raise Refusal(f"This is a web page, not a register. {NOTHING_IMPORTED} Save the XML file itself")
    if text.startswith(b"PK"):
        raise Refusal(f"This is a spreadsheet or a zip file, not an XML register. {NOTHING_IMPORTED}")
    if not text.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(
            f"This file is not XML. {NOTHING_IMPORTED} Choose the register as downloaded, with a name like "
            "FHRS512en-GB.xml"
        )


def _details(stream: _Opened, header: Fields) -> Iterator[Fields]:
    """Yield the fields of each business, letting go of every element once it has been read."""
    above: list[Element] = []
    inside = 0
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if not above and element.tag != _ROOT:
                raise Refusal(
                    f"This is XML, but not a food hygiene register: it begins with <{element.tag[:60]}> and not with "
                    f"<{_ROOT}>. {NOTHING_IMPORTED}"
                )
            above.append(element)
            inside = inside + 1 if inside or element.tag == _DETAIL else 0
            if len(above) > _DEEPEST or inside > _MOST_FIELDS:
                raise Refusal(f"This file does not have the shape of a food hygiene register. {NOTHING_IMPORTED}")
            continue
        above.pop()
        if element.tag == _DETAIL and not any(parent.tag == _DETAIL for parent in above):
            yield {field.tag: clean(field.text) for field in element.iter()}
            inside = 0
        elif not inside:
            header.setdefault(element.tag, clean(element.text))
        if above and not inside:
            above[-1].clear()


def _not_readable(wrong: ParseError, rows: int) -> Refusal:
    line, column = wrong.position
    if wrong.code in _CUT_SHORT:
        return Refusal(
            f"The file stops part-way through, after {rows} complete businesses: it may not have downloaded fully. "
            f"{NOTHING_IMPORTED} Download the register again"
        )
    return Refusal(
        f"The file is not well-formed XML: line {line}, character {column + 1} cannot be read. {NOTHING_IMPORTED} "
        "Download the register again, and do not edit it"
    )
