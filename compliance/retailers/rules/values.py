"""The values that pass between the pages, the services and other slices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from compliance.errors import Refusal
from compliance.retailers.rules.identifiers import check_domain, check_uprn, normalise_postcode
from compliance.retailers.rules.words import EntityKind, HowKnown, OutletKind, Part, Scheme


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to an outlet on a day, as its timeline shows it.

    `endpoint` and its `arguments` lead to the record, None when it has no page. `tag` is a state in words, `colour` its
    status tag's: green well, red a breach or overdue, yellow waiting, grey over or void, "" blue.
    """

    on: date
    kind: str
    title: str
    endpoint: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    tag: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class OutletDetails:
    """What an officer says of an outlet. Address lines stand in order with none left out between them."""

    kind: OutletKind
    name: str
    business_type: str = ""
    address_lines: tuple[str, ...] = ()
    postcode: str | None = None
    uprn: str | None = None
    domain: str | None = None
    marketplace: str | None = None
    marketplace_seller: str | None = None
    marketplace_seller_id: str | None = None
    marketplace_entity_id: UUID | None = None
    telephone: str = ""
    email: str = ""
    opened_on: date | None = None
    notes: str = ""


def check_outlet(details: OutletDetails, today: date) -> None:
    """Raise Refusal beside the field unless the outlet can be found again: a name, and where it is.

    Premises have an address line or a postcode; an online shop has a domain name, or a marketplace and the name of the
    seller there. Postcode, UPRN and domain are checked for their form.
    """
    if not details.name.strip():
        raise Refusal("Enter the trading name", "name")
    if details.opened_on is not None and details.opened_on > today:
        raise Refusal("The day it opened must be today or in the past", "opened_on")
    if details.postcode is not None and normalise_postcode(details.postcode) != details.postcode:
        raise Refusal("Enter a full UK postcode, like SW1A 1AA", "postcode")
    if details.uprn is not None:
        check_uprn(details.uprn)
    if details.kind is OutletKind.PREMISES:
        if not details.address_lines and details.postcode is None:
            raise Refusal("Enter the address: at least a street and number, or a postcode", "address_1")
        return
    if details.domain is not None:
        check_domain(details.domain)
    elif not details.marketplace:
        raise Refusal("Enter the web address of the shop, or the marketplace that it sells on", "domain")
    if details.marketplace and not details.marketplace_seller:
        raise Refusal("Enter the name of the seller on the marketplace", "marketplace_seller")


@dataclass(frozen=True, slots=True)
class EntityDetails:
    """What an officer says of a legal entity. `number_unknown`: a company whose number is still to be found out."""

    kind: EntityKind
    name: str
    company_number: str | None = None
    address: str = ""
    postcode: str | None = None
    email: str = ""
    telephone: str = ""
    own_training_scheme: bool = False
    is_delivery_company: bool = False
    is_marketplace: bool = False
    number_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That an entity operates an outlet: from which day, to which (None: still), and how it is known."""

    from_on: date
    how_known: HowKnown
    how_known_note: str = ""
    to_on: date | None = None


def check_how_known(how_known: HowKnown, note: str) -> None:
    """Raise Refusal beside `how_known_note` when "other" is not explained: a warning rests on it."""
    if how_known is HowKnown.OTHER and not note.strip():
        raise Refusal("Say how you know who operates it", "how_known_note")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is said of premises that a register of somebody else has: by that register, or by ours.

    `address_lines` are one to four lines with the blank ones removed, or none. `postcode` is the full postcode that
    `postcode_given` stands for, or None. A position is WGS84 degrees, both or neither. `authority_code` is the FHRS
    code of the authority whose part of that register it is, "" when it is not said.
    """

    name: str
    business_type: str
    address_lines: tuple[str, ...]
    postcode: str | None
    postcode_given: str
    latitude: float | None
    longitude: float | None
    authority_code: str = field(default="", kw_only=True)

    def as_json(self) -> dict[str, Any]:
        """Return them as JSON holds them, so that `read_particulars` gives them back."""
        return {
            "name": self.name,
            "business_type": self.business_type,
            "address_lines": self.address_lines,
            "postcode": self.postcode,
            "postcode_given": self.postcode_given,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "authority_code": self.authority_code,
        }


def read_particulars(kept: Mapping[str, Any]) -> Particulars:
    """Return what `Particulars.as_json` made; what else is kept beside it is left out."""
    return Particulars(
        name=kept["name"],
        business_type=kept["business_type"],
        address_lines=tuple(kept["address_lines"]),
        postcode=kept["postcode"],
        postcode_given=kept["postcode_given"],
        latitude=kept["latitude"],
        longitude=kept["longitude"],
        authority_code=kept.get("authority_code", ""),
    )


@dataclass(frozen=True, slots=True)
class ImportedOutlet(Particulars):
    """Premises as a register of somebody else has it. `references` are what identifies it there: scheme and value.

    `extras` are further columns of the outlet, written when it is added and never after.
    """

    references: Mapping[Scheme, str]
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedChange:
    """What a later register says of an outlet, and the parts in which the outlet `follows` it; the others stay.

    `version` is the outlet's when the parts were decided on.
    """

    row: ImportedOutlet
    follows: frozenset[Part]
    version: int


@dataclass(frozen=True, slots=True)
class KnownOutlet(Particulars):
    """Premises of our register that came from somebody else's, by their reference: what an import compares.

    The particulars are what our outlet says, an officer's corrections and all; `words` are what the other register said
    when it was last read, None when that was not kept.
    """

    outlet_id: UUID
    reference: str
    version: int
    missing_since_on: date | None
    words: Particulars | None
