"""Past records brought in from a spreadsheet: recorded through their noun, asked about when in doubt, taken back."""

import io
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from compliance.agreements.models import Agreement, AgreementEvent
from compliance.errors import Forbidden, Refusal
from compliance.imports import queries, services
from compliance.imports.rules import Answer, Answered, ImportKind, Options, RowOutcome, RunState
from compliance.imports.rules.fields import FIELDS
from compliance.imports.rules.guessing import guess, guess_values
from compliance.imports.rules.mapping import ColumnMapping, needs_values
from compliance.imports.rules.reading import read_recognised
from compliance.permissions import Role
from compliance.purchases import services as purchase_services
from compliance.purchases.models import Purchase
from compliance.purchases.rules import NewDispute
from compliance.training.models import Attendance, TrainingSession
from compliance.visits import services as visit_services
from compliance.visits.models import Visit
from compliance.visits.rules import VisitDetails
from compliance.volunteers import rules as vault
from compliance.volunteers import services as volunteers
from tests.factories.accounts import OfficerFactory
from tests.factories.imports import carried_out, drive, undone
from tests.factories.retailers import OutletFactory, ReferenceFactory

BOOKKEEPING = {"audit_entries", "audit_heads", "import_runs", "import_rows", "counters", "jobs"}
VISITS = "Shop,Postcode,Date of visit,Type of visit,Officer,Comments"
TESTS = "Our ref,Date of test,Test type,Result,Channel,Category,Officer,Volunteer,Age"
SIGNED = "Our ref,Status,Date signed,Signed by,Position"
TRAINED = "Our ref,Delegate,Course,Date,Venue,Pass mark,Attended,Mark"


@pytest.fixture
def shop(session, officer):
    return OutletFactory(
        authority_id=officer.authority_id, reference="HAC-R-2020-0001", name="Invented Hardware", postcode="E8 4AE"
    )


@pytest.fixture
def ama(session, officer):
    """An officer who has left."""
    return OfficerFactory(authority_id=officer.authority_id, name="Ama Boateng", initials="AB", active=False)


def begun(session, actor, kind, *lines, fixed=None, values=None):
    """Return the run of a CSV file, checked, its columns and words matched as they are guessed."""
    content = "\r\n".join(lines).encode()
    run = services.upload(session, actor, stream=io.BytesIO(content), file_name="kept for years.csv", kind=kind)
    table = read_recognised(run.recognised).table
    guessed = guess(kind, table)
    fixed = fixed or {}
    columns = {code: column for code, column in guessed.columns.items() if code not in fixed}
    mapping = ColumnMapping(kind, columns=columns, fixed=fixed)
    words = {
        field.code: guess_values(field, table.samples_of(columns[field.code]))
        for field in needs_values(FIELDS[kind], mapping)
        if field.code in columns
    }
    mapping = ColumnMapping(kind, columns=columns, fixed=fixed, values=words | (values or {}))
    services.map_columns(session, actor, run.id, mapping, Options(), version=run.version)
    drive(session, services.check(session, actor, run.id))
    return queries.get_run(session, actor, run.id)


def rows(session, actor, run, outcome):
    return queries.list_rows(session, actor, run.id, outcomes=(outcome,)).rows


def tables(session) -> dict[str, list[tuple]]:
    session.expire_all()
    return {
        name: sorted(map(repr, session.execute(sa.select(table)).all()))
        for name, table in SQLModel.metadata.tables.items()
        if name not in BOOKKEEPING
    }


def test_a_visit_is_recorded_by_name_and_postcode_for_an_officer_who_has_left(session, officer, shop, ama):
    run = begun(
        session,
        officer,
        ImportKind.VISITS,
        VISITS,
        "Invented Hardware,e84ae,14/11/2019,Advice,A Boateng,Spoke to owner",
        "Invented Hardware,E8 4AE,31/11/2019,Advice,AB,",
        "Invented Hardware,E8 4AE,15/11/2019,Advice,Nobody Known,",
        "Nothing Like It,SW1A 1AA,15/11/2019,Advice,AB,",
    )
    assert (run.state, run.added, run.rejected) == (RunState.PREVIEWED, 1, 3)
    assert {row.field for row in rows(session, officer, run, RowOutcome.REJECTED)} == {"visited_on", "officer", "name"}
    assert session.exec(select(Visit)).all() == []
    carried_out(session, officer, run)
    (visit,) = session.exec(select(Visit)).all()
    assert (visit.outlet_id, visit.officer_id, visit.visited_on) == (shop.id, ama.id, date(2019, 11, 14))
    assert (visit.notes, visit.reference[:10]) == ("Spoke to owner", "HAC-V-2019")


def test_the_same_spreadsheet_again_records_nothing_and_a_row_twice_is_taken_once(session, officer, shop, ama):
    lines = [VISITS, *["Invented Hardware,E8 4AE,14/11/2019,Advice,AB,"] * 2]
    run = begun(session, officer, ImportKind.VISITS, *lines)
    assert (run.added, run.rejected) == (1, 1)
    carried_out(session, officer, run)
    again = begun(session, officer, ImportKind.VISITS, *lines)
    assert (again.added, again.unchanged) == (0, 2)


