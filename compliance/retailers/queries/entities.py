"""Reads of legal entities, and of what each operates or operated."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import in_area, within
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator, Outlet
from compliance.retailers.queries.outlets import is_current, online
from compliance.retailers.rules import OutletKind, check_company_number

ENTITIES_SHOWN = 20


def get_entity(session: Session, actor: Actor, entity_id: UUID) -> Entity:
    """Return a legal entity of the actor's own authority. Raises NotFound."""
    statement = within(select(Entity).where(Entity.id == entity_id), actor, col(Entity.authority_id))
    found: Entity | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def entity_names(session: Session, actor: Actor, entity_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of entities of the actor's own authority, by identifier. One query, none for none."""
    wanted = set(entity_ids)
    if not wanted:
        return {}
    statement = select(Entity.id, Entity.name).where(col(Entity.id).in_(wanted))
    return dict(session.exec(within(statement, actor, col(Entity.authority_id))).all())


def find_entity_by_company_number(session: Session, actor: Actor, company_number: str) -> Entity | None:
    """Return the entity of the actor's own authority with this number, as `check_company_number` writes it, or None."""
    statement = select(Entity).where(Entity.company_number == company_number)
    found: Entity | None = session.exec(within(statement, actor, col(Entity.authority_id))).one_or_none()
    return found


def search_entities(session: Session, actor: Actor, search: str) -> Sequence[Entity]:
    """Return the entities of the actor's own authority by part of the name or company number; at most 20, by name."""
    text = " ".join(search.split())
    if not text:
        return []
    conditions = [col(Entity.name).icontains(text, autoescape=True)]
    with suppress(Refusal):
        conditions.append(col(Entity.company_number) == check_company_number(text).value)
    statement = within(select(Entity).where(sa.or_(*conditions)), actor, col(Entity.authority_id))
    found: Sequence[Entity] = session.exec(
        statement.order_by(col(Entity.name), col(Entity.id)).limit(ENTITIES_SHOWN)
    ).all()
    return found


def marketplace_of(session: Session, actor: Actor, outlet_id: UUID) -> UUID | None:
    """Return the entity whose marketplace an online shop of the actor's authority or area is on, or None."""
    statement = select(Outlet.marketplace_entity_id).where(
        Outlet.id == outlet_id, in_area(actor, col(Outlet.authority_id))
    )
    return session.exec(statement).one_or_none()


def list_intermediaries(session: Session, actor: Actor, *, marketplaces: bool) -> Sequence[Entity]:
    """Return the marketplaces, or else the delivery companies, of the actor's own authority by name; at most 100."""
    kind = col(Entity.is_marketplace) if marketplaces else col(Entity.is_delivery_company)
    statement = within(select(Entity).where(kind), actor, col(Entity.authority_id))
    found: Sequence[Entity] = session.exec(statement.order_by(col(Entity.name), col(Entity.id)).limit(100)).all()
    return found


@dataclass(frozen=True, slots=True)
class OperatedOutlet:
    """An outlet that an entity operates or operated, from which day to which, both inclusive."""

    outlet_id: UUID
    name: str
    where: str
    is_online: bool
    from_on: date
    to_on: date | None


def list_operated(session: Session, actor: Actor, entity_id: UUID) -> list[OperatedOutlet]:
    """Return every outlet that an entity operates or operated, premises and online shops together.

    Those it operates now come first, then by name.
    """
    statement = (
        sa.select(Outlet, col(Operator.from_on), col(Operator.to_on))
        .join(Operator, col(Operator.outlet_id) == col(Outlet.id))
        .where(col(Operator.entity_id) == entity_id, is_current())
    )
    order = (
        sa.case((col(Operator.to_on).is_(None), 0), else_=1),
        col(Outlet.sort_name),
        col(Operator.from_on).desc(),
        col(Operator.id),
    )
    rows = session.execute(within(statement, actor, col(Operator.authority_id)).order_by(*order))
    return [
        OperatedOutlet(one.id, one.name, _where(one), one.kind is OutletKind.ONLINE_SHOP, from_on, to_on)
        for one, from_on, to_on in rows
    ]


def _where(outlet: Outlet) -> str:
    found_at = online(outlet.domain, outlet.marketplace, outlet.marketplace_seller)
    return found_at or outlet.postcode or ""
