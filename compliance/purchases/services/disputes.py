"""A trader's dispute of a result, from its receipt to its end: recorded, acknowledged, withdrawn, or decided."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Dispute, Purchase
from compliance.purchases.queries.policies import policy_on
from compliance.purchases.rules import DisputeDecision, NewDispute, Past
from compliance.volunteers import services as volunteers


def record_dispute(
    session: Session, actor: Actor, purchase_id: UUID, new: NewDispute, *, dispute_id: UUID | None = None
) -> Dispute:
    """Record that a trader disputes a result, in their words; it is due by the policy of the day it was received.

    `dispute_id` is the identifier that the form carries: sent a second time it gives the dispute recorded the first
    time. Raises Refusal for a day before the test or in the future, while another dispute waits, when the result is
    overturned already, without new grounds after a decision, or when the words name the volunteer; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_DISPUTE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    disputes = queries.list_disputes(session, actor, purchase_id)
    made = next((one for one in disputes if one.id == dispute_id), None)
    if made is not None:
        return made
    past = [Past(one.decided_on is None and one.withdrawn_on is None, one.decision) for one in disputes]
    rules.check_dispute(new, tested_on=purchase.tested_on, past=past, today=clock.today())
    check_names_nobody(session, actor, purchase, **_typed(new))
    dispute = Dispute(
        **asdict(new),
        authority_id=actor.authority_id,
        purchase_id=purchase_id,
        due_on=rules.decide_by(new.raised_on, policy_on(session, actor, new.raised_on).dispute_days),
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    if dispute_id is not None and session.get(Dispute, dispute_id) is None:
        dispute.id = dispute_id
    session.add(dispute)
    session.flush()
    tell_of_dispute(session, actor, purchase, dispute, "dispute.recorded")
    return dispute


def _typed(new: NewDispute) -> dict[str, str]:
    """Return what was typed of a dispute, by its field."""
    return {name: value for name, value in asdict(new).items() if isinstance(value, str) and name != "came_by"}


def correct_dispute(
    session: Session, actor: Actor, dispute_id: UUID, new: NewDispute, *, version: int, reason: str
) -> Dispute:
    """Correct what was recorded of a dispute that waits, such as a word copied wrongly; what stood before is kept.

    Another day of receipt moves the day by which it is due, by the policy of that day. `version` is that of the dispute
    the form was filled from. Raises Refusal without a reason, as `record_dispute` does, for a day after its
    acknowledgement, when it is closed, or when somebody else changed it since; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_DISPUTE)
    dispute = queries.get_open_dispute(session, actor, dispute_id)
    purchase = queries.get_own_purchase(session, actor, dispute.purchase_id)
    others = [one for one in queries.list_disputes(session, actor, purchase.id) if one.id != dispute_id]
    past = [Past(open=False, decision=one.decision) for one in others]
    rules.check_dispute(new, tested_on=purchase.tested_on, past=past, today=clock.today())
    rules.check_corrected(new, acknowledged_on=dispute.acknowledged_on, reason=reason)
    check_names_nobody(session, actor, purchase, reason=reason, **_typed(new))
    audit.check_version(dispute, version, "dispute")
    days = policy_on(session, actor, new.raised_on).dispute_days
    due_on = dispute.due_on if new.raised_on == dispute.raised_on else rules.decide_by(new.raised_on, days)
    changes = audit.changed_fields(dispute, asdict(new) | {"due_on": due_on})
    if changes:
        for name, (_before, after) in changes.items():
            setattr(dispute, name, after)
        session.add(dispute)
        session.flush()
        tell_of_dispute(session, actor, purchase, dispute, "dispute.corrected", reason=reason.strip(), changes=changes)
    return dispute


def acknowledge_dispute(session: Session, actor: Actor, dispute_id: UUID, on: date) -> Dispute:
    """Record the day on which the trader was told that their dispute was received and by when it is decided.

    Done again it corrects the day; the audit keeps the one before. Raises Refusal for a day before the dispute or in
    the future, or when the dispute is closed; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_DISPUTE)
    dispute = queries.get_open_dispute(session, actor, dispute_id)
    rules.check_dispute_day(on, raised_on=dispute.raised_on, today=clock.today(), field="acknowledged_on")
    changes = audit.changed_fields(dispute, {"acknowledged_on": on})
    if changes:
        dispute.acknowledged_on = on
        session.add(dispute)
        session.flush()
        tell_of_dispute(
            session,
            actor,
            queries.get_own_purchase(session, actor, dispute.purchase_id),
            dispute,
            "dispute.acknowledged",
            changes=changes,
        )
    return dispute


