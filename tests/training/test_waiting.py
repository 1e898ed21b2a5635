"""The waiting list: who waits, who moves up, and what becomes of everybody when a session is cancelled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from compliance import clock
from compliance.audit import queries as audit
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.training import queries, services
from compliance.training.rules import AttendanceStatus, CourseKind, NewPlace, NewSession, Result, StandingKind
from tests.factories.retailers import EntityFactory, OutletFactory
from tests.factories.training import AttendanceFactory, TrainingSessionFactory

COMING = NewSession(CourseKind.ACCREDITED, date(2026, 12, 10), "Invented Hall", 150, 1, pass_mark=70)
BOOKED, WAITING = AttendanceStatus.BOOKED, AttendanceStatus.WAITING
EXCUSED, CANCELLED = AttendanceStatus.EXCUSED, AttendanceStatus.CANCELLED


@pytest.fixture
def held(session, officer):
    return services.add_session(session, officer, COMING)


@pytest.fixture
def book(session, officer, outlet, held):
    return lambda name, **more: services.book_place(session, officer, held.id, outlet.id, NewPlace(name), **more)


def statuses(*rows):
    return [row.status for row in rows]


def test_a_full_session_gives_a_number_on_its_waiting_list(session, officer, book):
    first, second, third = book("Alex"), book("Kim"), book("Sam")
    assert statuses(first, second, third) == [BOOKED, WAITING, WAITING]
    assert [queries.number_in_queue(session, officer, one) for one in (first, second, third)] == [None, 1, 2]
    entry = audit.list_subject(session, officer, "attendance", third.id)[0]
    assert (entry.action, entry.detail["number"]) == ("attendance.waiting", 2)


@pytest.mark.parametrize("give_up", [services.excuse_place, services.cancel_place])
def test_who_asked_first_moves_up_when_a_place_is_given_up(session, officer, book, give_up):
    first, second, third = book("Alex"), book("Kim"), book("Sam")
    give_up(session, officer, first.id, reason="Ill", version=first.version)
    assert statuses(second, third) == [BOOKED, WAITING]
    assert second.moved_up_at == clock.now()
    assert third.moved_up_at is None
    assert queries.number_in_queue(session, officer, third) == 1
    entry = audit.list_subject(session, officer, "attendance", second.id)[0]
    assert (entry.action, entry.detail["changes"]["status"]) == ("attendance.moved_up", ["waiting", "booked"])


def test_who_waited_may_give_up_waiting_and_nobody_moves(session, officer, book):
    first, second, third = book("Alex"), book("Kim"), book("Sam")
    services.cancel_place(session, officer, second.id, reason="Found another course", version=second.version)
    assert statuses(first, second, third) == [BOOKED, CANCELLED, WAITING]
    assert queries.number_in_queue(session, officer, third) == 1


def test_more_places_let_as_many_move_up_as_there_are(session, officer, held, book):
    people = [book(f"Person {number}") for number in range(4)]
    more = replace(COMING, capacity=3)
    services.correct_session(session, officer, held.id, more, version=held.version, reason="A larger room")
    assert statuses(*people) == [BOOKED, BOOKED, BOOKED, WAITING]


def test_fairness_is_by_the_time_of_asking_and_not_of_the_record(session, officer, outlet, held):
    late, early = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    here = {"authority_id": officer.authority_id, "session_id": held.id, "outlet_id": outlet.id}
    taken = AttendanceFactory(**here)
    first = AttendanceFactory(**here, status=WAITING, asked_at=late)
    second = AttendanceFactory(**here, status=WAITING, asked_at=early)
    services.excuse_place(session, officer, taken.id, reason="Ill", version=1)
    assert statuses(first, second) == [WAITING, BOOKED]


@pytest.mark.parametrize(("after", "moves"), [(-1, False), (0, True), (1, True)])
def test_nobody_moves_up_into_a_session_that_is_over(session, officer, outlet, today, after, moves):
    held = TrainingSessionFactory(authority_id=officer.authority_id, on=today + timedelta(days=after), capacity=1)
    here = {"authority_id": officer.authority_id, "session_id": held.id, "outlet_id": outlet.id}
    taken, waits = AttendanceFactory(**here), AttendanceFactory(**here, status=WAITING)
    services.record_attendance(session, officer, taken.id, Result(EXCUSED), version=1, reason="")
    assert waits.status is (BOOKED if moves else WAITING)


def test_somebody_who_gave_a_place_up_waits_behind_the_others(session, officer, book):
    first, second = book("Alex"), book("Kim")
    services.excuse_place(session, officer, first.id, reason="Ill", version=first.version)
    again = book("Alex")
    assert (again.id, again.status, second.status) == (first.id, WAITING, BOOKED)


def test_nobody_jumps_the_queue_through_the_register(session, officer, held, book):
    first, second, third = book("Alex"), book("Kim"), book("Sam")
    services.cancel_place(session, officer, second.id, reason="No", version=second.version)
    held.capacity = 2
    session.add(held)
    session.flush()
    with pytest.raises(Refusal, match="waits longest"):
        services.record_attendance(session, officer, second.id, Result(BOOKED), version=second.version, reason="Back")
    with pytest.raises(Refusal, match="by hand"):
        services.record_attendance(session, officer, first.id, Result(WAITING), version=first.version, reason="Back")
    assert third.status is WAITING


def test_on_the_day_a_full_session_is_refused_and_has_no_waiting_list(session, officer, outlet, today):
    held = services.add_session(session, officer, replace(COMING, on=today))
    services.book_place(session, officer, held.id, outlet.id, NewPlace("Alex"))
    with pytest.raises(Refusal, match="The last place has gone"):
        services.book_place(session, officer, held.id, outlet.id, NewPlace("Kim"), on_the_day=True)


def test_a_place_is_given_up_once_with_a_reason_and_from_what_was_seen(session, officer, book):
    place = book("Alex")
    with pytest.raises(Refusal) as refused:
        services.excuse_place(session, officer, place.id, reason=" ", version=place.version)
    assert refused.value.field == "reason"
    seen = place.version
    services.excuse_place(session, officer, place.id, reason="Ill", version=seen)
    with pytest.raises(Refusal):
        services.excuse_place(session, officer, place.id, reason="Ill", version=seen)


def test_a_session_cancelled_with_twenty_booked_loses_nobody(session, officer, outlet, today):
    held = services.add_session(session, officer, replace(COMING, capacity=20))
    people = [
        services.book_place(session, officer, held.id, outlet.id, NewPlace(f"Person {number:02}"))
        for number in range(22)
    ]
    excused = people[5]
    services.excuse_place(session, officer, excused.id, reason="Ill", version=excused.version)
    lost = services.cancel_session(session, officer, held.id, reason="The trainer is ill", version=held.version)
    assert len(lost) == 21
    assert {one.status for one in lost} == {CANCELLED}
    assert excused.status is EXCUSED
    assert queries.places_taken(session, officer, held.id) == 0
    awaiting = queries.list_awaiting(session, officer)
    assert [one.attendance.person for one in awaiting] == [f"Person {number:02}" for number in range(22) if number != 5]
    standing = queries.standing_of(session, officer, outlet.id, today)
    assert standing.kind is StandingKind.AWAITING_PLACE
    assert "cancelled on 22 November 2026" in standing.because
    cancelled = [audit.list_subject(session, officer, "attendance", one.id)[0] for one in lost]
    assert {(entry.action, entry.reason) for entry in cancelled} == {("attendance.cancelled", "The trainer is ill")}
    assert audit.list_subject(session, officer, "training_session", held.id)[0].action == "training_session.cancelled"


def test_whoever_is_rebooked_awaits_a_place_no_more(session, officer, outlet, held, book, monkeypatch):
    book("Alex")
    book("Kim")
    services.cancel_session(session, officer, held.id, reason="Flood", version=held.version)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    later = services.add_session(session, officer, replace(COMING, on=date(2027, 1, 14)))
    services.book_place(session, officer, later.id, outlet.id, NewPlace("alex"))
    assert [one.attendance.person for one in queries.list_awaiting(session, officer)] == ["Kim"]


def test_a_cancelled_session_is_closed_for_everything(session, officer, outlet, held, book):
    place = book("Alex")
    with pytest.raises(Refusal) as refused:
        services.cancel_session(session, officer, held.id, reason="", version=held.version)
    assert refused.value.field == "reason"
    services.cancel_session(session, officer, held.id, reason="Flood", version=held.version)
    for ask in (
        lambda: services.cancel_session(session, officer, held.id, reason="Flood", version=held.version),
        lambda: book("Kim"),
        lambda: services.correct_session(session, officer, held.id, COMING, version=held.version, reason="Back"),
        lambda: services.record_attendance(
            session, officer, place.id, Result(BOOKED), version=place.version, reason="Back"
        ),
    ):
        with pytest.raises(Refusal):
            ask()
    assert queries.list_bookable(session, officer, clock.today(), with_full=True) == []
    with pytest.raises(IntegrityError), session.begin_nested():
        AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, outlet_id=outlet.id)


def test_a_session_with_results_took_place(session, officer, outlet, today):
    held = TrainingSessionFactory(authority_id=officer.authority_id, on=today)
    here = {"authority_id": officer.authority_id, "session_id": held.id, "outlet_id": outlet.id}
    AttendanceFactory(**here, status=AttendanceStatus.DID_NOT_ATTEND, recorded_on=today)
    with pytest.raises(Refusal, match="took place"):
        services.cancel_session(session, officer, held.id, reason="Flood", version=1)


def test_a_rider_of_a_delivery_company_has_a_place_of_the_company(session, officer, held, today):
    company = EntityFactory(authority_id=officer.authority_id, is_delivery_company=True)
    first = services.book_entity_place(session, officer, held.id, company.id, NewPlace("Rider One"))
    second = services.book_entity_place(session, officer, held.id, company.id, NewPlace("Rider Two"))
    assert statuses(first, second) == [BOOKED, WAITING]
    assert (first.outlet_id, first.entity_id) == (None, company.id)
    assert queries.standing_of_entity(session, officer, company.id, today).kind is StandingKind.BOOKED
    assert [row.outlet_name for row in queries.get_register(session, officer, held)] == [company.name] * 2
    with pytest.raises(Refusal):
        services.book_entity_place(session, officer, held.id, company.id, NewPlace("rider one"))


def test_another_authority_and_a_viewer_can_do_none_of_it(session, officer, outlet, held, book, act):
    place, company = book("Alex"), EntityFactory(authority_id=officer.authority_id)
    stranger, viewer = act(authority="camden"), act(Role.VIEWER)
    own = OutletFactory(authority_id=stranger.authority_id)
    asks = (
        lambda who: services.excuse_place(session, who, place.id, reason="Ill", version=1),
        lambda who: services.cancel_place(session, who, place.id, reason="Ill", version=1),
        lambda who: services.cancel_session(session, who, held.id, reason="Flood", version=1),
        lambda who: services.book_entity_place(session, who, held.id, company.id, NewPlace("Kim")),
    )
    for ask in asks:
        with pytest.raises(NotFound):
            ask(stranger)
        with pytest.raises(Forbidden):
            ask(viewer)
    assert queries.list_awaiting(session, stranger) == []
    assert queries.list_queue(session, stranger, held.id) == []
    assert own.id != outlet.id


def test_the_database_keeps_a_place_to_one_outlet_or_one_entity_of_its_authority(session, officer, outlet, held, act):
    mine = {"authority_id": officer.authority_id, "session_id": held.id}
    theirs = EntityFactory(authority_id=act(authority="camden").authority_id)
    own = EntityFactory(authority_id=officer.authority_id)
    for whose in (
        {},
        {"outlet_id": outlet.id, "entity_id": own.id},
        {"entity_id": theirs.id},
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            AttendanceFactory(**mine, **whose)
