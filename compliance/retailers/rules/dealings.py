"""Contacts, deliveries, licences and Primary Authority partnerships, as an officer says them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from compliance.accounts.rules import Nation
from compliance.errors import Refusal
from compliance.retailers.rules.days import check_days
from compliance.retailers.rules.telephones import check_telephone
from compliance.retailers.rules.trade import ArrangementKind, ContactPurpose
from compliance.retailers.rules.words import EntityKind

OWN_KINDS = frozenset({ArrangementKind.OWN_DELIVERY, ArrangementKind.IN_STORE_COLLECTION})
"""What the outlet's own people do: no company is named."""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Somebody to turn to for a purpose. The telephone number stands as it was typed; both days are inclusive."""

    purpose: ContactPurpose
    name: str = ""
    job_title: str = ""
    telephone: str = ""
    email: str = ""
    from_on: date | None = None
    to_on: date | None = None
    note: str = ""


def check_contact(details: ContactDetails, *, today: date) -> None:
    """Raise Refusal beside the field unless the contact says who, and has a telephone number that can be."""
    if not details.name.strip() and not details.job_title.strip():
        raise Refusal("Enter the name, or at least the job title", "name")
    check_telephone(details.telephone)
    check_days(details.from_on, details.to_on, today=today)


@dataclass(frozen=True, slots=True)
class ArrangementDetails:
    """How what is ordered reaches the customer.

    `entity_id` is the company that carries it, None for the outlet's own people or when it is not known.
    """

    kind: ArrangementKind
    entity_id: UUID | None = None
    from_on: date | None = None
    to_on: date | None = None
    note: str = ""


def check_arrangement(details: ArrangementDetails, *, today: date) -> None:
    """Raise Refusal beside the field for a company where the outlet's own people deliver, or days that cannot be."""
    if details.kind in OWN_KINDS and details.entity_id is not None:
        raise Refusal("The shop’s own people do this. Choose no company, or another kind of delivery", "entity")
    check_days(details.from_on, details.to_on, today=today)


@dataclass(frozen=True, slots=True)
class LicenceDetails:
    """A licence to sell, in the words of whoever issued it. Both days are inclusive."""

    nation: Nation
    number: str
    issued_by: str = ""
    from_on: date | None = None
    to_on: date | None = None
    note: str = ""


def check_licence(details: LicenceDetails, *, today: date) -> None:
    """Raise Refusal beside the field unless the licence has a number and days in order; they may lie in the future."""
    if not details.number.strip():
        raise Refusal("Enter the number of the licence", "number")
    check_days(details.from_on, details.to_on, today=today, may_end_later=True, may_begin_later=True)


@dataclass(frozen=True, slots=True)
class Partnership:
    """A Primary Authority partnership: with whom, since when, the contact there, the plan or advice that binds."""

    authority: str = ""
    contact: str = ""
    plan: str = ""
    since_on: date | None = None


def check_partnership(partnership: Partnership, *, today: date) -> None:
    """Raise Refusal beside the field for a partnership with nobody, or from a day to come (RESA 2008 Part 2)."""
    rest = (partnership.contact.strip(), partnership.plan.strip(), partnership.since_on)
    if any(rest) and not partnership.authority.strip():
        raise Refusal("Enter the authority with which it has the partnership", "authority")
    if partnership.since_on is not None and partnership.since_on > today:
        raise Refusal("The day must be today or in the past", "since_on")


def is_incorporated(kind: EntityKind) -> bool | None:
    """Say whether an entity is a body corporate, which OWA 2019 s.39 asks of a delivery company; None: not known."""
    return {
        EntityKind.COMPANY: True,
        EntityKind.LLP: True,
        EntityKind.PARTNERSHIP: False,
        EntityKind.SOLE_TRADER: False,
    }.get(kind)
