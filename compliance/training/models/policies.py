"""Table of what an authority asks for in training, from a day on."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored
from compliance.training.rules import CourseKind


class TrainingPolicy(Owned, table=True):
    """What counts as trained and as refused, from a day on. Read as `rules.Policy`: the latest by a day holds."""

    __tablename__ = "training_policies"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "in_force_from"),
        sa.CheckConstraint("refresh_months BETWEEN 1 AND 120", name="refresh_in_months"),
        sa.CheckConstraint("unanswered BETWEEN 1 AND 10", name="needs_an_invitation"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="takes_time"),
        sa.CheckConstraint("reply_days BETWEEN 1 AND 365", name="reply_in_days"),
        sa.CheckConstraint("remind_days_before BETWEEN 0 AND 365", name="remind_in_days"),
        sa.CheckConstraint("refresh_notice_days BETWEEN 0 AND 365", name="notice_in_days"),
    )
    in_force_from: date
    course: CourseKind = stored(CourseKind)
    refresh_months: int
    unanswered: int
    minutes: int
    reply_days: int
    remind_days_before: int
    refresh_notice_days: int
    reason: str = Field(sa_type=sa.Text)
    set_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    set_at: datetime


refuse(
    "training_policies",
    "training_policies_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a policy stays as it was set; set another from a later day",
)
