"""Reads of the courses that an authority offers, with their modules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.training.models import Course, Module, ModuleCompletion, RefusalWithdrawal


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course, and the modules that it asks for, in order; those that it asked for before are left out."""

    course: Course
    modules: tuple[Module, ...]


def get_course(session: Session, actor: Actor, course_id: UUID) -> Course:
    """Return a course of the actor's authority. Raises NotFound."""
    statement = select(Course).where(Course.id == course_id)
    found: Course | None = session.exec(within(statement, actor, col(Course.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_courses(session: Session, actor: Actor, *, active_only: bool = False) -> list[CourseRow]:
    """Return the courses of the actor's authority, by name, with the modules asked for now. Two queries."""
    statement = within(select(Course), actor, col(Course.authority_id))
    if active_only:
        statement = statement.where(col(Course.is_active))
    courses: Sequence[Course] = session.exec(statement.order_by(col(Course.name), col(Course.id))).all()
    modules: dict[UUID, list[Module]] = {}
    asked = select(Module).where(
        col(Module.course_id).in_([one.id for one in courses]), col(Module.asked_to_on).is_(None)
    )
    for module in session.exec(asked.order_by(col(Module.position), col(Module.id))):
        modules.setdefault(module.course_id, []).append(module)
    return [CourseRow(one, tuple(modules.get(one.id, ()))) for one in courses]


def list_modules(session: Session, actor: Actor, course_id: UUID) -> list[Module]:
    """Return every module of a course of the actor's authority, in order, those not asked for any more too."""
    statement = select(Module).join(Course, col(Course.id) == col(Module.course_id)).where(Course.id == course_id)
    statement = within(statement, actor, col(Course.authority_id))
    return list(session.exec(statement.order_by(col(Module.position), col(Module.id))))


def get_module(session: Session, actor: Actor, module_id: UUID) -> Module:
    """Return a module of a course of the actor's authority. Raises NotFound."""
    statement = select(Module).join(Course, col(Course.id) == col(Module.course_id)).where(Module.id == module_id)
    found: Module | None = session.exec(within(statement, actor, col(Course.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_module_choices(session: Session, actor: Actor, today: date) -> list[tuple[Course, Module]]:
    """Return the modules that can be recorded as completed: of every e-learning course, in order, those of old last."""
    statement = select(Course, Module).join(Module, col(Module.course_id) == col(Course.id))
    statement = within(statement, actor, col(Course.authority_id))
    order = (col(Course.name), col(Course.id), col(Module.position), col(Module.id))
    found = session.exec(statement.order_by(*order)).all()
    return sorted(found, key=lambda row: row[1].asked_to_on is not None and row[1].asked_to_on < today)


def get_completion(session: Session, actor: Actor, completion_id: UUID) -> ModuleCompletion:
    """Return the completing of a module that the actor's authority recorded. Raises NotFound."""
    statement = select(ModuleCompletion).where(ModuleCompletion.id == completion_id)
    found: ModuleCompletion | None = session.exec(
        within(statement, actor, col(ModuleCompletion.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_withdrawal(session: Session, actor: Actor, withdrawal_id: UUID) -> RefusalWithdrawal:
    """Return the withdrawal of a refusal that the actor's authority recorded. Raises NotFound."""
    statement = select(RefusalWithdrawal).where(RefusalWithdrawal.id == withdrawal_id)
    found: RefusalWithdrawal | None = session.exec(
        within(statement, actor, col(RefusalWithdrawal.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
