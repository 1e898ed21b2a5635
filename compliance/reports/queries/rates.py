"""How often tests ended in a sale, as the record has it."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within_area
from compliance.operations.models import Operation
from compliance.permissions import Actor
from compliance.purchases import queries as purchases
from compliance.purchases.models import Purchase
from compliance.purchases.queries.standing import is_overturned
from compliance.reports.rules.rates import Rates, Tests, rates_of


def measure_rates(
    session: Session,
    actor: Actor,
    today: date,
    *,
    since: date | None = None,
    until: date | None = None,
    by_channel: bool = False,
) -> Rates:
    """Return the rates of the tests of the actor's authority or force area from `since` to `until`, both inclusive.

    Below how many valid attempts none is shown is what the policy of the actor's authority says `today`. One query
    counts, however many tests there are.
    """
    overturned = is_overturned().label("overturned")
    told_apart = (
        col(Purchase.type),
        col(Purchase.buyer_basis),
        col(Operation.purpose),
        col(Purchase.channel),
        col(Purchase.outcome),
    )
    inner = (
        sa.select(*told_apart, overturned)
        .select_from(Purchase)
        .outerjoin(Operation, col(Operation.id) == col(Purchase.operation_id))
    )
    if since is not None:
        inner = inner.where(col(Purchase.tested_on) >= since)
    if until is not None:
        inner = inner.where(col(Purchase.tested_on) <= until)
    tests = within_area(inner, actor, col(Purchase.authority_id)).subquery()
    statement = sa.select(*tests.c, sa.func.count()).group_by(*tests.c)
    found = [Tests(*row) for row in session.execute(statement)]
    least = purchases.policy_on(session, actor, today).rate_least
    return rates_of(found, least=least, by_channel=by_channel)
