"""XML as it is read from a file from outside: piece by piece, without document types or entities of its own."""

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from compliance.spreadsheets.reading.limits import LONGEST_TOKEN
from compliance.spreadsheets.reading.streams import AT_ONCE

MalformedError = expat.ExpatError
"""What is not XML: `code`, `lineno` and `offset` say what and where."""


class DocumentTypeError(Exception):
    """The XML has a document type definition, which data never needs and attacks on its readers do."""


class EndlessTokenError(Exception):
    """One tag, comment or instruction of the XML has no end in sight."""


def parse(
    stream: IO[bytes],
    *,
    on_start: Callable[[str, dict[str, str]], None],
    on_end: Callable[[str], None],
    on_text: Callable[[str], None],
    encoding: str | None = None,
    namespaces: bool = False,
) -> Iterator[None]:
    """Read XML and tell its tags and text as they come; yields after each piece, so that a caller may pass rows on.

    `encoding` overrules what the XML declares. With `namespaces` a name in a namespace is told as "namespace}name",
    without as it is written. At most LONGEST_TOKEN bytes are held. Raises MalformedError, DocumentTypeError,
    EndlessTokenError, LookupError for an encoding unknown, and whatever the callbacks raise.
    """
    parser = expat.ParserCreate(encoding, "}" if namespaces else None)
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = on_text
    given = 0
    while piece := stream.read(AT_ONCE):
        given += len(piece)
        parser.Parse(piece, False)
        if given - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise EndlessTokenError
        yield
    parser.Parse(b"", True)
    yield


def _refuse(*_: object) -> None:
    raise DocumentTypeError
