"""The record sheet: in which order, what it leaves out, and never a name."""

import re
from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pytest
from pypdf import PdfReader

from compliance.errors import Forbidden, NotFound
from compliance.evidence.services import withdraw_exhibit
from compliance.permissions import Role
from compliance.purchases import services
from compliance.purchases.models import Purchase
from compliance.purchases.rules import DisputeDecision, NewDispute, Outcome, Payment, Storage, Type
from compliance.purchases.rules.record import COUNTER, LABELS, SECTIONS, age_words, facts_of, read
from compliance.purchases.rules.sheet import (
    AT_THE_COUNTER,
    BOXES,
    LEFT_OUT,
    PARTS,
    Raised,
    blank_parts,
    exhibit_words,
    parts_of,
    standing_of,
)
from compliance.purchases.services.sheet import blank_sheet, record_sheet
from tests import pdfua
from tests.factories.evidence import item, photograph
from tests.factories.operations import OperationFactory, OperationTargetFactory
from tests.factories.volunteers import register
from tests.purchases.signing import sign

COLUMNS = set(Purchase.__table__.columns.keys()) | {"age", "category"}


def words_of(pdf):
    reader = PdfReader(BytesIO(pdf))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("age_asked", True, "Yes"),
        ("age_asked", False, "No"),
        ("age_asked", None, ""),
        ("queue", 0, "0"),
        ("price_pence", 499, "£4.99"),
        ("change_pence", 5, "£0.05"),
        ("blade_length_mm", 203, "203 mm"),
        ("volunteer_height_cm", 168, "168 cm"),
        ("started_at_time", time(9, 5), "09:05"),
        ("tested_on", date(2026, 10, 1), "1 October 2026"),
        ("outcome", Outcome.VOID, "Void: protocol not followed"),
        ("storage", Storage.OPEN, "Open display"),
        ("payment", Payment.CARD, "Card"),
        ("product", "Chef’s knife", "Chef’s knife"),
        ("product", "", ""),
    ],
)
def test_how_what_is_recorded_reads(name, value, words):
    assert read(name, value, {}) == words


@pytest.mark.parametrize(
    ("years", "months", "words"),
    [
        (16, 3, "16 years 3 months"),
        (1, 1, "1 year 1 month"),
        (19, None, "19 years"),
        (None, None, ""),
        (16, 0, "16 years 0 months"),
    ],
)
def test_how_an_age_reads(years, months, words):
    assert age_words(years, months) == words


def test_every_column_of_the_sheet_and_the_pages_is_one_of_the_record():
    on_pages = {name for _title, names in SECTIONS.values() for name in names} | set(COUNTER)
    on_sheet = [name for _title, names in PARTS for name in names]
    assert on_pages <= set(on_sheet)
    assert set(on_sheet) | set(LABELS) | set(BOXES) | LEFT_OUT <= COLUMNS | set(LABELS)
    assert {*on_sheet} <= COLUMNS
    assert len(on_sheet) == len(set(on_sheet))


def test_nothing_that_was_asked_for_is_left_out_of_the_sheet():
    empty = {fact.name for part in parts_of({}, {}) for fact in part.facts}
    assert {name for _title, names in PARTS for name in names} - empty == LEFT_OUT
    full = dict.fromkeys(LEFT_OUT, "x")
    assert {fact.name for part in parts_of(full, {}, category="x") for fact in part.facts} >= LEFT_OUT
    assert facts_of(("volunteer_code",), {"volunteer_code": "V07"}, {})[0].value == "V07"
    assert any(fact.value == "V07" for part in blank_parts({"volunteer_code": "V07"}) for fact in part.facts)


