"""Recording who completed which module of e-learning, and striking out what was a mistake."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.audit import services as audit
from compliance.database import within
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules
from compliance.training.models import ModuleCompletion
from compliance.training.queries.histories import as_asked, as_completed
from compliance.training.rules import NewCompletion


def record_completion(session: Session, actor: Actor, outlet_id: UUID, new: NewCompletion) -> ModuleCompletion:
    """Record that somebody of an outlet completed a module, and whether they passed its knowledge check.

    When it is the last module of the course that they had to pass, the course is completed on that day. Sent twice, the
    second is refused: a person completes a module once a day. Refusal (see `check_completion`); NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    rules.check_completion(new, today=clock.today(), opened_on=outlet.opened_on)
    return _record(session, actor, new, outlet_id=outlet.id)


def record_entity_completion(session: Session, actor: Actor, entity_id: UUID, new: NewCompletion) -> ModuleCompletion:
    """Record that somebody of an entity itself, such as a delivery company, completed a module."""
    actor.require(Permission.RECORD_TRAINING)
    entity = retailers.get_entity(session, actor, entity_id)
    rules.check_completion(new, today=clock.today(), opened_on=None)
    return _record(session, actor, new, entity_id=entity.id)


def _record(
    session: Session,
    actor: Actor,
    new: NewCompletion,
    *,
    outlet_id: UUID | None = None,
    entity_id: UUID | None = None,
) -> ModuleCompletion:
    module = queries.get_module(session, actor, new.module_id)
    if module.asked_from_on > new.completed_on:
        raise Refusal("The course did not have this module yet on that day", "completed_on")
    row = ModuleCompletion(
        authority_id=actor.authority_id,
        outlet_id=outlet_id,
        entity_id=entity_id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
        **asdict(new),
    )
    theirs = _of_person(session, actor, row, module.course_id)
    if any(one.module_id == row.module_id and one.completed_on == row.completed_on for one in theirs):
        raise Refusal(f"{new.person} completed this module on that day already", "person")
    session.add(row)
    session.flush()
    _mark(session, actor, row, module.course_id)
    what = {"module": module.name, "person": new.person, "on": new.completed_on, "check_passed": new.check_passed}
    audit.record(session, actor, "completion.recorded", "completion", row.id, outlet_id=outlet_id, detail=what)
    return row


def strike_out_completion(session: Session, actor: Actor, completion_id: UUID, *, reason: str) -> ModuleCompletion:
    """Strike out a completed module that was recorded by mistake. It stays on record.

    Raises Refusal without a reason, or for one struck out already; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    row = queries.get_completion(session, actor, completion_id)
    session.refresh(row, with_for_update=True)
    if row.struck_out_at is not None:
        raise Refusal("This module is struck out already")
    if not reason.strip():
        raise Refusal("Enter why the module is struck out", "reason")
    row.struck_out_at, row.struck_out_reason, row.completes_course = clock.now(), reason.strip(), False
    session.add(row)
    session.flush()
    _mark(session, actor, row, queries.get_module(session, actor, row.module_id).course_id)
    what = {"person": row.person, "on": row.completed_on}
    audit.record(
        session,
        actor,
        "completion.struck_out",
        "completion",
        row.id,
        outlet_id=row.outlet_id,
        reason=row.struck_out_reason,
        detail=what,
    )
    return row


def _of_person(session: Session, actor: Actor, row: ModuleCompletion, course_id: UUID) -> list[ModuleCompletion]:
    """Return what the person of a row has completed of a course, but for what was struck out."""
    modules = {one.id for one in queries.list_modules(session, actor, course_id)}
    statement = select(ModuleCompletion).where(
        ModuleCompletion.outlet_id == row.outlet_id,
        ModuleCompletion.entity_id == row.entity_id,
        col(ModuleCompletion.module_id).in_(modules),
        col(ModuleCompletion.struck_out_at).is_(None),
    )
    found = session.exec(within(statement, actor, col(ModuleCompletion.authority_id)))
    return [one for one in found if one.person.casefold() == row.person.casefold()]


def _mark(session: Session, actor: Actor, row: ModuleCompletion, course_id: UUID) -> None:
    """Say anew with which modules the person of a row completed the course."""
    theirs = _of_person(session, actor, row, course_id)
    modules = [as_asked(one) for one in queries.list_modules(session, actor, course_id)]
    completing = rules.completed_courses([as_completed(one) for one in theirs], modules)
    for one in theirs:
        one.completes_course = one.id in completing
        session.add(one)
    session.flush()
