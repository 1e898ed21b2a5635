"""The waiting list: places given up and sessions cancelled, and who moves up."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.audit import services as audit
from compliance.database import within
from compliance.permissions import Actor, Permission
from compliance.training import queries, rules
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import AttendanceStatus
from compliance.training.services.holding import hold_session

_RESULTS = frozenset({AttendanceStatus.ATTENDED, AttendanceStatus.DID_NOT_ATTEND})
_OPEN = frozenset({AttendanceStatus.BOOKED, AttendanceStatus.WAITING})


def move_up(session: Session, actor: Actor, held: TrainingSession) -> list[Attendance]:
    """Give the free places of a session to who waits, whoever asked first first; return who moved up.

    In the transaction that freed the places, with the session held (see `hold_session`). A letter of confirmation is
    owed from then (`moved_up_at`). Nobody moves up into a session that is over or cancelled. Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    session.flush()
    if held.cancelled_at is not None or not rules.may_wait(session_on=held.on, today=clock.today()):
        return []
    free = held.capacity - queries.places_taken(session, actor, held.id)
    moved = queries.list_queue(session, actor, held.id)[: max(0, free)]
    for place in moved:
        audit.correct(
            session,
            actor,
            place,
            {"status": AttendanceStatus.BOOKED, "moved_up_at": clock.now()},
            action="attendance.moved_up",
            subject_kind="attendance",
            version=place.version,
            outlet_id=place.outlet_id,
        )
    return moved


def excuse_place(session: Session, actor: Actor, attendance_id: UUID, *, reason: str, version: int) -> Attendance:
    """Excuse somebody from a session for a good reason: their place goes to whoever waits longest.

    Raises Refusal (see `check_giving_up`), or for a change by somebody else since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    return _give_up(session, actor, attendance_id, AttendanceStatus.EXCUSED, reason=reason, version=version)


def cancel_place(session: Session, actor: Actor, attendance_id: UUID, *, reason: str, version: int) -> Attendance:
    """Cancel somebody's place, booked by mistake or not wanted any more: it goes to whoever waits longest.

    It says nothing about the trader's willingness. Refusals as `excuse_place`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    return _give_up(session, actor, attendance_id, AttendanceStatus.CANCELLED, reason=reason, version=version)


def _give_up(
    session: Session, actor: Actor, attendance_id: UUID, status: AttendanceStatus, *, reason: str, version: int
) -> Attendance:
    place = queries.get_attendance(session, actor, attendance_id)
    held = hold_session(session, actor, place.session_id)
    session.refresh(place)
    audit.check_version(place, version, "place")
    rules.check_giving_up(place.status, reason)
    audit.correct(
        session,
        actor,
        place,
        {"status": status, "note": reason.strip()},
        action=f"attendance.{status.value}",
        subject_kind="attendance",
        version=version,
        outlet_id=place.outlet_id,
        reason=reason.strip(),
    )
    move_up(session, actor, held)
    return place


def cancel_session(
    session: Session, actor: Actor, session_id: UUID, *, reason: str, version: int
) -> Sequence[Attendance]:
    """Cancel a session: everybody booked or waiting loses their place at once, and awaits another. Return who they are.

    They stay in the order in which they asked (see `list_awaiting`), and a letter is owed to each. Raises Refusal (see
    `check_cancelling`), or for a change by somebody else since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    held = hold_session(session, actor, session_id)
    statement = select(Attendance).where(Attendance.session_id == session_id)
    statement = within(statement, actor, col(Attendance.authority_id))
    places = session.exec(statement.order_by(col(Attendance.asked_at), col(Attendance.id))).all()
    rules.check_cancelling(
        is_cancelled=held.cancelled_at is not None,
        results=any(place.status in _RESULTS for place in places),
        reason=reason,
    )
    audit.check_version(held, version, "session")
    lost = [place for place in places if place.status in _OPEN]
    for place in lost:
        audit.correct(
            session,
            actor,
            place,
            {"status": AttendanceStatus.CANCELLED},
            action="attendance.cancelled",
            subject_kind="attendance",
            version=place.version,
            outlet_id=place.outlet_id,
            reason=reason.strip(),
        )
    audit.correct(
        session,
        actor,
        held,
        {"cancelled_at": clock.now(), "cancelled_reason": reason.strip()},
        action="training_session.cancelled",
        subject_kind="training_session",
        version=version,
        reason=reason.strip(),
    )
    return lost
