"""Lists of purchases: filtered, counted no further than a limit, in one of three orders, page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.accounts.models import Authority, Officer
from compliance.database import within_area
from compliance.operations.models import Operation
from compliance.operations.rules import Purpose
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import Purchase
from compliance.purchases.queries.clocks import clock_is
from compliance.purchases.queries.standing import is_disputed, is_overturned
from compliance.purchases.rules import Attempts, BuyerBasis, Channel, ClockFilter, ListOrder, Outcome, Reviewed, Type
from compliance.retailers.models import Outlet

PAGE = 25
COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class PurchaseFilter:
    """Which purchases a list shows; None asks nothing. `since` and `until` are days, both inclusive.

    `clock` asks for a time to prosecute, as it stands on the day `clock_on`.
    """

    type: Type | None = None
    purpose: Purpose | None = None
    channel: Channel | None = None
    category_code: str | None = None
    outcome: Outcome | None = None
    attempts: Attempts | None = None
    reviewed: Reviewed | None = None
    officer_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    counts_as_sale: bool | None = None
    clock: ClockFilter | None = None
    clock_on: date | None = None
    outlet_id: UUID | None = None
    operation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """A purchase in a list, with its outlet and the officer who made it; its operation and purpose, or None."""

    id: UUID
    authority_id: UUID
    authority_name: str
    reference: str
    tested_on: date
    type: Type
    buyer_basis: BuyerBasis
    channel: Channel
    outcome: Outcome
    counts_as_sale: bool
    outlet_id: UUID
    outlet_name: str
    postcode: str | None
    officer_id: UUID
    second_officer_id: UUID | None
    officer_name: str
    disputed: bool
    overturned: bool
    category_code: str
    operation: str | None
    purpose: Purpose | None


@dataclass(frozen=True, slots=True)
class PurchasePage:
    """A page of purchases; `after` and `before` lead to the pages beside it, None at an end of the list."""

    rows: tuple[PurchaseRow, ...]
    after: UUID | None
    before: UUID | None


_DAY, _ID = col(Purchase.tested_on), col(Purchase.id)
_ORDERS: Mapping[ListOrder, tuple[tuple[Any, ...], bool]] = {
    ListOrder.NEWEST: ((_DAY, _ID), True),
    ListOrder.OLDEST: ((_DAY, _ID), False),
    ListOrder.OUTLET: ((col(Outlet.sort_name), _DAY, _ID), False),
}
"""By what each order goes, the identifier last, and whether it falls: the record made last first."""


def list_purchases(
    session: Session,
    actor: Actor,
    wanted: PurchaseFilter | None = None,
    *,
    order: ListOrder = ListOrder.NEWEST,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> PurchasePage:
    """Return a page of the purchases of the actor's authority or force area, newest day first unless asked otherwise.

    `after` and `before` are purchases, further on and further back than which the page reaches; one that the actor may
    not see is as none. Tests of one day stand in the order of their recording, those of one outlet in that of their
    days.
    """
    statement = _filtered(session, purchase_rows(), actor, wanted or PurchaseFilter())
    keys, falls = _ORDERS[order]
    up = before is not None
    place = _place(session, actor, keys, before or after)
    if place is not None:
        statement = statement.where(sa.tuple_(*keys) < place if falls is not up else sa.tuple_(*keys) > place)
    ordered = statement.order_by(*(key.desc() if falls is not up else key.asc() for key in keys))
    found = [read_row(row) for row in session.execute(ordered.limit(limit + 1))]
    more = len(found) > limit
    page = found[:limit][::-1] if up else found[:limit]
    if not page:
        return PurchasePage((), None, None)
    further, back = (place is not None, more) if up else (more, place is not None)
    return PurchasePage(tuple(page), page[-1].id if further else None, page[0].id if back else None)


def stream_purchases(
    session: Session, actor: Actor, wanted: PurchaseFilter | None = None, *, order: ListOrder = ListOrder.NEWEST
) -> Iterator[PurchaseRow]:
    """Yield every purchase that `list_purchases` shows, all its pages, read 500 at a time."""
    after: UUID | None = None
    while True:
        page = list_purchases(session, actor, wanted, order=order, after=after, limit=500)
        yield from page.rows
        if page.after is None:
            return
        after = page.after


def _place(session: Session, actor: Actor, keys: Sequence[Any], purchase_id: UUID | None) -> Any:
    """Return what a purchase holds of the keys of an order, to be compared with; None for one that is not seen."""
    if purchase_id is None:
        return None
    statement = (
        sa.select(*keys).join(Outlet, col(Outlet.id) == col(Purchase.outlet_id)).where(col(Purchase.id) == purchase_id)
    )
    found = session.execute(within_area(statement, actor, col(Purchase.authority_id))).one_or_none()
    if found is None:
        return None
    return sa.tuple_(*(sa.literal(value, key.type) for value, key in zip(found, keys, strict=True)))


def count_purchases(
    session: Session, actor: Actor, wanted: PurchaseFilter | None = None, *, limit: int = COUNT_LIMIT
) -> int:
    """Return how many purchases match, counting no further than `limit` + 1: that stands for "more than `limit`"."""
    matching = _filtered(session, sa.select(sa.literal(1)).select_from(Purchase), actor, wanted or PurchaseFilter())
    found: int = session.execute(
        sa.select(sa.func.count()).select_from(matching.limit(limit + 1).subquery())
    ).scalar_one()
    return found


def purchase_rows() -> Any:
    """Return the statement of a list's rows, one join for each thing shown; scope it and order it."""
    return (
        sa.select(
            col(Purchase.id),
            col(Purchase.authority_id),
            col(Authority.name).label("authority_name"),
            col(Purchase.reference),
            col(Purchase.tested_on),
            col(Purchase.type),
            col(Purchase.buyer_basis),
            col(Purchase.channel),
            col(Purchase.outcome),
            col(Purchase.counts_as_sale),
            col(Purchase.outlet_id),
            col(Outlet.name).label("outlet_name"),
            col(Outlet.postcode),
            col(Purchase.officer_id),
            col(Purchase.second_officer_id),
            col(Officer.name).label("officer_name"),
            is_disputed().label("disputed"),
            is_overturned().label("overturned"),
            col(Purchase.category_code),
            col(Operation.reference).label("operation"),
            col(Operation.purpose),
        )
        .join(Outlet, col(Outlet.id) == col(Purchase.outlet_id))
        .join(Authority, col(Authority.id) == col(Purchase.authority_id))
        .join(Officer, col(Officer.id) == col(Purchase.officer_id))
        .outerjoin(Operation, col(Operation.id) == col(Purchase.operation_id))
    )


