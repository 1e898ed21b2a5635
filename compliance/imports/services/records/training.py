"""Bring in past attendance at training, and the sessions that are not on record yet."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock
from compliance.database import within
from compliance.imports.rules.records import PastAttendance, Person, read_attendance
from compliance.imports.services.records.records import Brought, Identity, RecordKind
from compliance.permissions import Actor, Permission
from compliance.retailers.queries import OutletFacts
from compliance.training import queries as places
from compliance.training import rules
from compliance.training import services as training
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import AttendanceStatus, NewPlace

_SITTING = (
    col(TrainingSession.course),
    col(TrainingSession.on),
    col(TrainingSession.starts_at_time),
    col(TrainingSession.venue),
)


def _identity(
    session: Session, actor: Actor, _people: Sequence[Person], past: PastAttendance, outlet: OutletFacts
) -> Identity:
    held = _find_session(session, actor, past)
    free = 1
    if held is not None and past.result.status is not AttendanceStatus.EXCUSED:
        free = held.capacity - places.places_taken(session, actor, held.id)
    rules.check_session(past.held)
    rules.check_place(free=free, session_on=past.held.on, opened_on=outlet.opened_on)
    rules.check_result(past.result, session_on=past.held.on, today=clock.today(), free=free)
    return _told(outlet.outlet_id, past.person.casefold(), *past.sitting)


def _told(*parts: Any) -> Identity:
    return tuple(str(part or "") for part in parts)


def _recorded(session: Session, actor: Actor, outlet_ids: Collection[UUID]) -> set[Identity]:
    statement = (
        sa.select(col(Attendance.outlet_id), col(Attendance.person), *_SITTING)
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(col(Attendance.outlet_id).in_(outlet_ids))
    )
    rows = session.execute(within(statement, actor, col(Attendance.authority_id)))
    return {_told(row[0], row[1].casefold(), *row[2:]) for row in rows}


def _find_session(session: Session, actor: Actor, past: PastAttendance) -> TrainingSession | None:
    statement = sa.select(TrainingSession).where(
        *(column == said for column, said in zip(_SITTING, past.sitting, strict=True))
    )
    found: TrainingSession | None = session.scalars(within(statement, actor, col(TrainingSession.authority_id))).first()
    return found


def _begin(rows: Sequence[PastAttendance]) -> Counter[Any]:
    """Return how many places each session needs."""
    return Counter(past.sitting for past in rows if past.result.status is not AttendanceStatus.EXCUSED)


def _write(
    session: Session, actor: Actor, brought: Brought, past: PastAttendance, outlet_id: UUID, record_id: UUID
) -> dict[str, Any]:
    """Record a place and what came of it, at the session on record or at one that is added for it.

    Returns what undoing needs: the session that was added.
    """
    held = _find_session(session, actor, past)
    kept: dict[str, Any] = {}
    if held is None:
        places_needed = max(1, brought.begun[past.sitting])
        held = training.add_session(session, actor, replace(past.held, capacity=places_needed))
        kept["session_id"] = str(held.id)
    training.bring_in_attendance(
        session,
        actor,
        held.id,
        outlet_id,
        NewPlace(past.person, past.capacity),
        past.result,
        attendance_id=record_id,
        brought_in=brought.reference,
    )
    return kept


def _restored(session: Session, rows: Sequence[Any]) -> None:
    """Take away the sessions that the import added, unless somebody else has a place there now."""
    added = [UUID(row.restore["session_id"]) for row in rows if row.restore and "session_id" in row.restore]
    taken = sa.select(col(Attendance.session_id)).where(col(Attendance.session_id).in_(added))
    session.execute(
        sa.delete(TrainingSession).where(col(TrainingSession.id).in_(added), col(TrainingSession.id).not_in(taken))
    )


TRAINING: RecordKind[PastAttendance] = RecordKind(
    permission=Permission.RECORD_TRAINING,
    table=sa.inspect(Attendance).local_table,
    read=read_attendance,
    which=lambda past: past.which,
    day=lambda past: past.held.on,
    identity=_identity,
    recorded=_recorded,
    write=_write,
    begin=_begin,
    restored=_restored,
)
