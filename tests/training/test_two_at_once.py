"""Two clerks book the last place of a session at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from compliance.accounts import queries as accounts
from compliance.app import create_app
from compliance.database import db
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.training import queries, services
from compliance.training.rules import CourseKind, NewPlace, NewSession
from tests.factories.retailers import OutletFactory


@pytest.fixture
def alone(tmp_path, empty_url):
    """An application on a database of its own, in which things are really committed."""
    app = create_app(TESTING=True, DATABASE_URL=empty_url, FILES=tmp_path / "files")
    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
    yield app
    with app.app_context():
        db.engine.dispose()


def test_one_clerk_gets_the_last_place_and_the_other_is_told(alone):
    with alone.app_context():
        clerk = accounts.command_line_actor(db.session, "hackney", Permission.RECORD_TRAINING)
        new = NewSession(CourseKind.ACCREDITED, date(2026, 6, 10), "Invented Hall", 150, 1, pass_mark=70)
        held = services.add_session(db.session, clerk, new).id
        outlet = OutletFactory(authority_id=clerk.authority_id).id
        db.session.commit()
    together = Barrier(2)

    def book(person):
        with alone.app_context():
            together.wait(timeout=10)
            try:
                services.book_place(db.session, clerk, held, outlet, NewPlace(person))
            except Refusal as refusal:
                db.session.rollback()
                return refusal.message
            db.session.commit()
            return "booked"

    with ThreadPoolExecutor(2) as two:
        answers = sorted(two.map(book, ["Alex Example", "Kim Example"]), key=len)
    assert answers[0] == "booked"
    assert answers[1].startswith("The last place has gone")
    with alone.app_context():
        assert queries.places_taken(db.session, clerk, held) == 1
