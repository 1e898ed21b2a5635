"""Legal holds: while one stands, nothing of the evidence of a test is disposed of."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.evidence import queries, rules
from compliance.evidence.models import EvidenceHold
from compliance.evidence.queries.chains import HOLD_LIFTED, HOLD_SET, row_digest
from compliance.evidence.services.naming import check_names_nobody
from compliance.permissions import Actor, Permission


def set_hold(session: Session, actor: Actor, purchase_id: UUID, *, reason: str) -> EvidenceHold:
    """Put the evidence of a test on hold, and say why. The same reason, while it stands, is one hold.

    Raises Refusal beside `reason` when blank or too long, or when it leads to the volunteer; NotFound; Forbidden.
    """
    actor.require(Permission.DISPOSE_OF_EVIDENCE)
    test = queries.get_test(session, actor, purchase_id)
    why = rules.check_words(reason, "reason", "Enter why the evidence must be kept", rules.LONGEST_DESCRIPTION)
    for standing in queries.list_holds(session, actor, purchase_id):
        if standing.lifted_at is None and standing.reason == why:
            return standing
    check_names_nobody(session, actor, test, reason=why)
    hold = EvidenceHold(
        authority_id=actor.authority_id,
        purchase_id=purchase_id,
        reason=why,
        set_at=clock.now(),
        set_by_id=actor.officer_id,
    )
    session.add(hold)
    session.flush()
    _tell(session, actor, "evidence_hold.set", hold, test, why, HOLD_SET)
    return hold


def lift_hold(session: Session, actor: Actor, hold_id: UUID, *, reason: str) -> EvidenceHold:
    """Lift a hold, and say why. Lifted before, it stays as it was.

    Raises Refusal beside `reason` when blank or too long, or when it leads to the volunteer; NotFound; Forbidden.
    """
    actor.require(Permission.DISPOSE_OF_EVIDENCE)
    hold = queries.get_hold(session, actor, hold_id, lock=True)
    if hold.lifted_at is not None:
        return hold
    test = queries.get_test(session, actor, hold.purchase_id)
    why = rules.check_words(reason, "reason", "Enter why the hold is lifted", rules.LONGEST_DESCRIPTION)
    check_names_nobody(session, actor, test, reason=why)
    hold.lifted_at = clock.now()
    hold.lifted_by_id = actor.officer_id
    hold.lifted_reason = why
    session.add(hold)
    session.flush()
    _tell(session, actor, "evidence_hold.lifted", hold, test, why, HOLD_LIFTED)
    return hold


def _tell(
    session: Session,
    actor: Actor,
    action: str,
    hold: EvidenceHold,
    test: queries.Test,
    reason: str,
    names: tuple[str, ...],
) -> None:
    audit.record(
        session,
        actor,
        action,
        "purchase",
        hold.purchase_id,
        outlet_id=test.outlet_id,
        reason=reason,
        detail={"test": test.reference, "hold": str(hold.id), "hold_sha256": row_digest(hold, names)},
    )
