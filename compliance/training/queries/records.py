"""Reads of the invitations and places of an outlet or of a delivery company, and their part of a timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.retailers.rules import TimelineEntry
from compliance.training.models import Attendance, Invitation, TrainingSession
from compliance.training.rules import (
    ATTENDANCE_COLOURS,
    ATTENDANCE_LABELS,
    COURSE_NAMES,
    REPLY_COLOURS,
    REPLY_LABELS,
    SERVED_LABELS,
    AttendanceStatus,
    Attended,
    Invited,
    Reply,
    passed,
)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation, and the session it names if any."""

    invitation: Invitation
    session: TrainingSession | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One person's place for an outlet, the session it is at, and whether it was passed."""

    attendance: Attendance
    session: TrainingSession
    passed: bool


def get_invitation(session: Session, actor: Actor, invitation_id: UUID) -> Invitation:
    """Return an invitation of the actor's authority. Raises NotFound."""
    statement = select(Invitation).where(Invitation.id == invitation_id)
    found: Invitation | None = session.exec(within(statement, actor, col(Invitation.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_attendance(session: Session, actor: Actor, attendance_id: UUID) -> Attendance:
    """Return one person's place at a session of the actor's authority. Raises NotFound."""
    statement = select(Attendance).where(Attendance.id == attendance_id)
    found: Attendance | None = session.exec(within(statement, actor, col(Attendance.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_invitations(
    session: Session, actor: Actor, outlet_id: UUID | None = None, *, entity_id: UUID | None = None
) -> list[InvitationRow]:
    """Return the invitations of an outlet, or of an entity itself, the latest first. One query."""
    statement = (
        select(Invitation, TrainingSession)
        .outerjoin(TrainingSession, col(TrainingSession.id) == col(Invitation.session_id))
        .where(Invitation.outlet_id == outlet_id, Invitation.entity_id == entity_id)
        .order_by(col(Invitation.invited_on).desc(), col(Invitation.id).desc())
    )
    found = session.exec(within(statement, actor, col(Invitation.authority_id)))
    return [InvitationRow(invitation, held) for invitation, held in found]


def invitations_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID]) -> dict[UUID, list[Invitation]]:
    """Return the invitations of many outlets, the first first. One query for each 500 outlets."""
    wanted = sorted(set(outlet_ids))
    found: dict[UUID, list[Invitation]] = {}
    for start in range(0, len(wanted), 500):
        statement = select(Invitation).where(col(Invitation.outlet_id).in_(wanted[start : start + 500]))
        statement = within(statement, actor, col(Invitation.authority_id))
        for one in session.exec(statement.order_by(col(Invitation.invited_on), col(Invitation.id))):
            found.setdefault(one.outlet_id, []).append(one)
    return found


def list_places(
    session: Session, actor: Actor, outlet_id: UUID | None = None, *, entity_id: UUID | None = None
) -> list[PlaceRow]:
    """Return the places for people of an outlet, or of an entity itself, the latest session first. One query."""
    statement = (
        select(Attendance, TrainingSession)
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(Attendance.outlet_id == outlet_id, Attendance.entity_id == entity_id)
        .order_by(col(TrainingSession.on).desc(), col(Attendance.person), col(Attendance.id))
    )
    found = session.exec(within(statement, actor, col(Attendance.authority_id)))
    return [PlaceRow(attendance, held, passed(as_attended(attendance, held))) for attendance, held in found]


def find_of_visit(session: Session, actor: Actor, visit_id: UUID) -> Invitation | None:
    """Return the invitation in which an answer given at a visit was recorded, or None."""
    statement = select(Invitation).where(Invitation.visit_id == visit_id).order_by(col(Invitation.id))
    found: Invitation | None = session.exec(within(statement, actor, col(Invitation.authority_id))).first()
    return found


def find_of_letter(session: Session, actor: Actor, letter_id: UUID) -> Invitation | None:
    """Return the invitation that was sent in a letter, or None."""
    statement = select(Invitation).where(Invitation.letter_id == letter_id).order_by(col(Invitation.id))
    found: Invitation | None = session.exec(within(statement, actor, col(Invitation.authority_id))).first()
    return found


def as_invited(one: Invitation) -> Invited:
    """Return an invitation as the rules want it."""
    return Invited(
        course=one.course,
        invited_on=one.invited_on,
        served_on=one.served_on,
        reply_by_on=one.reply_by_on,
        returned_on=one.returned_on,
        reply=one.reply,
        replied_on=one.replied_on,
        replied_by=one.replied_by,
        reply_words=one.reply_words,
    )


def as_attended(one: Attendance, held: TrainingSession) -> Attended:
    """Return a place at a session as the rules want it."""
    lost = one.status is AttendanceStatus.CANCELLED
    return Attended(
        course=held.course,
        on=held.on,
        status=one.status,
        needed_minutes=held.minutes,
        pass_mark=held.pass_mark,
        minutes=one.minutes,
        mark=one.mark,
        person=one.person,
        asked_on=one.asked_on,
        session_cancelled_on=_london_day(held.cancelled_at) if held.cancelled_at and lost else None,
    )


def _london_day(moment: datetime) -> date:
    """Return the day in London of a moment that an engine may have given back without its zone."""
    return clock.london(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).date()


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return an outlet's invitations, replies and sessions, for its timeline; none for who may not see them.

    Two queries. A place is there from the day it was booked for, so that a coming session heads the timeline.
    """
    if not actor.may(Permission.VIEW_TRAINING):
        return []
    entries = [entry for row in list_invitations(session, actor, outlet_id) for entry in _of_invitation(row.invitation)]
    return entries + [_of_place(row) for row in list_places(session, actor, outlet_id)]


def _of_invitation(one: Invitation) -> Sequence[TimelineEntry]:
    course = COURSE_NAMES[one.course]
    where: dict[str, Any] = {"endpoint": "training.outlet", "arguments": {"outlet_id": one.outlet_id}}
    served = f"{SERVED_LABELS[one.served_how]}."
    entries = [TimelineEntry(one.invited_on, "training", f"Invited to training: {course}", text=served, **where)]
    if one.returned_on is not None:
        title = "Training invitation came back undelivered"
        entries.append(TimelineEntry(one.returned_on, "training", title, tag="Returned", colour="orange", **where))
    if one.reply is not Reply.NONE and one.replied_on is not None:
        text = " ".join(part for part in (f"{one.replied_by}." if one.replied_by else "", one.reply_words) if part)
        tag, colour = REPLY_LABELS[one.reply], REPLY_COLOURS[one.reply]
        title = "Reply to the training invitation"
        entries.append(TimelineEntry(one.replied_on, "training", title, text=text, tag=tag, colour=colour, **where))
    return entries


def _of_place(row: PlaceRow) -> TimelineEntry:
    attendance, held = row.attendance, row.session
    tag, colour = ATTENDANCE_LABELS[attendance.status], ATTENDANCE_COLOURS[attendance.status]
    if attendance.status is AttendanceStatus.ATTENDED:
        tag, colour = ("Passed", "green") if row.passed else ("Attended, did not pass", "orange")
    return TimelineEntry(
        on=held.on,
        kind="training",
        title=f"Training: {COURSE_NAMES[held.course]}",
        endpoint="training.show",
        arguments={"session_id": held.id},
        text=f"{attendance.person}, {held.venue}.",
        tag=tag,
        colour=colour,
    )
