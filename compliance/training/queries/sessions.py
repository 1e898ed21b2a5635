"""Reads of training sessions: the calendar, one with its register, and the places that are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.training.models import Attendance, TrainingSession
from compliance.training.queries.records import as_attended
from compliance.training.rules import AttendanceStatus, CourseKind, passed

PAGE = 25


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a list, with how many places are taken and how many results are still to be recorded."""

    session: TrainingSession
    taken: int
    unrecorded: int

    @property
    def free(self) -> int:
        """How many places are left."""
        return max(0, self.session.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One person on the register of a session, the outlet they come from, and whether they passed."""

    attendance: Attendance
    outlet_name: str
    outlet_where: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Bookable:
    """A session at which a place can be booked."""

    id: UUID
    course: CourseKind
    on: date
    venue: str
    free: int


def get_session(session: Session, actor: Actor, session_id: UUID) -> TrainingSession:
    """Return a session of the actor's authority. Raises NotFound."""
    statement = select(TrainingSession).where(TrainingSession.id == session_id)
    found: TrainingSession | None = session.exec(
        within(statement, actor, col(TrainingSession.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def places_taken(session: Session, actor: Actor, session_id: UUID) -> int:
    """Return how many places of a session are taken: everybody but those excused. One query."""
    statement = (
        select(sa.func.count())
        .select_from(Attendance)
        .where(Attendance.session_id == session_id, Attendance.status != AttendanceStatus.EXCUSED)
    )
    found: int = session.exec(within(statement, actor, col(Attendance.authority_id))).one()
    return found


def list_upcoming(session: Session, actor: Actor, today: date, *, limit: int = PAGE) -> list[SessionRow]:
    """Return the sessions from `today` on, the first first; at most `limit`. One query."""
    statement = _rows().where(col(TrainingSession.on) >= today)
    order = (col(TrainingSession.on), col(TrainingSession.starts_at_time), col(TrainingSession.id))
    return _read(session, actor, statement.order_by(*order).limit(limit))


def list_past(
    session: Session, actor: Actor, today: date, *, before: UUID | None = None, limit: int = PAGE
) -> tuple[list[SessionRow], UUID | None]:
    """Return a page of the sessions before `today`, the latest first, and the session to go on from (None at the end).

    `before` is the session that the page before ended on. Two queries.
    """
    statement = _rows().where(col(TrainingSession.on) < today)
    if before is not None:
        last = get_session(session, actor, before)
        key = sa.tuple_(col(TrainingSession.on), col(TrainingSession.id))
        statement = statement.where(key < sa.tuple_(sa.literal(last.on), sa.literal(last.id, sa.Uuid())))
    order = (col(TrainingSession.on).desc(), col(TrainingSession.id).desc())
    rows = _read(session, actor, statement.order_by(*order).limit(limit + 1))
    return rows[:limit], rows[limit - 1].session.id if len(rows) > limit else None


def _rows() -> Any:
    places = (
        sa.select(
            col(Attendance.session_id),
            sa.func.sum(sa.case((col(Attendance.status) != AttendanceStatus.EXCUSED, 1), else_=0)).label("taken"),
            sa.func.sum(sa.case((col(Attendance.status) == AttendanceStatus.BOOKED, 1), else_=0)).label("unrecorded"),
        )
        .group_by(col(Attendance.session_id))
        .subquery()
    )
    taken, unrecorded = sa.func.coalesce(places.c.taken, 0), sa.func.coalesce(places.c.unrecorded, 0)
    return sa.select(TrainingSession, taken, unrecorded).outerjoin(
        places, places.c.session_id == col(TrainingSession.id)
    )


def _read(session: Session, actor: Actor, statement: Any) -> list[SessionRow]:
    found = session.execute(within(statement, actor, col(TrainingSession.authority_id)))
    return [SessionRow(held, int(taken), int(unrecorded)) for held, taken, unrecorded in found]


def list_bookable(session: Session, actor: Actor, today: date, *, days_back: int = 60) -> list[Bookable]:
    """Return the sessions with a place left, from `days_back` days before `today` on: the coming ones first.

    Past ones are there so that somebody who came without a place can be put on the register. One query.
    """
    since = today - timedelta(days=days_back)
    statement = _rows().where(col(TrainingSession.on) >= since)
    rows = _read(session, actor, statement.order_by(col(TrainingSession.on), col(TrainingSession.id)))
    found = [Bookable(r.session.id, r.session.course, r.session.on, r.session.venue, r.free) for r in rows if r.free]
    past = [one for one in found if one.on < today]
    return [one for one in found if one.on >= today] + past[::-1]


def get_bookable(session: Session, actor: Actor, session_id: UUID) -> Bookable:
    """Return one session as it is offered for booking, full or not. Raises NotFound. Two queries."""
    held = get_session(session, actor, session_id)
    free = max(0, held.capacity - places_taken(session, actor, session_id))
    return Bookable(held.id, held.course, held.on, held.venue, free)


def get_register(session: Session, actor: Actor, held: TrainingSession) -> list[RegisterRow]:
    """Return the register of a session, by name. Two queries whatever its length."""
    statement = select(Attendance).where(Attendance.session_id == held.id)
    statement = within(statement, actor, col(Attendance.authority_id))
    places: Sequence[Attendance] = session.exec(statement.order_by(col(Attendance.person), col(Attendance.id))).all()
    names = retailers.names_of(session, actor, {one.outlet_id for one in places})
    return [
        RegisterRow(
            attendance=one,
            outlet_name=names[one.outlet_id].name,
            outlet_where=names[one.outlet_id].where,
            passed=passed(as_attended(one, held)),
        )
        for one in places
    ]
