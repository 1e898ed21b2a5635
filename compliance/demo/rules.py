"""An invented borough: its shops, their people, and how the tests of a year went, drawn from a fixed seed (pure).

No business here is real. The postcode districts E21, N23 and SE29 are not in use. Rates follow the published ones:
about 15 in 100 underage tests in store end in a sale, about 40 in 100 online (National Trading Standards 2018-19), and
about 4 in 10 Challenge 25 tests are failed.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from compliance.dates import months_before
from compliance.offences.rules import ProductCategory
from compliance.purchases.rules import Outcome, Type
from compliance.retailers.rules import EntityKind

SEED = 20260


@dataclass(frozen=True, slots=True)
class Ward:
    """An invented ward: its code, name, postcode district and middle (degrees)."""

    code: str
    name: str
    outward: str
    latitude: float
    longitude: float


BOROUGH_CODE = "demo"
FORCE_CODE = "demo-police"
BOROUGH_NAME = "Larkmere Borough (demonstration)"
FORCE_NAME = "Larkmere Police (demonstration)"
DISTRICT_CODE = "X09000001"
WARDS = (
    Ward("X05000001", "Larkmere Market", "E21", 51.5450, -0.0200),
    Ward("X05000002", "Larkmere Hill", "N23", 51.5600, -0.0350),
    Ward("X05000003", "Larkmere Wharf", "SE29", 51.5330, -0.0420),
)
"""The invented wards: each is a postcode district that is not in use, around a point in degrees (WGS84)."""
ACROSS = 0.009
"""How far from its point a ward reaches, in degrees."""
PASSWORD = "demonstration only"  # noqa: S105 - printed at the start, for invented people

PREMISES = 144
ONLINE_SHOPS = 6


class Person(StrEnum):
    """The people who sign in to the demonstration, by the name of their part."""

    OFFICER = "officer"
    SECOND_OFFICER = "second-officer"
    MANAGER = "manager"
    CLERK = "clerk"
    VIEWER = "viewer"
    ADMINISTRATOR = "admin"
    PLANNER = "planner"


PEOPLE: dict[Person, tuple[str, str]] = {
    Person.OFFICER: ("Asha Penhallow", "Trading Standards Officer"),
    Person.SECOND_OFFICER: ("Callum Oyelaran", "Trading Standards Officer"),
    Person.MANAGER: ("Rhiannon Castellow", "Trading Standards Manager"),
    Person.CLERK: ("Desmond Akuffo", "Business Support"),
    Person.VIEWER: ("Ingrid Balfour", "Community Safety Analyst"),
    Person.ADMINISTRATOR: ("Tomasz Verlander", "Systems Administrator"),
    Person.PLANNER: ("Sergeant Nadia Thornbury", "Police Planner"),
}


def email_of(person: Person) -> str:
    """Return the address a person of the demonstration signs in with."""
    return f"{person.value}@demo.example"


@dataclass(frozen=True, slots=True)
class Business:
    """An invented shop and whoever runs it. `confirmed` says whether an officer has established the operator."""

    name: str
    trade: str
    address_lines: tuple[str, ...]
    postcode: str
    domain: str | None
    entity_kind: EntityKind
    entity_name: str
    company_number: str | None
    confirmed: bool
    fhrs_id: str


_STREETS = (
    "Almond Parade", "Barley Mow Road", "Chantry Lane", "Dovecote Street", "Eastmere High Street", "Fennel Walk",
    "Gatehouse Road", "Harrowgate Way", "Ivory Mill Lane", "Juniper Broadway", "Kestrel Street", "Lark Hill",
    "Market Cross", "Northmere Road", "Orchard Parade", "Plover Street", "Quarry Lane", "Rookery Road",
)  # fmt: skip
_DISTRICTS = tuple(ward.outward for ward in WARDS)
_FIRST = (
    "Abbey", "Bramble", "Copperfield", "Dunmore", "Eastmere", "Foxglove", "Greenlark", "Hollin", "Ivybridge", "Jessop",
    "Kingswell", "Larkmere", "Millrace", "Northmere", "Oakapple", "Pennant", "Quillon", "Redfern", "Silverdale",
    "Thistledown", "Underhill", "Verity", "Wrenfield", "Yarrow",
)  # fmt: skip
_TRADES = (
    ("Hardware", "Hardware shop"), ("Food & Wine", "Convenience store"), ("Home & Garden", "Homeware shop"),
    ("Pound Corner", "Discount store"), ("Cookshop", "Kitchenware shop"), ("DIY Supplies", "DIY shop"),
    ("News & Off Licence", "Convenience store"), ("Angling", "Outdoor shop"), ("Supermarket", "Supermarket"),
    ("Tools", "Tool shop"), ("Variety Store", "Discount store"), ("Camping", "Outdoor shop"),
)  # fmt: skip
_SURNAMES = (
    "Achterberg", "Bellweather", "Cartmell", "Dosanjh-Pryce", "Eriksholm", "Fotheringay", "Gunawardena", "Hallewell",
    "Ilesanmi", "Jarroway", "Kowalczewski", "Lindqvist", "Mbeki-Ross", "Norrington", "Oyelaran", "Pettigrew",
)  # fmt: skip


def positions() -> dict[str, tuple[Ward, float, float]]:
    """Return where each postcode of the invented shops is: its ward, latitude and longitude; the same at every call."""
    draw = random.Random(SEED)  # noqa: S311 - as above
    wards = {ward.outward: ward for ward in WARDS}
    found = {}
    for business in businesses():
        ward = wards[business.postcode.split()[0]]
        north, east = draw.uniform(-ACROSS, ACROSS), draw.uniform(-ACROSS, ACROSS)
        found[business.postcode] = ward, round(ward.latitude + north, 5), round(ward.longitude + east, 5)
    return found


def businesses() -> tuple[Business, ...]:
    """Return the invented shops: PREMISES premises, then ONLINE_SHOPS online shops; the same at every call."""
    draw = random.Random(SEED)  # noqa: S311 - an invention to be repeated, not a secret
    pairs = [(first, trade) for first in _FIRST for trade in _TRADES]
    draw.shuffle(pairs)
    return tuple(
        _business(draw, number, first, trade) for number, (first, trade) in enumerate(pairs[: PREMISES + ONLINE_SHOPS])
    )


def _business(draw: random.Random, number: int, first: str, trade: tuple[str, str]) -> Business:
    name = f"{first} {trade[0]}"
    online = number >= PREMISES
    kind = draw.choices((EntityKind.COMPANY, EntityKind.SOLE_TRADER, EntityKind.PARTNERSHIP), weights=(6, 3, 1))[0]
    surname = draw.choice(_SURNAMES)
    entity = {
        EntityKind.COMPANY: f"{name} Limited".replace("&", "and"),
        EntityKind.SOLE_TRADER: f"{draw.choice('ABCDEFGHJKLMNPRSTW')} {surname}",
        EntityKind.PARTNERSHIP: f"{surname} and {draw.choice(_SURNAMES)}",
    }[kind]
    outward = _DISTRICTS[number % len(_DISTRICTS)]
    inward = f"{draw.randint(1, 9)}{draw.choice('ABDEFGHJ')}{draw.choice('ABDEFGHJ')}"
    return Business(
        name=name,
        trade=trade[1],
        address_lines=(f"{draw.randint(1, 220)} {_STREETS[number % len(_STREETS)]}", "Larkmere", "London"),
        postcode=f"{outward} {inward}",
        domain=f"{first}-{trade[0]}.example".lower().replace(" & ", "-").replace(" ", "-") if online else None,
        entity_kind=kind,
        entity_name=entity,
        company_number=f"{99000000 + number}" if kind is EntityKind.COMPANY else None,
        confirmed=online or number % 3 != 2,
        fhrs_id=f"DEMO{number + 1:05d}",
    )


CARRIERS = (("Swiftlark Couriers Limited", False), ("Dashwren Deliveries Limited", False), ("Bazaarlark Limited", True))
"""The invented companies that deliver for others, and whether others sell on its website."""

_GOODS: dict[str, tuple[ProductCategory, ...]] = {
    "Hardware shop": (ProductCategory.DIY_BLADE, ProductCategory.AXE, ProductCategory.KITCHEN_KNIFE),
    "DIY shop": (ProductCategory.DIY_BLADE, ProductCategory.AXE, ProductCategory.CORROSIVE),
    "Tool shop": (ProductCategory.DIY_BLADE, ProductCategory.FOLDING_KNIFE, ProductCategory.AXE),
    "Homeware shop": (ProductCategory.KITCHEN_KNIFE,),
    "Kitchenware shop": (ProductCategory.KITCHEN_KNIFE,),
    "Discount store": (ProductCategory.KITCHEN_KNIFE, ProductCategory.RAZOR_BLADE, ProductCategory.CORROSIVE),
    "Outdoor shop": (ProductCategory.OUTDOOR_KNIFE, ProductCategory.FOLDING_KNIFE, ProductCategory.AXE),
    "Supermarket": (ProductCategory.KITCHEN_KNIFE, ProductCategory.CARTRIDGE_RAZOR),
    "Convenience store": (ProductCategory.RAZOR_BLADE, ProductCategory.CARTRIDGE_RAZOR),
}


def goods_of(trade: str) -> tuple[ProductCategory, ...]:
    """Return what an invented shop of a trade sells."""
    return _GOODS[trade]


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """One invented test: which business (its place in the list), when, what kind, and how it ended."""

    business: int
    on: date
    type: Type
    outcome: Outcome
    dispute: str = ""


_REPEAT = (0, 1, 3)
"""The three repeat sellers: premises whose operators are confirmed."""


OPERATION_TESTS = frozenset(range(52, 63))
"""The premises tested within the operation that is over."""


def planned_tests(today: date) -> tuple[PlannedTest, ...]:
    """Return the 60 invented tests of the demonstration, oldest first, relative to `today`.

    Three premises are repeat sellers; one of them with a sale just inside the window. One sale is two weeks from the
    end of its six months. One disputed result was overturned, one dispute still waits.
    """
    draw = random.Random(SEED + 1)  # noqa: S311 - as above
    tests = [*_sales(today), *_challenge_25(draw, today), *_online(today), *_odd_ones(today)]
    taken = {test.business for test in tests}
    others = [number for number in range(PREMISES) if number not in taken]
    draw.shuffle(others)
    refusals = (Outcome.REFUSED_NO_ID, Outcome.REFUSED_NO_ID, Outcome.REFUSED_AGE_ASKED, Outcome.REFUSED_OTHER)
    for number, business in enumerate(others[: 60 - len(tests)]):
        on = today - timedelta(days=6 + number * 11)
        tests.append(PlannedTest(business, on, Type.UNDERAGE, refusals[number % len(refusals)]))
    return tuple(sorted(tests, key=lambda test: (test.on, test.business)))


def _sales(today: date) -> list[PlannedTest]:
    def sale(business: int, on: date, dispute: str = "") -> PlannedTest:
        unchallenged = business % 2 == 0
        outcome = Outcome.SOLD_UNCHALLENGED if unchallenged else Outcome.SOLD_AFTER_ID_NOT_VERIFIED
        return PlannedTest(business, on, Type.UNDERAGE, outcome, dispute)

    near_limit = months_before(today, 6) + timedelta(days=13)
    return [
        PlannedTest(_REPEAT[0], today - timedelta(days=200), Type.CHALLENGE_25, Outcome.SOLD_UNCHALLENGED),
        PlannedTest(_REPEAT[0], today - timedelta(days=330), Type.UNDERAGE, Outcome.REFUSED_NO_ID),
        PlannedTest(_REPEAT[2], months_before(today, 24) - timedelta(days=1), Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED),
        sale(_REPEAT[0], today - timedelta(days=40)),
        sale(_REPEAT[0], today - timedelta(days=290)),
        sale(_REPEAT[0], months_before(today, 24)),
        sale(_REPEAT[1], near_limit),
        sale(_REPEAT[1], today - timedelta(days=400)),
        sale(_REPEAT[2], today - timedelta(days=75)),
        sale(_REPEAT[2], today - timedelta(days=500)),
        sale(4, today - timedelta(days=21), "waiting"),
        sale(6, today - timedelta(days=130), "overturned"),
        sale(7, today - timedelta(days=9)),
    ]


def _challenge_25(draw: random.Random, today: date) -> list[PlannedTest]:
    outcomes = [Outcome.SOLD_UNCHALLENGED] * 4 + [Outcome.REFUSED_NO_ID] * 6
    draw.shuffle(outcomes)
    return [
        PlannedTest(30 + number, today - timedelta(days=150 + number), Type.CHALLENGE_25, outcome)
        for number, outcome in enumerate(outcomes)
    ]


def _online(today: date) -> list[PlannedTest]:
    outcomes = (
        Outcome.SOLD_UNCHALLENGED,
        Outcome.REFUSED_AGE_ASKED,
        Outcome.SOLD_UNCHALLENGED,
        Outcome.REFUSED_NO_ID,
        Outcome.REFUSED_AGE_ASKED,
    )
    return [
        PlannedTest(PREMISES + number, today - timedelta(days=50 + number * 30), Type.ONLINE_ORDER, outcome)
        for number, outcome in enumerate(outcomes)
    ]


def _odd_ones(today: date) -> list[PlannedTest]:
    return [
        PlannedTest(50, today - timedelta(days=33), Type.INTERCEPTED, Outcome.WOULD_HAVE_SOLD_INTERCEPTED),
        PlannedTest(51, today - timedelta(days=33), Type.INTERCEPTED, Outcome.REFUSED_NO_ID),
        PlannedTest(52, today - timedelta(days=60), Type.UNDERAGE, Outcome.ABORTED),
        PlannedTest(53, today - timedelta(days=61), Type.UNDERAGE, Outcome.VOID),
        PlannedTest(54, today - timedelta(days=62), Type.UNDERAGE, Outcome.NOT_STOCKED),
        PlannedTest(55, today - timedelta(days=63), Type.UNDERAGE, Outcome.NOT_TRADING),
        PlannedTest(56, today - timedelta(days=63), Type.UNDERAGE, Outcome.REFUSED_NO_ID),
        PlannedTest(57, today - timedelta(days=62), Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED),
        PlannedTest(58, today - timedelta(days=62), Type.UNDERAGE, Outcome.REFUSED_NO_ID),
        PlannedTest(59, today - timedelta(days=61), Type.UNDERAGE, Outcome.REFUSED_AGE_ASKED),
        PlannedTest(60, today - timedelta(days=61), Type.UNDERAGE, Outcome.REFUSED_NO_ID),
        PlannedTest(61, today - timedelta(days=60), Type.UNDERAGE, Outcome.REFUSED_OTHER),
        PlannedTest(62, today - timedelta(days=60), Type.UNDERAGE, Outcome.REFUSED_NO_ID),
    ]
