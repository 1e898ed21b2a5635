"""Where the headings of a table are, and what they are called when they are blank or the same twice."""

import re
from collections.abc import Sequence

from compliance.imports.rules.rows import clean

LOOKED_AT = 50
"""Rows from the top in which the headings are looked for."""
_LONGEST = 100
_FIGURES = re.compile(r"[\d\s.,:/£%+-]+(T[\d:.Z+]+)?")


def find_headings(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows, from 0, holds the headings; None when all are blank.

    It is the first row of words only that fills at least half as many cells as the fullest row does: a title, a date
    of printing and blank lines above fill fewer. If every row has figures, it is the first that is as full.
    """
    filled = [[cell for cell in map(clean, row) if cell] for row in rows]
    enough = max((len(cells) for cells in filled), default=0) / 2
    full = [number for number, cells in enumerate(filled) if cells and len(cells) >= enough]
    return next(
        (number for number in full if not any(map(_FIGURES.fullmatch, filled[number]))), min(full, default=None)
    )


def distinct(headings: Sequence[str], width: int) -> tuple[str, ...]:
    """Return `width` headings, each trimmed, of at most 100 characters, and different from the others.

    A blank one is called by its place ("Column 3"); the second of a name gets a number ("Address (2)").
    """
    names = [clean(heading)[:_LONGEST].strip() for heading in headings[:width]]
    names += [""] * (width - len(names))
    taken = {name for name in names if name}
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        wanted = name or _free(f"Column {place}", taken)
        if wanted in found:
            wanted = _free(wanted, taken, start=2)
        taken.add(wanted)
        found.append(wanted)
    return tuple(found)


def _free(name: str, taken: set[str], start: int = 1) -> str:
    number = start
    candidate = name if start == 1 else f"{name} ({start})"
    while candidate in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate
