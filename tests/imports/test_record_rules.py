"""Past records from a spreadsheet: each cell read, each row judged, without an application or a database."""

import uuid
from datetime import date, time

import pytest

from compliance.agreements.rules import TEXT_VERSION, AgreementEventKind
from compliance.errors import Refusal
from compliance.imports.rules.fields import FIELDS
from compliance.imports.rules.guessing import guess, guess_values
from compliance.imports.rules.mapping import Table
from compliance.imports.rules.records import (
    RECORD_FIELDS,
    Person,
    cells,
    find_person,
    read_agreement,
    read_attendance,
    read_purchase,
    read_visit,
)
from compliance.imports.rules.records.which import read_which
from compliance.imports.rules.words import ImportKind
from compliance.purchases.rules import BuyerBasis, Outcome
from compliance.training.rules import AttendanceStatus
from compliance.visits.rules import VisitKind

SHOP = {"name": "Invented Hardware", "postcode": "E8 4AE"}
VISIT = SHOP | {"visited_on": "14/11/2019", "kind": "advice", "officer": "A Boateng"}
SIGNED = SHOP | {"kind": "signed", "on": "1 May 2024", "signatory": "B Owner", "capacity": "Director"}
ATTENDED = SHOP | {
    "person": "B Owner",
    "course": "accredited",
    "on": "2024-05-01",
    "venue": "Town Hall",
    "pass_mark": "70%",
    "status": "attended",
}
TESTED = SHOP | {
    "tested_on": "3.2.2023",
    "type": "underage",
    "outcome": "refused_no_id",
    "channel": "till",
    "category": "kitchen_knife",
    "officer": "AB",
    "volunteer_code": "v07",
    "age_years": "15",
}


def refusal(read, fields):
    with pytest.raises(Refusal) as caught:
        read(fields)
    return caught.value.field


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("9:05", time(9, 5)),
        ("2.30pm", time(14, 30)),
        ("2:30 p.m.", time(14, 30)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("14:30:00", time(14, 30)),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(said, read):
    assert cells.clock_time({"t": said}, "t") == read


@pytest.mark.parametrize("said", ["24:00", "14:60", "13pm", "0am", "afternoon", "14", "1430"])
def test_what_is_no_time_of_day_is_refused(said):
    with pytest.raises(Refusal, match="time of day"):
        cells.clock_time({"t": said}, "t")


@pytest.mark.parametrize(
    ("said", "read"),
    [("£3.49", 349), ("3.5", 350), ("4", 400), ("1,250.00", 125_000), ("0", 0), ("", None), ("999999.99", 99_999_999)],
)
def test_pounds_are_read_in_pence(said, read):
    assert cells.pence({"p": said}, "p") == read


@pytest.mark.parametrize("said", ["-1", "3.499", "about £3", "NaN", "Infinity", "1000000", "1e400"])
def test_what_is_no_amount_is_refused(said):
    with pytest.raises(Refusal, match="pounds"):
        cells.pence({"p": said}, "p")


@pytest.mark.parametrize(
    ("said", "read"), [("Y", True), ("yes", True), ("x", True), ("No", False), ("0", False), ("", None)]
)
def test_yes_and_no_are_read_and_a_blank_is_never_no(said, read):
    assert cells.yes_or_no({"q": said}, "q") is read


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "name"),
        ({"name": "Invented Hardware"}, "postcode"),
        ({"name": "Invented Hardware", "postcode": "E8"}, "postcode"),
        ({"postcode": "E8 4AE"}, "name"),
        ({"reference": "H" * 31}, "reference"),
    ],
)
def test_a_row_that_does_not_say_which_retailer_is_refused_beside_what_to_mend(fields, field):
    assert refusal(read_which, fields) == field


def test_a_retailer_is_known_by_any_number_or_by_name_and_postcode():
    assert read_which({"reference": "hac-r-2026-0001"}).reference == "HAC-R-2026-0001"
    assert read_which({"fhrs_id": "468824"}).fhrs_id == "468824"
    assert read_which({"name": "Shop", "postcode": "e84ae"}).postcode == "E8 4AE"
    assert read_which({"name": "Shop", "address": "1 Invented Street, London E8 4AE"}).postcode == "E8 4AE"
    assert read_which({"name": "Shop", "address": "1 Invented Street"}).postcode is None


PEOPLE = [
    Person(uuid.UUID(int=1), "Ama Boateng", "ama@hackney.example", "AB"),
    Person(uuid.UUID(int=2), "Chris Doyle", "chris@hackney.example", "CD"),
    Person(uuid.UUID(int=3), "Carol Doyle", "carol@hackney.example", "CAD"),
]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("Ama Boateng", 1),
        ("ama boateng", 1),
        ("BOATENG, Ama", 1),
        ("A. Boateng", 1),
        ("Boateng A", 1),
        ("AB", 1),
        ("chris@hackney.example", 2),
        ("Chris Doyle", 2),
        ("cd", 2),
    ],
)
def test_an_officer_is_found_as_spreadsheets_name_them(said, who):
    assert find_person(said, PEOPLE, "officer").int == who


@pytest.mark.parametrize(
    ("said", "why"), [("C Doyle", "Two officers"), ("E Nobody", "No officer"), ("Doyle", "No officer")]
)
def test_an_officer_who_is_not_known_or_could_be_two_is_refused(said, why):
    with pytest.raises(Refusal, match=why):
        find_person(said, PEOPLE, "officer")


