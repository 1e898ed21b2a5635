"""A trader's dispute of a result: recorded in their words, decided by somebody who did not make the test."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Dispute
from compliance.purchases.rules import DisputeDecision, NewDispute


def record_dispute(session: Session, actor: Actor, purchase_id: UUID, new: NewDispute) -> Dispute:
    """Record that a trader disputes a result, in their words.

    Raises Refusal for a day before the test or in the future, while another dispute waits (so a double press records
    once), or when the result is overturned already; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_DISPUTE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    disputes = queries.list_disputes(session, actor, purchase_id)
    rules.check_dispute(
        new,
        tested_on=purchase.tested_on,
        waiting=any(dispute.decided_on is None for dispute in disputes),
        overturned=any(dispute.decision is DisputeDecision.OVERTURNED for dispute in disputes),
        today=clock.today(),
    )
    dispute = Dispute(
        authority_id=actor.authority_id,
        purchase_id=purchase_id,
        raised_on=new.raised_on,
        raised_by=new.raised_by,
        words=new.words,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(dispute)
    session.flush()
    detail = {"reference": purchase.reference, "dispute": str(dispute.id)}
    audit.record(
        session, actor, "dispute.recorded", "purchase", purchase_id, outlet_id=purchase.outlet_id, detail=detail
    )
    return dispute


def decide_dispute(
    session: Session, actor: Actor, dispute_id: UUID, decision: DisputeDecision | None, reasons: str
) -> Dispute:
    """Decide a dispute, today, with reasons that the trader can be told. An overturned result counts no more.

    Raises Refusal when the actor made the test, without reasons, or when it is decided already; Forbidden; NotFound
    (Regulators' Code section 2; domain section 6.28).
    """
    actor.require(Permission.DECIDE_DISPUTE)
    dispute = queries.get_dispute(session, actor, dispute_id)
    purchase = queries.get_own_purchase(session, actor, dispute.purchase_id)
    rules.check_decision(
        decision,
        reasons,
        decided=dispute.decided_on is not None,
        reviewer_id=actor.officer_id,
        made_by=(purchase.officer_id, purchase.second_officer_id),
    )
    changes = audit.changed_fields(dispute, {"decision": decision})
    dispute.decision, dispute.reasons = decision, reasons.strip()
    dispute.decided_on, dispute.reviewer_id = clock.today(), actor.officer_id
    session.add(dispute)
    session.flush()
    audit.record(
        session,
        actor,
        "dispute.decided",
        "purchase",
        purchase.id,
        outlet_id=purchase.outlet_id,
        reason=reasons.strip(),
        changes=changes,
        detail={"reference": purchase.reference, "dispute": str(dispute.id)},
    )
    return dispute
