"""The printed list on the finished PDF: tags, fonts, watermark on every page, and the words that must be there."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from compliance.escalations import queries, services
from compliance.escalations.rules import Asked, Format
from compliance.purchases.rules import BuyerBasis, Type
from tests import pdfua
from tests.factories.escalations import seller, tried

AS_AT = date(2026, 11, 20)
ASKED = Asked(AS_AT, Format.PDF, "For the monthly meeting <b>", "The “Chief” Officer")


@pytest.fixture
def printed(session, officer):
    for number in range(6):
        days = [date(2026, 1 + month, 1) for month in range(2 + number % 3)]
        shop = seller(officer, *days, name=f"Invented & Sons <{number}> Łódź")
        tried(officer, shop, date(2026, 6, 1), type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT)
    return queries.read_printed_list(services.print_list(session, officer, ASKED))


def is_upright(thing):
    return "matrix" not in thing or abs(thing["matrix"][1]) < 0.01


def test_every_page_says_what_it_is_who_printed_it_and_why(printed, officer):
    with pdfplumber.open(io.BytesIO(printed)) as made:
        assert len(made.pages) > 1
        for number, page in enumerate(made.pages, start=1):
            text = " ".join(page.extract_text().split())
            upright = page.filter(is_upright)
            assert "Internal – not for publication" in " ".join(upright.extract_text().split())
            slanted = [char for char in page.chars if not is_upright(char)]
            assert sorted(char["text"] for char in slanted if char["text"].strip()) == sorted(
                "Internal–notforpublication"
            )
            assert all(char["x0"] >= 0 and char["x1"] <= page.width for char in slanted)
            assert all(char["top"] >= 0 and char["bottom"] <= page.height for char in slanted)
            assert officer.name in text
            assert "Reason: For the monthly meeting <b>" in text
            assert f"page {number} of {len(made.pages)}" in text


def test_each_entry_shows_its_sales_what_was_left_out_and_the_rung(printed):
    with pdfplumber.open(io.BytesIO(printed)) as made:
        pages = [page.filter(is_upright).extract_text() for page in made.pages]
    text = " ".join(" ".join(pages).split())
    assert text.count("Rung reached:") == 6
    assert text.count("Sales that count") == 6
    assert text.count("A Challenge 25 test is made with") == 6
    assert "For a manager to consider prosecution" in text
    assert "Invented & Sons <0> Łódź" in text
    assert "2 sales on different dates in the 24 months" in text
    assert "nobody may be named in public" in text


def test_the_file_is_tagged_titled_and_carries_its_fonts(printed):
    with pikepdf.open(io.BytesIO(printed)) as made:
        assert made.Root.Lang == "en-GB"
        assert "Repeat-offender list as at 20" in str(made.docinfo["/Title"])
        assert made.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in made.Root
        fonts = [font for page in made.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert any(key in inner.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_longest_words_stay_on_the_page(session, officer):
    longest = replace(ASKED, reason="Wide words " * 27, recipient="Chief WARDEN " * 9)
    with pdfplumber.open(io.BytesIO(queries.read_printed_list(services.print_list(session, officer, longest)))) as made:
        for page in made.pages:
            assert max(char["bottom"] for char in page.chars) < page.height - 15
            assert max(char["x1"] for char in page.chars) < page.width - 15


def test_no_day_is_split_between_lines(session, officer):
    longest = [date(2026, 9, 20), date(2025, 9, 28), date(2025, 12, 22), date(2024, 11, 22)]
    shop = seller(officer, *longest)
    tried(officer, shop, date(2024, 9, 20))
    made = queries.read_printed_list(services.print_list(session, officer, ASKED))
    with pdfplumber.open(io.BytesIO(made)) as opened:
        pages = [page.filter(is_upright) for page in opened.pages]
        runs = [" ".join(line["text"].split()) for page in pages for line in page.extract_text_lines()]
    for day in (*longest, date(2024, 9, 20)):
        assert any(run.startswith(f"{day.day} {day:%B %Y} TST-TP-") for run in runs), day
    for last_day in ("20 March 2027", "28 March 2026", "22 June 2026", "22 May 2025"):
        assert any(last_day in run for run in runs), last_day


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_an_independent_judge_finds_it_to_be_pdf_ua(printed, session, act, tmp_path: Path):
    full, empty = tmp_path / "full.pdf", tmp_path / "empty.pdf"
    full.write_bytes(printed)
    elsewhere = services.print_list(session, act(authority="camden"), replace(ASKED, recipient=""))
    empty.write_bytes(queries.read_printed_list(elsewhere))
    assert pdfua.broken_clauses(full, empty) == {full: [], empty: []}
