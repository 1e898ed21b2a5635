"""A table as its headings and its rows, whatever kind of file it came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from compliance.errors import Refusal
from compliance.imports.rules.reading.headings import LOOKED_AT, distinct, find_headings
from compliance.imports.rules.reading.recognised import MORE_CELLS, NOTHING_IMPORTED, SAMPLES
from compliance.imports.rules.rows import clean
from compliance.spreadsheets.guard import GUARD, unguarded
from compliance.spreadsheets.reading.limits import MOST_COLUMNS

Records = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Found:
    """The table in a sheet or text: the row of its headings, headings and samples, and how many rows follow."""

    heading_row: int
    columns: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    row_count: int


def find_table(records: Records) -> Found | None:
    """Return the table in numbered records, read to their end; None when there is not one filled cell.

    `row_count` is 0 for headings without rows. Raises Refusal for more columns than MOST_COLUMNS.
    """
    head = list(islice(records, LOOKED_AT))
    place = find_headings([cells for _, cells in head])
    if place is None:
        return None
    heading_row, headings = head[place]
    below = head[place + 1 :]
    width = max(_width(cells) for cells in [headings, *(cells for _, cells in below)])
    if width > MOST_COLUMNS:
        raise _too_wide(heading_row)
    columns = distinct(headings, width)
    rows = table_rows(chain(below, records), columns)
    samples = list(islice(rows, SAMPLES))
    shown = tuple(tuple(cells[column] for column in columns) for _, cells in samples)
    return Found(heading_row, columns, shown, len(samples) + sum(1 for _ in rows))


def table_rows(records: Records, columns: Sequence[str], heading_row: int = 0) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the headings with their numbers, each cell cleaned and under its heading; no blank rows.

    A cell that is missing is "". The apostrophe that guards text in a file that we wrote ourselves is left out. What a
    row has beyond the last heading is under MORE_CELLS.
    """
    width = len(columns)
    for number, cells in records:
        if number <= heading_row:
            continue
        text = "".join(cells)
        is_plain = text.isascii() and text.isprintable()
        said = map(unguarded, cells) if GUARD in text else cells
        cleaned = list(map(str.strip if is_plain else clean, said))
        if len(cleaned) == width:
            if any(cleaned):
                yield number, dict(zip(columns, cleaned, strict=True))
        elif any(cleaned):
            yield number, _uneven(number, cleaned, columns)


def _uneven(number: int, cells: list[str], columns: Sequence[str]) -> dict[str, str]:
    """Return a row that is shorter or longer than the headings."""
    if _width(cells) > MOST_COLUMNS:
        raise _too_wide(number)
    missing = [""] * (len(columns) - len(cells))
    row = dict(zip(columns, cells + missing, strict=False))
    if more := [cell for cell in cells[len(columns) :] if cell]:
        row[MORE_CELLS] = " | ".join(more)
    return row


def _width(cells: Sequence[str]) -> int:
    """Return how many cells there are up to the last that is filled."""
    for width in range(len(cells), 0, -1):
        if cells[width - 1].strip():
            return width
    return 0


def _too_wide(number: int) -> Refusal:
    return Refusal(
        f"Row {number} has more than {MOST_COLUMNS} columns, the most that is read. {NOTHING_IMPORTED} Remove the "
        "columns that are not needed, and check that the cells are separated as they should be"
    )
