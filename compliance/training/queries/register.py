"""Reads around the day of a session: who is to be reminded of it."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.permissions import Actor
from compliance.training.models import Attendance, TrainingSession
from compliance.training.queries.policies import policy_on
from compliance.training.rules import AttendanceStatus, CourseKind


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """A booked place at a session that is near enough for a reminder."""

    attendance_id: UUID
    session_id: UUID
    outlet_id: UUID | None
    entity_id: UUID | None
    person: str
    course: CourseKind
    on: date
    starts_at_time: time | None
    venue: str


def list_reminders_due(session: Session, actor: Actor, today: date) -> list[ReminderDue]:
    """Return the places booked at sessions within the policy's days before, today's included; the first session first.

    Whether a letter of reminder was written already is for the letters to say. Two queries.
    """
    last = today + timedelta(days=policy_on(session, actor, today).remind_days_before)
    statement = (
        sa.select(Attendance, TrainingSession)
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(
            col(Attendance.status) == AttendanceStatus.BOOKED,
            col(TrainingSession.on).between(today, last),
            col(TrainingSession.cancelled_at).is_(None),
        )
        .order_by(col(TrainingSession.on), col(TrainingSession.id), col(Attendance.person), col(Attendance.id))
    )
    found = session.execute(within(statement, actor, col(Attendance.authority_id)))
    return [
        ReminderDue(
            attendance_id=place.id,
            session_id=held.id,
            outlet_id=place.outlet_id,
            entity_id=place.entity_id,
            person=place.person,
            course=held.course,
            on=held.on,
            starts_at_time=held.starts_at_time,
            venue=held.venue,
        )
        for place, held in found
    ]
