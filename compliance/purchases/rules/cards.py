"""A payment card's whole number has no place in the record: how one is recognised in what is typed (pure)."""

import re
from collections.abc import Mapping

from compliance.errors import Refusal

_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ \u00a0.\-]?[0-9]){11,}(?![0-9])")
_SHORTEST, _LONGEST = 13, 19
_CARD_LENGTHS = ((r"4", (13, 16, 19)), (r"5[1-5]|2[2-7]", (16,)), (r"3[47]", (15,)), (r"6", (16, 17, 18, 19)))
ENDING = 4
NUMBERED = frozenset({"tracking_number", "order_number", "letter_reference"})
"""Fields that hold a number of somebody else's: there only what is shaped like a card of an issuer is one."""


def is_luhn(digits: str) -> bool:
    """Say whether the last digit checks the others (ISO/IEC 7812-1, annex B), as on every payment card."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def holds_card_number(text: str, *, strictly: bool = False) -> bool:
    """Say whether a text holds 13 to 19 digits that check as a payment card's number, spaces and hyphens aside.

    `strictly` looks only for those that begin, and are as long, as an issuer's cards: one number in ten checks by
    chance, and a tracking number or an order number must stand as it is.
    """
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"[^0-9]", "", found.group())
        if not _SHORTEST <= len(digits) <= _LONGEST or not is_luhn(digits):
            continue
        if not strictly or any(re.match(start, digits) and len(digits) in fits for start, fits in _CARD_LENGTHS):
            return True
    return False


def check_no_card_number(texts: Mapping[str, object]) -> None:
    """Raise Refusal beside the first field whose text holds the whole number of a payment card."""
    for name, text in texts.items():
        if isinstance(text, str) and holds_card_number(text, strictly=name in NUMBERED):
            raise Refusal(
                "This holds the whole number of a payment card. Write its last 4 digits only: a whole number is never "
                "kept",
                name,
            )


def check_card_ending(ending: str) -> None:
    """Raise Refusal beside `card_ending` unless it is empty or the last 4 digits of a card."""
    if ending and not (len(ending) == ENDING and ending.isascii() and ending.isdecimal()):
        raise Refusal("Enter the last 4 digits of the card only, such as 4821", "card_ending")
