"""Reading files of postcodes, row by row: ours and others' with headings, and Ordnance Survey's own release (pure)."""

import csv
import gzip
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, cast

from compliance.errors import Refusal
from compliance.places.rules.grid import to_latitude_longitude
from compliance.places.rules.words import PlaceRow

LONGEST_LINE = 1_000
OS_COLUMNS = 10
PLACES = 6

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")
_CODE = re.compile(r"[A-Z][0-9]{8}")
_OS_FOLDER = re.compile(r"(^|/)data/csv/[^/]+\.csv$", re.IGNORECASE)


@dataclass
class Tally:
    """What a file had: rows read, and rows that were left out for want of a position."""

    read: int = 0
    without_position: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table of postcodes has what, counted from 0; `projected` when its position is easting and northing."""

    postcode: int
    first: int
    second: int
    ward: int | None
    district: int | None
    projected: bool


OS_RELEASE = Columns(postcode=0, first=2, second=3, ward=9, district=8, projected=True)
"""Code-Point Open as Ordnance Survey releases it: Data/CSV/*.csv without headings (its user guide)."""


def read_postcodes(stream: IO[bytes], tally: Tally) -> Iterator[PlaceRow]:
    """Yield the postcodes of a file: a CSV with headings (plain, gzip or xz), or Ordnance Survey's zip of CSVs.

    Of a CSV the headings are found by name: postcode; lat and lon, or easting and northing; and, where there are any,
    the first that begins with lad_code and with ward_code. Memory is bounded by one line. What the file begins with
    decides what it is, not its name. A row with no position is counted in `tally` and left out. Raises Refusal naming
    the line that is no postcode, and for a file that is none of these or is damaged.
    """
    head = stream.read(6)
    stream.seek(0)
    try:
        if head[:4] == b"PK\x03\x04":
            yield from _release(stream, tally)
        elif head[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield from _table(cast("IO[bytes]", unpacked), tally)
        elif head == b"\xfd7zXZ\x00":
            with lzma.LZMAFile(stream) as unpacked_xz:
                yield from _table(cast("IO[bytes]", unpacked_xz), tally)
        else:
            yield from _table(stream, tally)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"The file of postcodes cannot be read ({error}). It may be damaged: fetch it again") from error


def write_postcode(text: str) -> str | None:
    """Return a postcode as we write it, in capitals with its one space, or None when `text` has not its shape.

    Ordnance Survey fills to seven letters: "E8  4AE" and "SW1A1AA" are "E8 4AE" and "SW1A 1AA".
    """
    packed = "".join(text.split()).upper()
    return f"{packed[:-3]} {packed[-3:]}" if _POSTCODE.fullmatch(packed) else None


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a text, none longer than a line of postcodes can be."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise Refusal("The file has a line of 1,000 characters and more: it is not a file of postcodes")
        yield line.decode("utf-8-sig" if line.startswith(b"\xef\xbb\xbf") else "utf-8")


def _release(stream: IO[bytes], tally: Tally) -> Iterator[PlaceRow]:
    with zipfile.ZipFile(stream) as release:
        names = sorted(name for name in release.namelist() if _OS_FOLDER.search(name))
        if not names:
            raise Refusal("The zip has no Data/CSV folder: it is not Ordnance Survey’s release of Code-Point Open")
        for name in names:
            with release.open(name) as part:
                yield from _rows(csv.reader(_lines(part)), OS_RELEASE, tally, f"{name}, ")


def _table(stream: IO[bytes], tally: Tally) -> Iterator[PlaceRow]:
    rows = csv.reader(_lines(stream))
    headings = next(rows, [])
    if len(headings) == OS_COLUMNS and write_postcode(headings[0]):
        raise Refusal("The file has no headings. Give the whole zip as Ordnance Survey releases it, not one file of it")
    yield from _rows(rows, find_columns(headings), tally, "", 2)


def find_columns(headings: list[str]) -> Columns:
    """Return where a table has what, by its headings in any case. Raises Refusal naming what is missing."""
    names = [heading.strip().casefold() for heading in headings]

    def find(*wanted: str, beginning: str = "") -> int | None:
        exact = (names.index(name) for name in wanted if name in names)
        begun = (at for at, name in enumerate(names) if beginning and name.startswith(beginning))
        return next(exact, next(begun, None))

    postcode, ward, district = find("postcode"), find(beginning="ward_code"), find(beginning="lad_code")
    for first, second, projected in (("lat", "lon", False), ("latitude", "longitude", False)):
        if postcode is not None and first in names and second in names:
            return Columns(postcode, names.index(first), names.index(second), ward, district, projected)
    east, north = find("easting", "eastings"), find("northing", "northings")
    if postcode is None or east is None or north is None:
        raise Refusal("The file needs the headings postcode, and lat and lon or easting and northing")
    return Columns(postcode, east, north, ward, district, projected=True)


def _rows(rows: Iterable[list[str]], columns: Columns, tally: Tally, where: str, first: int = 1) -> Iterator[PlaceRow]:
    widest = max(columns.postcode, columns.first, columns.second, columns.ward or 0, columns.district or 0)
    for number, cells in enumerate(rows, first):
        if not cells:
            continue
        postcode = write_postcode(cells[columns.postcode]) if len(cells) > widest else None
        if postcode is None:
            raise Refusal(f"{where}line {number:,} has no postcode where one belongs. Nothing was loaded")
        tally.read += 1
        position = _position(cells[columns.first], cells[columns.second], projected=columns.projected)
        if position is None:
            tally.without_position += 1
            continue
        yield PlaceRow(postcode, *position, _code(cells, columns.ward), _code(cells, columns.district))


def _position(first: str, second: str, *, projected: bool) -> tuple[float, float] | None:
    """Return latitude and longitude, or None when there is none, or none that is in or near the United Kingdom."""
    with suppress(ValueError):
        one, two = float(first), float(second)
        if projected:
            one, two = to_latitude_longitude(one, two) if min(one, two) >= 0 and max(one, two) > 0 else (0, 0)
        if 49 <= one <= 61.5 and -9.5 <= two <= 2.5:
            return round(one, PLACES), round(two, PLACES)
    return None


def _code(cells: list[str], column: int | None) -> str:
    """Return the ONS code in a column, or "" where there is none."""
    text = cells[column].strip() if column is not None else ""
    return text if _CODE.fullmatch(text) else ""
