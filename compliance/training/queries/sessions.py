"""Reads of training sessions: the calendar, one with its register, and the places that are left."""

from collections.abc import Iterable, Sequence
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
from compliance.training.rules import TAKES_A_PLACE, AttendanceStatus, CourseKind, SessionFilter, SessionState, passed

PAGE = 25


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a list: how many places are taken, how many results are still to be recorded, how many wait."""

    session: TrainingSession
    taken: int
    unrecorded: int
    waiting: int = 0

    @property
    def free(self) -> int:
        """How many places are left."""
        return max(0, self.session.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One person on the register of a session, whom they come for, and whether they passed.

    `outlet_name` and `outlet_where` are those of the outlet, or the name of the delivery company and "". `queue` is
    their number on the waiting list, None for who does not wait.
    """

    attendance: Attendance
    outlet_name: str
    outlet_where: str
    passed: bool
    queue: int | None = None


@dataclass(frozen=True, slots=True)
class Bookable:
    """A session at which a place can be booked, or waited for where `free` is 0."""

    id: UUID
    course: CourseKind
    on: date
    venue: str
    free: int
    waiting: int = 0
    language: str = ""
    is_cancelled: bool = False


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
    """Return how many places of a session are taken: by those booked, there, or absent without a word. One query."""
    statement = (
        select(sa.func.count())
        .select_from(Attendance)
        .where(Attendance.session_id == session_id, col(Attendance.status).in_(TAKES_A_PLACE))
    )
    found: int = session.exec(within(statement, actor, col(Attendance.authority_id))).one()
    return found


def list_queue(session: Session, actor: Actor, session_id: UUID) -> list[Attendance]:
    """Return who waits for a place at a session, whoever asked first first. One query."""
    statement = select(Attendance).where(
        Attendance.session_id == session_id, Attendance.status == AttendanceStatus.WAITING
    )
    statement = within(statement, actor, col(Attendance.authority_id))
    return list(session.exec(statement.order_by(col(Attendance.asked_at), col(Attendance.id))))


def number_in_queue(session: Session, actor: Actor, place: Attendance) -> int | None:
    """Return the number of a place on the waiting list of its session, from 1, or None when it does not wait."""
    waiting = [one.id for one in list_queue(session, actor, place.session_id)]
    return waiting.index(place.id) + 1 if place.id in waiting else None


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