def read_row(row: Any) -> PurchaseRow:
    """Return a row of `purchase_rows` as a value."""
    return PurchaseRow(*row)


def _filtered(session: Session, statement: Any, actor: Actor, wanted: PurchaseFilter) -> Any:
    statement = within_area(statement, actor, col(Purchase.authority_id))
    exact = (
        (Purchase.type, wanted.type),
        (Purchase.channel, wanted.channel),
        (Purchase.category_code, wanted.category_code),
        (Purchase.outcome, wanted.outcome),
        (Purchase.outlet_id, wanted.outlet_id),
        (Purchase.operation_id, wanted.operation_id),
    )
    for column, value in exact:
        if value is not None:
            statement = statement.where(col(column) == value)
    for condition in _conditions(session, actor, wanted):
        statement = statement.where(condition)
    return statement


def _conditions(session: Session, actor: Actor, wanted: PurchaseFilter) -> Iterator[Any]:
    """Return the conditions of a filter that are more than a column's value."""
    if wanted.officer_id is not None:
        made_by = (col(Purchase.officer_id), col(Purchase.second_officer_id))
        yield sa.or_(*(column == wanted.officer_id for column in made_by))
    if wanted.since is not None:
        yield col(Purchase.tested_on) >= wanted.since
    if wanted.until is not None:
        yield col(Purchase.tested_on) <= wanted.until
    if wanted.counts_as_sale is not None:
        yield sa.and_(COUNTS, ~is_overturned()) if wanted.counts_as_sale else sa.text("NOT purchases.counts_as_sale")
    if wanted.attempts is not None:
        valid = wanted.attempts is Attempts.VALID
        yield col(Purchase.outcome).in_(sorted(rules.VALID if valid else rules.NEEDS_SECOND_OFFICER))
        if valid:
            yield ~is_overturned()  # as the rates count them
    if wanted.reviewed is not None:
        yield is_disputed() if wanted.reviewed is Reviewed.DISPUTED else is_overturned()
    if wanted.purpose is not None:
        meant = sa.select(col(Operation.id)).where(col(Operation.purpose) == wanted.purpose)
        yield col(Purchase.operation_id).in_(meant)
    if wanted.clock is not None and wanted.clock_on is not None:
        yield clock_is(session, actor, wanted.clock, wanted.clock_on)


COUNTS = sa.text("purchases.counts_as_sale")
"""The condition of the partial index ix_purchases_sales, word for word: SQLite uses it only so."""
