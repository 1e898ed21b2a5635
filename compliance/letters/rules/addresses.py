"""The address in the window: what the postal service takes, and the largest type it can be set in."""

import re
from collections.abc import Sequence
from functools import cache

from babel import Locale

from compliance.errors import Refusal

FEWEST_LINES = 3
MOST_LINES = 7
NEVER_FIRST = '@()=[]"\\/,<>~'
"""No line of an address may begin with one of these (GOV.UK Notify, pre-compiled letters)."""

WINDOW_WIDTH = 94.0
"""Millimetres for the text: the window is 24.6 to 120 mm from the left, and the text begins at 25."""

_OUTWARD = r"[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
_POSTCODE = re.compile(rf"GIR ?0AA|{_OUTWARD} ?\d[ABD-HJLNP-UW-Z]{{2}}")
_SIZES = ((11.0, 6), (9.5, 7), (8.5, 7))
"""Points, and the most lines of that size which the window's 26.8 mm hold. Notify itself sets addresses in 8 point."""


def is_postcode(text: str) -> bool:
    """Say whether `text` has the form of a United Kingdom postcode, in capitals, the space optional."""
    return bool(_POSTCODE.fullmatch(text))


@cache
def _countries() -> frozenset[str]:
    """Return the short English names, in small letters, of every country but ours."""
    named = Locale("en").territories.items()
    return frozenset(name.lower() for code, name in named if code.isalpha() and len(code) == 2 and code != "GB")


def check_address(lines: Sequence[str]) -> None:
    """Raise Refusal, beside `recipient`, unless `lines`, names included, can be posted.

    GOV.UK Notify, pre-compiled letters: 3 to 7 lines; the last a United Kingdom postcode or the name of another
    country; no line beginning with a character of NEVER_FIRST; not "no fixed abode". Whether each line fits the width
    of the window is seen only when it is set: zones.check_marks.
    """
    written = [line.strip() for line in lines]
    if not all(written):
        raise Refusal("The address has an empty line. Take the line out.", "recipient")
    if not FEWEST_LINES <= len(written) <= MOST_LINES:
        raise Refusal(
            f"The address has {len(written)} lines with the name. It must have {FEWEST_LINES} to {MOST_LINES}: "
            "put two short lines on one, or take out the county.",
            "recipient",
        )
    for line in written:
        if line[0] in NEVER_FIRST:
            raise Refusal(
                f"The address line “{line}” begins with “{line[0]}”, which the postal service rejects. Write the line "
                "without it; the full name still stands in the letter itself.",
                "recipient",
            )
        if "no fixed abode" in line.lower() or line.lower() == "nfa":
            raise Refusal(
                "A letter cannot be posted to “no fixed abode”. Give it by hand, and record that.", "recipient"
            )
    last = written[-1]
    if not is_postcode(last.upper()) and last.lower() not in _countries():
        raise Refusal(
            f"The last line of the address is “{last}”. It must be a full UK postcode, such as SW1A 1AA, or, for an "
            "address abroad, the name of the country.",
            "recipient",
        )


def address_points(lines: Sequence[str]) -> float:
    """Return the type size, in points, for the address: 11, or smaller when it has seven lines or a long one."""
    widest = max((_ems(line) for line in lines), default=0.0)
    for points, most in _SIZES:
        if len(lines) <= most and widest * points * 25.4 / 72 <= WINDOW_WIDTH:
            return points
    return _SIZES[-1][0]


def _ems(line: str) -> float:
    """About how wide `line` is in Liberation Sans, in ems; zones.check_marks measures what was really set."""
    return sum(_width(character) for character in line)


def _width(character: str) -> float:
    if character in "ijl|'!.,;:/I ":
        return 0.28
    if character in "mMW@%":
        return 0.87
    return 0.7 if character.isupper() else 0.556