def test_rows_of_one_visit_that_say_different_things_are_none_of_them_taken(session, officer, shop, ama):
    row = "Invented Hardware,E8 4AE,14/11/2019,Advice,AB,"
    run = begun(session, officer, ImportKind.VISITS, VISITS, f"{row}Good", f"{row}Bad")
    assert (run.added, run.rejected) == (0, 2)
    assert "different things" in rows(session, officer, run, RowOutcome.REJECTED)[0].reason


def test_a_retailer_in_doubt_is_asked_about_and_the_answer_is_followed(session, officer, shop, ama):
    other = OutletFactory(
        authority_id=officer.authority_id, name="Invented Hardware", postcode="E8 4AE", address_1="41 Invented Road"
    )
    run = begun(session, officer, ImportKind.VISITS, VISITS, "Invented Hardware,E8 4AE,14/11/2019,Advice,AB,")
    assert (run.added, run.doubtful) == (0, 1)
    (row,) = rows(session, officer, run, RowOutcome.DOUBTFUL)
    assert {candidate["outlet_id"] for candidate in row.candidates} == {str(shop.id), str(other.id)}
    services.answer_rows(session, officer, run.id, {row.id: Answered(Answer.SAME, other.id)}, version=run.version)
    session.commit()
    carried_out(session, officer, queries.get_run(session, officer, run.id))
    (visit,) = session.exec(select(Visit)).all()
    assert visit.outlet_id == other.id


def test_any_number_of_a_retailer_will_do_and_one_that_nobody_has_is_rejected(session, officer, shop, ama):
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=shop.id, value="468824")
    run = begun(
        session,
        officer,
        ImportKind.VISITS,
        "FHRSID,Date of visit,Type of visit,Officer",
        "468824,14/11/2019,Advice,AB",
        "468825,14/11/2019,Advice,AB",
    )
    assert (run.added, run.rejected) == (1, 1)
    assert rows(session, officer, run, RowOutcome.REJECTED)[0].field == "fhrs_id"


def test_their_refused_no_id_is_our_outcome_and_the_age_is_what_the_sheet_says(session, officer, shop, ama):
    run = begun(
        session,
        officer,
        ImportKind.PURCHASES,
        TESTS,
        "HAC-R-2020-0001,3/2/2023,Underage,Refused - no ID,Till,Kitchen knife,AB,V07,15",
        "HAC-R-2020-0001,4/2/2023,Underage,Sold,Till,Kitchen knife,AB,V07,15",
        "HAC-R-2020-0001,6/2/2023,Underage,Refused - no ID,Till,Kitchen knife,AB,V07,18",
        values={"outcome": {"Refused - no ID": "refused_no_id", "Sold": "sold_unchallenged"}},
    )
    assert (run.added, run.rejected) == (2, 1)
    assert [row.field for row in rows(session, officer, run, RowOutcome.REJECTED)] == ["volunteer_code"]
    carried_out(session, officer, run)
    first, second = session.exec(select(Purchase).order_by(Purchase.tested_on)).all()
    assert (first.outcome, first.volunteer_code, first.age_years, first.volunteer_id) == (
        "refused_no_id",
        "V07",
        15,
        None,
    )
    assert (first.counts_as_sale, second.counts_as_sale) == (False, True)


def test_an_age_that_the_vault_knows_better_is_refused(session, act, shop, ama):
    manager = act(Role.MANAGER)
    identity = vault.Identity(**dict.fromkeys(vault.Identity.__dataclass_fields__, "Invented"))
    volunteers.register_volunteer(session, manager, vault.NewVolunteer("V07", identity, date(2008, 1, 1)))
    line = "HAC-R-2020-0001,3/2/2023,Underage,Refused - no ID,Till,Kitchen knife,AB,V07,{}"
    run = begun(session, manager, ImportKind.PURCHASES, TESTS, line.format(14))
    assert rows(session, manager, run, RowOutcome.REJECTED)[0].field == "age_years"
    run = begun(session, manager, ImportKind.PURCHASES, TESTS, line.format(15))
    carried_out(session, manager, run)
    assert session.exec(select(Purchase)).one().volunteer_id is not None


def test_agreements_renewed_over_the_years_and_one_that_was_withdrawn_are_all_recorded(session, officer, shop):
    run = begun(
        session,
        officer,
        ImportKind.AGREEMENTS,
        SIGNED + ",Withdrawn on,Reason withdrawn",
        "HAC-R-2020-0001,Signed,1/5/2022,B Owner,Director,,",
        "HAC-R-2020-0001,Signed,1/4/2023,B Owner,Director,1/9/2023,Sold the shop",
        "HAC-R-2020-0001,Signed,1/5/2024,B Owner,,,",
    )
    assert (run.added, run.rejected) == (2, 1)
    assert rows(session, officer, run, RowOutcome.REJECTED)[0].field == "capacity"
    carried_out(session, officer, run)
    assert len(session.exec(select(Agreement)).all()) == 2
    assert sorted(event.kind for event in session.exec(select(AgreementEvent))) == ["signed", "signed", "withdrawn"]


