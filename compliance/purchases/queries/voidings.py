"""Reads of the proposals that an attempt was void or aborted: those of one test, and those that wait for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import in_area, within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.purchases.models import Purchase, Voiding
from compliance.purchases.queries.lists import PurchaseRow, purchase_rows, read_row
from compliance.purchases.rules import Outcome, VoidingDecision
from compliance.purchases.rules.voiding import why_not_second


def list_voidings(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[Voiding]:
    """Return the proposals that a test the actor may see was void or aborted, the latest first."""
    statement = select(Voiding).where(Voiding.purchase_id == purchase_id, in_area(actor, col(Voiding.authority_id)))
    return session.exec(statement.order_by(col(Voiding.proposed_at).desc(), col(Voiding.id).desc())).all()


def get_voiding(session: Session, actor: Actor, voiding_id: UUID, *, lock: bool = False) -> Voiding:
    """Return a proposal of the actor's own authority; `lock` holds it against a second decision. Raises NotFound."""
    statement = within(select(Voiding).where(Voiding.id == voiding_id), actor, col(Voiding.authority_id))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Voiding | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_waiting_voiding(session: Session, actor: Actor, purchase_id: UUID) -> Voiding | None:
    """Return the proposal that waits to be decided for a test the actor may see, or None."""
    statement = select(Voiding).where(
        Voiding.purchase_id == purchase_id,
        col(Voiding.decision).is_(None),
        in_area(actor, col(Voiding.authority_id)),
    )
    return session.exec(statement).one_or_none()


def is_voiding_waiting() -> Any:
    """Return the condition that a purchase waits for a second person to agree that it is void or aborted."""
    waiting = col(Voiding.decision).is_(None)
    return sa.exists().where(col(Voiding.purchase_id) == col(Purchase.id), waiting).correlate(Purchase)


def why_not_agree(actor: Actor, purchase: Purchase, voiding: Voiding) -> str:
    """Return why the actor cannot be the second person for a proposal, in words; empty when they can."""
    if not (actor.may(Permission.RECORD_PURCHASE) or actor.may(Permission.REVIEW_PURCHASE)):
        return "Only somebody who records or reviews tests can agree"
    return why_not_second(
        actor.officer_id,
        proposer_id=voiding.proposed_by_id,
        named_id=voiding.named_id,
        made_by=(purchase.officer_id, purchase.second_officer_id),
        counts=bool(purchase.counts_as_sale),
        may_decide_disputes=actor.may(Permission.DECIDE_DISPUTE),
        may_review=actor.may(Permission.REVIEW_PURCHASE),
    )


@dataclass(frozen=True, slots=True)
class WaitingVoiding:
    """A proposal that waits, with the test it is about. `to_mend`: it was not agreed, and the proposer must correct."""

    purchase: PurchaseRow
    voiding_id: UUID
    wanted: Outcome
    reason: str
    proposed_at: datetime
    named: bool


def list_voidings_to_agree(session: Session, actor: Actor, *, limit: int | None = None) -> list[WaitingVoiding]:
    """Return the proposals that the actor may agree to or decline, the oldest first; those that name them are `named`.

    Two queries at most, however many wait.
    """
    if actor.officer_id is None:
        return []
    statement = within(
        select(Voiding, Purchase).join(Purchase, col(Purchase.id) == col(Voiding.purchase_id)),
        actor,
        col(Voiding.authority_id),
    ).where(col(Voiding.decision).is_(None), col(Voiding.proposed_by_id) != actor.officer_id)
    found = session.exec(statement.order_by(col(Voiding.proposed_at), col(Voiding.id))).all()
    mine = [(one, purchase) for one, purchase in found if not why_not_agree(actor, purchase, one)][:limit]
    if not mine:
        return []
    wanted = purchase_rows().where(col(Purchase.id).in_([purchase.id for _one, purchase in mine]))
    rows = {row.id: row for row in map(read_row, session.execute(within(wanted, actor, col(Purchase.authority_id))))}
    return [
        WaitingVoiding(
            rows[purchase.id], one.id, one.wanted, one.reason, one.proposed_at, one.named_id == actor.officer_id
        )
        for one, purchase in mine
    ]


def is_declined(voidings: Sequence[Voiding], outcome: Outcome) -> bool:
    """Say whether an attempt stands void or aborted although the second person did not agree. Latest first."""
    newest = voidings[0] if voidings else None
    return (
        newest is not None
        and newest.at_counter
        and newest.wanted is outcome
        and newest.decision in {VoidingDecision.DECLINED, VoidingDecision.WITHDRAWN}
    )
