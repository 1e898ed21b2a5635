"""What an officer corrected stays: in which parts premises follow a register that has changed, and in which not."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from compliance.imports.rules.rows import Row
from compliance.retailers.rules import Part, Particulars

POSITION_PLACES = 5
"""Decimal places of a degree, about a metre: a position that differs less has not moved."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A part that the register changed: what it says now and, where the officer's words stay, those; else None.

    Both on one line; "" is blank.
    """

    part: Part
    register: str
    officer: str | None = None


def decide(said: Particulars, held: Particulars, row: Row, parts: Iterable[Part]) -> tuple[Decision, ...]:
    """Return what becomes of each of these `parts` that the register changed since it was last read.

    It said `said` then and says `row` now. Premises that still hold (`held`) what the register said follow it, and so
    do those that hold already what it says now. Anything else is an officer's correction, and stays. Spaces and the
    form of an accented letter are no correction: a form that was saved for another field puts them right. A part that
    the register did not change is not decided on, whatever the premises hold.
    """
    changed = [part for part in parts if _compared(part, said) != _compared(part, row)]
    return tuple(
        Decision(
            part,
            register=_line(_said(part, row)),
            officer=None if _agrees(part, held, said) or _agrees(part, held, row) else _line(_held(part, held)),
        )
        for part in changed
    )


def _compared(part: Part, of: Particulars | Row) -> Any:
    """Return what a register says in a part, as one reading is held to the next: an address as a whole."""
    return whole(of.address_lines) if part is Part.ADDRESS else _said(part, of)


def whole(address_lines: Iterable[str]) -> str:
    """Return an address as it is compared: in one line, without commas, however it was laid out over lines."""
    return _folded(" ".join(address_lines).replace(",", " "))  # type: ignore[no-any-return]


def _said(part: Part, of: Particulars | Row) -> Any:
    """Return what a register says in a part, as it is compared: a postcode as it was given."""
    return of.postcode_given if part is Part.POSTCODE else _held(part, of)


def _held(part: Part, of: Particulars | Row) -> Any:
    """Return what premises hold in a part: of a postcode, the one that was given stands for."""
    if part is Part.POSITION:
        return position(of)
    return getattr(of, "address_lines" if part is Part.ADDRESS else part.value)


def _agrees(part: Part, held: Particulars, register: Particulars | Row) -> bool:
    if part is Part.ADDRESS:
        return whole(held.address_lines) == whole(register.address_lines)
    return bool(_folded(_held(part, held)) == _folded(_held(part, register)))


def _folded(words: Any) -> Any:
    if isinstance(words, str):
        return " ".join(unicodedata.normalize("NFC", words).split())
    return tuple(_folded(word) for word in words) if isinstance(words, tuple) else words


def _line(words: Any) -> str:
    if not isinstance(words, tuple):
        return words or ""
    return ", ".join(f"{word:.{POSITION_PLACES}f}" if isinstance(word, float) else word for word in words)


def position(of: Particulars | Row) -> tuple[float, float] | None:
    """Return a position rounded as it is compared, or None."""
    if of.latitude is None or of.longitude is None:
        return None
    return round(of.latitude, POSITION_PLACES), round(of.longitude, POSITION_PLACES)
