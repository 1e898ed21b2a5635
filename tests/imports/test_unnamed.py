"""What a spreadsheet of test purchases says of a volunteer is neither kept with its rows nor shown to everybody."""

import pytest
from sqlmodel import select

from compliance.errors import Refusal
from compliance.imports import queries, services
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.rules import ImportKind, Options
from compliance.imports.rules.mapping import ColumnMapping
from compliance.imports.rules.records import unnamed_cells
from compliance.permissions import Role
from tests.factories.accounts import OfficerFactory
from tests.factories.imports import carried_out, uploaded
from tests.factories.retailers import OutletFactory
from tests.imports.test_record_services import TESTS, begun

FIXED = {
    "reference": "HAC-R-2020-0001",
    "type": "underage",
    "outcome": "refused_no_id",
    "channel": "till",
    "category": "kitchen_knife",
    "officer": "AB",
}
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
        f"{TESTS},Other",
        "HAC-R-2020-0001,32/2/2023,Underage,Sold,Till,Kitchen knife,AB,V07,15,Sam Invented",
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


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Volunteer", "Sam Invented"), ("Volunteer", "V07 (Sam)"), ("Name of young person", "Sam"), ("DOB", "1/3/2008")],
)
def test_a_file_that_says_who_a_volunteer_is_is_refused_and_nothing_of_it_is_kept(
    session, officer, files, heading, cell
):
    before = set(files.rglob("*"))
    with pytest.raises(Refusal) as caught:
        begun(
            session,
            officer,
            ImportKind.PURCHASES,
            f"Our ref,Date of test,{heading}",
            f"HAC-R-2020-0001,3/2/2023,{cell}",
        )
    assert caught.value.field == "register"
    assert cell not in caught.value.message
    assert set(files.rglob("*")) == before
    assert session.exec(select(ImportRun)).all() == []


def test_a_column_of_names_cannot_be_chosen_for_the_codes_and_its_words_are_no_samples(session, officer):
    content = b"Our ref,Date of test,Other,Volunteer\r\nHAC-R-2020-0001,3/2/2023,Sam Invented,V07"
    run = uploaded(session, officer, content, "tests.csv", kind=ImportKind.PURCHASES)
    mapping = ColumnMapping(
        ImportKind.PURCHASES, columns={"volunteer_code": "Other", "tested_on": "Date of test"}, fixed=FIXED
    )
    assert "Sam Invented" not in repr(run.recognised)
    with pytest.raises(Refusal, match="Other") as caught:
        services.map_columns(session, officer, run.id, mapping, Options(), version=run.version)
    assert "Sam" not in caught.value.message
