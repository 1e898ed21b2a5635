"""Booking places at a session, the waiting list of a full one, and keeping the register."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.audit import services as audit
from compliance.database import within
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import TAKES_A_PLACE, AttendanceStatus, NewPlace, Result
from compliance.training.services.certificates import withdraw_when_lost
from compliance.training.services.holding import hold_session
from compliance.training.services.waiting import move_up

GIVEN_UP = frozenset({AttendanceStatus.EXCUSED, AttendanceStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class _Whose:
    """For whom a place is: an outlet, or a delivery company; and since when it exists, None where not known."""

    outlet_id: UUID | None
    entity_id: UUID | None
    opened_on: date | None


def book_place(
    session: Session, actor: Actor, session_id: UUID, outlet_id: UUID, new: NewPlace, *, on_the_day: bool = False
) -> Attendance:
    """Book a place at a session for a person of an outlet; at a full one that is to come, a place on its waiting list.

    Of two clerks who book the last place at once one gets it, and the other the first place on the waiting list: the
    session is held first. The place that is returned says which. `on_the_day` is for the register, which has no use for
    a waiting list: then a full session is refused. Sent twice, the second is refused: a person has one place at a
    session (the database agrees). Refusal (see `check_place`); NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    return _book(session, actor, session_id, _Whose(outlet.id, None, outlet.opened_on), new, on_the_day=on_the_day)


def book_entity_place(
    session: Session, actor: Actor, session_id: UUID, entity_id: UUID, new: NewPlace, *, on_the_day: bool = False
) -> Attendance:
    """Book a place for a person of an entity itself, such as a rider of a delivery company. As `book_place`."""
    actor.require(Permission.RECORD_TRAINING)
    entity = retailers.get_entity(session, actor, entity_id)
    return _book(session, actor, session_id, _Whose(None, entity.id, None), new, on_the_day=on_the_day)


def _book(
    session: Session, actor: Actor, session_id: UUID, whose: _Whose, new: NewPlace, *, on_the_day: bool
) -> Attendance:
    held = hold_session(session, actor, session_id)
    again = _find_given_up(session, actor, session_id, whose, new.person)
    free = _free(session, actor, held)
    waits = free < 1 and not on_the_day and rules.may_wait(session_on=held.on, today=clock.today())
    rules.check_place(
        free=1 if waits else free,
        session_on=held.on,
        opened_on=whose.opened_on,
        is_cancelled=held.cancelled_at is not None,
    )
    status = AttendanceStatus.WAITING if waits else AttendanceStatus.BOOKED
    place = again or _new_place(actor, session_id, whose, new)
    asked = {"asked_at": clock.now(), "asked_on": clock.today()}
    for name, value in {**asdict(new), **asked, "status": status, "note": ""}.items():
        setattr(place, name, value)
    session.add(place)
    session.flush()
    what = {"session": held.reference, "on": held.on, "person": new.person}
    if waits:
        what["number"] = queries.number_in_queue(session, actor, place)
    action = "attendance.waiting" if waits else "attendance.booked"
    audit.record(session, actor, action, "attendance", place.id, outlet_id=whose.outlet_id, detail=what)
    return place


def _new_place(actor: Actor, session_id: UUID, whose: _Whose, new: NewPlace) -> Attendance:
    return Attendance(
        authority_id=actor.authority_id,
        session_id=session_id,
        outlet_id=whose.outlet_id,
        entity_id=whose.entity_id,
        person=new.person,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        asked_at=clock.now(),
        asked_on=clock.today(),
        recorded_by_id=actor.officer_id,
    )


def _free(session: Session, actor: Actor, held: TrainingSession) -> int:
    """Return how many places are free. While somebody waits none is, for they come first."""
    free = held.capacity - queries.places_taken(session, actor, held.id)
    return 0 if rules.may_wait(session_on=held.on, today=clock.today()) and _waits(session, actor, held) else free


