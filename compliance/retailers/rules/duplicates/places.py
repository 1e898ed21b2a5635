"""Where a shop is, as its address says it: number, street and unit; and how far apart two are."""

import math
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz

_SHORT = {
    "rd": "road",
    "str": "street",
    "ave": "avenue",
    "av": "avenue",
    "ln": "lane",
    "sq": "square",
    "pl": "place",
    "ct": "court",
    "gdns": "gardens",
    "gdn": "garden",
    "cres": "crescent",
    "cresc": "crescent",
    "ter": "terrace",
    "terr": "terrace",
    "pde": "parade",
    "cl": "close",
    "dr": "drive",
    "gr": "grove",
    "hwy": "highway",
    "bldgs": "buildings",
    "blvd": "boulevard",
    "wlk": "walk",
    "gt": "great",
}
_STREET_WORDS = (
    "road street lane avenue square place court gardens crescent terrace parade close drive grove highway walk hill "
    "green way row broadway mews yard rise vale park market arcade centre center mall wharf quay embankment bridge "
    "circus promenade passage approach gate boulevard end"
)
_STREETS = frozenset(_STREET_WORDS.split())
_NUMBER = r"\d{1,4}[a-z]?"
_RANGE = rf"{_NUMBER}(?:\s*(?:-|–|to|&|and|/|\+)\s*{_NUMBER})*"
_NUMBERED = re.compile(rf"(?P<numbers>{_RANGE})(?:\s+(?P<street>\S.*))?")
_MORE = r"(?:\s*(?:-|–|\bto\b|&|\band\b|/|,)\s*[a-z]{0,2}\d{1,4}[a-z]?)*"
_UNIT = re.compile(
    r"\b(?:commercial unit|units?|flat|apartment|kiosk|stalls?|pitch(?:es)?|sites?|suite|arch(?:es)?|room|bay|stand|"
    rf"plot|shop|lot|block|level)(?![a-z])\s*(?:no\.?\s*)?(?P<units>[a-z]{{0,3}}\s?\d{{1,4}}[a-z]?{_MORE}|[a-z]\b)"
)
_STALL = re.compile(rf"(?P<units>[a-z]{{1,2}}\s?\d{{1,4}}{_MORE})")
_BETWEEN = re.compile(r"\s*(?:-|–|\bto\b|&|\band\b|/|,)\s*")
LONG = 16
"""Letters of an address that says more than a street or a town."""
_SPLIT = re.compile(r"[,;\n]+")


class Numbers(Enum):
    """How the numbers of two addresses stand to each other."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it is compared. `numbers` are (first, last, letter); empty where the address gives none.

    `words` are those of the street and of what follows it, such as the town.
    """

    numbers: tuple[tuple[int, int, str], ...] = ()
    street: str = ""
    units: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@lru_cache(maxsize=50_000)
def read_place(lines: tuple[str, ...]) -> Place:
    """Return what the lines of an address say of where a shop is, however they are laid out.

    "Unit 3, 144-150 Stoke Newington Rd" is unit 3 of numbers 144 to 150 in stoke newington road. A line of nothing but
    a number belongs to the street after it.
    """
    numbers: tuple[tuple[int, int, str], ...] = ()
    street, carried = "", ""
    units: set[str] = set()
    words: set[str] = set()
    parts = [part.strip().lower() for part in _SPLIT.split(",".join(lines))]
    for part in filter(None, parts):
        rest, found = _take_units(part)
        units |= found
        if not rest:
            continue
        numbered = _NUMBERED.fullmatch(f"{carried} {rest}".strip()) if not numbers else None
        if numbered and numbered["street"] is None:
            carried = numbered["numbers"]
        elif numbered:
            numbers, street, carried = _ranges(numbered["numbers"]), _street(numbered["street"]), ""
        elif not street and not numbers and _is_street(rest):
            street = _street(rest)
        if street:
            words |= set(re.findall(r"[a-z']+", rest))
    if carried and not numbers:
        numbers = _ranges(carried)
    return Place(numbers, street, frozenset(units), frozenset(words))


def _take_units(part: str) -> tuple[str, set[str]]:
    """Return a part of an address without its units, and those units."""
    found: set[str] = set()
    for match in _UNIT.finditer(part):
        found |= _listed(match["units"])
    rest = _UNIT.sub(" ", part).strip(" -()")
    stall = _STALL.fullmatch(rest) if not found else None
    return ("", _listed(stall["units"])) if stall else (rest, found)


def _listed(units: str) -> set[str]:
    return {unit.replace(" ", "") for unit in _BETWEEN.split(units)}


def _ranges(text: str) -> tuple[tuple[int, int, str], ...]:
    found = []
    for piece in re.split(r"\s*(?:&|and|/|\+)\s*", text):
        ends = re.findall(r"(\d{1,4})([a-z]?)", piece)
        if ends:
            first, last = int(ends[0][0]), int(ends[-1][0])
            if last < first:  # 144-50 is 144 to 150
                last = (
                    int(ends[0][0][: -len(ends[-1][0])] + ends[-1][0]) if len(ends[-1][0]) < len(ends[0][0]) else first
                )
            found.append((first, max(first, last), ends[0][1] if len(ends) == 1 else ""))
    return tuple(found)


def _is_street(text: str) -> bool:
    return any(word in _STREETS or word in _SHORT for word in re.findall(r"[a-z]+", text))


def _street(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.replace("'", "").replace("’", "").replace(".", " "))
    written = [_SHORT.get(word, word) for word in words]
    if len(written) > 1 and written[-1] == "st":
        written[-1] = "street"
    return " ".join(written)


def compare_numbers(one: Place, other: Place) -> Numbers:
    """Say whether two addresses give the same number. 144-150 holds 146; of 46A and 46B each is another.

    Unknown where one of them gives none, and of 25 and 25A, which may be one or two.
    """
    if not one.numbers or not other.numbers:
        return Numbers.UNKNOWN
    touching = [
        (first[2], second[2])
        for first in one.numbers
        for second in other.numbers
        if first[0] <= second[1] and second[0] <= first[1]
    ]
    if not touching:
        return Numbers.OTHER
    if any(first == second for first, second in touching):
        return Numbers.SAME
    return Numbers.UNKNOWN if any(not first or not second for first, second in touching) else Numbers.OTHER


def same_street(one: Place, other: Place) -> bool | None:
    """Say whether two addresses name the same street, spelt how they like; None where one of them names none."""
    if not one.street or not other.street:
        return None
    if one.street == other.street or fuzz.ratio(one.street, other.street) >= 80:
        return True
    return fuzz.token_set_ratio(one.street, other.street) >= 95


def alike_addresses(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two addresses of more than a word or two are the same, spelt how they like."""
    first, second = (" ".join(filter(None, lines)).lower() for lines in (one, other))
    return min(len(first), len(second)) >= LONG and fuzz.ratio(first, second) >= 88


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two positions (WGS84 degrees, latitude first) in metres; good to a percent in Britain."""
    north = math.radians(other[0] - one[0])
    east = math.radians(other[1] - one[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return 6_371_000 * math.hypot(north, east)
