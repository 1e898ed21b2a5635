"""XML as it is read from a file from outside: piece by piece, without document types or entities of its own."""

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from compliance.spreadsheets.reading.limits import DEEPEST, LONGEST_TOKEN, MOST_ELEMENTS, MOST_NAMES
from compliance.spreadsheets.reading.streams import AT_ONCE

MalformedError = expat.ExpatError
"""What is not XML: `code`, `lineno` and `offset` say what and where."""


class DocumentTypeError(Exception):
    """The XML has a document type definition, which data never needs and attacks on its readers do."""


class UnreasonableError(Exception):
    """The XML is deeper, larger or more varied than data is, or a tag of it has no end."""


class Handler:
    """What is told of the XML while it is read: override and call on. A name in a namespace is "namespace}name"."""

    def __init__(self) -> None:
        self.opened = 0
        self.closed = 0

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.opened += 1

    def end(self, _name: str) -> None:
        self.closed += 1

    def text(self, text: str) -> None:
        """Take a part of the text of an element."""


def parse(stream: IO[bytes], handler: Handler) -> Iterator[None]:
    """Read XML and tell `handler` of it; yields after each piece, so that a caller may pass on what is complete.

    What the parser itself keeps is bounded: tags without an end (LONGEST_TOKEN), different names, which it never
    forgets (MOST_NAMES), tags within tags (DEEPEST) and elements (MOST_ELEMENTS), each looked at after a piece. Raises
    MalformedError, DocumentTypeError, UnreasonableError, LookupError for an unknown encoding, and what `handler`
    raises.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(None, "}", names)
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    given = 0
    while piece := stream.read(AT_ONCE):
        given += len(piece)
        parser.Parse(piece, False)
        if (
            given - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN
            or len(names) > MOST_NAMES
            or handler.opened - handler.closed > DEEPEST
            or handler.opened > MOST_ELEMENTS
        ):
            raise UnreasonableError
        yield
    parser.Parse(b"", True)
    yield


def _refuse(*_: object) -> None:
    raise DocumentTypeError
