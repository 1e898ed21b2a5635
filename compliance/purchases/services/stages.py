"""Recording the stages of a test made online, each with its own day, time and result; and correcting them."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Purchase, Stage
from compliance.purchases.rules import Checkout, NewStage, RecordedState, StageKind
from compliance.purchases.services.naming import check_names_nobody

TYPED = ("why", "words", "declared", "item", "condition", "url", "letter_reference", "order_number")


def record_stage(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    new: NewStage,
    *,
    version: int = 0,
    reason: str = "",
) -> Stage:
    """Record one stage of a test made online, or correct what is recorded of it.

    `version` is that of the stage the form was filled from, 0 for the first. Changing what was recorded needs a reason,
    adding what was not known does not; what is sent again as it stands changes nothing. What stood before stays in the
    history. Raises Refusal beside the field to mend (see `check_stage`; no text may name the volunteer); Forbidden;
    NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    kept = _judged(session, actor, purchase, new)
    return _save(session, actor, purchase, kept, version=version, reason=reason)


def _judged(session: Session, actor: Actor, purchase: Purchase, new: NewStage, **others: str) -> NewStage:
    """Return a stage as it is kept, or raise Refusal: before anything is written, so that nothing is half kept."""
    new = _as_kept(new)
    now = clock.london(clock.now()).time().replace(second=0, microsecond=0)
    rules.check_stage(new, queries.around(session, actor, purchase), today=clock.today(), now=now)
    typed = {name: getattr(new, name) for name in TYPED}
    check_names_nobody(session, actor, purchase.volunteer_id, **typed, **others)
    return new


def _save(session: Session, actor: Actor, purchase: Purchase, new: NewStage, *, version: int, reason: str) -> Stage:
    stage = queries.find_stage(session, actor, purchase.id, new.stage)
    if stage is None:
        return _first(session, actor, purchase, new)
    values = asdict(new)
    changes = audit.changed_fields(stage, values)
    if not changes:
        return stage
    _check_reason(changes, reason)
    check_names_nobody(session, actor, purchase.volunteer_id, reason=reason)
    stage.recorded_on = max(stage.recorded_on, clock.today())
    audit.correct(
        session,
        actor,
        stage,
        values,
        action="purchase_stage.corrected",
        subject_kind="purchase_stage",
        version=version,
        outlet_id=purchase.outlet_id,
        reason=reason.strip(),
    )
    return stage


def record_checkout(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    new: NewStage,
    checkout: Checkout,
    *,
    version: int = 0,
    purchase_version: int = 0,
    reason: str = "",
) -> Stage:
    """Record what the checkout asked and was told, which stands with the order, together with its stage.

    `purchase_version` is that of the test the form was filled from. After the first signed account what was seen stands
    still, as everywhere. Raises Refusal beside the field to mend (see `check_checkout`); Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    kept = _judged(session, actor, purchase, new, declaration_authorised_by=checkout.declaration_authorised_by)
    if new.state is RecordedState.REACHED:
        rules.check_checkout(new, checkout, purchase.outcome)
        _correct_order(session, actor, purchase, asdict(checkout), version=purchase_version, reason=reason)
    return _save(session, actor, purchase, kept, version=version, reason=reason)


def _correct_order(
    session: Session, actor: Actor, purchase: Purchase, values: Mapping[str, Any], *, version: int, reason: str
) -> None:
    changes = audit.changed_fields(purchase, values)
    if not changes:
        return
    if queries.signed_accounts(session, actor, purchase.id):
        rules.check_frozen(purchase.model_dump(), values)
    _check_reason(changes, reason)
    check_names_nobody(session, actor, purchase.volunteer_id, reason=reason)
    audit.correct(
        session,
        actor,
        purchase,
        values,
        action="purchase.corrected",
        subject_kind="purchase",
        version=version,
        outlet_id=purchase.outlet_id,
        reason=reason.strip(),
    )


def _check_reason(changes: Mapping[str, tuple[Any, Any]], reason: str) -> None:
    before = {name: pair[0] for name, pair in changes.items()}
    if rules.needs_reason(before, {name: pair[1] for name, pair in changes.items()}) and not reason.strip():
        raise Refusal("Say why the record is corrected", "reason")


def _as_kept(new: NewStage) -> NewStage:
    """Return a stage without what does not go with its state: one that was not reached has its reason and no facts."""
    if new.state is RecordedState.NOT_REACHED:
        return NewStage(stage=new.stage, state=new.state, why=new.why.strip(), happened_on=None)
    if new.stage is not StageKind.ADVANCE_NOTICE:
        return replace(new, why="")
    return new


def _first(session: Session, actor: Actor, purchase: Purchase, new: NewStage) -> Stage:
    stage = Stage(
        **asdict(new),
        authority_id=actor.authority_id,
        purchase_id=purchase.id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(stage)
    session.flush()
    audit.record(
        session,
        actor,
        "purchase_stage.recorded",
        "purchase_stage",
        stage.id,
        outlet_id=purchase.outlet_id,
        detail={"reference": purchase.reference, "stage": new.stage.value, "state": new.state.value},
    )
    return stage
