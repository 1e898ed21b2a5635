"""A postcode as somebody wrote it, and the postcode that it stands for."""

import re
from dataclasses import dataclass

_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_OUTWARD = r"[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9]{1,2}|[A-HK-Y][0-9][ABEHMNPRVWXY])"
_FULL = re.compile(f"({_OUTWARD}|GIR)({_INWARD})")
_OUTWARD_ONLY = re.compile(_OUTWARD)
_LETTER_O = re.compile(f"({_OUTWARD})O([ABD-HJLNP-UW-Z]{{2}})")


@dataclass(frozen=True, slots=True)
class Postcode:
    """What was given, the full and well-formed postcode it stands for or None, and a note for the clerk when mended."""

    given: str
    value: str | None
    note: str = ""


def read_postcode(given: str) -> Postcode:
    """Return the postcode that `given` stands for, in capitals with one space, or none with a note that says why.

    Lower case and spacing are put right without a word; a letter O in place of the nought of the second half
    ("PE28 OUR") is mended and noted. Half a postcode, "PRIVATE" or a county's name is no postcode. Well formed is not
    in use: whether Royal Mail delivers to it is for `places` to say. (BS 7666 and the Postcode Address File format.)
    """
    given = given.strip()
    packed = "".join(given.upper().split())
    if not packed:
        return Postcode(given, None)
    if found := _FULL.fullmatch(packed):
        return Postcode(given, f"{found[1]} {found[2]}")
    if found := _LETTER_O.fullmatch(packed):
        value = f"{found[1]} 0{found[2]}"
        return Postcode(given, value, f"Postcode “{given}” has a letter O for a nought; read as {value}")
    if _OUTWARD_ONLY.fullmatch(packed):
        return Postcode(given, None, f"“{given}” is only the first half of a postcode; kept without one")
    return Postcode(given, None, f"“{given}” is not a postcode; kept without one")
