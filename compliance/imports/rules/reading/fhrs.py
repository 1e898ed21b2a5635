"""What a food hygiene register says, the same for its XML and its JSON: the fields of a business, and of the whole."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import islice

from compliance.errors import Refusal
from compliance.imports.rules.mapping import Table
from compliance.imports.rules.reading.recognised import NOTHING_IMPORTED, SAMPLES, Recognised
from compliance.imports.rules.words import Format
from compliance.spreadsheets.reading.limits import MOST_ROWS
from compliance.spreadsheets.reading.text import too_many_rows

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


def businesses(found: Iterator[Fields]) -> Iterator[tuple[int, Fields]]:
    """Yield each business with its number from 1, its fields in the order of FIELDS, "" for what the file left out."""
    for number, fields in enumerate(found, start=1):
        if number > MOST_ROWS:
            raise too_many_rows()
        yield number, {field: fields.get(field, "") for field in FIELDS}


def recognise_register(found: Iterator[Fields], header: Fields, kind: Format) -> Recognised:
    """Return what a register is, read to its end. `found` fills `header` while it is read.

    The authority is that of most businesses, the greater code when two have as many. `declared` is how many the whole
    register has, of which the file may be a page. Raises Refusal for a register without a business, and whatever
    reading it raises.
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
    header = {name.lower(): text for name, text in header.items()}
    declared = max((_count(header.get(name, "")) for name in ("itemcount", "totalcount")), default=0)
    code = max(codes, key=lambda code: (codes[code], code), default="")
    return Recognised(
        format=kind,
        table=Table(FIELDS, tuple(tuple(cells.values()) for _, cells in samples)),
        extracted_on=_day(header.get("extractdate", "")),
        authority_code=code,
        authority_name=names.get(code, ""),
        declared=declared or None,
        row_count=count,
        notes=_page_note(header, count),
    )


def _day(text: str) -> date | None:
    """Return a day; none for no day and for 0001-01-01, which the Agency's API says when it does not know."""
    with suppress(ValueError):
        day = date.fromisoformat(text[:10])
        return day if day.year > 1 else None
    return None


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _page_note(header: Fields, count: int) -> tuple[str, ...]:
    """Return a sentence for the clerk when the file is one page of a register that has more."""
    page, pages, whole = (_count(header.get(name, "")) for name in ("pagenumber", "totalpages", "totalcount"))
    if pages <= 1 or whole <= count:
        return ()
    return (f"This is page {page} of {pages} of the register: {count:,} of {whole:,} businesses",)
