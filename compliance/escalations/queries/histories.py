"""The SQL that finds who may be on the list and reads the whole history of just those: it narrows, never decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.dates import months_before
from compliance.escalations.rules import PastPurchase, Per, Policy
from compliance.permissions import Actor
from compliance.purchases.models import Purchase
from compliance.purchases.queries.standing import is_disputed, is_overturned
from compliance.retailers.models import Entity, Operator
from compliance.retailers.rules import Period, operator_on


@dataclass(frozen=True, slots=True)
class Row:
    """One purchase with what the rule does not ask for but the list shows."""

    id: UUID
    outlet_id: UUID
    operator: Period | None
    category_code: str
    is_disputed: bool
    past: PastPurchase


@dataclass(frozen=True, slots=True)
class Seller:
    """Who is judged: an entity, or at `outlet_id` whoever ran it on the days for which nobody is confirmed."""

    operator: Period | None
    outlet_id: UUID | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Histories:
    """Every purchase of some outlets, in order of day, and who operated each when."""

    rows: Mapping[UUID, Sequence[Row]]
    periods: Mapping[UUID, Sequence[Period]]

    def sellers(self, per: Per) -> Iterator[Seller]:
        """Yield who is to be judged: whoever operated an outlet on the day of a purchase there, or nobody confirmed."""
        if per is Per.PREMISES:
            yield from self._of_each_outlet(confirmed=True)
        else:
            yield from self._of_each_entity()
        yield from self._of_each_outlet(confirmed=False)

    def _of_each_outlet(self, *, confirmed: bool) -> Iterator[Seller]:
        for outlet_id, rows in self.rows.items():
            operators = {row.past.operator: row.operator for row in rows}
            for operator in operators.values():
                if (operator is not None) is confirmed:
                    yield Seller(operator, outlet_id, tuple(rows))

    def _of_each_entity(self) -> Iterator[Seller]:
        """Yield each entity with the history of every outlet that it ever operated."""
        outlets: dict[UUID, dict[UUID, Period]] = {}
        for outlet_id, periods in self.periods.items():
            for period in periods:
                outlets.setdefault(period.entity_id, {}).setdefault(outlet_id, period)
        for of_entity in outlets.values():
            rows = tuple(row for outlet_id in of_entity for row in self.rows.get(outlet_id, ()))
            yield Seller(next(iter(of_entity.values())), None, rows)


def read_candidates(session: Session, actor: Actor, policy: Policy, as_at: date) -> Histories:
    """Return the histories of all outlets that can matter to the list of the actor's authority as at a day (inclusive).

    Three queries at most, however many sellers there are. An outlet is left aside only when the rule could not put
    anybody there on the list: fewer dates with a sale in the window than the policy asks for, or none recent.
    """
    return _read(session, actor, candidates(actor, policy, as_at))


def candidates(actor: Actor, policy: Policy, as_at: date) -> Any:
    """Return the statement that finds the outlets of `read_candidates`: the narrowing, and nothing else."""
    window = _Window(months_before(as_at, policy.window_months), months_before(as_at, policy.recency_months), as_at)
    return _by_outlet(actor, policy, window) if policy.per is Per.PREMISES else _by_entity(actor, policy, window)


def read_outlet(session: Session, actor: Actor, outlet_id: UUID, policy: Policy) -> Histories:
    """Return the history of one outlet; per legal entity, with that of every outlet of whoever operated it."""
    wanted = sa.select(sa.literal(outlet_id, sa.Uuid()).label("outlet_id"))
    if policy.per is Per.PREMISES:
        return _read(session, actor, wanted)
    entities = sa.select(col(Operator.entity_id)).where(col(Operator.outlet_id) == outlet_id)
    others = sa.select(col(Operator.outlet_id)).where(col(Operator.entity_id).in_(entities))
    return _read(session, actor, sa.union(wanted, others))


@dataclass(frozen=True, slots=True)
class _Window:
    """First day of the window, first day of its recent part, last day; all inclusive."""

    since: date
    recent_from: date
    until: date


_IS_SALE: Any = sa.literal_column("purchases.counts_as_sale")
"""Written as the partial index writes it: SQLite knows it by nothing else, not even `counts_as_sale = 1`."""


def _sales(actor: Actor, window: _Window) -> Any:
    """Return the sales of the window as (outlet_id, tested_on): a walk along the partial index `ix_purchases_sales`.

    Materialised, because SQLite would otherwise group while it walks every test purchase of the authority.
    """
    statement = (
        sa.select(col(Purchase.outlet_id), col(Purchase.tested_on))
        .where(_IS_SALE)
        .where(col(Purchase.tested_on) >= window.since, col(Purchase.tested_on) <= window.until)
    )
    return within(statement, actor, col(Purchase.authority_id)).cte("sales").prefix_with("MATERIALIZED")


def _enough(statement: Any, sales: Any, policy: Policy, window: _Window, column: Any) -> Any:
    """Keep the groups with enough dates, of which one is recent."""
    return statement.group_by(column).having(
        sa.func.count(sa.distinct(sales.c.tested_on)) >= policy.count,
        sa.func.max(sales.c.tested_on) >= window.recent_from,
    )


def _by_outlet(actor: Actor, policy: Policy, window: _Window) -> Any:
    sales = _sales(actor, window)
    return _enough(sa.select(sales.c.outlet_id), sales, policy, window, sales.c.outlet_id)


def _by_entity(actor: Actor, policy: Policy, window: _Window) -> Any:
    sales = _sales(actor, window)
    on_the_day = sa.and_(
        col(Operator.outlet_id) == sales.c.outlet_id,
        col(Operator.from_on) <= sales.c.tested_on,
        sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= sales.c.tested_on),
    )
    sold = sa.select(col(Operator.entity_id)).select_from(sales.join(Operator, on_the_day))
    entities = _enough(sold, sales, policy, window, col(Operator.entity_id))
    theirs = sa.select(col(Operator.outlet_id)).where(col(Operator.entity_id).in_(entities))
    nobodys = sa.select(sales.c.outlet_id).where(~sa.exists().where(on_the_day).correlate(sales))
    return sa.union(theirs, _enough(nobodys, sales, policy, window, sales.c.outlet_id))


def _read(session: Session, actor: Actor, outlets: Any) -> Histories:
    chosen = outlets.subquery()
    wanted = sa.select(chosen.c[0])
    periods = _read_periods(session, actor, wanted)
    statement = sa.select(
        col(Purchase.id),
        col(Purchase.outlet_id),
        col(Purchase.tested_on),
        col(Purchase.type),
        col(Purchase.outcome),
        col(Purchase.buyer_basis),
        col(Purchase.proof),
        col(Purchase.reference),
        col(Purchase.category_code),
        is_overturned().label("overturned"),
        is_disputed().label("disputed"),
    ).where(col(Purchase.outlet_id).in_(wanted))
    ordered = within(statement, actor, col(Purchase.authority_id)).order_by(
        col(Purchase.outlet_id), col(Purchase.tested_on), col(Purchase.id)
    )
    rows: dict[UUID, list[Row]] = {}
    for found in session.execute(ordered):
        operator = operator_on(periods.get(found.outlet_id, ()), found.tested_on)
        past = PastPurchase(
            on=found.tested_on,
            type=found.type,
            outcome=found.outcome,
            buyer_basis=found.buyer_basis,
            proof=found.proof,
            operator=str(operator.entity_id) if operator else None,
            outlet=str(found.outlet_id),
            overturned=found.overturned,
            reference=found.reference,
        )
        rows.setdefault(found.outlet_id, []).append(
            Row(found.id, found.outlet_id, operator, found.category_code, found.disputed, past)
        )
    return Histories(rows, periods)


def _read_periods(session: Session, actor: Actor, outlets: Any) -> dict[UUID, list[Period]]:
    statement = (
        sa.select(
            col(Operator.outlet_id),
            col(Operator.id),
            col(Operator.entity_id),
            col(Entity.name),
            col(Operator.from_on),
            col(Operator.to_on),
        )
        .join(Entity, col(Entity.id) == col(Operator.entity_id))
        .where(col(Operator.outlet_id).in_(outlets))
    )
    ordered = within(statement, actor, col(Operator.authority_id)).order_by(
        col(Operator.outlet_id), col(Operator.from_on), col(Operator.id)
    )
    periods: dict[UUID, list[Period]] = {}
    for outlet_id, *period in session.execute(ordered):
        periods.setdefault(outlet_id, []).append(Period(*period))
    return periods
