"""Planning an operation, and correcting its plan."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import next_reference
from compliance.errors import Refusal
from compliance.operations import queries, rules
from compliance.operations.models import Operation
from compliance.operations.rules import Plan, Weights
from compliance.permissions import Actor, Permission
from compliance.volunteers import services as volunteers
from compliance.volunteers.models import Volunteer
from compliance.volunteers.rules import check_code


def plan_operation(
    session: Session, actor: Actor, partner_id: UUID, plan: Plan, weights: Weights | None = None
) -> Operation:
    """Plan an operation that tests outlets of `partner_id`, and return it. `weights` None are the defaults.

    The partner is an authority of a police planner's force area, or the planner's own borough. Raises Refusal, beside
    the field to mend, for a plan that cannot be carried out, a volunteer who is unknown, retired or 18 by the last day
    (CJA 1988 s.141A), or an operation of the same name and first day; Forbidden.
    """
    actor.require(Permission.PLAN_OPERATION)
    rules.check_partner(partner_id, own=actor.authority_id, area=actor.area)
    weights = weights or Weights()
    rules.check_weights(weights)
    values = _values(session, actor, partner_id, plan)
    _check_unique(session, actor, partner_id, plan)
    operation = Operation(
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "OP", plan.starts_on.year),
        partner_id=partner_id,
        weights=asdict(weights),
        planned_by_id=actor.officer_id,
        recorded_at=clock.now(),
        **values,
    )
    session.add(operation)
    session.flush()
    audit.record(
        session,
        actor,
        "operation.planned",
        "operation",
        operation.id,
        detail={"reference": operation.reference, "partner_id": partner_id, "purpose": plan.purpose},
    )
    return operation


def correct_operation(
    session: Session, actor: Actor, operation_id: UUID, plan: Plan, *, version: int, reason: str
) -> Operation:
    """Change the plan of an operation of the actor's own authority, keeping what it said before in the audit.

    `version` is the one the form was filled in from. The purpose is fixed once there is a result, and the days must
    keep every day with one. Raises Refusal as `plan_operation` does, or without a reason, or when somebody else has
    changed it since; Forbidden; NotFound.
    """
    actor.require(Permission.PLAN_OPERATION)
    operation = queries.get_own_operation(session, actor, operation_id)
    if not reason.strip():
        raise Refusal("Say why the plan is changed", "reason")
    results = queries.read_results(session, operation)
    had_one = int(operation.first_result_at is not None)
    rules.check_purpose_fixed(operation.purpose, plan.purpose, results=results.count or had_one)
    rules.check_plan(plan)
    rules.check_days_hold_results(plan.starts_on, plan.ends_on, results.first_on, results.last_on)
    values = _values(session, actor, operation.partner_id, plan)
    _check_unique(session, actor, operation.partner_id, plan, besides=operation.id)
    audit.correct(
        session,
        actor,
        operation,
        values,
        action="operation.corrected",
        subject_kind="operation",
        version=version,
        reason=reason.strip(),
    )
    return operation


def set_weights(session: Session, actor: Actor, operation_id: UUID, weights: Weights, *, version: int) -> Operation:
    """Change the weights by which the list is scored from now on; targets keep the score they had when chosen.

    Raises Refusal beside the weight that is out of range, or when somebody else has changed the operation since;
    Forbidden; NotFound.
    """
    actor.require(Permission.PLAN_OPERATION)
    operation = queries.get_own_operation(session, actor, operation_id)
    rules.check_weights(weights)
    audit.correct(
        session,
        actor,
        operation,
        {"weights": asdict(weights)},
        action="operation.weighted",
        subject_kind="operation",
        version=version,
    )
    return operation


def note_result(session: Session, operation_id: UUID) -> None:
    """Keep when the first purchase was recorded against an operation: its purpose is fixed from then on.

    For the service that records purchases and has found the operation to be shared with the actor. Later results
    change nothing, and neither does this the version that a planner's form was filled in from.
    """
    operation = session.get_one(Operation, operation_id)
    session.execute(
        sa.update(Operation)
        .where(col(Operation.id) == operation_id, col(Operation.first_result_at).is_(None))
        .values(first_result_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    session.refresh(operation, ["first_result_at"])


def _values(session: Session, actor: Actor, partner_id: UUID, plan: Plan) -> dict[str, Any]:
    """Return the columns that a plan fills, once it and its volunteer have been judged."""
    rules.check_plan(plan)
    volunteer_id, code = _volunteer(session, actor, partner_id, plan)
    values = asdict(plan) | {"volunteer_id": volunteer_id, "volunteer_code": code}
    del values["volunteer_lent"]
    return values


def _volunteer(session: Session, actor: Actor, partner_id: UUID, plan: Plan) -> tuple[UUID | None, str | None]:
    if not plan.volunteer_code:
        return None, None
    code = check_code(plan.volunteer_code, "volunteer_code")
    lent = _lent(session, partner_id, code) if plan.volunteer_lent and partner_id != actor.authority_id else None
    volunteer_id, years, _months = volunteers.age_on(session, actor, code, plan.ends_on, lent=lent)
    rules.check_volunteer_age(code, years)
    return volunteer_id, code


def _lent(session: Session, partner_id: UUID, code: str) -> Volunteer:
    """Return the partner's volunteer with this code, of whom nothing but the age on a day is asked."""
    statement = select(Volunteer).where(Volunteer.authority_id == partner_id, Volunteer.code == code)
    found = session.exec(statement).one_or_none()
    if found is None:
        name = accounts.get_authority(session, partner_id).name
        raise Refusal(f"There is no volunteer {code} in the vault of {name}. Check the code", "volunteer_code")
    return found


def _check_unique(session: Session, actor: Actor, partner_id: UUID, plan: Plan, besides: UUID | None = None) -> None:
    same = session.exec(
        select(Operation).where(
            Operation.authority_id == actor.authority_id,
            Operation.partner_id == partner_id,
            Operation.name == plan.name,
            Operation.starts_on == plan.starts_on,
            col(Operation.id) != besides if besides else col(Operation.id).is_not(None),
        )
    ).one_or_none()
    if same is not None:
        raise Refusal(
            f"{same.reference} has this name and starts on this day. It may be the same operation: give this one "
            "another name if it is not",
            "name",
        )
