"""Reads of the register as a whole: searched, filtered, paged and counted."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts.models import Authority
from compliance.database import in_area, within_area
from compliance.errors import Refusal
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator, Outlet, Reference
from compliance.retailers.queries.outlets import ADDRESS, online, operating
from compliance.retailers.rules import (
    OutletKind,
    OutletStatus,
    check_company_number,
    check_domain,
    normalise_postcode,
    postcode_beginning,
    sort_name,
)

PAGE = 50
COUNT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class OutletFilter:
    """Which outlets a list shows. A text of "" and None ask nothing.

    `search` is part of a name or address, a postcode or its first part, a reference of ours or of anybody, a company
    number or a domain; `district` is the first half of a postcode, such as E8.
    """

    search: str = ""
    status: OutletStatus | None = None
    kind: OutletKind | None = None
    business_type: str = ""
    district: str = ""
    operator_confirmed: bool | None = None
    missing: bool = False
    authority_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet in a list, with whoever operates it today (None: not confirmed)."""

    id: UUID
    reference: str
    name: str
    kind: OutletKind
    business_type: str
    where: str
    status: OutletStatus
    missing_since_on: date | None
    operator_name: str | None
    authority_name: str


@dataclass(frozen=True, slots=True)
class OutletPage:
    """A page of outlets by name. `after` and `before` ask for the next and the previous page; None at an end."""

    rows: tuple[OutletRow, ...]
    after: UUID | None
    before: UUID | None


