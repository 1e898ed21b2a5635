"""Adding and correcting the courses that an authority offers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import new_id
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.training import queries, rules
from compliance.training.models import Course, Module
from compliance.training.rules import NewCourse

TAKEN = "There is a course of this name already"


def add_course(session: Session, actor: Actor, new: NewCourse, *, course_id: UUID | None = None) -> Course:
    """Add a course to those that the authority offers, with the modules of e-learning asked for from today.

    `course_id` is the identifier that the form was given: sent twice, the second is the same course and adds nothing.
    Raises Refusal (see `check_course`), and for a name that is taken; Forbidden.
    """
    actor.require(Permission.SET_POLICY)
    there = session.get(Course, course_id) if course_id is not None else None
    if there is not None and there.authority_id == actor.authority_id:
        return there
    rules.check_course(new)
    course = Course(id=course_id or new_id(), authority_id=actor.authority_id, recorded_at=clock.now(), **_values(new))
    try:
        with session.begin_nested():
            session.add(course)
    except IntegrityError as error:
        raise Refusal(TAKEN, "name") from error
    _set_modules(session, course, new.modules, [])
    what = {"name": course.name, "kind": course.kind, "modules": list(new.modules)}
    audit.record(session, actor, "course.added", "course", course.id, detail=what)
    return course


def correct_course(
    session: Session, actor: Actor, course_id: UUID, new: NewCourse, *, version: int, reason: str
) -> Course:
    """Change a course; a module taken away is asked for until yesterday, one added from today. Sessions stay as held.

    Raises Refusal (see `check_course`), for a blank reason, a name that is taken, or a change by somebody else since
    `version`; NotFound; Forbidden.
    """
    actor.require(Permission.SET_POLICY)
    if not reason.strip():
        raise Refusal("Enter why you change this course", "reason")
    course = queries.get_course(session, actor, course_id)
    rules.check_course(new, kind_before=course.kind)
    audit.check_version(course, version, "course")
    modules = queries.list_modules(session, actor, course_id)
    before = [one.name for one in modules if one.asked_to_on is None]
    changes = audit.changed_fields(course, _values(new))
    if before != list(new.modules):
        changes["modules"] = (before, list(new.modules))
    if not changes:
        return course
    try:
        with session.begin_nested():
            for name, value in _values(new).items():
                setattr(course, name, value)
            session.add(course)
    except IntegrityError as error:
        raise Refusal(TAKEN, "name") from error
    _set_modules(session, course, new.modules, modules)
    audit.record(session, actor, "course.corrected", "course", course.id, reason=reason.strip(), changes=changes)
    return course


def _values(new: NewCourse) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewCourse.__dataclass_fields__ if name != "modules"}


def _set_modules(session: Session, course: Course, names: Sequence[str], there: Sequence[Module]) -> None:
    """Have a course ask for just these modules from today on: what was asked for before stays on record."""
    today = clock.today()
    known = {one.name.casefold(): one for one in there}
    for position, name in enumerate(names, start=1):
        module = known.pop(name.casefold(), None)
        if module is None:
            module = Module(course_id=course.id, position=position, name=name, asked_from_on=today)
        module.position, module.name, module.asked_to_on = position, name, None
        session.add(module)
    for module in known.values():
        if module.asked_to_on is None:
            module.asked_to_on = max(module.asked_from_on, today - timedelta(days=1))
            session.add(module)
    session.flush()