def _waits(session: Session, actor: Actor, held: TrainingSession) -> bool:
    return bool(queries.list_queue(session, actor, held.id))


def record_attendance(
    session: Session, actor: Actor, attendance_id: UUID, result: Result, *, version: int, reason: str
) -> Attendance:
    """Record on the register whether a person attended, for how many minutes, and their mark; or correct it.

    Correcting a result that is recorded already needs a reason; filling in the mark or a note of somebody recorded as
    attended does not. What stood before is kept in the history. A place that comes free goes to whoever waits longest,
    and a certificate of a pass that is none any more is withdrawn. Refusal for what `check_result` refuses, or a change
    by somebody else since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    place = queries.get_attendance(session, actor, attendance_id)
    held = hold_session(session, actor, place.session_id)
    own = place.status in TAKES_A_PLACE
    free = held.capacity - queries.places_taken(session, actor, place.session_id) + own
    rules.check_result(result, session_on=held.on, today=clock.today(), free=free)
    if held.cancelled_at is not None and result.status in TAKES_A_PLACE:
        raise Refusal("This session is cancelled, so nobody has a place there", "status")
    if result.status is AttendanceStatus.BOOKED and not own and _waits(session, actor, held):
        raise Refusal("The next place goes to whoever waits longest", "status")
    values = asdict(result)
    changes = audit.changed_fields(place, values)
    again = place.status not in {AttendanceStatus.BOOKED, AttendanceStatus.WAITING} and any(
        before not in (None, "") for before, _after in changes.values()
    )
    if again and not reason.strip():
        raise Refusal("A result is recorded already. Enter why it changes", "reason")
    if changes:
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
    move_up(session, actor, held)
    withdraw_when_lost(session, actor, place)
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
    _check_person(session, actor, session_id, _Whose(outlet.id, None, outlet.opened_on), new.person)
    free = held.capacity - queries.places_taken(session, actor, session_id)
    if result.status not in GIVEN_UP:
        is_cancelled = held.cancelled_at is not None
        rules.check_place(free=free, session_on=held.on, opened_on=outlet.opened_on, is_cancelled=is_cancelled)
    rules.check_result(result, session_on=held.on, today=clock.today(), free=free)
    place = Attendance(
        id=attendance_id,
        authority_id=actor.authority_id,
        session_id=session_id,
        outlet_id=outlet.id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        asked_at=clock.now(),
        asked_on=min(held.on, clock.today()),
        recorded_by_id=actor.officer_id,
        **asdict(new),
        **asdict(result),
    )
    session.add(place)
    session.flush()
    what = {"session": held.reference, "on": held.on, "person": new.person, "brought_in": brought_in}
    audit.record(session, actor, "attendance.recorded", "attendance", place.id, outlet_id=outlet.id, detail=what)
    return place


def _find_given_up(session: Session, actor: Actor, session_id: UUID, whose: _Whose, person: str) -> Attendance | None:
    """Return the place that this person gave up here, to be taken again. Raises Refusal for one they have."""
    there = _find_person(session, actor, session_id, whose, person)
    if there is not None and there.status not in GIVEN_UP:
        raise Refusal(f"{person} has a place at this session already", "person")
    return there


def _check_person(session: Session, actor: Actor, session_id: UUID, whose: _Whose, person: str) -> None:
    if _find_person(session, actor, session_id, whose, person) is not None:
        raise Refusal(f"{person} has a place at this session already", "person")


def _find_person(session: Session, actor: Actor, session_id: UUID, whose: _Whose, person: str) -> Attendance | None:
    statement = select(Attendance).where(
        Attendance.session_id == session_id,
        Attendance.outlet_id == whose.outlet_id,
        Attendance.entity_id == whose.entity_id,
    )
    places = session.exec(within(statement, actor, col(Attendance.authority_id)))
    return next((one for one in places if one.person.casefold() == person.casefold()), None)