def list_outlets(
    session: Session,
    actor: Actor,
    wanted: OutletFilter | None = None,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> OutletPage:
    """Return a page of the outlets of the actor's authority or force area, by name and then identifier.

    `after` and `before` are outlets: the page begins behind the one or ends ahead of the other, wherever it stands now.
    An outlet the actor may not see is as none.
    """
    statement = _filtered(outlet_rows(), actor, wanted or OutletFilter())
    key = sa.tuple_(col(Outlet.sort_name), col(Outlet.id))
    backwards = before is not None
    place = _place(session, actor, before if backwards else after)
    if place is not None:
        statement = statement.where(key < place if backwards else key > place)
    order = [part.desc() if backwards else part for part in (col(Outlet.sort_name), col(Outlet.id))]
    found = [read_row(row) for row in session.execute(statement.order_by(*order).limit(limit + 1))]
    more = len(found) > limit
    page = found[:limit][::-1] if backwards else found[:limit]
    if not page:
        return OutletPage((), None, None)
    ahead, behind = (place is not None, more) if backwards else (more, place is not None)
    return OutletPage(tuple(page), page[-1].id if ahead else None, page[0].id if behind else None)


def _place(session: Session, actor: Actor, outlet_id: UUID | None) -> Any:
    if outlet_id is None:
        return None
    statement = select(Outlet.sort_name).where(Outlet.id == outlet_id)
    name = session.exec(within_area(statement, actor, col(Outlet.authority_id))).one_or_none()
    if name is None:
        return None
    return sa.tuple_(sa.literal(name), sa.literal(outlet_id, sa.Uuid()))


def outlet_rows() -> Any:
    """Return the statement of list rows, to be limited to what the actor may see."""
    return (
        sa.select(
            col(Outlet.id),
            col(Outlet.reference),
            col(Outlet.name),
            col(Outlet.kind),
            col(Outlet.business_type),
            col(Outlet.postcode),
            col(Outlet.domain),
            col(Outlet.marketplace),
            col(Outlet.marketplace_seller),
            col(Outlet.status),
            col(Outlet.missing_since_on),
            col(Entity.name).label("operator_name"),
            col(Authority.name).label("authority_name"),
            *ADDRESS,
        )
        .join(Authority, col(Authority.id) == col(Outlet.authority_id))
        .outerjoin(Operator, operating(clock.today()))
        .outerjoin(Entity, col(Entity.id) == col(Operator.entity_id))
    )


def read_row(row: Any) -> OutletRow:
    """Return a row of that statement as a value."""
    where = ", ".join(part for part in (*row[13:], row.postcode or "") if part)
    return OutletRow(
        id=row.id,
        reference=row.reference,
        name=row.name,
        kind=row.kind,
        business_type=row.business_type,
        where=where or online(row.domain, row.marketplace, row.marketplace_seller),
        status=row.status,
        missing_since_on=row.missing_since_on,
        operator_name=row.operator_name,
        authority_name=row.authority_name,
    )


def count_outlets(
    session: Session, actor: Actor, wanted: OutletFilter | None = None, *, limit: int = COUNT_LIMIT
) -> int:
    """Return how many outlets match, counting no further than `limit` + 1: that stands for "more than `limit`"."""
    matching = _filtered(sa.select(sa.literal(1)).select_from(Outlet), actor, wanted or OutletFilter()).limit(limit + 1)
    found: int = session.execute(sa.select(sa.func.count()).select_from(matching.subquery())).scalar_one()
    return found


def _filtered(statement: Any, actor: Actor, wanted: OutletFilter) -> Any:
    statement = within_area(statement, actor, col(Outlet.authority_id))
    exact = (
        (Outlet.status, wanted.status),
        (Outlet.kind, wanted.kind),
        (Outlet.business_type, wanted.business_type),
        (Outlet.authority_id, wanted.authority_id),
    )
    for column, value in exact:
        if value:
            statement = statement.where(col(column) == value)
    if wanted.district:
        beginning = postcode_beginning(wanted.district) or wanted.district.upper()
        statement = statement.where(col(Outlet.postcode).startswith(beginning, autoescape=True))
    if wanted.operator_confirmed is not None:
        known = sa.exists().where(operating(clock.today())).correlate(Outlet)
        statement = statement.where(known if wanted.operator_confirmed else ~known)
    if wanted.missing:
        statement = statement.where(col(Outlet.missing_since_on).is_not(None))
    if wanted.search.strip():
        statement = statement.where(sa.or_(*_matches(actor, wanted.search.strip())))
    return statement


def _matches(actor: Actor, search: str) -> list[Any]:
    """Return the conditions of which one must hold for an outlet to be found by what was typed."""
    if postcode := normalise_postcode(search):
        return [col(Outlet.postcode) == postcode]
    folded = sort_name(search)
    found: list[Any] = [
        col(Outlet.sort_name).contains(folded, autoescape=True),
        col(Outlet.reference) == search.upper(),
        _referenced(actor, search),
        *(line.icontains(search, autoescape=True) for line in ADDRESS),
        col(Outlet.marketplace_seller).icontains(search, autoescape=True),
        _operated(actor, col(Entity.name).icontains(search, autoescape=True)),
    ]
    if beginning := postcode_beginning(search):
        found.append(col(Outlet.postcode).startswith(beginning, autoescape=True))
    with suppress(Refusal):
        found.append(_operated(actor, col(Entity.company_number) == check_company_number(search).value))
    try:
        found.append(col(Outlet.domain).contains(check_domain(search), autoescape=True))
    except Refusal:
        found.append(col(Outlet.domain).contains(search.casefold(), autoescape=True))
    return found


def _referenced(actor: Actor, value: str) -> Any:
    same = (col(Reference.outlet_id) == col(Outlet.id), col(Reference.value) == value)
    return sa.exists().where(*same, in_area(actor, col(Reference.authority_id))).correlate(Outlet)


def _operated(actor: Actor, condition: Any) -> Any:
    """Return the condition that an entity with `condition` operates the outlet or ever did."""
    return col(Outlet.id).in_(
        sa.select(col(Operator.outlet_id))
        .join(Entity, col(Entity.id) == col(Operator.entity_id))
        .where(in_area(actor, col(Operator.authority_id)), condition)
    )


def list_business_types(session: Session, actor: Actor) -> Sequence[str]:
    """Return the business types on the register of the actor's authority or force area, by name."""
    statement = select(Outlet.business_type).where(Outlet.business_type != "").distinct()
    found: Sequence[str] = session.exec(
        within_area(statement, actor, col(Outlet.authority_id)).order_by(Outlet.business_type)
    ).all()
    return found