def test_a_visit_is_read_with_what_was_seen_and_blank_is_not_recorded():
    past = read_visit(
        VISIT | {"started_at_time": "2pm", "refusals_log_last_on": "1/11/2019", "agreement_offer": "declined"}
    )
    details = past.details(uuid.UUID(int=1))
    assert (details.kind, details.visited_on, details.started_at_time) == (
        VisitKind.ADVICE,
        date(2019, 11, 14),
        time(14),
    )
    assert (details.refusals_log, details.till_prompt, details.agreement_offer) == (True, None, "declined")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"visited_on": ""}, "visited_on"),
        ({"visited_on": "31/11/2019"}, "visited_on"),
        ({"visited_on": "last week"}, "visited_on"),
        ({"kind": ""}, "kind"),
        ({"kind": "drop in"}, "kind"),
        ({"officer": ""}, "officer"),
        ({"till_prompt": "perhaps"}, "till_prompt"),
        ({"spoke_to": "x" * 121}, "spoke_to"),
    ],
)
def test_a_visit_that_cannot_be_read_is_refused_beside_the_cell(change, field):
    assert refusal(read_visit, VISIT | change) == field


def test_an_agreement_covers_sales_in_store_and_has_the_usual_text_unless_the_row_says_otherwise():
    past = read_agreement(SIGNED)
    assert (past.new.covers_stores, past.new.covers_online, past.new.covers_delivery) == (True, False, False)
    assert (past.new.text_version, past.withdrawn) == (TEXT_VERSION, None)
    online = read_agreement(SIGNED | {"covers_online": "yes", "covers_stores": "no", "text_version": "Local text 2018"})
    assert (online.new.covers_stores, online.new.covers_online, online.new.text_version) == (
        False,
        True,
        "Local text 2018",
    )


def test_an_agreement_that_was_withdrawn_says_why():
    row = SIGNED | {"withdrawn_on": "1/6/2024"}
    assert refusal(read_agreement, row) == "withdrawn_words"
    withdrawn = read_agreement(row | {"withdrawn_words": "Sold the shop"}).withdrawn
    assert (withdrawn.kind, withdrawn.on) == (AgreementEventKind.WITHDRAWN, date(2024, 6, 1))


def test_somebody_who_attended_was_there_for_the_whole_course_unless_minutes_are_given():
    assert read_attendance(ATTENDED).result.minutes == 150
    assert read_attendance(ATTENDED | {"minutes": "90", "mark": "85%"}).result == type(
        read_attendance(ATTENDED).result
    )(AttendanceStatus.ATTENDED, 90, 85)
    absent = read_attendance(ATTENDED | {"status": "did_not_attend", "minutes": "90", "mark": "10"})
    assert (absent.result.minutes, absent.result.mark) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pass_mark": ""}, "pass_mark"),
        ({"pass_mark": "101"}, "pass_mark"),
        ({"course": ""}, "course"),
        ({"status": ""}, "status"),
        ({"person": ""}, "person"),
        ({"venue": ""}, "venue"),
        ({"on": "30/2/2024"}, "on"),
    ],
)
def test_an_attendance_that_cannot_be_read_is_refused_beside_the_cell(change, field):
    assert refusal(read_attendance, ATTENDED | change) == field


def test_who_bought_follows_from_the_type_of_test_where_it_can_only_be_one():
    past = read_purchase(TESTED)
    assert (past.values["buyer_basis"], past.values["volunteer_code"]) == (BuyerBasis.UNDER_18, "V07")
    assert past.values["outcome"] is Outcome.REFUSED_NO_ID
    assert refusal(read_purchase, TESTED | {"type": "intercepted"}) == "buyer_basis"
    given = read_purchase(TESTED | {"type": "intercepted", "buyer_basis": "adult"})
    assert given.values["buyer_basis"] is BuyerBasis.ADULT


@pytest.mark.parametrize("name", ["Sam Invented", "SAMMY", "O'Neil", "V07 (Sam)", "Sam1234"])
def test_a_name_in_place_of_a_volunteers_code_is_refused_and_never_repeated(name):
    with pytest.raises(Refusal) as caught:
        read_purchase(TESTED | {"volunteer_code": name})
    assert caught.value.field == "volunteer_code"
    assert name not in caught.value.message


@pytest.mark.parametrize("code", ["type", "outcome", "channel", "category", "tested_on", "officer"])
def test_a_test_purchase_without_what_it_needs_is_refused_beside_the_cell(code):
    assert refusal(read_purchase, TESTED | {code: ""}) == code


def test_their_usual_headings_and_words_are_guessed():
    table = Table(
        columns=("Shop Name", "Post Code", "Date of Test", "Result", "Officer", "Age", "Volunteer", "Test Type"),
        samples=(("Invented Hardware", "E8 4AE", "3/2/2023", "Refused - no ID", "AB", "15", "V07", "TP"),),
    )
    found = guess(ImportKind.PURCHASES, table).columns
    assert found == {
        "name": "Shop Name",
        "postcode": "Post Code",
        "tested_on": "Date of Test",
        "outcome": "Result",
        "officer": "Officer",
        "age_years": "Age",
        "volunteer_code": "Volunteer",
        "type": "Test Type",
    }
    outcome = next(each for each in FIELDS[ImportKind.PURCHASES] if each.code == "outcome")
    guessed = guess_values(outcome, ["Refused - no ID", "Sold", "Closed", "No stock"])
    assert guessed.get("Refused - no ID") == "refused_no_id"
    assert guessed.get("Closed") == "not_trading"
    assert guessed.get("No stock") == "not_stocked"
    assert "Sold" not in guessed, "two of ours fit: only the clerk knows which"


def test_every_kind_of_record_has_fields_with_codes_of_their_own():
    for kind, fields in RECORD_FIELDS.items():
        codes = [each.code for each in fields]
        assert len(codes) == len(set(codes)), kind
        assert FIELDS[kind] == fields
