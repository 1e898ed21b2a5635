"""Importing a register: what stands on the register afterwards, and that it is all or nothing."""

import itertools
from datetime import date
from unittest import mock

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from compliance import clock, files
from compliance.audit import queries as audit
from compliance.audit.models import AuditEntry
from compliance.database import db
from compliance.errors import Forbidden, Refusal
from compliance.imports import queries, services
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.rules import RowOutcome
from compliance.permissions import Role
from compliance.retailers import queries as retailers
from compliance.retailers import services as retailer_services
from compliance.retailers.models import Operator, Outlet, Reference
from compliance.retailers.rules import OutletDetails, Scheme
from tests.factories.imports import (
    SHOP,
    SUPERMARKET,
    TAKEAWAY,
    business,
    carried_out,
    checked,
    document,
    drive,
    import_register,
    real,
    shops,
)
from tests.factories.retailers import OutletFactory, ReferenceFactory

LATER = "2020-11-14"


def run(session, actor, *businesses, extracted="2020-08-08", **more):
    return import_register(session, actor, document(*businesses, extracted=extracted), "register.xml", **more)


def tables(session) -> dict[str, int]:
    return {
        name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for name, table in SQLModel.metadata.tables.items()
    }


def outlets(session) -> dict[str, Outlet]:
    statement = select(Reference.value, Outlet).join(Outlet, col(Outlet.id) == col(Reference.outlet_id))
    session.expire_all()
    return dict(session.exec(statement.where(Reference.scheme == Scheme.FHRS)).all())


def test_a_shop_is_added_with_what_the_register_says_and_its_operator_is_not_confirmed(session, officer):
    geocode = "<Geocode><Longitude>-0.0755680</Longitude><Latitude>51.5495390</Latitude></Geocode>"
    report = run(session, officer, business("7", "=Invented &amp; Sons", geocode, PostCode="pe28 our"))
    assert (report.counts.rows, report.counts.added, report.rejected) == (1, 1, ())
    shop = outlets(session)["7"]
    assert (shop.name, shop.business_type, shop.kind) == ("=Invented & Sons", "Retailers - other", "premises")
    assert (shop.address_1, shop.address_2, shop.postcode, shop.postcode_given) == (
        "1 Invented Street",
        "",
        "PE28 0UR",
        "pe28 our",
    )
    assert (shop.latitude, shop.longitude, shop.status) == (51.549539, -0.075568, "trading")
    assert shop.authority_id == officer.authority_id
    assert session.exec(select(Operator)).all() == []
    assert retailers.get_identity(session, officer, shop.id).operator_name is None
    (row,) = queries.list_rows(session, officer, report.run_id).rows
    assert "letter O" in row.reason


def test_only_retailers_are_taken_in_unless_all_types_are_asked_for(session, officer):
    register = [business("1"), business("2", BusinessType=SUPERMARKET), business("3", BusinessType=TAKEAWAY)]
    assert run(session, officer, *register).counts.added == 2
    assert run(session, officer, *register, all_types=True).counts.added == 1


def test_running_the_same_file_again_changes_nothing(session, officer):
    run(session, officer, *shops(3), business("9", BusinessType=SUPERMARKET, PostCode="BL3"))
    before = {key: shop.model_dump() for key, shop in outlets(session).items()}
    counts = run(session, officer, *shops(3), business("9", BusinessType=SUPERMARKET, PostCode="BL3")).counts
    assert (counts.rows, counts.unchanged) == (4, 4)
    assert (counts.added, counts.changed, counts.moved, counts.missing, counts.returned) == (0, 0, 0, 0, 0)
    assert {key: shop.model_dump() for key, shop in outlets(session).items()} == before


def test_a_permuted_file_gives_the_same_register(session, officer, act):
    other = act(authority="croydon")
    theirs = {"LocalAuthorityCode": "507", "LocalAuthorityName": "Croydon"}
    run(session, officer, *shops(5))
    run(session, other, *reversed(shops(5, **theirs)))
    found = {officer.authority_id: [], other.authority_id: []}
    kept = {"name", "sort_name", "business_type", "address_1", "postcode", "postcode_given", "status"}
    for shop in session.exec(select(Outlet).order_by(Outlet.sort_name)):
        found[shop.authority_id].append(shop.model_dump(include=kept))
    assert found[officer.authority_id] == found[other.authority_id]


