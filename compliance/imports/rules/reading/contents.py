"""What is in a file by its first bytes, and why a file that is none of the formats cannot be read."""

from collections.abc import Iterator
from typing import IO

from compliance.errors import Refusal
from compliance.imports.rules.reading.recognised import NOTHING_IMPORTED
from compliance.imports.rules.words import FORMAT_LABELS, Format
from compliance.spreadsheets.reading.archive import Archive, password_refusal
from compliance.spreadsheets.reading.streams import AT_ONCE

ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_GZIP = b"\x1f\x8b"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_SAVE = "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) and choose that file"
_KNOWN = {
    b"%PDF": "a PDF document, from which no rows can be read. Ask whoever sent it for the spreadsheet",
    b"\x89PNG": "a picture (PNG). Ask whoever sent it for the spreadsheet",
    b"\xff\xd8\xff": "a picture (JPEG). Ask whoever sent it for the spreadsheet",
    b"GIF8": "a picture (GIF). Ask whoever sent it for the spreadsheet",
    b"BM": "a picture (BMP). Ask whoever sent it for the spreadsheet",
    b"II*\0": "a picture (TIFF). Ask whoever sent it for the spreadsheet",
    b"MM\0*": "a picture (TIFF). Ask whoever sent it for the spreadsheet",
    b"{\\rtf": f"a document (RTF). Copy its table into a spreadsheet. {_SAVE}",
    b"7z\xbc\xaf": "an archive (7z). Unpack it, and choose the file inside",
    b"Rar!": "an archive (RAR). Unpack it, and choose the file inside",
    b"BZh": "a compressed file (bzip2). Unpack it, and choose the file inside",
    b"\xfd7zXZ": "a compressed file (xz). Unpack it, and choose the file inside",
    b"SQLite format 3": "a database. Ask whoever sent it for a spreadsheet",
    b"MZ": "a program. Do not open it, and tell your IT support where it came from",
    b"\x7fELF": "a program. Do not open it, and tell your IT support where it came from",
}
_BINARY = {b"BM", b"MZ"}
_ENDINGS = {
    Format.FHRS_XML: {"xml"},
    Format.FHRS_JSON: {"json"},
    Format.CSV: {"csv", "txt", "tsv", "tab", "psv"},
    Format.XLSX: {"xlsx", "xlsm", "xltx", "xltm"},
    Format.ODS: {"ods", "ots"},
}
_ALL_ENDINGS = {"xls", "xlsb", "html", "htm", "pdf", "zip", "doc", "docx"}.union(*_ENDINGS.values())


def check_known(head: bytes, *, is_packed: bool) -> None:
    """Raise Refusal for a file that begins like something known that holds no rows, or nothing at all."""
    if not head.strip(_BLANK):
        raise Refusal(f"The file is empty. {NOTHING_IMPORTED} Choose the file again")
    if is_packed and head.startswith((*ZIP, _GZIP)):
        raise Refusal(
            f"There is another compressed file inside this one (.gz). {NOTHING_IMPORTED} Unpack it, and choose the "
            "file inside"
        )
    for start, what in _KNOWN.items():
        if head.startswith(start) and (start not in _BINARY or b"\0" in head[:512]):
            raise _refused(what)
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        raise _refused("a photograph (HEIC). Ask whoever sent it for the spreadsheet")
    if _start(head).startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<div", b"<!-- ")):
        raise _refused(f"a web page (HTML), whatever its name says. {_SAVE}")


def is_markup(head: bytes) -> bool:
    """Return whether a file begins as XML does."""
    return _start(head).startswith(b"<")


def is_json(head: bytes) -> bool:
    """Return whether a file begins as a JSON object or list does, rather than as a row that begins with a bracket."""
    start = b"".join(_start(head).split())
    return start[:1] in {b"{", b"["} and start[1:2] in {b'"', b"{", b"[", b"}", b"]"}


def _start(head: bytes) -> bytes:
    """Return how a text begins, in lower case and without marks and blanks, if it is UTF-16 too."""
    return head[:1000].replace(b"\0", b"").lstrip(_BLANK).lower()


def is_old_office(head: bytes) -> bool:
    """Return whether a file begins as those of Office 97 to 2003 do, and those of Office with a password."""
    return head.startswith(_OLD_OFFICE)


def old_office_refusal(stream: IO[bytes]) -> Refusal:
    """Return why such a file cannot be read: it has a password, or is a workbook of old, or something else."""
    found = set(_names_in(stream))
    if "EncryptedPackage" in found:
        return password_refusal()
    if found & {"Workbook", "Book"}:
        return _refused(f"a workbook of Excel 97 to 2003 (.xls). {_SAVE}")
    return _refused("a document of Office 97 to 2003. Ask whoever sent it for a spreadsheet")


def _names_in(stream: IO[bytes]) -> Iterator[str]:
    """Yield the names of streams that stand somewhere in a compound file, as its directory writes them."""
    names = {name: name.encode("utf-16-le") + b"\0\0" for name in ("EncryptedPackage", "Workbook", "Book")}
    stream.seek(0)
    before = b""
    while piece := stream.read(AT_ONCE):
        for name, written in names.items():
            if written in before + piece:
                yield name
        before = piece[-64:]


def zip_refusal(archive: Archive) -> Refusal:
    """Return why a zip file that is neither an Excel workbook nor an OpenDocument spreadsheet cannot be read."""
    names = archive.names
    if "xl/workbook.bin" in names:
        return _refused(f"a binary Excel workbook (.xlsb). {_SAVE}")
    if any(name.startswith("word/") for name in names):
        return _refused(f"a Word document. Copy its table into a spreadsheet. {_SAVE}")
    if any(name.startswith("ppt/") for name in names):
        return _refused("a presentation. Ask whoever sent it for the spreadsheet")
    if "mimetype" in names:
        return _refused(f"an OpenDocument file, but not a spreadsheet. {_SAVE}")
    if any(name.startswith("Index/") or name == "Index.zip" for name in names):
        return _refused("an Apple Numbers document. In Numbers, export it as Excel or CSV and choose that file")
    return _refused("a zip file. Unpack it, and choose the file inside")


def name_note(file_name: str, found: Format) -> tuple[str, ...]:
    """Return a sentence for the clerk when the name of a file says another format than was found in it."""
    ending = file_name.lower().removesuffix(".gz").rpartition(".")[2]
    if ending in _ALL_ENDINGS and ending not in _ENDINGS[found]:
        return (f"The name ends in .{ending}, but what is in the file is {FORMAT_LABELS[found]}, and it was read so",)
    return ()


def _refused(what: str) -> Refusal:
    """Return the refusal of something known, said first, then how to mend it."""
    thing, mend = what.split(". ", 1)
    return Refusal(f"This is {thing}. {NOTHING_IMPORTED} {mend}")
