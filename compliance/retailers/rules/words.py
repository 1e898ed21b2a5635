"""The words of the register: entities, outlets, operators and their references."""

from enum import StrEnum


class EntityKind(StrEnum):
    COMPANY = "company"
    LLP = "llp"
    PARTNERSHIP = "partnership"
    SOLE_TRADER = "sole_trader"
    OTHER = "other"


ENTITY_KIND_LABELS = {
    EntityKind.COMPANY: "Limited company",
    EntityKind.LLP: "Limited liability partnership",
    EntityKind.PARTNERSHIP: "Partnership",
    EntityKind.SOLE_TRADER: "Sole trader",
    EntityKind.OTHER: "Other",
}


class OutletKind(StrEnum):
    PREMISES = "premises"
    ONLINE_SHOP = "online_shop"


OUTLET_KIND_LABELS = {OutletKind.PREMISES: "Premises", OutletKind.ONLINE_SHOP: "Online shop"}


class OutletStatus(StrEnum):
    TRADING = "trading"
    CLOSED = "closed"
    VACANT = "vacant"


OUTLET_STATUS_LABELS = {
    OutletStatus.TRADING: "Trading",
    OutletStatus.CLOSED: "Closed",
    OutletStatus.VACANT: "Vacant",
}


class Scheme(StrEnum):
    """Whose number an external reference is. Unique per authority with its value."""

    FHRS = "fhrs"
    COUNCIL = "council"


SCHEME_LABELS = {Scheme.FHRS: "Number in the food hygiene register", Scheme.COUNCIL: "Council reference"}


class Part(StrEnum):
    """What of an outlet an import brings up to date, and an officer corrects, apart from the rest.

    The address is one part: lines of two hands would be an address that nobody gave.
    """

    NAME = "name"
    BUSINESS_TYPE = "business_type"
    ADDRESS = "address"
    POSTCODE = "postcode"
    POSITION = "position"


class HowKnown(StrEnum):
    """How we know who operates an outlet."""

    COMPANIES_HOUSE = "companies_house"
    SEEN_ON_VISIT = "seen_on_visit"
    TOLD_BY_TRADER = "told_by_trader"
    BUSINESS_RATES = "business_rates"
    LICENCE = "licence"
    WEBSITE = "website"
    OTHER = "other"


HOW_KNOWN_LABELS = {
    HowKnown.COMPANIES_HOUSE: "Companies House",
    HowKnown.SEEN_ON_VISIT: "Seen on a visit (till receipt, notice, licence on display)",
    HowKnown.TOLD_BY_TRADER: "Told by the trader",
    HowKnown.BUSINESS_RATES: "Business rates",
    HowKnown.LICENCE: "Licence register",
    HowKnown.WEBSITE: "The website of the seller",
    HowKnown.OTHER: "Other",
}