def test_a_change_is_kept_field_by_field_and_each_outlet_says_so_itself(session, officer):
    run(session, officer, *shops(3))
    changed = business("2", "New Name", AddressLine3="London", PostCode="E8 1AB")
    report = run(session, officer, shops(3)[0], changed, shops(3)[2], extracted=LATER)
    counts = report.counts
    assert (counts.changed, counts.names, counts.types, counts.addresses, counts.unchanged) == (1, 1, 0, 1, 2)
    (row,) = queries.list_rows(session, officer, report.run_id).rows
    assert queries.changes_of(row) == [
        ("Name", "Invented Shop 2", "New Name"),
        ("Address line 2", "", "London"),
        ("Postcode", "E8 1AA", "E8 1AB"),
    ]
    shop = outlets(session)["2"]
    assert (shop.id, shop.name, shop.sort_name, shop.address_2, shop.postcode, shop.version) == (
        row.outlet_id,
        "New Name",
        "new name",
        "London",
        "E8 1AB",
        2,
    )
    entry = audit.list_outlet(session, officer, shop.id)[0]
    assert entry.detail["changes"]["name"] == ["Invented Shop 2", "New Name"]
    assert entry.detail["run"] == report.reference


def test_a_position_that_moves_is_brought_up_to_date_and_counted_apart(session, officer):
    at = "<Geocode><Longitude>-0.1</Longitude><Latitude>{}</Latitude></Geocode>"
    run(session, officer, business("1", extra=at.format("51.5")))
    report = run(session, officer, business("1", extra=at.format("51.6")))
    assert (report.counts.moved, report.counts.changed, report.counts.unchanged) == (1, 0, 1)
    assert outlets(session)["1"].latitude == 51.6
    (row,) = queries.list_rows(session, officer, report.run_id).rows
    assert queries.changes_of(row) == [("Position", "51.50000, -0.10000", "51.60000, -0.10000")]


SECOND = business("2", "Invented Shop 2")
NEW_WORDS = business("1", "Register New", BusinessType=SUPERMARKET, AddressLine2="5 Other Road", PostCode="E8 5EE")
NEW_NAME = business("1", "Register New")


def correct(session, officer, **said) -> Outlet:
    """Correct the shop of FHRS number 1 as an officer does: what is not said stands as it is in the form."""
    shop = outlets(session)["1"]
    form = {
        "kind": shop.kind,
        "name": shop.name,
        "business_type": shop.business_type,
        "address_lines": (shop.address_1,),
        "postcode": shop.postcode,
        **said,
    }
    retailer_services.correct_outlet(
        session, officer, shop.id, OutletDetails(**form), version=shop.version, reason="Seen on a visit"
    )
    return shop


def standing(session) -> tuple:
    shop = outlets(session)["1"]
    return shop.name, shop.business_type, shop.address_1, shop.postcode


FIRST = ("Invented Shop 1", SHOP, "1 Invented Street", "E8 1AA")
LAST = ("Register New", SUPERMARKET, "5 Other Road", "E8 5EE")


@pytest.mark.parametrize(
    ("said", "place", "field", "register", "kept"),
    [
        ({"name": "Officer's"}, 0, "name", "Register New", "Officer's"),
        ({"business_type": "Hardware"}, 1, "business_type", SUPERMARKET, "Hardware"),
        ({"address_lines": ("7 Seen Street",)}, 2, "address", "5 Other Road", "7 Seen Street"),
        ({"postcode": "E8 9ZZ"}, 3, "postcode", "E8 5EE", "E8 9ZZ"),
        ({"postcode": None}, 3, "postcode", "E8 5EE", ""),
    ],
)
def test_an_officers_correction_survives_and_the_rest_follows_the_register(
    session, officer, said, place, field, register, kept
):
    run(session, officer, *shops(2))
    correct(session, officer, **said)
    corrected = standing(session)
    for again in (LATER, LATER):
        counts = run(session, officer, *shops(2), extracted=again).counts
        assert (counts.unchanged, counts.changed, counts.kept, standing(session)) == (2, 0, 0, corrected)
    report = run(session, officer, NEW_WORDS, SECOND, extracted=LATER)
    assert (report.counts.changed, report.counts.kept, report.counts.unchanged) == (1, 1, 1)
    assert (report.counts.names, report.counts.types, report.counts.addresses) == (1, 1, 1)
    wanted = [*LAST]
    wanted[place] = corrected[place]
    assert standing(session) == tuple(wanted)
    assert report.as_json()["kept"] == [
        {"row": 1, "reference": "1", "name": "Register New", "field": field, "register": register, "kept": kept}
    ]
    (row,) = queries.list_rows(session, officer, report.run_id).rows
    assert (row.kept, row.after["name"]) == ({field: kept}, "Register New")
    ((label, words),) = queries.kept_of(row)
    assert words == kept
    told = queries.timeline(session, officer, row.outlet_id)[-1].text
    assert f"Kept the officer’s words: {label}: {kept or 'blank'}" in told
    assert queries.get_run(session, officer, report.run_id).kept == 1
    again = run(session, officer, NEW_WORDS, SECOND, extracted=LATER).counts
    assert (again.changed, again.kept, again.unchanged, standing(session)) == (0, 0, 2, tuple(wanted))


