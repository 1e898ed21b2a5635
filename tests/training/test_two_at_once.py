"""Two clerks book the last place of a session at the same moment, each on a connection of their own."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from compliance.accounts import queries as accounts
from compliance.accounts import services as account_services
from compliance.app import create_app
from compliance.database import db
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.training import queries, services
from compliance.training.rules import CourseKind, NewPlace, NewSession
from tests.factories.retailers import OutletFactory

SCHEMA = "two_at_once"


@pytest.fixture
def database(tmp_path):
    """The address of an empty database of this test's own: a file, or a schema beside the other tests' tables."""
    given = os.environ.get("COMPLIANCE_TEST_DATABASE_URL")
    if not given:
        yield f"sqlite:///{tmp_path / 'two.sqlite3'}"
        return
    engine = sa.create_engine(given, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(sa.text(f"CREATE SCHEMA {SCHEMA}"))
        yield f"{given}{'&' if '?' in given else '?'}options=-csearch_path%3D{SCHEMA}"
        connection.execute(sa.text(f"DROP SCHEMA {SCHEMA} CASCADE"))
    engine.dispose()


@pytest.fixture
def alone(tmp_path, database):
    """An application on that database, in which things are really committed."""
    app = create_app(TESTING=True, DATABASE_URL=database, FILES=tmp_path / "files")
    with app.app_context():
        SQLModel.metadata.create_all(db.engine)
        account_services.seed_authorities(db.session)
        db.session.commit()
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
