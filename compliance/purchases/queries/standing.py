"""One purchase, its hand-over and its disputes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import in_area, within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import Dispute, HandOver, Purchase


def get_purchase(session: Session, actor: Actor, purchase_id: UUID) -> Purchase:
    """Return a purchase of the actor's authority or force area. Raises NotFound."""
    statement = select(Purchase).where(Purchase.id == purchase_id, in_area(actor, col(Purchase.authority_id)))
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_own_purchase(session: Session, actor: Actor, purchase_id: UUID) -> Purchase:
    """Return a purchase of the actor's own authority, to be changed or written about. Raises NotFound."""
    found = find_own_purchase(session, actor, purchase_id)
    if found is None:
        raise NotFound
    return found


def find_own_purchase(session: Session, actor: Actor, purchase_id: UUID) -> Purchase | None:
    """Return a purchase of the actor's own authority, or None."""
    statement = within(select(Purchase).where(Purchase.id == purchase_id), actor, col(Purchase.authority_id))
    found: Purchase | None = session.exec(statement).one_or_none()
    return found


def find_hand_over(session: Session, actor: Actor, purchase_id: UUID) -> HandOver | None:
    """Return what is recorded of the hand-over of an online order the actor may see, or None."""
    statement = select(HandOver).where(HandOver.purchase_id == purchase_id, in_area(actor, col(HandOver.authority_id)))
    return session.exec(statement).one_or_none()


def list_disputes(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[Dispute]:
    """Return the disputes of a purchase the actor may see, the latest first."""
    statement = select(Dispute).where(Dispute.purchase_id == purchase_id, in_area(actor, col(Dispute.authority_id)))
    return session.exec(statement.order_by(col(Dispute.raised_on).desc(), col(Dispute.id).desc())).all()


def get_dispute(session: Session, actor: Actor, dispute_id: UUID) -> Dispute:
    """Return a dispute of the actor's own authority. Raises NotFound."""
    statement = within(select(Dispute).where(Dispute.id == dispute_id), actor, col(Dispute.authority_id))
    found: Dispute | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_overturned() -> Any:
    """Return the condition that a purchase's result was overturned."""
    decided = col(Dispute.decision) == rules.DisputeDecision.OVERTURNED
    return sa.exists().where(col(Dispute.purchase_id) == col(Purchase.id), decided).correlate(Purchase)


def is_disputed() -> Any:
    """Return the condition that a dispute of a purchase waits to be decided."""
    waiting = (col(Dispute.decided_on).is_(None), col(Dispute.withdrawn_on).is_(None))
    return sa.exists().where(col(Dispute.purchase_id) == col(Purchase.id), *waiting).correlate(Purchase)


def result_stands(session: Session, actor: Actor, purchase_id: UUID) -> tuple[bool, bool]:
    """Return whether the result of a purchase that the actor may see was overturned, and whether it is disputed.

    Neither of one they may not see. One query.
    """
    statement = sa.select(is_overturned(), is_disputed()).where(col(Purchase.id) == purchase_id)
    found = session.execute(statement.where(in_area(actor, col(Purchase.authority_id)))).one_or_none()
    return (bool(found[0]), bool(found[1])) if found else (False, False)


@dataclass(frozen=True, slots=True)
class SaleOfDay:
    """A sale that counts, by its identifier and reference."""

    id: UUID
    reference: str


def list_sales_of_day(session: Session, actor: Actor, outlet_id: UUID, day: date) -> list[SaleOfDay]:
    """Return the sales that count at an outlet the actor may see on a day, those overturned left out, in order."""
    statement = sa.select(col(Purchase.id), col(Purchase.reference)).where(
        col(Purchase.outlet_id) == outlet_id,
        col(Purchase.tested_on) == day,
        sa.text("purchases.counts_as_sale"),
        in_area(actor, col(Purchase.authority_id)),
        ~is_overturned(),
    )
    return [SaleOfDay(*row) for row in session.execute(statement.order_by(col(Purchase.id)))]