def test_a_correction_survives_a_register_that_changes_again_and_comes_back_from_missing(session, officer):
    run(session, officer, *shops(2))
    shop = correct(session, officer, name="Officer's")
    version = outlets(session)["1"].version
    for name in ("One", "Two", "Invented Shop 1"):
        counts = run(session, officer, business("1", name), SECOND, extracted=LATER).counts
        assert (counts.changed, counts.kept, standing(session)[0]) == (1, 1, "Officer's")
    run(session, officer, SECOND, extracted=LATER)
    assert run(session, officer, NEW_NAME, SECOND, extracted=LATER).counts.returned == 1
    assert run(session, officer, *shops(2), allow_older=True).counts.kept == 1
    assert (outlets(session)["1"].name, outlets(session)["1"].version) == ("Officer's", version + 2)
    actions = [entry.action for entry in audit.list_outlet(session, officer, shop.id)]
    assert "outlet.changed_by_import" not in actions
    titles = [(row.outcome, row.name) for row in session.exec(select(ImportRow).order_by(ImportRow.id))]
    assert (RowOutcome.MISSING, "Officer's") in titles


def test_an_officer_who_was_before_the_register_and_one_who_takes_it_back_are_followed_again(session, officer):
    run(session, officer, *shops(2))
    correct(session, officer, name="Register New")
    counts = run(session, officer, NEW_NAME, SECOND, extracted=LATER).counts
    assert (counts.changed, counts.kept, standing(session)[0]) == (1, 0, "Register New")
    correct(session, officer, name="Officer's")
    correct(session, officer, name="Register New")
    counts = run(session, officer, business("1", "Newest"), SECOND, extracted=LATER).counts
    assert (counts.changed, counts.kept, standing(session)[0]) == (1, 0, "Newest")


def test_a_form_that_only_put_the_spaces_right_is_no_correction(session, officer):
    run(session, officer, business("1", "Two  Words"), SECOND)
    correct(session, officer, name="Two Words", telephone="020 7946 0000")
    counts = run(session, officer, NEW_NAME, SECOND, extracted=LATER).counts
    assert (counts.changed, counts.kept, standing(session)[0]) == (1, 0, "Register New")


def test_a_shop_that_an_officer_calls_something_else_is_still_looked_for_in_the_register(session, officer):
    run(session, officer, *shops(2))
    correct(session, officer, business_type="Hardware")
    counts = run(session, officer, *shops(2), extracted=LATER).counts
    assert (counts.rows, counts.unchanged) == (2, 2)
    assert run(session, officer, SECOND, extracted=LATER).counts.missing == 1


def test_a_shop_whose_register_words_were_not_kept_has_them_from_the_next_import_on(session, officer):
    shop = OutletFactory(authority_id=officer.authority_id, name="Invented Shop 1", address_2="", **PLAIN)
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=shop.id, value="1")
    assert run(session, officer, *shops(2)).counts.unchanged == 1
    correct(session, officer, name="Officer's")
    assert run(session, officer, NEW_NAME, SECOND, extracted=LATER).counts.kept == 1
    assert standing(session)[0] == "Officer's"


PLAIN = {"address_1": "1 Invented Street", "postcode_given": "E8 1AA"}


def test_where_words_were_kept_comes_first_among_the_changed(session, officer):
    run(session, officer, *shops(3))
    shop = outlets(session)["3"]
    details = OutletDetails(shop.kind, "Officer's", shop.business_type, (shop.address_1,), shop.postcode)
    retailer_services.correct_outlet(session, officer, shop.id, details, version=1, reason="Seen")
    report = run(session, officer, *[business(number, "New") for number in "123"], extracted=LATER)
    rows = queries.list_rows(session, officer, report.run_id).rows
    assert [(row.external_id, row.kept) for row in rows] == [("3", {"name": "Officer's"}), ("1", None), ("2", None)]


