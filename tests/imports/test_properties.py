"""What holds for any file: imported twice is imported once, the order of its rows decides nothing, undo undoes."""

import csv
import io
from contextlib import contextmanager
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.accounts import queries as accounts
from compliance.database import db
from compliance.retailers.models import Outlet, Reference
from tests.factories.accounts import OfficerFactory
from tests.factories.imports import SHOP, SUPERMARKET, TAKEAWAY, business, document, import_register, undone
from tests.factories.retailers import OutletFactory
from tests.imports.registers import everything, premises

NAMES = st.sampled_from(["Nako General Store", "Nako Gen. Store", "Silvio's", "Thistle Hardware", "=1+1", "Café"])
STREETS = st.sampled_from(["39 Ridley Road", "41 Ridley Road", "Unit 1, 39 Ridley Road", ""])
POSTCODES = st.sampled_from(["E8 2NP", "e82np", "E8 2NX", "E8", "PRIVATE", ""])
TYPES = st.sampled_from([SHOP, SUPERMARKET, TAKEAWAY])

BUSINESSES = st.builds(
    lambda number, name, street, postcode, type_, council, north: business(
        number,
        name.replace("&", "&amp;"),
        f"<Geocode><Longitude>-0.1</Longitude><Latitude>{north}</Latitude></Geocode>",
        AddressLine2=street,
        PostCode=postcode,
        BusinessType=type_,
        LocalAuthorityBusinessID=council,
    ),
    st.sampled_from(["1", "2", "3", "4", "5", "12", ""]),
    NAMES,
    STREETS,
    POSTCODES,
    TYPES,
    st.sampled_from(["A", "B", ""]),
    st.sampled_from(["51.5", "51.6", "nowhere"]),
)
REGISTERS = st.lists(BUSINESSES, min_size=1, max_size=8)
HEADINGS = ("Name", "Address line 1", "Postcode", "Council reference", "Business type")
ROWS = st.tuples(NAMES | st.just(""), STREETS, POSTCODES, st.sampled_from(["", "", "C1", "C2"]), TYPES)
TABLES = st.lists(ROWS, min_size=1, max_size=8)

SLOW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def table(rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


@pytest.fixture
def each(app):
    """Return a register of its own for one example of many: the session, an officer, and one of another authority."""

    @contextmanager
    def example():
        with app.app_context(), db.engine.connect() as connection:
            transaction = connection.begin()
            with mock.patch.dict(db.sessionmaker.kw, {"bind": connection, "join_transaction_mode": "create_savepoint"}):
                try:
                    yield db.session, _officer("hackney"), _officer("croydon")
                finally:
                    db.session.close()
            transaction.rollback()

    return example


def _officer(code):
    owner = accounts.find_authority(db.session, code)
    return accounts.actor_of(db.session, OfficerFactory(authority_id=owner.id), owner)


def taken(session, officer, content, name="register.xml", **more):
    return import_register(session, officer, content, name, allow_missing=True, allow_older=True, **more)


@SLOW
@given(REGISTERS, REGISTERS, st.booleans())
def test_a_register_imported_again_changes_nothing(each, before, now, all_types):
    with each() as (session, officer, _other):
        taken(session, officer, document(*before), all_types=all_types)
        taken(session, officer, document(*now), all_types=all_types)
        standing = everything(session)
        again = taken(session, officer, document(*now), all_types=all_types).counts
        assert everything(session) == standing
        assert (again.added, again.changed, again.moved, again.missing, again.returned) == (0, 0, 0, 0, 0)


@SLOW
@given(TABLES)
def test_a_table_without_numbers_imported_again_changes_nothing(each, rows):
    with each() as (session, officer, _other):
        taken(session, officer, table(rows), "shops.csv")
        standing = everything(session)
        again = taken(session, officer, table(rows), "shops.csv").counts
        assert everything(session) == standing
        assert (again.added, again.changed, again.matched) == (0, 0, 0)


@SLOW
@given(REGISTERS, st.data())
def test_a_permuted_register_gives_the_same_register(each, found, data):
    permuted = [one.replace("512", "507").replace("Hackney", "Croydon") for one in data.draw(st.permutations(found))]
    with each() as (session, officer, other):
        taken(session, officer, document(*found), all_types=True)
        taken(session, other, document(*permuted), all_types=True)
        assert premises(session, officer.authority_id) == premises(session, other.authority_id)


@SLOW
@given(TABLES, st.data())
def test_a_permuted_table_gives_the_same_register(each, rows, data):
    with each() as (session, officer, other):
        taken(session, officer, table(rows), "shops.csv")
        taken(session, other, table(data.draw(st.permutations(rows))), "shops.csv")
        assert premises(session, officer.authority_id) == premises(session, other.authority_id)


@SLOW
@given(REGISTERS, REGISTERS, st.booleans())
def test_import_then_undo_leaves_every_table_as_it_was(each, before, now, all_types):
    with each() as (session, officer, _other):
        OutletFactory(authority_id=officer.authority_id, name="Thistle Hardware", address_1="39 Ridley Road")
        taken(session, officer, document(*before), all_types=True)
        standing = everything(session)
        report = taken(session, officer, document(*now), all_types=all_types)
        undone(session, officer, report.run_id)
        assert everything(session) == standing


@SLOW
@given(REGISTERS, TABLES)
def test_a_table_then_undo_leaves_every_table_as_it_was(each, before, rows):
    with each() as (session, officer, _other):
        taken(session, officer, document(*before), all_types=True)
        standing = everything(session)
        report = taken(session, officer, table(rows), "shops.csv")
        undone(session, officer, report.run_id)
        assert everything(session) == standing


def test_the_comparison_sees_what_it_must(session, officer):
    """A test of the tests: a register that differs is not taken for the same."""
    nothing = everything(session)
    taken(session, officer, document(business()))
    assert everything(session) != nothing
    assert len(premises(session, officer.authority_id)) == 1
    assert {"outlets", "outlet_references"} <= {name for name, rows in everything(session).items() if rows}
    assert (Outlet.__tablename__, Reference.__tablename__) == ("outlets", "outlet_references")