def test_a_sheet_has_its_reference_on_each_page_and_says_what_is_not_recorded(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, replace(sale, words_spoken="Anything else?"))
    made = record_sheet(session, officer, purchase.id)
    pages = words_of(made)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert purchase.reference in page
        assert f"Page {number} of {len(pages)}" in page
    text = " ".join(pages)
    for words in ("Anything else?", "V07", "Not recorded", "Not signed by every officer", "None recorded", "Signature"):
        assert words in text
    root = PdfReader(BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_the_sheets_are_pdf_ua(session, officer, outlet, sale, tmp_path):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    filled, blank = tmp_path / "filled.pdf", tmp_path / "blank.pdf"
    filled.write_bytes(record_sheet(session, officer, purchase.id))
    blank.write_bytes(blank_sheet(session, officer, outlet.id))
    assert pdfua.broken_clauses(filled, blank) == {filled: [], blank: []}


def test_a_sheet_holds_the_accounts_only_when_all_have_signed(session, act, officer, outlet, sale):
    second = act()
    new = replace(sale, second_officer_id=second.officer_id)
    purchase = services.record_purchase(session, officer, outlet.id, new)
    sign(session, officer, purchase.id, "I stood by the door.")
    for looks in (officer, second):
        assert "by the door" not in " ".join(words_of(record_sheet(session, looks, purchase.id)))
    sign(session, second, purchase.id, "I stood outside.")
    text = " ".join(words_of(record_sheet(session, act(Role.VIEWER), purchase.id)))
    assert "by the door" in text
    assert "stood outside" in text


def test_a_sheet_names_no_volunteer(session, officer, outlet, sale):
    register(session, officer, "V08", name="Zephyrine Quillfeather")
    purchase = services.record_purchase(session, officer, outlet.id, replace(sale, volunteer_code="V08"))
    text = " ".join(words_of(record_sheet(session, officer, purchase.id)))
    assert "V08" in text
    assert "Zephyrine" not in text
    assert "Quillfeather" not in text


def test_a_blank_sheet_knows_its_operation_and_its_outlet(session, officer, outlet, volunteer, client):
    operation = OperationFactory(
        authority_id=officer.authority_id,
        partner_id=officer.authority_id,
        volunteer_id=volunteer.id,
        volunteer_code="V07",
        name="Winter knives",
    )
    OperationTargetFactory(authority_id=officer.authority_id, operation_id=operation.id, outlet_id=outlet.id)
    text = " ".join(words_of(blank_sheet(session, officer, outlet.id, operation.id)))
    for words in ("Winter knives", "V07", "Invented Hardware", "To fill in by hand", "Refused: age asked", "Yes No"):
        assert words in text
    assert "Not recorded" not in text
    page = client.get(f"/operations/{operation.id}/blank-sheet.pdf")
    assert page.mimetype == "application/pdf"


def test_sheets_are_printed_by_the_own_authority(session, act, officer, outlet, sale, client):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    assert client.get(f"/purchases/{purchase.id}/sheet.pdf").mimetype == "application/pdf"
    assert client.get(f"/retailers/{outlet.id}/purchases/blank-sheet.pdf").mimetype == "application/pdf"
    with pytest.raises(NotFound):
        record_sheet(session, act(authority="camden"), purchase.id)
    with pytest.raises(Forbidden):
        record_sheet(session, act(Role.ADMINISTRATOR), purchase.id)


def test_the_sheet_of_an_online_order_has_no_empty_row_of_the_counter_and_keeps_what_is_recorded():
    names = {fact.name for part in parts_of({"type": Type.ONLINE_ORDER}, {}) for fact in part.facts}
    assert not names & AT_THE_COUNTER
    assert {"price_pence", "words_spoken", "age_asked", "outcome"} <= names
    kept = {
        fact.name: fact for part in parts_of({"type": Type.ONLINE_ORDER, "till_number": "2"}, {}) for fact in part.facts
    }
    assert kept["till_number"].value == "2"
    assert kept["channel"].label == "Channel"
    assert {fact.name for part in parts_of({}, {}) for fact in part.facts} <= names | AT_THE_COUNTER


RAISED, DECIDED = date(2026, 10, 20), date(2026, 11, 3)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, []),
        ({"proposed": (Outcome.ABORTED, True)}, ["so it counts in nothing"]),
        ({"proposed": (Outcome.VOID, False)}, ["so the result stands"]),
        ({"declined": True}, ["did not agree"]),
        ({"disputes": [Raised(RAISED)]}, ["on 20 October 2026. That is not decided yet"]),
        ({"disputes": [Raised(RAISED, withdrawn=True)]}, []),
        ({"disputes": [Raised(RAISED, DisputeDecision.UPHELD, DECIDED)]}, ["upheld on 3 November 2026"]),
        (
            {"disputes": [Raised(RAISED, DisputeDecision.UPHELD, DECIDED), Raised(DECIDED)]},
            ["upheld on 3 November 2026", "on 3 November 2026. That is not decided yet"],
        ),
        (
            {"disputes": [Raised(RAISED, DisputeDecision.OVERTURNED, DECIDED)]},
            ["overturned on 3 November 2026 and counts no more"],
        ),
    ],
    ids=["plain", "counter", "proposed", "declined", "disputed", "withdrawn", "upheld", "again", "overturned"],
)
def test_what_is_said_before_the_result(how, said):
    lines = standing_of(**({"proposed": None, "declined": False, "disputes": []} | how))
    assert len(lines) == len(said)
    assert all(words in line for words, line in zip(said, lines, strict=True))


def test_a_sheet_of_an_overturned_result_says_so_first(session, act, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    dispute = services.record_dispute(session, officer, purchase.id, NewDispute(raised_on=RAISED, words="We asked."))
    services.decide_dispute(
        session, act(Role.MANAGER), dispute.id, DisputeDecision.OVERTURNED, "The film shows it.", considered="The film."
    )
    text = " ".join(words_of(record_sheet(session, officer, purchase.id)))
    assert text.index("It was overturned on") < text.index("The buyer") < text.index("Sold: no challenge")


def test_a_sheet_of_an_attempt_that_waits_for_a_second_person_says_so(session, act, officer, outlet, sale):
    new = replace(sale, outcome=Outcome.ABORTED, outcome_reason="Recognised.", second_officer_id=act().officer_id)
    purchase = services.record_purchase(session, officer, outlet.id, new)
    assert "A second person has not agreed yet" in words_of(record_sheet(session, officer, purchase.id))[0]


def test_a_sheet_says_of_an_exhibit_that_it_is_a_file_is_sealed_or_was_withdrawn(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    item(session, officer, purchase.id)
    file = photograph(session, officer, purchase.id)
    withdraw_exhibit(session, officer, file.id, reason="Another shop")
    text = " ".join(words_of(record_sheet(session, officer, purchase.id)))
    for words in ("S1001", "Kept as a file", "The display with the knives. Withdrawn: Another shop"):
        assert words in text
    assert exhibit_words("A film", trader=True, withdrawn=None) == "A film (sent by the trader)"
