"""Making an attempt void or aborted by two persons: proposed, then agreed or declined by another, or withdrawn."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Purchase, Voiding
from compliance.purchases.queries import voidings
from compliance.purchases.rules import Outcome, VoidingDecision
from compliance.purchases.rules.voiding import asked_to_agree, check_answer, check_proposal
from compliance.purchases.services.naming import check_names_nobody


def propose_voiding(session: Session, actor: Actor, purchase_id: UUID, wanted: Outcome | None, reason: str) -> Voiding:
    """Propose that a recorded attempt was void or aborted. It changes nothing until a second person agrees.

    Raises Refusal for another outcome, without a reason, while another proposal waits, or when the words lead to the
    volunteer; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    waiting = voidings.find_waiting_voiding(session, actor, purchase_id)
    chosen = check_proposal(purchase.outcome, wanted, reason, waiting=waiting is not None)
    if actor.officer_id is None:
        raise Forbidden(Permission.RECORD_PURCHASE)
    check_names_nobody(session, actor, purchase.volunteer_id, reason=reason)
    return _propose(session, actor, purchase, chosen, reason, proposer_id=actor.officer_id)


def ask_second_officer(session: Session, actor: Actor, purchase: Purchase) -> Voiding:
    """Ask the other officer of a test to agree to what was recorded at the counter as void or aborted.

    For whoever has just recorded it: the attempt stands so meanwhile, shown as waiting for agreement. Forbidden.
    """
    actor.require(Permission.RECORD_PURCHASE)
    proposer_id = actor.officer_id or purchase.officer_id
    named_id = asked_to_agree(purchase.officer_id, purchase.second_officer_id, recorded_by=proposer_id)
    return _propose(
        session,
        actor,
        purchase,
        purchase.outcome,
        purchase.outcome_reason,
        proposer_id=proposer_id,
        named_id=named_id,
        at_counter=True,
    )


def _propose(
    session: Session,
    actor: Actor,
    purchase: Purchase,
    wanted: Outcome,
    reason: str,
    *,
    proposer_id: UUID,
    named_id: UUID | None = None,
    at_counter: bool = False,
) -> Voiding:
    voiding = Voiding(
        authority_id=purchase.authority_id,
        purchase_id=purchase.id,
        wanted=wanted,
        reason=reason.strip(),
        at_counter=at_counter,
        outcome_before=None if at_counter else purchase.outcome,
        named_id=named_id,
        proposed_by_id=proposer_id,
        proposed_at=clock.now(),
    )
    session.add(voiding)
    session.flush()
    _record(session, actor, purchase, voiding, "purchase.voiding_proposed", reason=voiding.reason)
    return voiding


def decide_voiding(
    session: Session, actor: Actor, voiding_id: UUID, decision: VoidingDecision | None, reason: str = ""
) -> Voiding:
    """Agree, as the second person, that an attempt was void or aborted, or decline with reasons.

    Agreeing changes the outcome, with the proposer's reason; declining changes nothing. Raises Refusal when the actor
    cannot be the second person (see `rules.voiding.why_not_second`), without a decision, without reasons to decline, or
    when it is decided already; Forbidden; NotFound (Code of Practice; domain sections 6.8 and 6.28).
    """
    if not actor.may(Permission.REVIEW_PURCHASE):
        actor.require(Permission.RECORD_PURCHASE)
    voiding = voidings.get_voiding(session, actor, voiding_id, lock=True)
    purchase = queries.get_own_purchase(session, actor, voiding.purchase_id)
    if voiding.decision is not None:
        raise Refusal("This is decided already")
    problem = voidings.why_not_agree(actor, purchase, voiding)
    if problem:
        raise Refusal(problem)
    chosen = check_answer(decision, reason)
    check_names_nobody(session, actor, purchase.volunteer_id, decision_reason=reason)
    _decide(session, actor, voiding, chosen, reason)
    if chosen is VoidingDecision.AGREED:
        _make_void(session, actor, purchase, voiding)
    else:
        _record(session, actor, purchase, voiding, "purchase.voiding_declined", reason=reason.strip())
    return voiding


def withdraw_voiding(session: Session, actor: Actor, voiding_id: UUID, reason: str = "") -> Voiding:
    """Withdraw one's own proposal while it waits. What was recorded at the counter is then corrected.

    Raises Refusal for somebody else's proposal, or one that is decided; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    voiding = voidings.get_voiding(session, actor, voiding_id, lock=True)
    purchase = queries.get_own_purchase(session, actor, voiding.purchase_id)
    if voiding.decision is not None:
        raise Refusal("This is decided already")
    if actor.officer_id is None or actor.officer_id != voiding.proposed_by_id:
        raise Refusal("Only the officer who proposed this can withdraw it")
    check_names_nobody(session, actor, purchase.volunteer_id, reason=reason)
    _decide(session, actor, voiding, VoidingDecision.WITHDRAWN, reason)
    _record(session, actor, purchase, voiding, "purchase.voiding_withdrawn", reason=reason.strip())
    return voiding


def _decide(session: Session, actor: Actor, voiding: Voiding, decision: VoidingDecision, reason: str) -> None:
    voiding.decision, voiding.decision_reason = decision, reason.strip()
    voiding.decided_by_id, voiding.decided_at = actor.officer_id, clock.now()
    session.add(voiding)
    session.flush()  # before the outcome: the database looks for who agreed


def _make_void(session: Session, actor: Actor, purchase: Purchase, voiding: Voiding) -> None:
    values: dict[str, Any] = {
        "outcome": voiding.wanted,
        "outcome_reason": voiding.reason,
        "voided_by_id": voiding.decided_by_id,
    }
    changes = audit.changed_fields(purchase, values)
    for name, value in values.items():
        setattr(purchase, name, value)
    session.add(purchase)
    session.flush()
    session.refresh(purchase, ["counts_as_sale"])
    _record(session, actor, purchase, voiding, "purchase.voided", reason=voiding.reason, changes=changes)


def _record(  # the entry stands in the history of the test
    session: Session, actor: Actor, purchase: Purchase, voiding: Voiding, action: str, **more: Any
) -> None:
    audit.record(
        session,
        actor,
        action,
        "purchase",
        purchase.id,
        outlet_id=purchase.outlet_id,
        detail={
            "reference": purchase.reference,
            "voiding": str(voiding.id),
            "wanted": rules.OUTCOME_LABELS[voiding.wanted],
        },
        **more,
    )
