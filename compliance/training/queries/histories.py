"""What the record holds of training for outlets and entities, as the rules want it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.permissions import Actor
from compliance.training.models import (
    Attendance,
    Course,
    Invitation,
    Module,
    ModuleCompletion,
    RefusalWithdrawal,
    TrainingSession,
)
from compliance.training.queries.records import as_attended, as_invited
from compliance.training.rules import AskedModule, Attended, Completed, Invited, Withdrawn, completed_courses

Whose = Literal["outlet_id", "entity_id"]
Limit = Callable[[Actor, Any, Any], Any]


@dataclass(slots=True)
class Histories:
    """What the rules want of many outlets or entities, by identifier."""

    invited: dict[UUID, list[Invited]] = field(default_factory=dict)
    attended: dict[UUID, list[Attended]] = field(default_factory=dict)
    withdrawn: dict[UUID, list[Withdrawn]] = field(default_factory=dict)

    @property
    def everybody(self) -> set[UUID]:
        """Everybody of whom something is recorded."""
        return {*self.invited, *self.attended, *self.withdrawn}


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """One person's completing of a module, the module and its course."""

    completion: ModuleCompletion
    module: Module
    course: Course


def read_histories(session: Session, actor: Actor, whose: Whose, limit: Limit) -> Histories:
    """Return what is recorded of training: four queries, and one more where modules were completed.

    `limit` narrows a statement about a table to the rows that are asked for and that the actor may see.
    """
    found = Histories()
    asked = limit(actor, select(Invitation), Invitation)
    for one in session.exec(asked.order_by(col(Invitation.invited_on), col(Invitation.id))):
        found.invited.setdefault(getattr(one, whose), []).append(as_invited(one))
    held = sa.select(Attendance, TrainingSession).join(
        TrainingSession, col(TrainingSession.id) == col(Attendance.session_id)
    )
    ordered = limit(actor, held, Attendance).order_by(col(TrainingSession.on), col(Attendance.id))
    for attendance, training in session.execute(ordered):
        found.attended.setdefault(getattr(attendance, whose), []).append(as_attended(attendance, training))
    lifted = limit(
        actor, select(RefusalWithdrawal).where(col(RefusalWithdrawal.struck_out_at).is_(None)), RefusalWithdrawal
    )
    for row in session.exec(lifted.order_by(col(RefusalWithdrawal.withdrawn_on), col(RefusalWithdrawal.id))):
        one = Withdrawn(row.withdrawn_on, row.reason, row.words)
        found.withdrawn.setdefault(getattr(row, whose), []).append(one)
    _add_modules(session, actor, whose, limit, found)
    return found


def _add_modules(session: Session, actor: Actor, whose: Whose, limit: Limit, found: Histories) -> None:
    statement = limit(
        actor, select(ModuleCompletion).where(col(ModuleCompletion.struck_out_at).is_(None)), ModuleCompletion
    )
    done: dict[UUID, list[Completed]] = {}
    for row in session.exec(statement.order_by(col(ModuleCompletion.completed_on), col(ModuleCompletion.id))):
        done.setdefault(getattr(row, whose), []).append(as_completed(row))
    if not done:
        return
    modules = _modules_of(session, {one.module_id for many in done.values() for one in many})
    for owner_id, theirs in done.items():
        completed = completed_courses(theirs, modules)
        if completed:
            found.attended.setdefault(owner_id, []).extend(completed.values())


def _modules_of(session: Session, module_ids: Iterable[UUID]) -> list[AskedModule]:
    """Return every module of the courses that modules found before belong to."""
    courses = select(Module.course_id).where(col(Module.id).in_(set(module_ids)))
    statement = select(Module).where(col(Module.course_id).in_(courses)).order_by(col(Module.position), col(Module.id))
    return [as_asked(one) for one in session.exec(statement)]


def as_completed(row: ModuleCompletion) -> Completed:
    """Return the completing of a module as the rules want it."""
    return Completed(row.id, row.module_id, row.person, row.completed_on, row.check_passed)


def as_asked(one: Module) -> AskedModule:
    """Return a module as the rules want it."""
    return AskedModule(one.id, one.course_id, one.name, one.asked_from_on, one.asked_to_on)


def list_completions(
    session: Session, actor: Actor, outlet_id: UUID | None = None, *, entity_id: UUID | None = None
) -> list[ModuleRow]:
    """Return the modules that people of an outlet, or of an entity itself, completed, the latest first. One query.

    Those struck out are among them.
    """
    statement = (
        sa.select(ModuleCompletion, Module, Course)
        .join(Module, col(Module.id) == col(ModuleCompletion.module_id))
        .join(Course, col(Course.id) == col(Module.course_id))
        .where(col(ModuleCompletion.outlet_id) == outlet_id, col(ModuleCompletion.entity_id) == entity_id)
        .order_by(col(ModuleCompletion.completed_on).desc(), col(ModuleCompletion.person), col(ModuleCompletion.id))
    )
    rows = session.execute(within(statement, actor, col(ModuleCompletion.authority_id)))
    return [ModuleRow(*row) for row in rows]


def list_withdrawals(
    session: Session, actor: Actor, outlet_id: UUID | None = None, *, entity_id: UUID | None = None
) -> list[RefusalWithdrawal]:
    """Return the refusals that were withdrawn for an outlet or an entity, the latest first, with those struck out."""
    statement = select(RefusalWithdrawal).where(
        RefusalWithdrawal.outlet_id == outlet_id, RefusalWithdrawal.entity_id == entity_id
    )
    statement = within(statement, actor, col(RefusalWithdrawal.authority_id))
    order = (col(RefusalWithdrawal.withdrawn_on).desc(), col(RefusalWithdrawal.id).desc())
    return list(session.exec(statement.order_by(*order)))