def test_a_shop_that_is_corrected_after_the_file_was_checked_refuses_the_import(session, officer):
    run(session, officer, *shops(2))
    planned = checked(session, officer, document(NEW_NAME, SECOND, extracted=LATER))
    correct(session, officer, name="Officer's")
    session.commit()
    before = tables(session)
    with pytest.raises(Refusal, match="Somebody changed one of these premises since the file was checked"):
        carried_out(session, officer, planned)
    session.rollback()
    services.fail(session, officer, planned.id, "Somebody changed one of them")
    assert tables(session) == before | {"audit_entries": before["audit_entries"] + 2, "jobs": before["jobs"] + 1}
    assert standing(session)[0] == "Officer's"
    planned = queries.get_run(session, officer, planned.id)
    assert (planned.state, planned.plan_hash, planned.failure) == ("previewed", "", "Somebody changed one of them")
    with pytest.raises(Refusal, match="gone stale"):
        services.accept(session, officer, planned.id, plan_hash="")
    services.check_again(session, officer, planned.id)
    drive(session, services.check(session, officer, planned.id))
    assert carried_out(session, officer, queries.get_run(session, officer, planned.id)).counts.kept == 1


def test_premises_missing_from_a_file_are_marked_from_the_day_of_its_extract_and_the_mark_goes(session, officer):
    run(session, officer, *shops(3))
    first = run(session, officer, *shops(2), extracted="2020-09-01")
    assert (first.counts.missing, len(outlets(session))) == (1, 3)
    second = run(session, officer, *shops(2), extracted="2020-10-01")
    assert second.counts.missing == 0
    gone = outlets(session)["3"]
    assert (gone.missing_since_on, gone.missing_source, gone.status) == (date(2020, 9, 1), "fhrs", "trading")
    back = run(session, officer, *shops(3), extracted=LATER)
    assert (back.counts.returned, back.counts.added, back.counts.unchanged) == (1, 0, 3)
    assert outlets(session)["3"].missing_since_on is None
    told = [entry.title for entry in queries.timeline(session, officer, gone.id)]
    assert told == [
        "Added from the food hygiene register",
        "Missing from the food hygiene register",
        "In the food hygiene register again",
    ]


def test_a_file_that_does_not_say_its_day_marks_the_missing_from_today(session, officer):
    run(session, officer, *shops(2), extracted="")
    run(session, officer, *shops(1), extracted="")
    assert outlets(session)["2"].missing_since_on == clock.today()


def test_a_rejected_row_is_told_with_its_reason_and_the_others_stand(session, officer):
    twins = [business("1"), business("1", "Twin")]
    report = run(session, officer, *twins, business("", "Nobody"), business("4", " "), business("5"), business("5"))
    assert report.counts.added == 1
    assert [(row.number, row.fhrs_id, row.field) for row in report.rejected] == [
        (1, "1", "FHRSID"),
        (2, "1", "FHRSID"),
        (3, "", "FHRSID"),
        (4, "4", "BusinessName"),
        (6, "5", "FHRSID"),
    ]
    rows = queries.list_rows(session, officer, report.run_id, outcomes=[RowOutcome.REJECTED]).rows
    assert {(row.number, row.field, bool(row.reason), row.outlet_id) for row in rows} == {
        (1, "FHRSID", True, None),
        (2, "FHRSID", True, None),
        (3, "FHRSID", True, None),
        (4, "BusinessName", True, None),
        (6, "FHRSID", True, None),
    }
    assert {row.cells["BusinessName"] for row in rows} == {"Invented Hardware", "Twin", "Nobody", ""}
    assert report.as_json()["rejected"][1] == {
        "row": 2,
        "reference": "1",
        "name": "Twin",
        "field": "FHRSID",
        "reason": "Row 1 of this file has the same FHRSID (1), but another name. None of them is taken: leave only the "
        "one that is right",
    }
    assert report.rejected[4].reason == "Row 5 of this file has the same FHRSID (5) and says the same. It is taken once"


def test_premises_whose_rows_do_not_agree_stay_as_they_are_and_are_not_missing(session, officer):
    run(session, officer, *shops(2))
    report = run(session, officer, business("1", "One"), business("1", "Other"), SECOND, extracted=LATER)
    assert (report.counts.rejected, report.counts.missing, report.counts.changed) == (2, 0, 0)
    assert standing(session)[0] == "Invented Shop 1"


