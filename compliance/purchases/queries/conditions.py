"""Which outlets were tested, and sold, as conditions for a list; and the day of the last test."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import in_area
from compliance.permissions import Actor
from compliance.purchases.models import Purchase
from compliance.purchases.queries.clocks import list_timed
from compliance.purchases.queries.standing import is_overturned
from compliance.purchases.rules import VALID

Condition = Callable[[Any], Any]
"""Of the column of an outlet's identifier, a condition."""


def tested_since(actor: Actor, since: date, today: date) -> Condition:
    """Return the condition that an outlet had a valid test from `since` to `today`, both inclusive."""
    found = sa.select(col(Purchase.outlet_id)).where(_tested(actor, today), col(Purchase.tested_on) >= since)
    return lambda outlet_id: outlet_id.in_(found)


def never_tested(actor: Actor, today: date) -> Condition:
    """Return the condition that an outlet had no valid test by `today`."""
    return lambda outlet_id: ~sa.exists().where(col(Purchase.outlet_id) == outlet_id, _tested(actor, today))


def sold_with_clock_running(session: Session, actor: Actor, today: date) -> Condition:
    """Return the condition that an outlet has a test whose time to prosecute has not passed `today`."""
    found = sorted({one.outlet_id for one in list_timed(session, actor, today)})
    return lambda outlet_id: outlet_id.in_(found)


def last_tested_by(actor: Actor, today: date) -> Condition:
    """Return the day of an outlet's last valid test by `today` as an expression, NULL where there is none."""
    last = sa.select(sa.func.max(col(Purchase.tested_on))).where(_tested(actor, today))
    return lambda outlet_id: (
        last.where(col(Purchase.outlet_id) == outlet_id).correlate_except(Purchase).scalar_subquery()
    )


def last_tests_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID], today: date) -> dict[UUID, date]:
    """Return the day of the last valid test by `today` of each outlet that had one. One query for each 500 outlets."""
    wanted = sorted(set(outlet_ids))
    found: dict[UUID, date] = {}
    for start in range(0, len(wanted), 500):
        statement = (
            sa.select(col(Purchase.outlet_id), sa.func.max(col(Purchase.tested_on)))
            .where(col(Purchase.outlet_id).in_(wanted[start : start + 500]), _tested(actor, today))
            .group_by(col(Purchase.outlet_id))
        )
        found.update((outlet_id, on) for outlet_id, on in session.execute(statement))
    return found


def _tested(actor: Actor, today: date) -> Any:
    """Return the condition of a valid test of the actor's authority or force area by a day, not overturned since."""
    return sa.and_(
        in_area(actor, col(Purchase.authority_id)),
        col(Purchase.outcome).in_(sorted(VALID)),
        col(Purchase.tested_on) <= today,
        ~is_overturned(),
    )
