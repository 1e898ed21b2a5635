"""Reads of the register as a whole: paged in any of its orders, counted, and read to the end for an export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from compliance import clock
from compliance.accounts.models import Authority
from compliance.database import in_area, within_area
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator, Outlet
from compliance.retailers.queries.filters import OutletFilter, besides_search, counted, filtered
from compliance.retailers.queries.orders import Ordering, Stretch, by_name, place_of
from compliance.retailers.queries.outlets import ADDRESS, online, operating
from compliance.retailers.queries.search import spelt_nearly
from compliance.retailers.rules import OutletKind, OutletStatus

PAGE = 50
COUNT_LIMIT = 10_000
COUNT_LIMIT_OF_A_SEARCH = 1_000
AT_ONCE = 1_000


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
    """A page of outlets in order. `after` and `before` ask for the next and the previous page; None at an end."""

    rows: tuple[OutletRow, ...]
    after: UUID | None
    before: UUID | None


def list_outlets(
    session: Session,
    actor: Actor,
    wanted: OutletFilter | None = None,
    *,
    ordering: Ordering = by_name,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> OutletPage:
    """Return a page of the outlets of the actor's authority or force area, in an order that identifiers settle.

    `after` and `before` are outlets: the page begins behind the one or ends ahead of the other, wherever it stands now.
    An outlet the actor may not see is as none. However deep the page, it costs the same.
    """
    stretches = ordering()
    backwards = before is not None
    place = place_of(session, actor, stretches, before if backwards else after)
    statement = filtered(session, sa.select(col(Outlet.id)), actor, wanted or OutletFilter())
    found: list[OutletRow] = []
    for number, stretch in _in_turn(stretches, place[0] if place else None, backwards=backwards):
        missing = limit + 1 - len(found)
        behind = place[1] if place and place[0] == number else None
        if missing:
            ids = stretch.page(statement, behind, backwards=backwards).limit(missing)
            found += _rows_of(session, stretch, ids, backwards=backwards)
    more = len(found) > limit
    page = found[:limit][::-1] if backwards else found[:limit]
    if not page:
        return OutletPage((), None, None)
    ahead, back = (place is not None, more) if backwards else (more, place is not None)
    return OutletPage(tuple(page), page[-1].id if ahead else None, page[0].id if back else None)


def _in_turn(stretches: Sequence[Stretch], first: int | None, *, backwards: bool) -> list[tuple[int, Stretch]]:
    """Return the stretches of an order that are still to come, as they come, with their numbers."""
    numbered = list(enumerate(stretches))
    if backwards:
        return numbered[: None if first is None else first + 1][::-1]
    return numbered[first or 0 :]


def _rows_of(session: Session, stretch: Stretch, ids: Any, *, backwards: bool) -> list[OutletRow]:
    """Return the list rows of a page of identifiers: the page is cut first, and only then is the rest looked up."""
    page = ids.subquery()
    statement = outlet_rows().join(page, page.c.id == col(Outlet.id)).order_by(*stretch.order(backwards=backwards))
    return [read_row(row) for row in session.execute(statement)]


def stream_outlets(
    session: Session, actor: Actor, wanted: OutletFilter | None = None, *, ordering: Ordering = by_name
) -> Iterator[OutletRow]:
    """Yield every outlet of the actor's authority or force area that matches, in order: all the pages of the list."""
    for stretch in ordering():
        statement = filtered(session, outlet_rows(), actor, wanted or OutletFilter())
        statement = stretch.page(statement, None).execution_options(yield_per=AT_ONCE)
        for row in session.execute(statement):
            yield read_row(row)


def list_nearly(session: Session, actor: Actor, wanted: OutletFilter) -> list[OutletRow]:
    """Return the outlets that are spelt nearly as what is searched for and meet the other filters, the best first.

    At most 20. Two queries.
    """
    ids = spelt_nearly(session, actor, " ".join(wanted.search.split()), besides_search(wanted))
    statement = outlet_rows().where(col(Outlet.id).in_(ids))
    by_id = {row.id: read_row(row) for row in session.execute(within_area(statement, actor, col(Outlet.authority_id)))}
    return [by_id[one] for one in ids if one in by_id]


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


def count_limit(wanted: OutletFilter) -> int:
    """Return how far a list is counted: of a search that finds more than a thousand nobody needs the very number."""
    return COUNT_LIMIT_OF_A_SEARCH if wanted.search.strip() else COUNT_LIMIT


def count_outlets(
    session: Session, actor: Actor, wanted: OutletFilter | None = None, *, limit: int | None = None
) -> int:
    """Return how many outlets match, counting no further than `limit` + 1: that stands for "more than `limit`".

    Without one, no further than `count_limit` says.
    """
    limit = count_limit(wanted or OutletFilter()) if limit is None else limit
    some = counted(session, actor, wanted or OutletFilter()).limit(limit + 1).subquery()
    found: int = session.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    return found


def list_business_types(session: Session, actor: Actor) -> Sequence[str]:
    """Return the business types on the register of the actor's authority or force area, by name.

    Each is looked up behind the one before, so that a register of half a million costs no more than a small one.
    """
    kind, other = col(Outlet.business_type), aliased(Outlet)
    first = sa.select(sa.func.min(kind).label("name")).where(kind > "")
    types = first.cte("types", recursive=True)
    behind = sa.select(sa.func.min(col(other.business_type))).where(col(other.business_type) > types.c.name)
    types = types.union_all(sa.select(behind.scalar_subquery()).where(types.c.name.is_not(None)))
    here = sa.exists().where(kind == types.c.name, in_area(actor, col(Outlet.authority_id))).correlate(types)
    return list(session.scalars(sa.select(types.c.name).where(types.c.name.is_not(None), here).order_by(types.c.name)))
