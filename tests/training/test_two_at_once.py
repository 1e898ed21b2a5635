"""Two clerks book the last place of a session at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from compliance.accounts import queries as accounts
from compliance.app import create_app
from compliance.database import db
from compliance.permissions import Permission
from compliance.training import queries, services
from compliance.training.rules import AttendanceStatus, CourseKind, NewPlace, NewSession
from tests.factories.retailers import OutletFactory
from tests.factories.training import AttendanceFactory


@pytest.fixture
def alone(tmp_path, empty_url):
    """An application on a database of its own, in which things are really committed."""
    app = create_app(TESTING=True, DATABASE_URL=empty_url, FILES=tmp_path / "files")
    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
    yield app
    with app.app_context():
        db.engine.dispose()


def book_together(alone, people, outlet_of):
    """Book a place for each person at the same moment, each on a connection of their own; return what each got."""
    together = Barrier(len(people))

    def book(person):
        with alone.app_context():
            clerk = accounts.command_line_actor(db.session, "hackney", Permission.RECORD_TRAINING)
            db.session.rollback()
            together.wait(timeout=10)
            place = services.book_place(db.session, clerk, *outlet_of, NewPlace(person))
            db.session.commit()
            return place.status

    with ThreadPoolExecutor(len(people)) as clerks:
        return list(clerks.map(book, people))


@pytest.fixture
def last_place(alone):
    """A session to come with one place, and the outlet to book it for."""
    with alone.app_context():
        clerk = accounts.command_line_actor(db.session, "hackney", Permission.RECORD_TRAINING)
        new = NewSession(CourseKind.ACCREDITED, date(2026, 12, 10), "Invented Hall", 150, 1, pass_mark=70)
        held = services.add_session(db.session, clerk, new).id
        outlet = OutletFactory(authority_id=clerk.authority_id).id
        db.session.commit()
    return held, outlet


def test_of_two_clerks_one_gets_the_last_place_and_the_other_the_waiting_list(alone, last_place):
    answers = book_together(alone, ["Alex Example", "Kim Example"], last_place)
    assert sorted(answers) == [AttendanceStatus.BOOKED, AttendanceStatus.WAITING]
    with alone.app_context():
        clerk = accounts.command_line_actor(db.session, "hackney", Permission.RECORD_TRAINING)
        assert queries.places_taken(db.session, clerk, last_place[0]) == 1
        assert len(queries.list_queue(db.session, clerk, last_place[0])) == 1


def test_of_five_clerks_one_gets_the_last_place_and_four_have_a_number(alone, last_place):
    answers = book_together(alone, [f"Person {number}" for number in range(5)], last_place)
    assert sorted(answers) == [AttendanceStatus.BOOKED, *[AttendanceStatus.WAITING] * 4]


def test_two_who_give_their_places_back_at_once_let_two_move_up(alone, last_place):
    with alone.app_context():
        clerk = accounts.command_line_actor(db.session, "hackney", Permission.RECORD_TRAINING)
        held = queries.get_session(db.session, clerk, last_place[0])
        held.capacity = 2
        db.session.add(held)
        db.session.flush()
        places = [
            services.book_place(db.session, clerk, *last_place, NewPlace(f"Person {number}")) for number in range(4)
        ]
        db.session.commit()
        booked = [place.id for place in places[:2]]
    together = Barrier(2)

    def give_back(place_id):
        with alone.app_context():
            together.wait(timeout=10)
            services.excuse_place(db.session, clerk, place_id, reason="Ill", version=1)
            db.session.commit()

    with ThreadPoolExecutor(2) as two:
        list(two.map(give_back, booked))
    with alone.app_context():
        statuses = [queries.get_attendance(db.session, clerk, place.id).status for place in places]
    assert statuses == [AttendanceStatus.EXCUSED] * 2 + [AttendanceStatus.BOOKED] * 2


def test_the_database_itself_keeps_the_last_place_for_one(alone, last_place):
    """What no service can do, two connections try: the trigger lets one row through."""
    held, outlet = last_place
    together = Barrier(2)

    def put(person):
        with alone.app_context():
            owner = accounts.find_authority(db.session, "hackney").id
            db.session.rollback()
            together.wait(timeout=10)
            try:
                AttendanceFactory(authority_id=owner, session_id=held, outlet_id=outlet, person=person)
                db.session.commit()
            except IntegrityError:
                db.session.rollback()
                return "refused"
            return "booked"

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(put, ["Alex Example", "Kim Example"])) == ["booked", "refused"]
