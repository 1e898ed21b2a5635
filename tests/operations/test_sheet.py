"""The printed target sheet, held to what stands in the PDF itself."""

import io
import re

import pdfplumber
import pikepdf
import pytest

from compliance.operations.rules import Purpose
from tests import pdfua
from tests.factories.operations import OperationFactory, TeamMemberFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.volunteers import register

ROADS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Kapok", "Larch")


@pytest.fixture
def printed(session, sign_in, planner, officer, target):
    volunteer = register(
        session, planner, name="Planted Person", contact="planted@example.org", guardian="Planted Parent"
    )
    operation = OperationFactory(
        authority_id=planner.authority_id,
        partner_id=officer.authority_id,
        name="Winter knives <b>&",
        purpose=Purpose.RETEST,
        volunteer_id=volunteer.id,
        volunteer_code="V07",
    )
    TeamMemberFactory(authority_id=planner.authority_id, operation_id=operation.id, name="Jo Example")
    trader = EntityFactory(authority_id=officer.authority_id, name="Planted Sole Trader", company_number=None)
    for number in range(1, 13):
        outlet = OutletFactory(
            authority_id=officer.authority_id,
            name=f"Shop {number}",
            address_1=f"{ROADS[number - 1]} Road",
            postcode="E8 1AA",
        )
        OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=trader.id)
        target(operation, outlet, position=number)
    answer = sign_in(planner).get(f"/operations/{operation.id}/sheet.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert f"{operation.reference}-targets.pdf" in answer.headers["Content-Disposition"]
    return answer.get_data()


def pages(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [" ".join((page.extract_text() or "").split()) for page in opened.pages]


def test_targets_stand_in_order_with_what_the_team_needs(printed):
    text = " ".join(pages(printed))
    places = [re.search(rf"\b{road}\b", text).start() for road in ROADS]
    assert places == sorted(places)
    for words in ("A kitchen knife with a fixed blade", "Never tested (25)", "Score 25", "V07", "Winter knives <b>&"):
        assert words in text
    for words in ("Sam Lead", "020 7946 0001", "Jo Example", "020 7946 0002", "Re-test", "Outcome", "Time"):
        assert words in text


def test_the_sheet_holds_nothing_of_the_volunteer_but_the_code_and_no_trader(printed):
    assert "Planted" not in " ".join(pages(printed))
    with pikepdf.open(io.BytesIO(printed)) as opened:
        assert b"Planted" not in b"".join(
            bytes(obj.read_bytes()) for obj in opened.objects if isinstance(obj, pikepdf.Stream)
        )


def test_every_page_is_numbered_and_headed(printed):
    found = pages(printed)
    assert len(found) > 1
    for number, text in enumerate(found, start=1):
        assert f"Page {number} of {len(found)}" in text
        assert "Why it was chosen" in text


def test_the_sheet_is_tagged_titled_and_carries_its_fonts(printed):
    with pikepdf.open(io.BytesIO(printed)) as opened:
        assert opened.Root.Lang == "en-GB"
        assert str(opened.docinfo["/Title"]).startswith("Target sheet: Winter knives")
        assert opened.Root.MarkInfo.Marked
        tags = {
            str(obj.S) for obj in opened.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/S") is not None
        }
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags
        for page in opened.pages:
            for font in page.resources.Font.values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                assert any(key in inner.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_an_independent_judge_finds_the_sheet_pdf_ua(printed, tmp_path):
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(printed)
    assert pdfua.broken_clauses(sheet)[sheet] == []


def test_an_operation_without_targets_prints_that(sign_in, planner, operation):
    text = " ".join(pages(sign_in(planner).get(f"/operations/{operation.id}/sheet.pdf").get_data()))
    assert "No target is chosen yet" in text