def withdraw_dispute(session: Session, actor: Actor, dispute_id: UUID, on: date, words: str) -> Dispute:
    """Record that the trader withdrew a dispute, when, and in which words. The result stands, and the record stays.

    Raises Refusal without words, for a day before the dispute or in the future, when it is closed, or when the words
    name the volunteer; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_DISPUTE)
    dispute = queries.get_open_dispute(session, actor, dispute_id)
    purchase = queries.get_own_purchase(session, actor, dispute.purchase_id)
    rules.check_dispute_day(on, raised_on=dispute.raised_on, today=clock.today(), field="withdrawn_on")
    if not words.strip():
        raise Refusal("Enter what the trader said or wrote to withdraw it", "withdrawn_words")
    check_names_nobody(session, actor, purchase, withdrawn_words=words)
    changes = audit.changed_fields(dispute, {"withdrawn_on": on})
    dispute.withdrawn_on, dispute.withdrawn_words = on, words.strip()
    session.add(dispute)
    session.flush()
    tell_of_dispute(session, actor, purchase, dispute, "dispute.withdrawn", reason=words.strip(), changes=changes)
    return dispute


def decide_dispute(
    session: Session,
    actor: Actor,
    dispute_id: UUID,
    decision: DisputeDecision | None,
    reasons: str,
    *,
    considered: str,
    despite: str = "",
) -> Dispute:
    """Decide a dispute, today, with what was considered and why, as the trader is told it. It never changes again.

    An overturned result counts no more, anywhere, from this moment. Raises Refusal when the actor made the test, took
    another part in its record and does not say why nobody else can decide, is not the reviewer who was chosen, without
    reasons, when it is closed already, or when the words name the volunteer; Forbidden; NotFound (Regulators' Code
    section 2; domain section 6.28).
    """
    actor.require(Permission.DECIDE_DISPUTE)
    dispute = queries.get_open_dispute(session, actor, dispute_id)
    purchase = queries.get_own_purchase(session, actor, dispute.purchase_id)
    despite = despite.strip() or dispute.despite
    rules.check_reviewer(actor.officer_id, queries.parts_taken(session, actor, purchase), despite=despite)
    rules.check_decision(decision, reasons, considered, reviewer_id=actor.officer_id, assigned_id=dispute.reviewer_id)
    check_names_nobody(session, actor, purchase, reasons=reasons, considered=considered, despite=despite)
    changes = audit.changed_fields(dispute, {"decision": decision, "reviewer_id": actor.officer_id})
    dispute.decision, dispute.reasons, dispute.considered = decision, reasons.strip(), considered.strip()
    dispute.decided_on, dispute.reviewer_id, dispute.despite = clock.today(), actor.officer_id, despite
    dispute.assigned_on = dispute.assigned_on or clock.today()
    session.add(dispute)
    session.flush()
    tell_of_dispute(session, actor, purchase, dispute, "dispute.decided", reason=reasons.strip(), changes=changes)
    return dispute


def check_names_nobody(session: Session, actor: Actor, purchase: Purchase, **texts: str) -> None:
    """Ask the vault whether what was typed leads to who helped with the test; Refusal beside the first text that does.

    The vault's answer is audited: keep that entry although the text is refused.
    """
    message = (
        "This could lead to somebody who helped with the test, or to their family. Write the code "
        f"{purchase.volunteer_code} in square brackets in place of the name"
    )
    volunteers.check_names_nobody(session, actor, purchase.volunteer_id, texts, message=message)


def tell_of_dispute(
    session: Session,
    actor: Actor,
    purchase: Purchase,
    dispute: Dispute,
    action: str,
    *,
    reason: str = "",
    changes: audit.Changes | None = None,
    **detail: Any,
) -> None:
    """Add to the history of the test what was done with a dispute of its result."""
    audit.record(
        session,
        actor,
        action,
        "purchase",
        purchase.id,
        outlet_id=purchase.outlet_id,
        reason=reason,
        changes=changes,
        detail={"reference": purchase.reference, "dispute": str(dispute.id), **detail},
    )
