"""Which outlets are trained, as a condition for a list: what `rules.standing` says, in SQL."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from compliance.database import within
from compliance.dates import months_before
from compliance.permissions import Actor
from compliance.retailers.queries.hands import in_same_hands
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import AttendanceStatus, CourseKind, Policy, refresh_due_on


def trained_on(actor: Actor, day: date, policy: Policy | None = None) -> Callable[[Any], Any]:
    """Return the condition that somebody of an outlet of the actor's own authority holds a pass on `day`.

    Given the column of the outlet's identifier. A pass of the course that the policy asks for, by `day`, whose refresh
    is not overdue, and since which the outlet did not pass into other hands.
    """
    policy = policy or Policy()
    minutes = sa.func.coalesce(col(Attendance.minutes), 0)
    no_mark = sa.and_(col(TrainingSession.pass_mark).is_(None), col(TrainingSession.course) != CourseKind.ACCREDITED)
    statement = (
        sa.select(col(Attendance.outlet_id))
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(
            col(TrainingSession.course) == policy.course,
            col(TrainingSession.on) <= day,
            col(TrainingSession.on) >= _first_day(day, policy),
            col(Attendance.status) == AttendanceStatus.ATTENDED,
            minutes >= col(TrainingSession.minutes),
            sa.or_(no_mark, col(Attendance.mark) >= col(TrainingSession.pass_mark)),
            in_same_hands(col(Attendance.outlet_id), col(TrainingSession.on), day),
        )
    )
    statement = within(statement, actor, col(Attendance.authority_id))
    return lambda outlet_id: outlet_id.in_(statement)


def _first_day(day: date, policy: Policy) -> date:
    """Return the first day of which a pass still holds on `day`: no engine counts months."""
    first = months_before(day, policy.refresh_months) - timedelta(days=3)
    while refresh_due_on(first, policy) < day:
        first += timedelta(days=1)
    return first
