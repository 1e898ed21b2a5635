"""The invented particulars of the register: names, products, channels, hours, contacts, deliveries, a licence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from compliance.accounts.rules import Nation
from compliance.demo.rules import CARRIERS, PREMISES, Person, businesses, goods_of
from compliance.demo.services.people import Cast
from compliance.permissions import Actor
from compliance.retailers import queries
from compliance.retailers import services as retailers
from compliance.retailers.models import Outlet
from compliance.retailers.rules import (
    ArrangementDetails,
    ArrangementKind,
    Channel,
    ContactDetails,
    ContactPurpose,
    Display,
    EntityDetails,
    EntityKind,
    LicenceDetails,
    Look,
    NameDetails,
    Partnership,
    read_hours,
    stamp_of,
)

SHAPED = 60
"""How many premises somebody has looked at closely; of the others nobody has said yet what they sell."""

RENAMED = 11
CHAIN = (20, 21, 22)
LICENSED = 0


def shape_register(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> None:
    """Say of the outlets, in the order of `rules.businesses`, how they trade."""
    officer = cast[Person.OFFICER]
    carriers = _carriers(session, officer, today)
    for number, outlet in enumerate(outlets):
        if number < SHAPED or number >= PREMISES:
            _look(session, officer, outlet.id, number, today - timedelta(days=20 + number))
    for number, outlet in enumerate(outlets[PREMISES:]):
        _deliver(session, officer, outlet.id, carriers, number, today)
    for number in (0, 1, 3):
        _hours_and_contacts(session, officer, outlets[number].id, number, today)
    _odd_ones(session, officer, outlets, today)
    _sell_on_a_marketplace(session, officer, outlets[-1].id, carriers[-1])


def _carriers(session: Session, officer: Actor, today: date) -> list[UUID]:
    """Add the delivery companies and the marketplace, and return them in their order."""
    made = []
    for number, (name, is_marketplace) in enumerate(CARRIERS):
        details = EntityDetails(
            kind=EntityKind.COMPANY,
            name=name,
            company_number=f"{99100000 + number}",
            address="7 Sorting Yard\nLarkmere",
            postcode="E21 1AA",
            is_delivery_company=not is_marketplace,
            is_marketplace=is_marketplace,
        )
        entity = retailers.record_entity(session, officer, details)
        made.append(entity.id)
    partnership = Partnership(
        authority="Fenwick County Council (invented)",
        contact="Primary Authority officer, 01632 960 321",
        plan="Inspection plan: parcels with knives",
        since_on=today - timedelta(days=700),
    )
    retailers.correct_partnership(
        session, officer, made[0], partnership, version=1, reason="From the register of partnerships"
    )
    contact = ContactDetails(
        ContactPurpose.COMPLIANCE,
        name="Hester Quayle",
        job_title="Head of compliance",
        telephone="01632 960 322",
        email="compliance@swiftlark.example",
    )
    retailers.add_contact(session, officer, contact, entity_id=made[0])
    return made


def _look(session: Session, officer: Actor, outlet_id: UUID, number: int, on: date) -> None:
    sold = goods_of(businesses()[number].trade)
    retailers.say_products(session, officer, outlet_id, Look(frozenset(sold), number % 4 == 0, on), stamp=stamp_of([]))
    online = number >= PREMISES
    channels = [Channel.HOME_DELIVERY] if online else [Channel.TILL]
    if number % 5 == 1:
        channels += [Channel.CLICK_AND_COLLECT] if online else [Channel.SELF_CHECKOUT]
    ordered = [channel for channel in Channel if channel in channels]
    retailers.say_channels(session, officer, outlet_id, ordered, seen_on=on, stamp=stamp_of([]))
    if sold and not online:
        displays = (Display.LOCKED_CABINET, Display.BEHIND_COUNTER, Display.OPEN_SHELF)
        retailers.say_displays(session, officer, outlet_id, [displays[number % 3]], seen_on=on, stamp=stamp_of([]))


def _deliver(
    session: Session, officer: Actor, outlet_id: UUID, carriers: Sequence[UUID], number: int, today: date
) -> None:
    kind = (ArrangementKind.DELIVERY_COMPANY, ArrangementKind.RAPID_DELIVERY, ArrangementKind.OWN_DELIVERY)[number % 3]
    details = ArrangementDetails(
        kind=kind,
        entity_id=None if kind is ArrangementKind.OWN_DELIVERY else carriers[number % 2],
        from_on=today - timedelta(days=400),
    )
    retailers.add_arrangement(session, officer, outlet_id, details)


def _hours_and_contacts(session: Session, officer: Actor, outlet_id: UUID, number: int, today: date) -> None:
    typed = ["9am to 5:30pm"] * 5 + ["9am to 5pm", "closed"] if number else ["8am to 11pm"] * 5 + ["8am to 1am"] * 2
    week = {day: hours for day, text in enumerate(typed) if (hours := read_hours(text)) is not None}
    retailers.say_hours(session, officer, outlet_id, week, stamp=stamp_of([]))
    manager = ContactDetails(
        ContactPurpose.MANAGER,
        name=("Ottoline Marsh", "Percival Dunne", "Xanthe Rook", "Bertram Sole")[number],
        telephone=f"020 7946 01{30 + number}",
        from_on=today - timedelta(days=300),
    )
    retailers.add_contact(session, officer, manager, outlet_id=outlet_id)
    if number == 0:
        desk = ContactDetails(
            ContactPurpose.KNIFE_SALES, job_title="Duty supervisor", email="knives@larkmere-shop.example"
        )
        retailers.add_contact(session, officer, desk, outlet_id=outlet_id)
        collected = ArrangementDetails(ArrangementKind.IN_STORE_COLLECTION, note="At the counter by the entrance")
        retailers.add_arrangement(session, officer, outlet_id, collected)


def _odd_ones(session: Session, officer: Actor, outlets: Sequence[Outlet], today: date) -> None:
    renamed = outlets[RENAMED]
    on = today - timedelta(days=210)
    retailers.rename_outlet(session, officer, renamed.id, name="Lark & Key Hardware", on=on, version=renamed.version)
    also = NameDetails("L&K Tools", from_on=on, note="On the till receipt")
    retailers.add_name(session, officer, renamed.id, also)
    for number in CHAIN:
        outlet = queries.get_own_outlet(session, officer, outlets[number].id)
        retailers.say_chain(
            session,
            officer,
            outlet.id,
            is_chain=True,
            brand="Larkmere Retail Group",
            version=outlet.version,
            reason="Head office on the receipt",
        )
    licence = LicenceDetails(
        Nation.SCOTLAND,
        "KD/INVENTED/001",
        issued_by="An invented council",
        from_on=today - timedelta(days=200),
        to_on=today + timedelta(days=895),
        note="Of its branch in Scotland, shown to the officer",
    )
    retailers.add_licence(session, officer, outlets[LICENSED].id, licence)


def _sell_on_a_marketplace(session: Session, officer: Actor, outlet_id: UUID, marketplace_id: UUID) -> None:
    """Have an online shop turn out to be a seller on the invented marketplace."""
    outlet = queries.get_own_outlet(session, officer, outlet_id)
    details = replace(
        queries.details_of(outlet),
        domain=None,
        marketplace="Bazaarlark",
        marketplace_seller="thorn-and-thistle",
        marketplace_seller_id="TT-4410",
        marketplace_entity_id=marketplace_id,
    )
    retailers.correct_outlet(
        session, officer, outlet_id, details, version=outlet.version, reason="The website leads to the marketplace"
    )