def test_the_councils_own_number_is_kept_where_it_names_one_outlet_only(session, officer):
    both = {"LocalAuthorityBusinessID": "C1"}
    run(session, officer, business("1", "One"), business("2", "Two", **both), business("3", "Three", **both))
    run(session, officer, *[business(n, f"Shop {n}") for n in "123"], business("4", LocalAuthorityBusinessID="A1"))
    council = session.exec(select(Reference.value).where(Reference.scheme == Scheme.COUNCIL)).all()
    assert council == ["A1"]


def test_the_run_is_kept_with_its_file_and_one_audit_entry(session, officer):
    content = document(*shops(30), declared=31)
    report = import_register(session, officer, content, "C:\\x\tRegister.xml", all_types=True)
    kept = queries.get_run(session, officer, report.run_id)
    assert files.read(kept.sha256) == content
    assert (kept.file_name, kept.extracted_on, kept.run_by_id) == (
        "x Register.xml",
        date(2020, 8, 8),
        officer.officer_id,
    )
    assert (kept.businesses, kept.declared, kept.all_types) == (30, 31, True)
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "register.imported")).all()
    assert [(entry.subject_id, entry.detail["added"], entry.detail["sha256"]) for entry in entries] == [
        (str(report.run_id), 30, kept.sha256)
    ]
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.action.startswith("outlet"))).all()
    assert actions == ["outlet.imported"], "added outlets cost no entry each"
    assert audit.verify(session)[1] == []


def test_the_rows_of_a_run_stand_in_order_and_page_by_page_both_ways(session, officer):
    run(session, officer, *shops(3))
    register = [business("1", "Other"), shops(2)[1], *shops(120)[3:], business("", "Bad")]
    report = run(session, officer, *register, extracted=LATER)
    first = queries.list_rows(session, officer, report.run_id)
    assert [row.outcome for row in first.rows[:4]] == ["changed", "missing", "rejected", "added"]
    second = queries.list_rows(session, officer, report.run_id, after=first.after)
    third = queries.list_rows(session, officer, report.run_id, after=second.after)
    assert (len(first.rows), len(second.rows), len(third.rows)) == (50, 50, 20)
    assert (first.before, third.after) == (None, None)
    assert queries.list_rows(session, officer, report.run_id, before=second.before) == first
    assert queries.list_rows(session, officer, report.run_id, before=third.before) == second
    numbers = [row.number for row in itertools.chain(first.rows, second.rows, third.rows) if row.outcome == "added"]
    assert numbers == sorted(numbers)


def test_an_older_register_is_refused_unless_it_is_meant(session, officer):
    run(session, officer, *shops(2), extracted=LATER)
    before = tables(session)
    with pytest.raises(Refusal, match="8 August 2020, before the one imported last, of 14 November 2020") as refused:
        run(session, officer, *shops(3))
    assert refused.value.field == "allow_older"
    session.rollback()
    assert {name: tables(session)[name] for name in ("outlets", "import_rows")} == {
        name: before[name] for name in ("outlets", "import_rows")
    }
    assert run(session, officer, *shops(3), allow_older=True).counts.added == 1
    assert run(session, officer, *shops(3), extracted="2020-08-08").counts.unchanged == 3


def test_a_register_from_the_future_is_refused(session, officer):
    with pytest.raises(Refusal, match="in the future"):
        run(session, officer, *shops(2), extracted="2999-01-01")
    assert run(session, officer, *shops(2), extracted=clock.today().isoformat()).counts.added == 2


