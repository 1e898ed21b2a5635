"""What a food hygiene register says, the same for its XML and its JSON: the fields of a business, and of the whole."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice

from compliance.errors import Refusal
from compliance.imports.rules.mapping import Table
from compliance.imports.rules.reading.recognised import NOTHING_IMPORTED, SAMPLES, Recognised
from compliance.imports.rules.words import Format

Fields = dict[str, str]
FIELDS = (
    "FHRSID",
    "LocalAuthorityBusinessID",
    "BusinessName",
    "BusinessType",
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "AddressLine4",
    "PostCode",
    "Phone",
    "LocalAuthorityCode",
    "LocalAuthorityName",
    "Longitude",
    "Latitude",
)
"""The headings of a food hygiene register: the names that the Food Standards Agency gives the fields we use."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file with businesses is: its format, and how it calls its day of extraction and its count."""

    format: Format
    day: str
    count: str


def businesses(found: Iterator[Fields]) -> Iterator[tuple[int, Fields]]:
    """Yield each business with its number from 1, its fields in the order of FIELDS, "" for what the file left out."""
    for number, fields in enumerate(found, start=1):
        yield number, {field: fields.get(field, "") for field in FIELDS}


def recognise_register(found: Iterator[Fields], header: Fields, shape: Shape) -> Recognised:
    """Return what a register is, read to its end. `found` fills `header` while it is read.

    The authority is that of most businesses, the greater code when two have as many. Raises Refusal for a register
    without a business, and whatever reading it raises.
    """
    rows = businesses(found)
    samples = list(islice(rows, SAMPLES))
    codes: Counter[str] = Counter()
    names: dict[str, str] = {}
    count = 0
    for row in (cells for part in (samples, rows) for _, cells in part):
        count += 1
        code = row["LocalAuthorityCode"]
        codes[code] += 1
        names.setdefault(code, row["LocalAuthorityName"])
    if not count:
        raise Refusal(f"This register holds no businesses. {NOTHING_IMPORTED}")
    del codes[""]
    code = max(codes, key=lambda code: (codes[code], code), default="")
    return Recognised(
        format=shape.format,
        table=Table(FIELDS, tuple(tuple(cells.values()) for _, cells in samples)),
        extracted_on=_day(header.get(shape.day, "")),
        authority_code=code,
        authority_name=names.get(code, ""),
        declared=_count(header.get(shape.count, "")),
        row_count=count,
    )


def _day(text: str) -> date | None:
    """Return a day; none for no day and for 0001-01-01, which the Agency's API says when it does not know."""
    with suppress(ValueError):
        day = date.fromisoformat(text[:10])
        return day if day.year > 1 else None
    return None


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
