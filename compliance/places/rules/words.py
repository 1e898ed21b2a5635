"""Where places come from, and what must be said of it wherever it is shown."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    LONDON = "london"
    NATIONAL = "national"
    INVENTED = "invented"


SOURCE_LABELS = {
    Source.LONDON: "London’s postcodes, bundled with the product",
    Source.NATIONAL: "Code-Point Open, loaded from a file",
    Source.INVENTED: "Invented, for the demonstration",
}

POSTCODES_SAY = (
    "Contains OS data © Crown copyright and database right 2014. Contains Royal Mail data © Royal Mail copyright and "
    "database right 2014. Contains National Statistics data © Crown copyright and database right 2014"
)
BOUNDARIES_SAY = (
    "Contains National Statistics data © Crown copyright and database right 2018. Contains OS data © Crown copyright "
    "and database right 2018"
)
REGISTERS_SAY = "Contains FSA Food Hygiene Rating Scheme data © Crown copyright"
DISTRICTS_SAY = "Source: Office for National Statistics"
OPEN_GOVERNMENT_LICENCE = "Open Government Licence v3.0"


@dataclass(frozen=True, slots=True)
class Credit:
    """What is used, and what its owner asks to be said of it."""

    what: str
    says: str
    licence: str


CREDITS = (
    Credit("Postcodes: their position, ward and borough", POSTCODES_SAY, OPEN_GOVERNMENT_LICENCE),
    Credit(
        "Boundaries of boroughs and wards on the map, and how places are checked",
        BOUNDARIES_SAY,
        OPEN_GOVERNMENT_LICENCE,
    ),
    Credit("Names of districts", DISTRICTS_SAY, OPEN_GOVERNMENT_LICENCE),
    Credit("Registers of food businesses that officers import", REGISTERS_SAY, OPEN_GOVERNMENT_LICENCE),
    Credit("The map itself", "Leaflet © 2010–2023 Volodymyr Agafonkin, © 2010–2011 CloudMade", "BSD 2-Clause"),
)
"""The owners’ sentences, word for word, as the README beside the files has them."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A postcode as a file has it: where it is in WGS84 degrees, and its ward and district; "" is none."""

    postcode: str
    latitude: float
    longitude: float
    ward_code: str
    district_code: str
