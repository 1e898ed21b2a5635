"""The invented register: outlets, entities, and who operates what."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from compliance.dates import months_before
from compliance.demo.rules import PREMISES, Business, Person, businesses
from compliance.demo.services.people import Cast
from compliance.permissions import Actor
from compliance.retailers import services as retailers
from compliance.retailers.models import Outlet
from compliance.retailers.rules import (
    Confirmation,
    EntityDetails,
    EntityKind,
    HowKnown,
    OutletDetails,
    OutletKind,
    OutletStatus,
)

CLOSED = (141, 142)
CHANGED_HANDS = 9


def add_register(session: Session, cast: Cast, today: date) -> list[Outlet]:
    """Add every invented business, in the order of `rules.businesses`, with its operator where confirmed."""
    officer = cast[Person.OFFICER]
    since = months_before(today, 40)
    outlets = []
    for business in businesses():
        outlet = retailers.register_outlet(session, officer, _details(business))
        if business.confirmed:
            _confirm(session, officer, outlet.id, business, since)
        outlets.append(outlet)
    for number in CLOSED:
        retailers.change_status(
            session,
            officer,
            outlets[number].id,
            status=OutletStatus.CLOSED,
            on=today - timedelta(days=90),
            reason="Shutters down and a notice in the window",
        )
    _change_hands(session, officer, outlets[CHANGED_HANDS].id, today)
    return outlets


def _details(business: Business) -> OutletDetails:
    if business.domain is not None:
        return OutletDetails(
            kind=OutletKind.ONLINE_SHOP, name=business.name, business_type=business.trade, domain=business.domain
        )
    return OutletDetails(
        kind=OutletKind.PREMISES,
        name=business.name,
        business_type=business.trade,
        address_lines=business.address_lines,
        postcode=business.postcode,
    )


def _confirm(session: Session, officer: Actor, outlet_id: UUID, business: Business, since: date) -> None:
    company = business.entity_kind is EntityKind.COMPANY
    retailers.confirm_operator(
        session,
        officer,
        outlet_id,
        new_entity=EntityDetails(
            kind=business.entity_kind,
            name=business.entity_name,
            company_number=business.company_number,
            address="\n".join(business.address_lines),
            postcode=business.postcode,
        ),
        confirmation=Confirmation(
            from_on=since, how_known=HowKnown.COMPANIES_HOUSE if company else HowKnown.TOLD_BY_TRADER
        ),
    )


def _change_hands(session: Session, officer: Actor, outlet_id: UUID, today: date) -> None:
    retailers.confirm_operator(
        session,
        officer,
        outlet_id,
        new_entity=EntityDetails(
            kind=EntityKind.COMPANY,
            name="Larkmere Retail Ventures Limited",
            company_number=f"{99000000 + PREMISES * 10}",
            address="1 Market Cross\nLondon",
            postcode="E21 1AA",
        ),
        confirmation=Confirmation(from_on=months_before(today, 4), how_known=HowKnown.SEEN_ON_VISIT),
        replaces_former=True,
    )