BOMB = (
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
)
OUTSIDE = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n" * 5000, "empty"),
        (document(*shops(3))[:-200], "stops part-way"),
        (document(business(name="&c;"), head=BOMB), "document type definition"),
        (document(business(name="&a;"), head=OUTSIDE), "document type definition"),
        (b"<?xml version='1.0'?><Other/>", "not a food hygiene register"),
        (document(), "no businesses"),
        (document(business(name="Nul\0")), "not well-formed"),
        (document(business(name="&#0;")), "not well-formed"),
        (b"\x89PNG\r\n", "a picture"),
        (document(*shops(2, LocalAuthorityCode="507", LocalAuthorityName="Croydon")), "register of Croydon"),
        (document(*shops(2, LocalAuthorityCode=None)), "does not say which authority"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_with_words_and_nothing_is_saved(session, officer, content, said):
    run(session, officer, *shops(3), extracted="2020-01-01")
    before = tables(session)
    with pytest.raises(Refusal, match=said) as refused:
        import_register(session, officer, content, "bad.xml")
    assert refused.value.field == "register"
    session.rollback()
    assert tables(session) == before


def test_a_register_in_utf_16_is_read(session, officer):
    text = document(business("1", "Café"), head="<?xml version='1.0' encoding='UTF-16'?>").decode()
    assert import_register(session, officer, text.encode("utf-16"), "register.xml").counts.added == 1
    assert outlets(session)["1"].name == "Café"


def test_an_authority_without_an_fhrs_code_has_no_register_of_its_own(session, act):
    force = act(Role.ADMINISTRATOR, "metropolitan-police")
    with pytest.raises(Refusal, match="no FHRS code"):
        run(session, force, *shops(1))


def test_who_may_not_import_is_refused(session, act):
    with pytest.raises(Forbidden):
        run(session, act(Role.VIEWER), *shops(1))


@pytest.mark.parametrize(
    "where",
    [
        "compliance.imports.services.committing._finish",
        "compliance.imports.services.committing.audit.record",
        "compliance.imports.services.premises.writing.retailer_services.add_imported",
        "compliance.imports.services.premises.writing.retailer_services.change_imported_outlets",
        "compliance.imports.services.premises.writing.retailer_services.mark_missing",
        "compliance.imports.services.premises.writing.retailer_services.clear_missing",
        "compliance.imports.services.premises.writing._settle_versions",
    ],
)
def test_a_failure_in_the_middle_leaves_nothing_half_saved(session, officer, where):
    run(session, officer, *shops(4))
    run(session, officer, *shops(3), extracted="2020-09-01")
    planned = checked(session, officer, document(business("1", "Changed"), *shops(9)[2:], extracted=LATER))
    services.accept(session, officer, planned.id, plan_hash=planned.plan_hash)
    session.commit()
    before = tables(session), {key: shop.model_dump() for key, shop in outlets(session).items()}
    with mock.patch(where, side_effect=RuntimeError("the machine stops")), pytest.raises(RuntimeError):
        list(services.commit(session, officer, planned.id))
    session.rollback()
    assert (tables(session), {key: shop.model_dump() for key, shop in outlets(session).items()}) == before
    list(services.commit(session, officer, planned.id))
    counts = queries.report_of(session, officer, planned.id).counts
    assert (counts.added, counts.changed, counts.missing, counts.returned) == (5, 1, 1, 1)


def test_a_shop_that_somebody_added_meanwhile_is_not_doubled(session, officer):
    planned = checked(session, officer, document(*shops(5)))
    shop = OutletFactory(authority_id=officer.authority_id, name="Somebody's", postcode="E8 4AE")
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=shop.id, value="3")
    session.commit()
    with pytest.raises(Refusal, match="Somebody else added some of these at the same moment"):
        carried_out(session, officer, planned)
    session.rollback()
    assert set(outlets(session)) == {"3"}


def test_an_import_touches_only_the_outlets_of_its_own_authority_and_scheme(session, officer, act):
    other = act(authority="croydon")
    theirs = OutletFactory(authority_id=other.authority_id, name="Theirs")
    ReferenceFactory(authority_id=other.authority_id, outlet_id=theirs.id, value="1")
    own = OutletFactory(authority_id=officer.authority_id, name="Never in a register")
    report = run(session, officer, *shops(2))
    assert (report.counts.added, report.counts.missing) == (2, 0)
    session.expire_all()
    assert (session.get(Outlet, theirs.id).name, session.get(Outlet, theirs.id).missing_since_on) == ("Theirs", None)
    assert session.get(Outlet, own.id).missing_since_on is None
    assert queries.list_runs(session, other).rows == []
    assert queries.list_rows(session, other, report.run_id).rows == []
    assert queries.timeline(session, other, outlets(session)["2"].id) == []


@pytest.fixture
def statements(session):
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


