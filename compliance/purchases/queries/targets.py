"""What planned exercises ask of purchases: the results of one, and what is known of outlets before they are chosen."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import in_area
from compliance.operations.models import Operation
from compliance.permissions import Actor
from compliance.purchases.models import Purchase
from compliance.purchases.queries.standing import is_overturned
from compliance.purchases.rules import FAILED, OUTCOME_LABELS, VALID, Outcome


@dataclass(frozen=True, slots=True)
class OperationResult:
    """A purchase recorded against an operation: its day, its result in words, and whether it was valid and stands."""

    purchase_id: UUID
    outlet_id: UUID
    reference: str
    on: date
    words: str
    is_valid: bool
    colour: str


@dataclass(frozen=True, slots=True)
class OutletTests:
    """The days of an outlet's sales that count and the day of its last valid test, without results overturned."""

    sold_on: tuple[date, ...] = ()
    last_tested_on: date | None = None


def list_for_operation(session: Session, actor: Actor, operation_id: UUID) -> list[OperationResult]:
    """Return the purchases of the actor's authority or force area recorded against an operation, the earliest first."""
    statement = (
        sa.select(
            col(Purchase.id),
            col(Purchase.outlet_id),
            col(Purchase.reference),
            col(Purchase.tested_on),
            col(Purchase.outcome),
            is_overturned(),
        )
        .where(col(Purchase.operation_id) == operation_id, in_area(actor, col(Purchase.authority_id)))
        .order_by(col(Purchase.tested_on), col(Purchase.id))
    )
    return [_result(*row) for row in session.execute(statement)]


def list_operations_tested(session: Session, actor: Actor, *, limit: int = 200) -> list[tuple[UUID, str]]:
    """Return the operations planned by or with the actor's authority that have a result, the latest first.

    Each by its identifier, and as its reference and name.
    """
    own = actor.authority_id
    results = sa.exists().where(
        col(Purchase.operation_id) == col(Operation.id), in_area(actor, col(Purchase.authority_id))
    )
    statement = (
        sa.select(col(Operation.id), col(Operation.reference), col(Operation.name))
        .where(
            results.correlate(Operation),
            sa.or_(col(Operation.authority_id) == own, col(Operation.partner_id) == own),
        )
        .order_by(col(Operation.reference).desc(), col(Operation.id))
        .limit(limit)
    )
    return [(row.id, f"{row.reference} {row.name}") for row in session.execute(statement)]


def _result(
    purchase_id: UUID, outlet_id: UUID, reference: str, on: date, outcome: Outcome, overturned: bool
) -> OperationResult:
    words = OUTCOME_LABELS[outcome]
    colour = "red" if outcome in FAILED else "green" if outcome in VALID else "grey"
    if overturned:
        words, colour = f"{words} (overturned after a dispute)", "grey"
    return OperationResult(purchase_id, outlet_id, reference, on, words, outcome in VALID and not overturned, colour)


def tested_before(
    session: Session, actor: Actor, authority_id: UUID, *, since: date, until: date
) -> dict[UUID, OutletTests]:
    """Return what is known of the outlets of one authority that have been tested; one that is not in it never was.

    `since` and `until` are days, both inclusive: of sales only those from `since` on are told, of tests the last one by
    `until`. The authority must be the actor's own or of their force area: otherwise nothing is told. Two queries,
    however many outlets.
    """
    mine = (
        col(Purchase.authority_id) == authority_id,
        in_area(actor, col(Purchase.authority_id)),
        col(Purchase.tested_on) <= until,
    )
    tests = sa.select(col(Purchase.outlet_id), sa.func.max(col(Purchase.tested_on))).where(
        *mine, col(Purchase.outcome).in_(sorted(VALID)), ~is_overturned()
    )
    sales = sa.select(col(Purchase.outlet_id), col(Purchase.tested_on)).where(
        *mine, sa.text("purchases.counts_as_sale"), col(Purchase.tested_on) >= since, ~is_overturned()
    )
    sold: dict[UUID, set[date]] = {}
    for outlet_id, on in session.execute(sales.order_by(col(Purchase.tested_on), col(Purchase.id))):
        sold.setdefault(outlet_id, set()).add(on)
    return {
        outlet_id: OutletTests(tuple(sorted(sold.get(outlet_id, ()))), last)
        for outlet_id, last in session.execute(tests.group_by(col(Purchase.outlet_id)))
    }
