"""Workbooks for tests, sound and hostile: put together part by part, so that any part may lie."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/hostname">]>'
SPACES_OF_A_MEGABYTE = 1024 * 1024


def xlsx_parts(rows: str, *, strings: str = "", head: str = "<?xml version='1.0'?>") -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet: the XML of its rows, and of its shared texts."""
    return {
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'/>",
        "_rels/.rels": (
            f"<Relationships xmlns='{_PACKAGE}/relationships'>"
            f"<Relationship Id='r1' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
        ),
        "xl/workbook.xml": (
            f"{head}<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets><sheet name='Shops' sheetId='1' r:id='r1'/>"
            "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f"<Relationships xmlns='{_PACKAGE}/relationships'>"
            f"<Relationship Id='r1' Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/>"
            f"<Relationship Id='r2' Type='{OFFICE}/sharedStrings' Target='/xl/sharedStrings.xml'/></Relationships>"
        ),
        "xl/sharedStrings.xml": f"{head}<sst xmlns='{MAIN}'>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"{head}<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>",
    }


def cell(place: str, text: str) -> str:
    """Return the XML of a cell with a text of its own."""
    return f"<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>"


TWO_ROWS = (
    f"<row r='1'>{cell('A1', 'Name')}{cell('B1', 'Postcode')}</row>"
    f"<row r='2'>{cell('A2', 'Shop')}{cell('B2', 'E8 1AA')}</row>"
)


def ods_parts(rows: str, *, head: str = "<?xml version='1.0'?>") -> dict[str, str | bytes]:
    """Return the parts of an OpenDocument spreadsheet with one sheet: the XML of its rows."""
    names = " ".join(
        f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'" for name in ("office", "table", "text")
    )
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": (
            f"{head}<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='Shops'>"
            f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        ),
    }


def ods_row(*texts: str, repeated: str = "", cells: str = "") -> str:
    """Return the XML of a row; `repeated` are attributes of the row, `cells` those of each cell."""
    inside = "".join(
        f"<table:table-cell office:value-type='string' {cells}><text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f"<table:table-row {repeated}>{inside}</table:table-row>"


ODS_TWO_ROWS = ods_row("Name", "Postcode") + ods_row("Shop", "E8 1AA")


@dataclass(frozen=True)
class Lie:
    """A part whose packed bytes, size and flags are what they are said to be."""

    packed: bytes
    size: int
    flags: int = 0
    packing: int = zipfile.ZIP_DEFLATED
    checksum: int = 0


def zipped(parts: dict[str, str | bytes | Lie]) -> bytes:
    """Return a zip file of parts, each packed honestly unless it is a lie."""
    file, contents = io.BytesIO(), io.BytesIO()
    for name, part in parts.items():
        lie = part if isinstance(part, Lie) else _honest(part if isinstance(part, bytes) else part.encode())
        said = (20, lie.flags, lie.packing, 0, 33, lie.checksum, len(lie.packed), lie.size, len(name.encode()), 0)
        contents.write(b"PK\1\2" + struct.pack("<H", 20) + struct.pack("<HHHHHIIIHH", *said))
        contents.write(struct.pack("<HHHII", 0, 0, 0, 0, file.tell()) + name.encode())
        file.write(b"PK\3\4" + struct.pack("<HHHHHIIIHH", *said) + name.encode() + lie.packed)
    start = file.tell()
    file.write(contents.getvalue())
    number = min(len(parts), 0xFFFF)
    file.write(b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, number, number, contents.tell(), start, 0))
    return file.getvalue()


def _honest(content: bytes) -> Lie:
    return Lie(deflated(content), len(content), checksum=zlib.crc32(content))


def deflated(content: bytes) -> bytes:
    """Return bytes as a zip file packs them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def bomb(before: str, megabytes: int, filler: bytes = b" ") -> bytes:
    """Return packed bytes that unpack to `before` and so many megabytes of `filler`, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(before.encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(filler * (SPACES_OF_A_MEGABYTE // len(filler))) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * megabytes + packer.flush()


def gzip_bomb(megabytes: int = 1000, filler: bytes = b"a,b\n") -> bytes:
    """Return a gzip file that unpacks to so many megabytes."""
    return b"\x1f\x8b\x08" + bytes(7) + bomb("Name,Postcode\n", megabytes, filler) + bytes(8)
