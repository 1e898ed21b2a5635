"""Tables of training sessions, invitations and attendance."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.training.rules import AttendanceStatus, CourseKind, Reply, ServedHow


@versioned
class TrainingSession(Owned, table=True):
    """One holding of a course, with what it takes to complete it on that day.

    `course` is its kind, and `course_id` the course of the authority, None where only its kind is known (a past one).
    `access_needs` says which needs the venue meets, such as a step-free entrance.
    """

    __tablename__ = "training_sessions"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.UniqueConstraint("authority_id", "course", "on", "starts_at_time", "venue"),
        sa.CheckConstraint("course <> 'accredited' OR pass_mark IS NOT NULL", name="accredited_has_an_examination"),
        sa.Index("ix_training_sessions_authority", "authority_id", "on", "id"),
        sa.CheckConstraint("minutes > 0", name="takes_time"),
        sa.CheckConstraint("pass_mark IS NULL OR (pass_mark BETWEEN 0 AND 100)", name="pass_mark_percent"),
        sa.CheckConstraint("capacity > 0", name="has_places"),
        sa.CheckConstraint("cancelled_at IS NULL OR cancelled_reason <> ''", name="cancelled_with_a_reason"),
    )
    reference: str = Field(max_length=30)
    course: CourseKind = stored(CourseKind)
    course_id: UUID | None = Field(default=None, foreign_key="training_courses.id", index=True)
    on: date
    starts_at_time: time | None = None
    venue: str = Field(max_length=200)
    venue_address: str = Field(default="", sa_type=sa.Text)
    minutes: int
    pass_mark: int | None = None
    capacity: int
    trainer: str = Field(default="", max_length=120)
    access_needs: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})
    language: str = Field(default="English", max_length=60, sa_column_kwargs={"server_default": "English"})
    cancelled_at: datetime | None = None
    cancelled_reason: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    recorded_at: datetime
    version: int = 1


@versioned
class Invitation(Owned, table=True):
    """An offer of training to whoever operates an outlet, or to a delivery company, and what they answered.

    `letter_id` is the letter in which it was sent (it has no key: letters name invitations).
    """

    __tablename__ = "training_invitations"
    __table_args__ = (
        sa.Index("ix_training_invitations_outlet", "outlet_id", "invited_on", "id"),
        sa.Index("ix_training_invitations_authority", "authority_id", "reply", "replied_on"),
        sa.Index("ix_training_invitations_entity", "entity_id", "invited_on", "id"),
        sa.UniqueConstraint("outlet_id", "course", "invited_on", "served_how"),
        sa.UniqueConstraint("entity_id", "course", "invited_on", "served_how"),
        sa.CheckConstraint("(outlet_id IS NULL) <> (entity_id IS NULL)", name="of_an_outlet_or_an_entity"),
        sa.CheckConstraint("invited_on <= recorded_on", name="not_in_the_future"),
        sa.CheckConstraint("served_on IS NULL OR served_on >= invited_on", name="served_after_invitation"),
        sa.CheckConstraint("reply_by_on IS NULL OR reply_by_on >= invited_on", name="reply_after_invitation"),
        sa.CheckConstraint("replied_on IS NULL OR replied_on >= invited_on", name="replied_after_invitation"),
        sa.CheckConstraint("(reply = 'none') = (replied_on IS NULL)", name="reply_has_its_day"),
    )
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    session_id: UUID | None = Field(default=None, foreign_key="training_sessions.id")
    course: CourseKind = stored(CourseKind)
    invited_on: date
    served_how: ServedHow = stored(ServedHow)
    served_on: date | None = None
    reply_by_on: date | None = None
    returned_on: date | None = None
    reply: Reply = stored(Reply, default=Reply.NONE)
    replied_on: date | None = None
    replied_by: str = Field(default="", max_length=120)
    reply_words: str = Field(default="", sa_type=sa.Text)
    visit_id: UUID | None = Field(default=None, foreign_key="visits.id", index=True)
    letter_id: UUID | None = Field(default=None, index=True)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


@versioned
class Attendance(Owned, table=True):
    """One person's place at a session for an outlet or a delivery company: booked, or waiting; then minutes and mark.

    Who waits moves up in the order of `asked_at`; `asked_on` is the day on which the trader was willing to come.
    `moved_up_at` is when a place came free for somebody who waited: a letter of confirmation is owed from then.
    """

    __tablename__ = "training_attendances"
    __table_args__ = (
        sa.Index("ix_training_attendances_outlet", "outlet_id", "id"),
        sa.Index("ix_training_attendances_session", "session_id", "id"),
        sa.Index("ix_training_attendances_entity", "entity_id", "id"),
        sa.UniqueConstraint("session_id", "outlet_id", "person"),
        sa.UniqueConstraint("session_id", "entity_id", "person"),
        sa.CheckConstraint("(outlet_id IS NULL) <> (entity_id IS NULL)", name="of_an_outlet_or_an_entity"),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name="minutes_in_a_day"),
        sa.CheckConstraint("mark IS NULL OR mark BETWEEN 0 AND 100", name="mark_percent"),
        sa.CheckConstraint(
            "status = 'attended' OR (minutes IS NULL AND mark IS NULL)", name="results_of_those_present"
        ),
    )
    session_id: UUID = Field(foreign_key="training_sessions.id")
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    person: str = Field(max_length=120)
    capacity: str = Field(default="", max_length=120)
    status: AttendanceStatus = stored(AttendanceStatus, default=AttendanceStatus.BOOKED)
    minutes: int | None = None
    mark: int | None = None
    note: str = Field(default="", max_length=500)
    access_needs: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    language: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    asked_at: datetime
    asked_on: date
    moved_up_at: datetime | None = None
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


refuse(
    "training_invitations",
    "training_invitations_after_outlet_opened",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.opened_on > NEW.invited_on)",
    "an invitation cannot be before its outlet existed",
)
refuse(
    "training_attendances",
    "training_attendances_after_the_session",
    ("INSERT", "UPDATE"),
    "NEW.status IN ('attended', 'did_not_attend') AND EXISTS (SELECT 1 FROM training_sessions s "
    'WHERE s.id = NEW.session_id AND s."on" > NEW.recorded_on)',
    "nobody has attended a session that is still to come",
)
refuse(
    "training_attendances",
    "training_attendances_after_outlet_opened",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM training_sessions s, outlets o WHERE s.id = NEW.session_id AND o.id = NEW.outlet_id "
    'AND o.opened_on > s."on")',
    "training cannot be before its outlet existed",
)
refuse(
    "training_attendances",
    "training_attendances_have_a_place",
    ("INSERT", "UPDATE"),
    "NEW.status IN ('booked', 'attended', 'did_not_attend') AND (SELECT count(*) FROM training_attendances a "
    "WHERE a.session_id = NEW.session_id AND a.id <> NEW.id "
    "AND a.status IN ('booked', 'attended', 'did_not_attend')) >= "
    "(SELECT s.capacity FROM training_sessions s WHERE s.id = NEW.session_id)",
    "every place of the session is taken",
    lock="PERFORM 1 FROM training_sessions WHERE id = NEW.session_id FOR UPDATE",
)
refuse(
    "training_invitations",
    "training_invitations_of_the_outlets_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
    "an invitation belongs to the authority of its outlet",
)
refuse(
    "training_attendances",
    "training_attendances_of_the_outlets_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
    "an attendance belongs to the authority of its outlet",
)
refuse(
    "training_attendances",
    "training_attendances_not_at_a_cancelled_session",
    ("INSERT", "UPDATE"),
    "NEW.status NOT IN ('cancelled', 'excused') AND EXISTS (SELECT 1 FROM training_sessions s "
    "WHERE s.id = NEW.session_id AND s.cancelled_at IS NOT NULL)",
    "nobody has a place at a session that is cancelled",
)
refuse(
    "training_invitations",
    "training_invitations_of_the_entitys_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)",
    "an invitation belongs to the authority of its entity",
)
refuse(
    "training_attendances",
    "training_attendances_of_the_entitys_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)",
    "an attendance belongs to the authority of its entity",
)
