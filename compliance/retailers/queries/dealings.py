"""Reads of contacts, deliveries and licences: of the actor's own authority only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers.models import Arrangement, Contact, Entity, Licence, Outlet
from compliance.retailers.queries.outlets import is_current
from compliance.retailers.rules import ArrangementKind, ContactPurpose, OutletKind

ONLINE_SHOPS_SHOWN = 100


def list_contacts(
    session: Session, actor: Actor, *, outlet_id: UUID | None = None, entity_id: UUID | None = None
) -> Sequence[Contact]:
    """Return the contacts of an outlet or of an entity of the actor's own authority, by purpose and name."""
    of = col(Contact.outlet_id) == outlet_id if outlet_id else col(Contact.entity_id) == entity_id
    found = session.exec(within(select(Contact).where(of), actor, col(Contact.authority_id))).all()
    order = list(ContactPurpose)
    return sorted(found, key=lambda one: (one.to_on is not None, order.index(one.purpose), one.name, str(one.id)))


def get_contact(
    session: Session,
    actor: Actor,
    contact_id: UUID,
    *,
    outlet_id: UUID | None = None,
    entity_id: UUID | None = None,
) -> Contact:
    """Return a contact of that outlet or that entity, of the actor's own authority. Raises NotFound."""
    found: Contact = _one(
        session,
        actor,
        Contact,
        select(Contact).where(
            Contact.id == contact_id,
            col(Contact.outlet_id).is_not_distinct_from(outlet_id),
            col(Contact.entity_id).is_not_distinct_from(entity_id),
        ),
    )
    return found


@dataclass(frozen=True, slots=True)
class ArrangementRow:
    """How what is ordered at an outlet reaches the customer; no entity for its own people or when it is not known."""

    id: UUID
    kind: ArrangementKind
    entity_id: UUID | None
    entity_name: str | None
    from_on: date | None
    to_on: date | None
    note: str


def list_arrangements(session: Session, actor: Actor, outlet_id: UUID) -> list[ArrangementRow]:
    """Return the deliveries and collections of an outlet of the actor's own authority, those in force first."""
    statement = (
        sa.select(Arrangement, col(Entity.name))
        .outerjoin(Entity, col(Entity.id) == col(Arrangement.entity_id))
        .where(col(Arrangement.outlet_id) == outlet_id)
    )
    found = session.execute(within(statement, actor, col(Arrangement.authority_id))).all()
    order = list(ArrangementKind)
    rows = [
        ArrangementRow(row.id, row.kind, row.entity_id, name, row.from_on, row.to_on, row.note) for row, name in found
    ]
    return sorted(
        rows, key=lambda row: (row.to_on is not None, order.index(row.kind), row.entity_name or "", str(row.id))
    )


def get_arrangement(session: Session, actor: Actor, outlet_id: UUID, arrangement_id: UUID) -> Arrangement:
    """Return a delivery or collection of an outlet of the actor's own authority. Raises NotFound."""
    wanted = select(Arrangement).where(Arrangement.id == arrangement_id, Arrangement.outlet_id == outlet_id)
    found: Arrangement = _one(session, actor, Arrangement, wanted)
    return found


def list_licences(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[Licence]:
    """Return the licences of an outlet of the actor's own authority, the latest first."""
    statement = within(select(Licence).where(Licence.outlet_id == outlet_id), actor, col(Licence.authority_id))
    found = session.exec(statement.order_by(col(Licence.number), col(Licence.id))).all()
    return sorted(found, key=lambda one: one.from_on or date.min, reverse=True)


def get_licence(session: Session, actor: Actor, outlet_id: UUID, licence_id: UUID) -> Licence:
    """Return a licence of an outlet of the actor's own authority. Raises NotFound."""
    wanted = select(Licence).where(Licence.id == licence_id, Licence.outlet_id == outlet_id)
    found: Licence = _one(session, actor, Licence, wanted)
    return found


def _one(session: Session, actor: Actor, table: Any, statement: Any) -> Any:
    found = session.exec(within(statement, actor, table.authority_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_carriers(session: Session, actor: Actor) -> Sequence[Entity]:
    """Return the delivery companies and marketplaces that the actor's own authority has recorded, by name."""
    carries = sa.or_(col(Entity.is_delivery_company), col(Entity.is_marketplace))
    statement = within(select(Entity).where(carries), actor, col(Entity.authority_id))
    found: Sequence[Entity] = session.exec(statement.order_by(col(Entity.name), col(Entity.id))).all()
    return found


def list_marketplaces(session: Session, actor: Actor) -> Sequence[Entity]:
    """Return the entities that run a marketplace, as the actor's own authority has recorded them, by name."""
    statement = within(select(Entity).where(col(Entity.is_marketplace)), actor, col(Entity.authority_id))
    found: Sequence[Entity] = session.exec(statement.order_by(col(Entity.name), col(Entity.id))).all()
    return found


@dataclass(frozen=True, slots=True)
class ServedOutlet:
    """An outlet that an entity delivers for, or that sells on its marketplace, and what it does for it."""

    outlet_id: UUID
    name: str
    where: str
    kind: ArrangementKind | None
    to_on: date | None


def list_served(session: Session, actor: Actor, entity_id: UUID) -> list[ServedOutlet]:
    """Return the outlets that an entity delivers for, by name, then those that sell on its marketplace (at most 100).

    `kind` is None for a seller on the marketplace. Two queries.
    """
    carried = (
        sa.select(Outlet, col(Arrangement.kind), col(Arrangement.to_on))
        .join(Arrangement, col(Arrangement.outlet_id) == col(Outlet.id))
        .where(col(Arrangement.entity_id) == entity_id, is_current())
        .order_by(col(Outlet.sort_name), col(Arrangement.id))
    )
    selling = (
        sa.select(Outlet)
        .where(col(Outlet.marketplace_entity_id) == entity_id, col(Outlet.kind) == OutletKind.ONLINE_SHOP, is_current())
        .order_by(col(Outlet.sort_name), col(Outlet.id))
        .limit(ONLINE_SHOPS_SHOWN)
    )
    rows = session.execute(within(carried, actor, col(Outlet.authority_id)))
    found = [ServedOutlet(one.id, one.name, one.postcode or one.domain or "", kind, to_on) for one, kind, to_on in rows]
    sellers = session.scalars(within(selling, actor, col(Outlet.authority_id)))
    return found + [ServedOutlet(one.id, one.name, one.marketplace_seller or "", None, None) for one in sellers]
