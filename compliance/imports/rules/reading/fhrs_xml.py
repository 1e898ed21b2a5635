"""The XML of a food hygiene register, business by business."""

from collections.abc import Iterator
from typing import IO
from xml.parsers.expat import errors

from compliance.errors import Refusal
from compliance.imports.rules.reading.fhrs import Fields
from compliance.imports.rules.reading.recognised import NOTHING_IMPORTED
from compliance.imports.rules.rows import clean
from compliance.spreadsheets.reading.limits import LONGEST_CELL
from compliance.spreadsheets.reading.markup import DocumentTypeError, Handler, MalformedError, UnreasonableError, parse

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
_DEEPEST, _MOST_FIELDS, _MOST_BESIDE = 8, 200, 10_000
_NO_REGISTER = f"This file does not have the shape of a food hygiene register. {NOTHING_IMPORTED}"


def xml_businesses(stream: IO[bytes], header: Fields) -> Iterator[Fields]:
    """Yield the fields of each business of a FHRS XML file opened in binary, and put the header's into `header`.

    A piece of the file is kept in memory at a time. Raises Refusal, in words for a clerk, for a file that is empty, cut
    short, not XML, not a register, or that carries a document type definition.
    """
    found = _Businesses(header)
    read = 0
    try:
        for _ in parse(stream, found):
            yield from found.complete
            read += len(found.complete)
            found.complete.clear()
    except MalformedError as wrong:
        raise _not_readable(wrong, read + len(found.complete)) from wrong
    except DocumentTypeError as attack:
        raise Refusal(
            "This file contains a document type definition (DTD), which a food hygiene register never has. It may be "
            f"unsafe. {NOTHING_IMPORTED} Download the register again from the Food Standards Agency"
        ) from attack
    except UnreasonableError as endless:
        raise Refusal(_NO_REGISTER) from endless
    except (LookupError, ValueError) as wrong:
        raise Refusal(f"The text of this file cannot be decoded. {NOTHING_IMPORTED}") from wrong


class _Businesses(Handler):
    """The businesses complete so far, and the one being read. A field's text is what stands before its first tag."""

    def __init__(self, header: Fields) -> None:
        super().__init__()
        self.complete: list[Fields] = []
        self._header = header
        self._detail = 0
        self._count = self._beside = 0
        self._fields: Fields = {}
        self._name = ""
        self._parts: list[str] = []
        self._length = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._keep()
        if not self.opened and name != _ROOT:
            raise Refusal(
                f"This is XML, but not a food hygiene register: it begins with <{name[:60]}> and not with <{_ROOT}>. "
                f"{NOTHING_IMPORTED} If it is a spreadsheet, save it as .xlsx, .ods or .csv and choose that file"
            )
        self.opened += 1
        depth = self.opened - self.closed
        if name == _DETAIL and not self._detail:
            self._detail, self._count, self._fields = depth, 0, {}
        if self._detail:
            self._count += 1
        else:
            self._beside += 1
        if depth > _DEEPEST or self._count > _MOST_FIELDS or self._beside > _MOST_BESIDE:
            raise Refusal(_NO_REGISTER)
        self._name = name

    def text(self, text: str) -> None:
        if self._name:
            self._parts.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise Refusal(
                    f"<{self._name[:60]}> of this file is longer than {LONGEST_CELL:,} characters, which is not right "
                    f"for a food hygiene register. {NOTHING_IMPORTED} Download the register again"
                )

    def end(self, _name: str) -> None:
        self._keep()
        if self.opened - self.closed == self._detail:
            self.complete.append(self._fields)
            self._detail = 0
        self.closed += 1

    def _keep(self) -> None:
        """Put down the text of the field that ends here, or into which another tag comes."""
        if not self._name:
            return
        text = clean("".join(self._parts))
        if self._detail:
            self._fields[self._name] = text
        elif len(self._header) < _MOST_FIELDS:
            self._header.setdefault(self._name, text)
        self._name, self._length = "", 0
        self._parts.clear()


def _not_readable(wrong: MalformedError, rows: int) -> Refusal:
    if wrong.code in _CUT_SHORT:
        return Refusal(
            f"The file stops part-way through, after {rows} complete businesses: it may not have downloaded fully. "
            f"{NOTHING_IMPORTED} Download the register again"
        )
    return Refusal(
        f"The file is not well-formed XML: line {wrong.lineno}, character {wrong.offset + 1} cannot be read. "
        f"{NOTHING_IMPORTED} Download the register again, and do not edit it"
    )
