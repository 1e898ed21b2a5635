"""Recording how an online order reached its buyer: a result of its own beside the sale."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import HandOver, Purchase


def record_hand_over(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    new: rules.NewHandOver,
    *,
    version: int | None = None,
    reason: str = "",
) -> HandOver:
    """Record how an accepted online order reached its buyer, or correct what is recorded.

    A result of its own beside the sale, with its own day (OWA 2019 ss.38 to 42; domain section 6.4). `version` is that
    of the record the form was filled from, None for the first; a correction gives its reason, except that an order not
    yet delivered may be brought up to date without one. Raises Refusal beside the field to mend; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    hand_over = queries.find_hand_over(session, actor, purchase_id)
    if hand_over is None and not rules.has_hand_over(purchase.type, purchase.outcome):
        raise Refusal("Only an online order that was accepted has a hand-over to record")
    rules.check_hand_over(new, ordered_on=purchase.tested_on, today=clock.today())
    if hand_over is None:
        return _first_hand_over(session, actor, purchase, new)
    if hand_over.result is not rules.HandOverResult.NOT_YET and not reason.strip():
        raise Refusal("Say why the record is corrected", "reason")
    audit.correct(
        session,
        actor,
        hand_over,
        asdict(new),
        action="hand_over.corrected",
        subject_kind="hand_over",
        version=version or 0,
        outlet_id=purchase.outlet_id,
        reason=reason.strip(),
    )
    return hand_over


def _first_hand_over(session: Session, actor: Actor, purchase: Purchase, new: rules.NewHandOver) -> HandOver:
    hand_over = HandOver(
        **asdict(new),
        authority_id=actor.authority_id,
        purchase_id=purchase.id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
    )
    session.add(hand_over)
    session.flush()
    detail = {"reference": purchase.reference, "result": new.result.value}
    audit.record(
        session, actor, "hand_over.recorded", "hand_over", hand_over.id, outlet_id=purchase.outlet_id, detail=detail
    )
    return hand_over
