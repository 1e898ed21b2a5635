"""Reads of who lost their place because the session was cancelled, and has no other yet."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from compliance.database import within
from compliance.permissions import Actor
from compliance.training.models import Attendance, TrainingSession
from compliance.training.queries.sessions import owner_names
from compliance.training.rules import AttendanceStatus


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Somebody whose session was cancelled and who has no place at another session of the course since."""

    attendance: Attendance
    session: TrainingSession
    name: str
    where: str


def list_awaiting(session: Session, actor: Actor) -> list[Awaiting]:
    """Return who awaits another place since their session was cancelled, whoever had asked first first.

    The order in which they had asked for the place they lost is kept. Three queries at most.
    """
    again, later = aliased(Attendance), aliased(TrainingSession)
    rebooked = (
        sa.exists()
        .where(
            col(again.session_id) == col(later.id),
            col(later.course) == col(TrainingSession.course),
            sa.func.lower(col(again.person)) == sa.func.lower(col(Attendance.person)),
            sa.or_(
                col(again.outlet_id) == col(Attendance.outlet_id), col(again.entity_id) == col(Attendance.entity_id)
            ),
            col(again.asked_at) > col(TrainingSession.cancelled_at),
        )
        .correlate(Attendance, TrainingSession)
    )
    statement = (
        sa.select(Attendance, TrainingSession)
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(
            col(Attendance.status) == AttendanceStatus.CANCELLED,
            col(TrainingSession.cancelled_at).is_not(None),
            ~rebooked,
        )
        .order_by(col(Attendance.asked_at), col(Attendance.id))
    )
    rows = session.execute(within(statement, actor, col(Attendance.authority_id))).all()
    names = owner_names(session, actor, [place for place, _held in rows])
    return [Awaiting(place, held, *names[place.id]) for place, held in rows]
