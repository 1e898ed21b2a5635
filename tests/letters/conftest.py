"""What tests of letters share: a Monday, a shop with an operator, a sale, a visit, and the text of a PDF."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pdfplumber
import pytest
from sqlalchemy import event

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.accounts.models import Officer
from compliance.database import db
from tests.factories.letters import VisitedFactory, give_letterhead
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

TODAY = date(2026, 11, 23)


@pytest.fixture
def monday(monkeypatch):
    """Monday 23 November 2026, and a function that moves on to ten in the morning of another day."""

    def move(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC))

    move(TODAY)
    return move


@pytest.fixture
def authority(session, officer):
    """Hackney with a whole letterhead, and its officer with a telephone."""
    found = accounts.get_authority(session, officer.authority_id)
    give_letterhead(found, session.get(Officer, officer.officer_id))
    session.flush()
    return found


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Invented Hardware", address_1="7 Made-up Street")


@pytest.fixture
def entity(officer):
    return EntityFactory(authority_id=officer.authority_id, name="Pretend Tools Limited")


@pytest.fixture
def operator(officer, outlet, entity):
    return OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id)


@pytest.fixture
def make_sale(officer, outlet, monday):
    """Return a function that makes a purchase there: a sale to V07 unless told otherwise."""

    def make(**changes):
        values = {"product": "Kitchen knife", "tested_on": date(2026, 11, 3), "officer_id": officer.officer_id}
        return PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, **(values | changes))

    return make


@pytest.fixture
def sale(make_sale, authority, operator):
    """A sale that a warning can be sent for."""
    return make_sale()


@pytest.fixture
def visit(officer, outlet, authority, operator, monday):
    return VisitedFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)


@pytest.fixture
def printed():
    """Return the text of a PDF, white space folded."""

    def read(content: bytes) -> str:
        with pdfplumber.open(io.BytesIO(content)) as opened:
            return " ".join(" ".join((page.extract_text() or "").split()) for page in opened.pages)

    return read


@pytest.fixture
def count_queries(session):
    """Return a context that gathers the statements sent to the database inside it."""

    @contextmanager
    def gather() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            if "SAVEPOINT" not in statement:
                sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return gather