def test_attendance_makes_the_sessions_that_are_not_on_record_with_a_place_for_each(session, officer, shop):
    run = begun(
        session,
        officer,
        ImportKind.TRAINING,
        TRAINED,
        "HAC-R-2020-0001,B Owner,Accredited,1/5/2024,Town Hall,70,Yes,85",
        "HAC-R-2020-0001,C Assistant,Accredited,1/5/2024,Town Hall,70,Yes,60",
        "HAC-R-2020-0001,D Late,Accredited,1/5/2024,Town Hall,70,Excused,",
        "HAC-R-2020-0001,E Later,Accredited,8/5/2024,Town Hall,70,No,",
    )
    assert (run.added, run.rejected) == (4, 0)
    carried_out(session, officer, run)
    held = session.exec(select(TrainingSession).order_by(TrainingSession.on)).all()
    assert [(one.capacity, one.pass_mark) for one in held] == [(2, 70), (1, 70)]
    assert sorted(place.person for place in session.exec(select(Attendance))) == [
        "B Owner",
        "C Assistant",
        "D Late",
        "E Later",
    ]


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (ImportKind.VISITS, [VISITS, "Invented Hardware,E8 4AE,14/11/2019,Advice,AB,"]),
        (
            ImportKind.PURCHASES,
            [TESTS, "HAC-R-2020-0001,3/2/2023,Underage,Refused - no ID,Till,Kitchen knife,AB,V07,15"],
        ),
        (ImportKind.AGREEMENTS, [SIGNED, "HAC-R-2020-0001,Signed,1/5/2022,B Owner,Director"]),
        (ImportKind.TRAINING, [TRAINED, "HAC-R-2020-0001,B Owner,Accredited,1/5/2024,Town Hall,70,Yes,85"]),
    ],
)
def test_an_undone_import_leaves_every_table_as_it_was(session, officer, shop, ama, kind, lines):
    before = tables(session)
    run = begun(session, officer, kind, *lines)
    assert run.added == 1, [row.reason for row in rows(session, officer, run, RowOutcome.REJECTED)]
    carried_out(session, officer, run)
    assert tables(session) != before
    undone(session, officer, run.id)
    assert tables(session) == before


def test_what_was_corrected_since_is_not_taken_back_and_is_named(session, officer, shop, ama):
    run = begun(
        session, officer, ImportKind.VISITS, VISITS, "Invented Hardware,E8 4AE,14/11/2019,Advice,AB,Spoke to owner"
    )
    carried_out(session, officer, run)
    (visit,) = session.exec(select(Visit)).all()
    fields = VisitDetails.__dataclass_fields__
    details = VisitDetails(**{name: getattr(visit, name) for name in fields} | {"notes": "Spoke to manager"})
    visit_services.correct_visit(session, officer, visit.id, details, version=visit.version, reason="Mistaken")
    session.commit()
    with pytest.raises(Refusal, match="corrected since"):
        undone(session, officer, run.id)
    assert len(session.exec(select(Visit)).all()) == 1


def test_a_test_that_is_disputed_is_not_taken_back(session, officer, shop, ama):
    run = begun(
        session,
        officer,
        ImportKind.PURCHASES,
        TESTS,
        "HAC-R-2020-0001,3/2/2023,Underage,Refused - no ID,Till,Kitchen knife,AB,V07,15",
    )
    carried_out(session, officer, run)
    (purchase,) = session.exec(select(Purchase)).all()
    purchase_services.record_dispute(session, officer, purchase.id, NewDispute(raised_on=date(2023, 3, 1), words="No"))
    session.commit()
    with pytest.raises(Refusal, match="a dispute"):
        undone(session, officer, run.id)


def test_agreement_events_stay_undeletable_but_while_their_import_is_being_undone(session, officer, shop):
    run = begun(session, officer, ImportKind.AGREEMENTS, SIGNED, "HAC-R-2020-0001,Signed,1/5/2022,B Owner,Director")
    carried_out(session, officer, run)
    with pytest.raises(sa.exc.IntegrityError, match="never deleted"), session.begin_nested():
        session.execute(sa.delete(AgreementEvent))


def test_only_who_may_record_a_noun_brings_its_past_records_in(session, act, shop):
    clerk = act(Role.CLERK)
    with pytest.raises(Forbidden):
        begun(session, clerk, ImportKind.PURCHASES, TESTS, "HAC-R-2020-0001,3/2/2023,,,,,,,")
    begun(session, clerk, ImportKind.TRAINING, TRAINED, "HAC-R-2020-0001,B Owner,Accredited,1/5/2024,Hall,70,Yes,85")


def test_another_authoritys_retailer_is_not_found_by_any_number(session, act, shop, ama):
    croydon = act(authority="croydon")
    run = begun(
        session,
        croydon,
        ImportKind.VISITS,
        "Our ref,Date of visit,Type of visit,Officer",
        f"HAC-R-2020-0001,14/11/2019,Advice,{croydon.name}",
    )
    assert (run.added, rows(session, croydon, run, RowOutcome.REJECTED)[0].field) == (0, "reference")
