"""Sellers whose next test is due."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.dates import months_after, months_before
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import Purchase
from compliance.purchases.queries.lists import COUNTS
from compliance.purchases.queries.standing import is_overturned
from compliance.retailers import queries as retailers


@dataclass(frozen=True, slots=True)
class RetestDue:
    """An outlet that sold and has not been tested since; `due_on` is the day from which the policy asks for a test."""

    outlet_id: UUID
    name: str
    where: str
    last_tested_on: date
    due_on: date


def list_retests_due(session: Session, actor: Actor, *, today: date, months: int, limit: int = 100) -> list[RetestDue]:
    """Return the outlets of the actor's authority with a sale in the last 24 months whose re-test is due.

    A re-test is due `months` calendar months after the last valid test of any type, that day included. A result that
    was overturned is neither a sale nor a test. Two queries.
    """
    tested = col(Purchase.tested_on)
    valid = col(Purchase.outcome).in_(sorted(rules.VALID))
    sold = sa.func.max(sa.case((COUNTS, tested)))
    statement = (
        sa.select(col(Purchase.outlet_id), sa.func.max(tested))
        .where(valid, tested <= today, ~is_overturned())
        .group_by(col(Purchase.outlet_id))
        .having(sold >= months_before(today, 24), sa.func.max(tested) <= months_before(today, months))
        .order_by(sa.func.max(tested), col(Purchase.outlet_id))
        .limit(limit)
    )
    found = session.execute(within(statement, actor, col(Purchase.authority_id))).all()
    names = retailers.names_of(session, actor, {outlet_id for outlet_id, _ in found})
    return [
        RetestDue(outlet_id, names[outlet_id].name, names[outlet_id].where, last, months_after(last, months))
        for outlet_id, last in found
    ]
