"""Adding and correcting training sessions."""

from dataclasses import asdict
from datetime import date, time
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from compliance import clock
from compliance.audit import services as audit
from compliance.database import new_id, next_reference, within
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.training import queries, rules
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import AttendanceStatus, CourseKind, NewSession
from compliance.training.services.certificates import withdraw_lost_of_session
from compliance.training.services.holding import hold_session
from compliance.training.services.waiting import move_up

_RESULTS = (AttendanceStatus.ATTENDED, AttendanceStatus.DID_NOT_ATTEND)
SENT_ALREADY = "This session was added a moment ago. Look for it in the list before you try again"


def add_session(session: Session, actor: Actor, new: NewSession, *, session_id: UUID | None = None) -> TrainingSession:
    """Add a session of a course, with the next HAC-TS reference.

    `session_id` is the identifier that the form was given: sent twice, the second is the same session and adds nothing.
    Raises Refusal (see `check_session`), and for the same course at the same place and time; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    there = session.get(TrainingSession, session_id) if session_id is not None else None
    if there is not None and there.authority_id != actor.authority_id:
        raise Refusal(SENT_ALREADY)
    if there is not None:
        return there
    rules.check_session(new)
    _check_course(session, actor, new)
    _check_only_one(session, actor, new.course, new.on, new.starts_at_time, new.venue)
    held = TrainingSession(
        id=session_id or new_id(),
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "TS", new.on.year),
        recorded_at=clock.now(),
        **asdict(new),
    )
    try:
        with session.begin_nested():
            session.add(held)
    except IntegrityError as error:
        raise Refusal(SENT_ALREADY) from error
    what = {"reference": held.reference, "course": held.course, "on": held.on, "venue": held.venue}
    audit.record(session, actor, "training_session.added", "training_session", held.id, detail=what)
    return held


def correct_session(
    session: Session, actor: Actor, session_id: UUID, new: NewSession, *, version: int, reason: str
) -> TrainingSession:
    """Change a session; what stood before is kept in its history, with `reason`.

    The course cannot change once somebody is booked, for one course never counts as another. With more places, who
    waits moves up, whoever asked first first; a certificate of a pass that is none any more is withdrawn. Refusal for
    that, a blank reason, a session that is cancelled, fewer places than are taken, results before their day, or a
    change by somebody else since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    if not reason.strip():
        raise Refusal("Enter why you change this session", "reason")
    held = hold_session(session, actor, session_id)
    if held.cancelled_at is not None:
        raise Refusal("This session is cancelled. Add another one instead")
    _check_course(session, actor, new)
    taken = queries.places_taken(session, actor, session_id)
    statuses = session.exec(select(Attendance.status).where(Attendance.session_id == session_id).distinct()).all()
    rules.check_session(new, taken=taken, results=any(s in _RESULTS for s in statuses), today=clock.today())
    if statuses and new.course is not held.course:
        raise Refusal("People are booked on this course, and one course never counts as another", "course")
    _check_only_one(session, actor, new.course, new.on, new.starts_at_time, new.venue, own_id=session_id)
    audit.correct(
        session,
        actor,
        held,
        asdict(new),
        action="training_session.corrected",
        subject_kind="training_session",
        version=version,
        reason=reason,
    )
    move_up(session, actor, held)
    withdraw_lost_of_session(session, actor, session_id)
    return held


def _check_course(session: Session, actor: Actor, new: NewSession) -> None:
    """Raise NotFound or Refusal unless the course of the authority that is named is one of this kind."""
    if new.course_id is None:
        return
    if queries.get_course(session, actor, new.course_id).kind is not new.course:
        raise Refusal("That course is of another kind, and one course never counts as another", "course_id")


def _check_only_one(
    session: Session,
    actor: Actor,
    course: CourseKind,
    on: date,
    starts_at_time: time | None,
    venue: str,
    own_id: UUID | None = None,
) -> None:
    statement = select(TrainingSession.reference).where(
        TrainingSession.course == course,
        TrainingSession.on == on,
        TrainingSession.starts_at_time == starts_at_time,
        TrainingSession.venue == venue,
        TrainingSession.id != own_id,
    )
    same = session.exec(within(statement, actor, col(TrainingSession.authority_id))).first()
    if same is not None:
        raise Refusal(f"{same} is this course at this place and time already", "on")
