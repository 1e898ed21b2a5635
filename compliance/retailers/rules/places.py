"""What is in doubt about where a shop is, and reading a position as an officer types it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from compliance.errors import Refusal


class PlaceDoubt(StrEnum):
    POSTCODE_ELSEWHERE = "postcode_elsewhere"
    POSITION_ELSEWHERE = "position_elsewhere"
    OUTSIDE_LONDON = "outside_london"
    NO_POSITION = "no_position"
    BY_POSTCODE = "by_postcode"


PLACE_DOUBT_LABELS = {
    PlaceDoubt.POSTCODE_ELSEWHERE: "Postcode of another authority",
    PlaceDoubt.POSITION_ELSEWHERE: "Position in another borough",
    PlaceDoubt.OUTSIDE_LONDON: "Position outside London",
    PlaceDoubt.NO_POSITION: "No position, and no postcode that is known",
    PlaceDoubt.BY_POSTCODE: "No position of its own: its postcode’s is used",
}
SLIGHT = frozenset({PlaceDoubt.BY_POSTCODE})
"""What is counted, and listed only when it is asked for: nothing is wrong with it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing in doubt: where instead (the name of a district, "" not known), and how many metres away."""

    kind: PlaceDoubt
    where: str = ""
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of where a shop is.

    `own_district`: the code of its authority's district, None when it has none (a police force). `postcode_known`: the
    table of postcodes has its postcode. `postcode_district` and `position_district`: code and name of the district that
    its postcode and its own position are in; None when that is not known, or the position lies in no district.
    `metres_outside`: how far the position lies from its own authority; None when it has no position, lies within, or
    the authority's boundary is not known.
    """

    own_district: str | None
    has_position: bool
    postcode_known: bool
    postcode_district: tuple[str, str] | None = None
    position_district: tuple[str, str] | None = None
    metres_outside: float | None = None


def list_doubts(known: Whereabouts) -> tuple[Doubt, ...]:
    """Return what is in doubt about where a shop is, the gravest first; nothing when all agrees.

    A position on its authority's line is inside. However near the line, what lies outside is told, with the metres: the
    boundaries are drawn to within 15 metres, and the officer judges.
    """
    doubts = []
    if known.postcode_district and known.own_district and known.postcode_district[0] != known.own_district:
        doubts.append(Doubt(PlaceDoubt.POSTCODE_ELSEWHERE, known.postcode_district[1]))
    if known.has_position and known.metres_outside:
        if known.position_district is None:
            doubts.append(Doubt(PlaceDoubt.OUTSIDE_LONDON, metres=round(known.metres_outside)))
        else:
            metres = max(1, round(known.metres_outside))
            doubts.append(Doubt(PlaceDoubt.POSITION_ELSEWHERE, known.position_district[1], metres))
    if not known.has_position:
        doubts.append(Doubt(PlaceDoubt.BY_POSTCODE if known.postcode_known else PlaceDoubt.NO_POSITION))
    return tuple(doubts)


_PAIR = re.compile(r"\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*[, ]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*")
_KINGDOM: Sequence[tuple[float, float]] = ((49, 61.5), (-9.5, 2.5))


def check_position(text: str) -> tuple[float, float]:
    """Return latitude and longitude in degrees, as maps give them: "51.54328, -0.07586". Raises Refusal.

    Only a place in or near the United Kingdom is one; five decimals are about a metre.
    """
    found = _PAIR.fullmatch(text)
    if not found:
        raise Refusal("Type latitude and longitude in degrees, such as 51.54328, -0.07586", "position")
    pair = float(found[1]), float(found[2])
    if not all(low <= one <= high for one, (low, high) in zip(pair, _KINGDOM, strict=True)):
        swapped = all(low <= one <= high for one, (low, high) in zip(pair[::-1], _KINGDOM, strict=True))
        turned = f". Did you mean {found[2]}, {found[1]}?" if swapped else ""
        raise Refusal(f"That position is not in the United Kingdom{turned}", "position")
    return round(pair[0], 6), round(pair[1], 6)