def test_the_statements_do_not_grow_with_the_rows(session, officer, act, statements):
    def cost(actor, *steps) -> list[int]:
        counts = []
        for step, businesses in enumerate(steps, start=1):
            statements.clear()
            run(session, actor, *businesses, extracted=f"2020-0{step}-01", allow_missing=True)
            counts.append(len(statements))
        return counts

    croydon = {"LocalAuthorityCode": "507", "LocalAuthorityName": "Croydon"}
    few, many = shops(4), shops(400, **croydon)
    renamed = [text.replace("Shop", "Store") for text in many]
    run(session, officer, business("99"), extracted="2019-01-01")
    run(session, act(authority="croydon"), business("999", **croydon), extracted="2019-01-01")
    small = cost(officer, few, few[:2], [text.replace("Shop", "Store") for text in few])
    large = cost(act(authority="croydon"), many, many[:200], renamed)
    assert max(large) <= max(small) + 4
    assert max(large) < 140


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("authority", "register", "all_types", "first", "then"),
    [
        ("hackney", "FHRS512en-GB_hackney", True, 2459, (2493, 39, 5, 9, 4, 3, 2, 2)),
        ("hackney", "FHRS512en-GB_hackney", False, 704, (709, 5, 0, 1, 1, 0, 0, 0)),
        ("croydon", "FHRS507en-GB_croydon", True, 2527, (2600, 197, 124, 33, 24, 2, 9, 4)),
        ("croydon", "FHRS507en-GB_croydon", False, 513, (520, 16, 9, 2, 2, 0, 0, 0)),
    ],
)
def test_the_real_registers_give_the_known_answers(session, act, authority, register, all_types, first, then):
    actor = act(authority=authority)
    august, november = (real(f"{register}_{day}.xml").read_bytes() for day in ("2020-08-08", "2020-11"))
    start = import_register(session, actor, august, "august.xml", all_types=all_types).counts
    assert (start.rows, start.added, start.missing, start.rejected) == (first, first, 0, 0)
    done = import_register(session, actor, november, "november.xml", all_types=all_types).counts
    assert (done.rows, done.added, done.missing, done.changed) == then[:4]
    assert (done.names, done.types, done.addresses, done.moved) == then[4:]
    again = import_register(session, actor, november, "november.xml", all_types=all_types).counts
    assert (again.rows, again.unchanged) == (then[0], then[0])
    assert (again.added, again.missing, again.changed, again.moved, again.returned) == (0, 0, 0, 0, 0)
    runs = session.exec(select(ImportRun.id).order_by(ImportRun.id)).all()
    rows = session.exec(select(ImportRow.id).where(ImportRow.run_id == runs[-1])).all()
    assert (len(runs), rows) == (3, [])


@pytest.mark.shared_data
@pytest.mark.parametrize(("all_types", "known"), [(True, (3137, 670, 26, 16)), (False, (714, 9, 4, 4))])
def test_a_register_as_json_is_compared_with_the_one_that_was_xml(session, officer, all_types, known):
    """The JSON lays addresses out over other lines: the same address is no change."""
    import_register(session, officer, real("FHRS512en-GB_hackney_2020-11.xml").read_bytes(), all_types=all_types)
    later = real("fhrs_api_v2_hackney_2021-08.json").read_bytes()
    done = import_register(session, officer, later, "hackney.json", all_types=all_types).counts
    assert (done.rows if all_types else 714, done.added, done.missing, done.names) == known
    again = import_register(session, officer, later, "hackney.json", all_types=all_types).counts
    assert (again.added, again.missing, again.changed, again.moved, again.unchanged) == (0, 0, 0, 0, again.rows)


def test_a_file_that_lacks_most_of_what_is_known_is_refused_unless_it_is_meant(session, officer):
    run(session, officer, *shops(60))
    planned = checked(session, officer, document(*shops(30)))
    assert planned.missing == 30, "the preview shows them first"
    with pytest.raises(Refusal, match="30 of the 60 premises") as refused:
        services.accept(session, officer, planned.id, plan_hash=planned.plan_hash)
    assert refused.value.field == "allow_missing"
    assert run(session, officer, *shops(60)).counts.missing == 0
    assert run(session, officer, *shops(30), allow_missing=True).counts.missing == 30


@pytest.mark.parametrize(
    ("known", "left", "refused"), [(100, 80, False), (100, 79, True), (24, 5, False), (26, 6, True)]
)
def test_a_loss_is_odd_beyond_a_fifth_and_from_twenty_on(session, officer, known, left, refused):
    run(session, officer, *shops(known))
    if refused:
        with pytest.raises(Refusal, match="not in the file"):
            run(session, officer, *shops(left))
    else:
        assert run(session, officer, *shops(left)).counts.missing == known - left
