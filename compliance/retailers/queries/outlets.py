"""Reads of one outlet: the row, and its identity as every page about it shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts.models import Authority
from compliance.database import within, within_area
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator, Outlet, Reference
from compliance.retailers.rules import OutletDetails, OutletKind, OutletStatus

ADDRESS = (col(Outlet.address_1), col(Outlet.address_2), col(Outlet.address_3), col(Outlet.address_4))


@dataclass(frozen=True, slots=True)
class Identity:
    """Which outlet this is and who operates it today: what the head of every page about it shows.

    `operator_name` and `entity_id` are None when the operator is not confirmed. `number_missing`: it is a
    company whose number is not recorded. `is_own` is False for an outlet that a police planner sees of another
    authority: nothing of it can be changed. `brand` and `is_chain` are as `rules.is_chain` reads them; `status_on` is
    the first day of the status, None when it is not known.
    """

    outlet_id: UUID
    authority_id: UUID
    authority_name: str
    is_own: bool
    reference: str
    kind: OutletKind
    name: str
    business_type: str
    address_lines: tuple[str, ...]
    postcode: str | None
    domain: str | None
    marketplace: str | None
    marketplace_seller: str | None
    status: OutletStatus
    opened_on: date | None
    closed_on: date | None
    missing_since_on: date | None
    missing_source: str
    entity_id: UUID | None
    operator_name: str | None
    operator_from_on: date | None
    primary_authority: str
    own_training_scheme: bool
    number_missing: bool = False
    brand: str = ""
    is_chain: bool | None = None
    status_on: date | None = None

    @property
    def where(self) -> str:
        """The address in one line, or where the online shop is found."""
        parts = [*self.address_lines, self.postcode or ""]
        return ", ".join(part for part in parts if part) or online(
            self.domain, self.marketplace, self.marketplace_seller
        )


def is_current() -> Any:
    """Return the condition that an outlet was not merged into another: every list, count and choice asks it."""
    return col(Outlet.merged_into_id).is_(None)


def online(domain: str | None, marketplace: str | None, seller: str | None) -> str:
    """Return where an online shop is found: its domain, or the seller on the marketplace."""
    return domain or (f"{seller} on {marketplace}" if seller else marketplace or "")


def address_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return address lines without the blank ones."""
    return tuple(line for line in lines if line)


def get_outlet(session: Session, actor: Actor, outlet_id: UUID) -> Outlet:
    """Return an outlet of the actor's authority or force area, the one that it was merged into. Raises NotFound."""
    return _one(session, within_area(select(Outlet), actor, col(Outlet.authority_id)), outlet_id)


def get_own_outlet(session: Session, actor: Actor, outlet_id: UUID) -> Outlet:
    """Return an outlet of the actor's own authority, to be changed or written about. Raises NotFound.

    For one that was merged away it is the one that took it in: what is written, is written of that.
    """
    return _one(session, within(select(Outlet), actor, col(Outlet.authority_id)), outlet_id)


def _one(session: Session, scoped: Any, outlet_id: UUID) -> Outlet:
    found: Outlet | None = session.exec(scoped.where(Outlet.id == outlet_id)).one_or_none()
    while found is not None and found.merged_into_id is not None:
        found = session.exec(scoped.where(Outlet.id == found.merged_into_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def operating(day: date) -> Any:
    """Return the condition that an operator period of the outlet includes `day`."""
    return sa.and_(
        col(Operator.outlet_id) == col(Outlet.id),
        col(Operator.from_on) <= day,
        sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= day),
    )


def get_identity(session: Session, actor: Actor, outlet_id: UUID) -> Identity:
    """Return the identity of an outlet of the actor's authority or force area, as it is today. Raises NotFound.

    Of one that was merged away, it is that of the one that took it in.
    """
    statement = (
        sa.select(Outlet, col(Authority.name), col(Operator.from_on), Entity)
        .join(Authority, col(Authority.id) == col(Outlet.authority_id))
        .outerjoin(Operator, operating(clock.today()))
        .outerjoin(Entity, col(Entity.id) == col(Operator.entity_id))
        .where(col(Outlet.id) == outlet_id)
    )
    found = session.execute(within_area(statement, actor, col(Outlet.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    outlet, authority_name, from_on, entity = found
    if outlet.merged_into_id is not None:
        return get_identity(session, actor, outlet.merged_into_id)
    return Identity(
        outlet_id=outlet.id,
        authority_id=outlet.authority_id,
        authority_name=authority_name,
        is_own=outlet.authority_id == actor.authority_id,
        reference=outlet.reference,
        kind=outlet.kind,
        name=outlet.name,
        business_type=outlet.business_type,
        address_lines=address_lines((outlet.address_1, outlet.address_2, outlet.address_3, outlet.address_4)),
        postcode=outlet.postcode,
        domain=outlet.domain,
        marketplace=outlet.marketplace,
        marketplace_seller=outlet.marketplace_seller,
        status=outlet.status,
        opened_on=outlet.opened_on,
        closed_on=outlet.closed_on,
        missing_since_on=outlet.missing_since_on,
        missing_source=outlet.missing_source,
        entity_id=entity.id if entity else None,
        operator_name=entity.name if entity else None,
        operator_from_on=from_on,
        primary_authority=entity.primary_authority if entity else "",
        own_training_scheme=entity.own_training_scheme if entity else False,
        number_missing=entity.number_missing if entity else False,
        brand=outlet.brand,
        is_chain=outlet.is_chain,
        status_on=outlet.status_on,
    )


@dataclass(frozen=True, slots=True)
class OutletName:
    """What another slice's list shows of an outlet."""

    outlet_id: UUID
    authority_id: UUID
    reference: str
    name: str
    where: str
    postcode: str | None


def details_of(outlet: Outlet) -> OutletDetails:
    """Return what the register says of an outlet, as an officer would say it."""
    lines = (outlet.address_1, outlet.address_2, outlet.address_3, outlet.address_4)
    own = {name: getattr(outlet, name) for name in OutletDetails.__dataclass_fields__ if name != "address_lines"}
    return OutletDetails(**own, address_lines=address_lines(lines))


def names_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID]) -> Mapping[UUID, OutletName]:
    """Return what outlets are called and where they are, by id: those the actor may see. One query for each 500."""
    wanted = sorted(set(outlet_ids))
    found: dict[UUID, OutletName] = {}
    columns = (
        col(Outlet.id),
        col(Outlet.authority_id),
        col(Outlet.reference),
        col(Outlet.name),
        col(Outlet.postcode),
        col(Outlet.domain),
        col(Outlet.marketplace),
        col(Outlet.marketplace_seller),
        *ADDRESS,
    )
    for start in range(0, len(wanted), 500):
        statement = sa.select(*columns).where(col(Outlet.id).in_(wanted[start : start + 500]))
        for row in session.execute(within_area(statement, actor, col(Outlet.authority_id))):
            where = ", ".join(part for part in (*row[8:], row.postcode or "") if part)
            found[row.id] = OutletName(
                outlet_id=row.id,
                authority_id=row.authority_id,
                reference=row.reference,
                name=row.name,
                where=where or online(row.domain, row.marketplace, row.marketplace_seller),
                postcode=row.postcode,
            )
    return found


def list_references(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[Reference]:
    """Return the external references of an outlet the actor may see, by scheme and value."""
    statement = within_area(
        select(Reference).where(Reference.outlet_id == outlet_id), actor, col(Reference.authority_id)
    )
    found: Sequence[Reference] = session.exec(
        statement.order_by(col(Reference.scheme), col(Reference.value), col(Reference.id))
    ).all()
    return found
