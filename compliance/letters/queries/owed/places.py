"""Letters owed for places at sessions: confirmed, cancelled, soon, or with a result."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.letters.queries.owed.group import OwedGroup, iso, unwritten
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.owed import LOOK_BACK_DAYS, MOST_SHOWN, Owed, OwedKind
from compliance.letters.rules.runs import RunItem
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Outlet
from compliance.training import queries as training
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import AttendanceStatus


def _places(*conditions: Any) -> Any:
    return (
        sa.select(
            Attendance,
            TrainingSession,
            col(Outlet.id),
            sa.func.coalesce(col(Outlet.name), col(Entity.name)),
            col(Outlet.postcode),
        )
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .outerjoin(Outlet, col(Outlet.id) == col(Attendance.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Attendance.entity_id))
        .where(*conditions)
        .order_by(col(TrainingSession.on), col(TrainingSession.id), col(Attendance.person), col(Attendance.id))
    )


def _of_places(session: Session, actor: Actor, kind: OwedKind, letter: Kind, note: Any, *conditions: Any) -> OwedGroup:
    statement = within(_places(*conditions), actor, col(Attendance.authority_id))
    found = session.execute(statement.add_columns(sa.func.count().over()).limit(MOST_SHOWN)).all()
    rows = [
        Owed(
            item=RunItem(letter, "attendance_id", place.id),
            outlet_id=outlet_id,
            name=name or "",
            where=postcode or "",
            person=place.person,
            on=held.on,
            note=note(place, held),
        )
        for place, held, outlet_id, name, postcode, _total in found
    ]
    return OwedGroup(kind, tuple(rows), found[0][-1] if found else 0)


def confirmations(session: Session, actor: Actor, today: date, *also: Any) -> OwedGroup:
    """Return the places booked at coming sessions that were not confirmed in writing. One query."""
    return _of_places(
        session,
        actor,
        OwedKind.PLACE,
        Kind.PLACE_CONFIRMED,
        lambda place, _held: "Moved up from the waiting list" if place.moved_up_at else "",
        col(Attendance.status) == AttendanceStatus.BOOKED,
        col(TrainingSession.on) >= today,
        col(TrainingSession.cancelled_at).is_(None),
        unwritten(col(Attendance.id), "attendance_id", Kind.PLACE_CONFIRMED),
        *also,
    )


def cancellations(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return who lost a place to a cancelled session and was not told in writing. One query."""
    return _of_places(
        session,
        actor,
        OwedKind.CANCELLED,
        Kind.SESSION_CANCELLED,
        lambda _place, held: held.cancelled_reason,
        col(Attendance.status) == AttendanceStatus.CANCELLED,
        col(TrainingSession.cancelled_at).is_not(None),
        col(TrainingSession.on) >= today - timedelta(days=LOOK_BACK_DAYS),
        unwritten(col(Attendance.id), "attendance_id", Kind.SESSION_CANCELLED),
    )


def results(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return who attended, with the mark that the course needs, and was not told in writing. One query."""
    return _of_places(
        session,
        actor,
        OwedKind.RESULT,
        Kind.TRAINING_RESULT,
        lambda place, _held: "" if place.mark is None else f"Mark {place.mark}%",
        col(Attendance.status) == AttendanceStatus.ATTENDED,
        col(TrainingSession.on) <= today,
        col(TrainingSession.on) >= today - timedelta(days=LOOK_BACK_DAYS),
        sa.or_(col(Attendance.mark).is_not(None), col(TrainingSession.pass_mark).is_(None)),
        unwritten(col(Attendance.id), "attendance_id", Kind.TRAINING_RESULT),
    )


def reminders(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return the places within the days of the policy of which nobody was reminded for that very day."""
    days = training.policy_on(session, actor, today).remind_days_before
    return _of_places(
        session,
        actor,
        OwedKind.REMINDER,
        Kind.TRAINING_REMINDER,
        lambda _place, held: f"In {(held.on - today).days} {'day' if (held.on - today).days == 1 else 'days'}",
        col(Attendance.status) == AttendanceStatus.BOOKED,
        col(TrainingSession.on) > today,
        col(TrainingSession.on) <= today + timedelta(days=days),
        col(TrainingSession.cancelled_at).is_(None),
        unwritten(
            col(Attendance.id),
            "attendance_id",
            Kind.TRAINING_REMINDER,
            f"{Occasion.PLACE_SOON} " + iso(TrainingSession.on),
        ),
    )
