"""What a spreadsheet of test purchases says of a volunteer is neither kept with its rows nor shown to everybody."""

import pytest
from sqlmodel import select

from compliance.imports import queries
from compliance.imports.models import ImportRow
from compliance.imports.rules import ImportKind
from compliance.imports.rules.records import unnamed_cells
from compliance.permissions import Role
from tests.factories.accounts import OfficerFactory
from tests.factories.imports import carried_out
from tests.factories.retailers import OutletFactory
from tests.imports.test_record_services import TESTS, begun

NAMES = ("Sam Invented", "Alex Invented", "Chris Invented")


@pytest.fixture
def run(session, officer):
    """Rows that name somebody in place of the code, in a column of its own and beyond the last; one is rejected."""
    OutletFactory(authority_id=officer.authority_id, reference="HAC-R-2020-0001", name="Invented Hardware")
    OfficerFactory(authority_id=officer.authority_id, name="Ama Boateng", initials="AB")
    return begun(
        session,
        officer,
        ImportKind.PURCHASES,
        f"{TESTS},Name of young person",
        "HAC-R-2020-0001,32/2/2023,Underage,Sold,Till,Kitchen knife,AB,Sam Invented,15,",
        "HAC-R-2020-0001,3/2/2023,Underage,Sold,Till,Kitchen knife,AB,V07,15,Alex Invented",
        "HAC-R-2020-0001,4/2/2023,Underage,Sold,Till,Kitchen knife,AB,V07,15,,Chris Invented",
        values={"outcome": {"Sold": "sold_unchallenged"}},
    )


@pytest.mark.parametrize(
    ("column", "cell", "kept"),
    [
        ("Volunteer", "V07", True),
        ("Volunteer", " v07 ", True),
        ("Volunteer", "Sam Invented", False),
        ("Volunteer", "V07 Sam", False),
        ("Age", "15", True),
        ("Born", "1 March 2008", False),
        ("…", "Sam Invented", False),
    ],
)
def test_only_cells_that_are_read_are_kept_and_no_word_in_place_of_a_code(column, cell, kept):
    columns = {"volunteer_code": "Volunteer", "age_years": "Age"}
    assert unnamed_cells(columns, {column: cell}) == ({column: cell} if kept else {})


def test_no_row_keeps_a_name_whatever_it_was_rejected_for(session, officer, run):
    assert (run.added, run.rejected) == (2, 1)
    carried_out(session, officer, run)
    kept = repr([row.model_dump() for row in session.exec(select(ImportRow)).all()])
    handed_out = repr(list(queries.rejected_rows(session, officer, run.id).rows))
    assert "HAC-R-2020-0001" in kept
    assert "32/2/2023" in handed_out
    assert not [name for name in NAMES if name in kept or name in handed_out]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR])
def test_who_may_not_record_test_purchases_sees_the_numbers_of_an_import_and_not_its_rows(
    session, officer, act, sign_in, run, role
):
    carried_out(session, officer, run)
    page = sign_in(act(role)).get(f"/imports/{run.id}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "The rows are shown to officers who may record what they are" in text
    assert "V07" not in text
    assert "Sold" not in text
    assert "V07" in sign_in(officer).get(f"/imports/{run.id}").get_data(as_text=True)


def test_a_test_purchase_that_was_brought_in_is_no_news_of_the_food_hygiene_register(session, officer, run):
    carried_out(session, officer, run)
    outlet_id = session.exec(select(ImportRow.outlet_id).where(ImportRow.outlet_id.is_not(None))).first()
    assert queries.timeline(session, officer, outlet_id) == []