def list_between(
    session: Session, actor: Actor, first: date, last: date | None = None, *, course: CourseKind | None = None
) -> list[SessionRow]:
    """Return the sessions from one day to another, both inclusive (None: no end), in their order. One query.

    Cancelled ones are among them; `course` leaves all others out.
    """
    statement = _rows().where(col(TrainingSession.on) >= first)
    if last is not None:
        statement = statement.where(col(TrainingSession.on) <= last)
    if course is not None:
        statement = statement.where(col(TrainingSession.course) == course)
    order = (col(TrainingSession.on), col(TrainingSession.starts_at_time), col(TrainingSession.id))
    return _read(session, actor, statement.order_by(*order))


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A page of a list of sessions, and the sessions to go on from and back to (None at an end)."""

    rows: list[SessionRow]
    after: UUID | None
    before: UUID | None


def list_sessions(
    session: Session,
    actor: Actor,
    wanted: SessionFilter,
    today: date,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int | None = PAGE,
) -> SessionPage:
    """Return a page of the sessions asked for, the latest first; all of them with `limit` None.

    `after` or `before` is the session that the page before or after ends on. Two queries at most.
    """
    statement = _filtered(_rows(), wanted, today)
    key = sa.tuple_(col(TrainingSession.on), col(TrainingSession.id))
    end_on = after or before
    if end_on is not None:
        last = get_session(session, actor, end_on)
        there = sa.tuple_(sa.literal(last.on), sa.literal(last.id, sa.Uuid()))
        statement = statement.where(key < there if after else key > there)
    order = [col(TrainingSession.on), col(TrainingSession.id)]
    statement = statement.order_by(*(order if before else [one.desc() for one in order]))
    rows = _read(session, actor, statement.limit(limit + 1) if limit else statement)
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if limit else rows
    if before:
        rows.reverse()
    first, end = (rows[0].session.id, rows[-1].session.id) if rows else (None, None)
    return SessionPage(rows, end if more or before else None, first if after or (before and more) else None)


def count_sessions(session: Session, actor: Actor, wanted: SessionFilter, today: date) -> int:
    """Return how many sessions there are of those asked for. One query."""
    statement = within(_filtered(_rows(), wanted, today), actor, col(TrainingSession.authority_id))
    return session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0


def list_venues(session: Session, actor: Actor) -> tuple[list[str], list[str]]:
    """Return the venues and the languages of the actor's authority's sessions, by name. Two queries."""
    found = []
    for column in (col(TrainingSession.venue), col(TrainingSession.language)):
        statement = within(select(column).distinct(), actor, col(TrainingSession.authority_id))
        found.append(list(session.exec(statement.order_by(column))))
    return found[0], found[1]


def _filtered(statement: Any, wanted: SessionFilter, today: date) -> Any:
    held, counts = TrainingSession, list(statement.selected_columns)[-3:]
    taken, unrecorded, _waiting = counts
    conditions = [
        (wanted.course, col(held.course) == wanted.course),
        (wanted.venue, col(held.venue) == wanted.venue),
        (wanted.language, col(held.language) == wanted.language),
        (wanted.since, col(held.on) >= (wanted.since or date.min)),
        (wanted.until, col(held.on) <= (wanted.until or date.max)),
    ]
    stands, coming = col(held.cancelled_at).is_(None), col(held.on) >= today
    states = {
        SessionState.COMING: (stands, coming),
        SessionState.WITH_PLACES: (stands, coming, taken < col(held.capacity)),
        SessionState.FULL: (stands, coming, taken >= col(held.capacity)),
        SessionState.TO_RECORD: (stands, col(held.on) < today, unrecorded > 0),
        SessionState.PAST: (stands, col(held.on) < today),
        SessionState.CANCELLED: (~stands,),
    }
    found = [condition for asked, condition in conditions if asked]
    return statement.where(*found, *(states[wanted.state] if wanted.state else ()))


def _rows() -> Any:
    places = (
        sa.select(
            col(Attendance.session_id),
            _count(col(Attendance.status).in_(TAKES_A_PLACE), "taken"),
            _count(col(Attendance.status) == AttendanceStatus.BOOKED, "unrecorded"),
            _count(col(Attendance.status) == AttendanceStatus.WAITING, "waiting"),
        )
        .group_by(col(Attendance.session_id))
        .subquery()
    )
    counts = [sa.func.coalesce(places.c[name], 0) for name in ("taken", "unrecorded", "waiting")]
    return sa.select(TrainingSession, *counts).outerjoin(places, places.c.session_id == col(TrainingSession.id))


def _count(condition: Any, name: str) -> Any:
    return sa.func.sum(sa.case((condition, 1), else_=0)).label(name)


def _read(session: Session, actor: Actor, statement: Any) -> list[SessionRow]:
    found = session.execute(within(statement, actor, col(TrainingSession.authority_id)))
    return [SessionRow(held, *(int(count) for count in counts)) for held, *counts in found]


def list_bookable(
    session: Session, actor: Actor, today: date, *, days_back: int = 60, with_full: bool = False
) -> list[Bookable]:
    """Return the sessions with a place left, from `days_back` days before `today` on: the coming ones first.

    Past ones are there so that somebody who came without a place can be put on the register; with `with_full`, coming
    ones that are full too, for their waiting list. None that is cancelled. One query.
    """
    since = today - timedelta(days=days_back)
    statement = _rows().where(col(TrainingSession.on) >= since, col(TrainingSession.cancelled_at).is_(None))
    rows = _read(session, actor, statement.order_by(col(TrainingSession.on), col(TrainingSession.id)))
    found = [
        _bookable(row.session, row.free, row.waiting)
        for row in rows
        if row.free or (with_full and row.session.on >= today)
    ]
    past = [one for one in found if one.on < today]
    return [one for one in found if one.on >= today] + past[::-1]


def get_bookable(session: Session, actor: Actor, session_id: UUID) -> Bookable:
    """Return one session as it is offered for booking, full or not. Raises NotFound. Three queries."""
    held = get_session(session, actor, session_id)
    free = max(0, held.capacity - places_taken(session, actor, session_id))
    return _bookable(held, free, len(list_queue(session, actor, session_id)))


def _bookable(held: TrainingSession, free: int, waiting: int) -> Bookable:
    return Bookable(
        id=held.id,
        course=held.course,
        on=held.on,
        venue=held.venue,
        free=free,
        waiting=waiting,
        language=held.language,
        is_cancelled=held.cancelled_at is not None,
    )


def get_register(session: Session, actor: Actor, held: TrainingSession) -> list[RegisterRow]:
    """Return the register of a session, by name. Three queries at most, whatever its length."""
    statement = select(Attendance).where(Attendance.session_id == held.id)
    statement = within(statement, actor, col(Attendance.authority_id))
    places: Sequence[Attendance] = session.exec(statement.order_by(col(Attendance.person), col(Attendance.id))).all()
    queue = sorted((one for one in places if one.status is AttendanceStatus.WAITING), key=lambda p: (p.asked_at, p.id))
    numbers = {one.id: number for number, one in enumerate(queue, start=1)}
    names = owner_names(session, actor, places)
    return [
        RegisterRow(
            attendance=one,
            outlet_name=names[one.id][0],
            outlet_where=names[one.id][1],
            passed=passed(as_attended(one, held)),
            queue=numbers.get(one.id),
        )
        for one in places
    ]


def owner_names(session: Session, actor: Actor, places: Iterable[Attendance]) -> dict[UUID, tuple[str, str]]:
    """Return whom each place is for, by the place: the name and where it is, or a delivery company's name and "".

    Two queries at most.
    """
    found = list(places)
    outlets = retailers.names_of(session, actor, {one.outlet_id for one in found if one.outlet_id})
    entities = retailers.entity_names(session, actor, {one.entity_id for one in found if one.entity_id})
    named: dict[UUID, tuple[str, str]] = {}
    for one in found:
        if one.outlet_id is not None:
            named[one.id] = outlets[one.outlet_id].name, outlets[one.outlet_id].where
        elif one.entity_id is not None:
            named[one.id] = entities[one.entity_id], ""
    return named
