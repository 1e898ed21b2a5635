"""Keeping the register of a session on the day: every line by itself, so that one that is wrong holds none other up."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.database import within
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission
from compliance.training import rules
from compliance.training.models import Attendance
from compliance.training.rules import RegisterLine, RegisterSaved, Result
from compliance.training.services.holding import hold_session
from compliance.training.services.places import record_attendance


def record_register(session: Session, actor: Actor, session_id: UUID, lines: Sequence[RegisterLine]) -> RegisterSaved:
    """Record what the register says of several people of a session, each by itself; return what was saved and what not.

    A line that says what stands already is saved, whoever recorded it: sent twice, nothing is done twice. One that
    somebody else recorded otherwise meanwhile is refused, and theirs stands. Raises Refusal before the session's day,
    and for a cancelled one; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    held = hold_session(session, actor, session_id)
    rules.check_register(session_on=held.on, today=clock.today(), cancelled=held.cancelled_at is not None)
    statement = select(Attendance).where(Attendance.session_id == session_id).order_by(col(Attendance.id))
    statement = within(statement, actor, col(Attendance.authority_id)).execution_options(populate_existing=True)
    places = {place.id: place for place in session.exec(statement)}
    saved: list[UUID] = []
    refused: dict[UUID, Refusal] = {}
    for line in lines:
        place = places.get(line.attendance_id)
        if place is None:
            raise NotFound
        try:
            _record(session, actor, place, line)
        except Refusal as refusal:
            refused[place.id] = refusal
        else:
            saved.append(place.id)
    return RegisterSaved(tuple(saved), refused)


def _record(session: Session, actor: Actor, place: Attendance, line: RegisterLine) -> None:
    stands = Result(place.status, place.minutes, place.mark, place.note)
    if (stands.status, stands.minutes, stands.mark) == (line.result.status, line.result.minutes, line.result.mark):
        return
    if place.version != line.version:
        raise rules.recorded_meanwhile(place.person, stands, line.result)
    with session.begin_nested():
        record_attendance(session, actor, place.id, line.result, version=line.version, reason="")
