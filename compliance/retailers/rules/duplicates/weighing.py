"""What speaks for and against two outlets being one, weighed into a score."""

import re
from dataclasses import dataclass
from uuid import UUID

from compliance.retailers.rules.duplicates.names import alike, is_inside, parts_of, tells_apart
from compliance.retailers.rules.duplicates.places import (
    Numbers,
    Place,
    alike_addresses,
    compare_numbers,
    metres_between,
    read_place,
    same_street,
)
from compliance.retailers.rules.duplicates.words import (
    DIFFERENCE_POINTS,
    LIKENESS_POINTS,
    Degree,
    Difference,
    Likeness,
    degree_of,
)
from compliance.retailers.rules.identifiers import sort_name
from compliance.retailers.rules.words import OutletKind

NEAR_METRES = 150.0
SAME_NAME = 95.0
NAME_POINTS = ((95.0, 45), (88.0, 41), (80.0, 35), (72.0, 26), (64.0, 14))
"""From which likeness of names (0 to 100) a name says how much."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of an outlet, in plain words as the register holds them. "" and None never match.

    `postcode` is a full one, as `normalise_postcode` writes it. `other_names` are further trading names.
    """

    name: str
    address_lines: tuple[str, ...] = ()
    postcode: str | None = None
    kind: OutletKind = OutletKind.PREMISES
    latitude: float | None = None
    longitude: float | None = None
    telephones: frozenset[str] = frozenset()
    uprn: str | None = None
    domain: str | None = None
    marketplace: str = ""
    marketplace_seller: str = ""
    marketplace_seller_id: str = ""
    company_numbers: frozenset[str] = frozenset()
    other_names: tuple[str, ...] = ()
    outlet_id: UUID | None = None

    @property
    def position(self) -> tuple[float, float] | None:
        """Where it is, in degrees, or None."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


@dataclass(frozen=True, slots=True)
class Likely:
    """An outlet that may be the same one: a score from 0 to 100, what speaks for it and what against."""

    outlet_id: UUID
    score: int
    reasons: tuple[Likeness, ...]
    against: tuple[Difference, ...]

    @property
    def degree(self) -> Degree | None:
        """How likely, in words."""
        return degree_of(self.score)


def weigh(one: Candidate, other: Candidate) -> tuple[int, tuple[Likeness, ...], tuple[Difference, ...]]:
    """Return how likely two outlets are one (0 to 100), what speaks for it and what against, the weightiest first.

    Two shops of one name at different numbers of a street stay two (Nako General Store at 39 and 41 Ridley Road), and
    so do two units, and a shop and the counter inside it. A company number alone says little: a chain has many shops.
    """
    here, there = read_place(one.address_lines), read_place(other.address_lines)
    likeness = _name(one, other, here.words | there.words)
    points: dict[Likeness, int] = {}
    if likeness >= NAME_POINTS[-1][0]:
        kind = Likeness.SAME_NAME if likeness >= 100 else Likeness.SIMILAR_NAME  # a letter apart is not the same
        points[kind] = _name_points(one, other, likeness, here.words | there.words)
    points |= {each: LIKENESS_POINTS[each] for each in _shared(one, other)}
    points |= _place_points(one, other, here, there)
    against = _against(one, other, here, there, likeness)
    if Likeness.ADDRESS in points and Difference.POSTCODE in against and likeness >= SAME_NAME:
        against.remove(Difference.POSTCODE)  # the same name at the same number of a street: a postcode is soon mistyped
    if Likeness.DOMAIN in points:
        against = [each for each in against if each is not Difference.KIND]
    score = sum(points.values()) - sum(DIFFERENCE_POINTS[each] for each in against)
    reasons = sorted(points, key=lambda each: (-points[each], each))
    against.sort(key=lambda each: (-DIFFERENCE_POINTS[each], each))
    return max(0, min(100, score)), tuple(reasons), tuple(against)


def _name(one: Candidate, other: Candidate, place_words: frozenset[str]) -> float:
    best = alike(one.name, other.name, place_words)
    if one.other_names or other.other_names:
        names = [(a, b) for a in (one.name, *one.other_names) for b in (other.name, *other.other_names)]
        best = max(best, *(alike(a, b, place_words) for a, b in names))
    return best


def _name_points(one: Candidate, other: Candidate, likeness: float, place_words: frozenset[str]) -> int:
    points = next(points for least, points in NAME_POINTS if likeness >= least)
    telling = tells_apart(one.name, place_words) and tells_apart(other.name, place_words)
    return points if telling else points * 4 // 5


def _shared(one: Candidate, other: Candidate) -> list[Likeness]:
    same_market = bool(one.marketplace) and sort_name(one.marketplace) == sort_name(other.marketplace)
    seller = _same(one.marketplace_seller_id, other.marketplace_seller_id) or _same(
        sort_name(one.marketplace_seller), sort_name(other.marketplace_seller)
    )
    found = [
        (Likeness.DOMAIN, _same(one.domain, other.domain)),
        (Likeness.MARKETPLACE_SELLER, same_market and seller),
        (Likeness.UPRN, _same(one.uprn, other.uprn)),
        (Likeness.TELEPHONE, bool(one.telephones & other.telephones)),
        (Likeness.COMPANY_NUMBER, bool(one.company_numbers & other.company_numbers)),
    ]
    return [likeness for likeness, shared in found if shared]


def _same(one: str | None, other: str | None) -> bool:
    return bool(one) and one == other


def _place_points(one: Candidate, other: Candidate, here: Place, there: Place) -> dict[Likeness, int]:
    found: dict[Likeness, int] = {}
    if _same(one.postcode, other.postcode):
        found[Likeness.POSTCODE] = LIKENESS_POINTS[Likeness.POSTCODE]
    elif _is_near(one, other):
        found[Likeness.NEAR] = LIKENESS_POINTS[Likeness.NEAR]
    numbers, street = compare_numbers(here, there), same_street(here, there)
    in_one_place = Likeness.POSTCODE in found
    unnumbered = not here.numbers and not there.numbers and alike_addresses(one.address_lines, other.address_lines)
    if (numbers is Numbers.SAME and (street or (street is None and in_one_place))) or unnumbered:
        found[Likeness.ADDRESS] = LIKENESS_POINTS[Likeness.ADDRESS]
    elif numbers is not Numbers.OTHER and street:
        found[Likeness.STREET] = LIKENESS_POINTS[Likeness.STREET]
    return found


def _is_near(one: Candidate, other: Candidate) -> bool:
    """Say whether two postcodes are of one sector (E8 2) and their positions within 150 metres."""
    if not one.postcode or not other.postcode or one.postcode[:-2] != other.postcode[:-2]:
        return False
    here, there = one.position, other.position
    return here is not None and there is not None and metres_between(here, there) <= NEAR_METRES


def _against(one: Candidate, other: Candidate, here: Place, there: Place, likeness: float) -> list[Difference]:
    named_alike = likeness >= SAME_NAME
    marketplace = bool(one.marketplace) and sort_name(one.marketplace) == sort_name(other.marketplace)
    sellers = (sort_name(one.marketplace_seller), sort_name(other.marketplace_seller))
    two_sellers = marketplace and all(sellers) and sellers[0] != sellers[1]
    differences = [
        (Difference.NUMBER, compare_numbers(here, there) is Numbers.OTHER),
        (Difference.UNIT, _differ(_units(one, here), _units(other, there))),
        (Difference.INSIDE, not named_alike and is_inside(one.name, other.name)),
        (Difference.PART, _parts(one, named_alike) != _parts(other, named_alike)),
        (
            Difference.POSTCODE,
            bool(one.postcode and other.postcode) and one.postcode != other.postcode and not _is_near(one, other),
        ),
        (Difference.UPRN, bool(one.uprn and other.uprn) and one.uprn != other.uprn),
        (Difference.KIND, one.kind is not other.kind),
        (Difference.COMPANY_NUMBER, _differ(one.company_numbers, other.company_numbers)),
        (Difference.SELLER, two_sellers and not _same(one.marketplace_seller_id, other.marketplace_seller_id)),
    ]
    return [difference for difference, there_is in differences if there_is]


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not one & other


def _units(of: Candidate, place: Place) -> frozenset[str]:
    """Return the units of an address; a stall that only its name gives counts as well."""
    return place.units or read_place((of.name,)).units if _STALL_IN_NAME.search(of.name) else place.units


def _parts(of: Candidate, named_alike: bool) -> frozenset[int]:
    """Return the parts that an outlet is; names that are the same, but for a slip of the keys, say nothing of it."""
    return parts_of(" ".join(of.address_lines[:2] if named_alike else (of.name, *of.address_lines[:2])))


_STALL_IN_NAME = re.compile(r"\b(?:unit|stall|pitch|pitches|site|kiosk)s?\s*[a-z]{0,2}\d", re.IGNORECASE)
