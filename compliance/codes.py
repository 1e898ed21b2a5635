"""Codes that people copy from paper: drawn at random, read in any case, and as a QR picture of dark squares (pure)."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

import segno

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The digits and the letters that nobody mistakes for one (Crockford's base 32): no I, L, O or U."""

LENGTH = 12
"""60 random bits: of a million codes in use, one guess in a million million finds any."""

_MISREAD = str.maketrans("ILO", "110")
_BETWEEN = "._"
_LONGEST_TYPED = 60


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR symbol: how many squares wide, the white margin included, and its dark squares as the path of an SVG."""

    size: int
    path: str


def new_code() -> str:
    """Return a new code as it is printed: 12 characters in groups of four, K7QM-2XPD-9RTA."""
    return grouped(draw(LENGTH))


def draw(length: int) -> str:
    """Return so many characters of the alphabet, drawn at random: five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str) -> str:
    """Return the characters of a code in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed as it is printed, or None when it can be none.

    See `read_typed` for how it may be typed.
    """
    bare = read_typed(typed, LENGTH)
    return grouped(bare) if bare else None


def read_typed(typed: str, length: int) -> str:
    """Return the so many characters of a code that somebody typed, without groups, or "" when they can be none.

    In any case, in full-width letters too, with or without hyphens, spaces or full stops; I and L are read as 1, and O
    as 0.
    """
    if len(typed) > _LONGEST_TYPED:
        return ""
    folded = unicodedata.normalize("NFKC", typed).upper()
    bare = "".join(one for one in folded if not _stands_between(one)).translate(_MISREAD)
    return bare if len(bare) == length and set(bare) <= set(ALPHABET) else ""


def _stands_between(letter: str) -> bool:
    return letter.isspace() or letter in _BETWEEN or unicodedata.category(letter) == "Pd"


def qr_of(text: str) -> Qr:
    """Return the QR symbol (ISO/IEC 18004, error correction M or better) of a text, with its margin of four squares."""
    symbol = segno.make(text, error="m", micro=False)
    margin = 4
    rows = [bytes(row) for row in symbol.matrix]
    runs = (
        f"M{start + margin} {top + margin}h{end - start}v1h-{end - start}z"
        for top, row in enumerate(rows)
        for start, end in _dark_runs(row)
    )
    return Qr(len(rows) + 2 * margin, "".join(runs))


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Return where the dark squares of a row begin and end."""
    return [match.span() for match in re.finditer(rb"[^\x00]+", row)]
