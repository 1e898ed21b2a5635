"""Withdrawing a refusal of training, and striking out a withdrawal that was a mistake."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules
from compliance.training.models import RefusalWithdrawal
from compliance.training.rules import NewWithdrawal


def withdraw_refusal(session: Session, actor: Actor, outlet_id: UUID, new: NewWithdrawal) -> RefusalWithdrawal:
    """Withdraw the refusal of training that stands at an outlet: from its day on, what came before counts no more.

    What was refused before stays on record, and stood refused until the day before. Sent twice, the second is refused:
    nothing stands refused any more. Raises Refusal (see `check_withdrawal`); NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    refused = queries.standing_of(session, actor, outlet.id, new.withdrawn_on).refused
    rules.check_withdrawal(new, today=clock.today(), is_refused=refused)
    return _withdraw(session, actor, new, outlet_id=outlet.id)


def withdraw_entity_refusal(session: Session, actor: Actor, entity_id: UUID, new: NewWithdrawal) -> RefusalWithdrawal:
    """Withdraw the refusal that stands of an entity itself, such as a delivery company. As `withdraw_refusal`."""
    actor.require(Permission.RECORD_TRAINING)
    refused = queries.standing_of_entity(session, actor, entity_id, new.withdrawn_on).refused
    rules.check_withdrawal(new, today=clock.today(), is_refused=refused)
    return _withdraw(session, actor, new, entity_id=entity_id)


def _withdraw(
    session: Session,
    actor: Actor,
    new: NewWithdrawal,
    *,
    outlet_id: UUID | None = None,
    entity_id: UUID | None = None,
) -> RefusalWithdrawal:
    row = RefusalWithdrawal(
        authority_id=actor.authority_id,
        outlet_id=outlet_id,
        entity_id=entity_id,
        withdrawn_on=new.withdrawn_on,
        reason=new.reason.strip(),
        words=new.words.strip(),
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(row)
    session.flush()
    what = {"withdrawn_on": new.withdrawn_on, "words": row.words}
    if entity_id is not None:
        what["entity_id"] = entity_id
    audit.record(
        session,
        actor,
        "training_refusal.withdrawn",
        "training_refusal",
        row.id,
        outlet_id=outlet_id,
        reason=row.reason,
        detail=what,
    )
    return row


def strike_out_withdrawal(session: Session, actor: Actor, withdrawal_id: UUID, *, reason: str) -> RefusalWithdrawal:
    """Strike out a withdrawal that was recorded by mistake: the refusal stands again. It stays on record.

    Raises Refusal without a reason, or for one struck out already; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    row = queries.get_withdrawal(session, actor, withdrawal_id)
    session.refresh(row, with_for_update=True)
    if row.struck_out_at is not None:
        raise Refusal("This withdrawal is struck out already")
    if not reason.strip():
        raise Refusal("Enter why the withdrawal is struck out", "reason")
    row.struck_out_at, row.struck_out_reason = clock.now(), reason.strip()
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "training_refusal.reinstated",
        "training_refusal",
        row.id,
        outlet_id=row.outlet_id,
        reason=row.struck_out_reason,
    )
    return row
