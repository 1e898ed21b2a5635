"""Booking places at a session, and keeping its register."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.audit import services as audit
from compliance.database import within
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules
from compliance.training.models import Attendance
from compliance.training.rules import AttendanceStatus, NewPlace, Result
from compliance.training.services.sessions import hold_session


def book_place(session: Session, actor: Actor, session_id: UUID, outlet_id: UUID, new: NewPlace) -> Attendance:
    """Book a place at a session for a person of an outlet.

    Of two clerks who book the last place at once one gets it, and the other a Refusal: the session is held first. Sent
    twice, the second is refused: a person has one place at a session (the database agrees). NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    outlet_id = outlet.id
    held = hold_session(session, actor, session_id)
    _check_person(session, actor, session_id, outlet_id, new.person)
    free = held.capacity - queries.places_taken(session, actor, session_id)
    rules.check_place(free=free, session_on=held.on, opened_on=outlet.opened_on)
    place = Attendance(
        authority_id=actor.authority_id,
        session_id=session_id,
        outlet_id=outlet_id,
        person=new.person,
        capacity=new.capacity,
        status=AttendanceStatus.BOOKED,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        asked_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(place)
    session.flush()
    what = {"session": held.reference, "on": held.on, "person": new.person}
    audit.record(session, actor, "attendance.booked", "attendance", place.id, outlet_id=outlet_id, detail=what)
    return place


def record_attendance(
    session: Session, actor: Actor, attendance_id: UUID, result: Result, *, version: int, reason: str
) -> Attendance:
    """Record on the register whether a person attended, for how many minutes, and their mark; or correct it.

    Correcting a result that is recorded already needs a reason; what stood before is kept in its history. Refusal
    for that, for what `check_result` refuses, or a change by somebody else since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    place = queries.get_attendance(session, actor, attendance_id)
    held = hold_session(session, actor, place.session_id)
    own = place.status is not AttendanceStatus.EXCUSED
    free = held.capacity - queries.places_taken(session, actor, place.session_id) + own
    rules.check_result(result, session_on=held.on, today=clock.today(), free=free)
    again = place.status is not AttendanceStatus.BOOKED
    if again and not reason.strip():
        raise Refusal("A result is recorded already. Enter why it changes", "reason")
    values = asdict(result)
    if audit.changed_fields(place, values):
        place.recorded_on = clock.today()
    audit.correct(
        session,
        actor,
        place,
        values,
        action="attendance.corrected" if again else "attendance.recorded",
        subject_kind="attendance",
        version=version,
        outlet_id=place.outlet_id,
        reason=reason,
    )
    return place


def bring_in_attendance(
    session: Session,
    actor: Actor,
    session_id: UUID,
    outlet_id: UUID,
    new: NewPlace,
    result: Result,
    *,
    attendance_id: UUID,
    brought_in: str,
) -> Attendance:
    """Record a person's place at a session that has taken place and what came of it, as a past record says both.

    `brought_in` is the reference of the import that it comes from. Raises Refusal (see `check_place`, `check_result`),
    and for a person who has a place there already; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    held = hold_session(session, actor, session_id)
    _check_person(session, actor, session_id, outlet_id, new.person)
    free = held.capacity - queries.places_taken(session, actor, session_id)
    if result.status is not AttendanceStatus.EXCUSED:
        rules.check_place(free=free, session_on=held.on, opened_on=outlet.opened_on)
    rules.check_result(result, session_on=held.on, today=clock.today(), free=free)
    place = Attendance(
        id=attendance_id,
        authority_id=actor.authority_id,
        session_id=session_id,
        outlet_id=outlet_id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        asked_at=clock.now(),
        recorded_by_id=actor.officer_id,
        **asdict(new),
        **asdict(result),
    )
    session.add(place)
    session.flush()
    what = {"session": held.reference, "on": held.on, "person": new.person, "brought_in": brought_in}
    audit.record(session, actor, "attendance.recorded", "attendance", place.id, outlet_id=outlet_id, detail=what)
    return place


def _check_person(session: Session, actor: Actor, session_id: UUID, outlet_id: UUID, person: str) -> None:
    statement = select(Attendance.person).where(Attendance.session_id == session_id, Attendance.outlet_id == outlet_id)
    booked = session.exec(within(statement, actor, col(Attendance.authority_id))).all()
    if person.casefold() in {name.casefold() for name in booked}:
        raise Refusal(f"{person} has a place at this session already", "person")
