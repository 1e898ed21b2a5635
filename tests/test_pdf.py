"""pdf.py: what it makes, what it refuses to fetch, and that a batch is as good as one at a time."""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from jinja2 import UndefinedError
from PIL import Image

from compliance import pdf
from compliance.errors import Refusal
from compliance.letters import rules
from tests import pdfua

PAGE = '<html lang="en-GB"><head><title>A list</title></head><body><h1>A list</h1>{}</body></html>'


def picture(kind: str = "JPEG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (300, 100), "#1b3a57").save(kept, kind)
    return kept.getvalue()


def document(facts: rules.Facts) -> pdf.Document:
    return pdf.Document(
        template=rules.template_of(facts.kind),
        facts=facts,
        title=facts.title,
        stylesheets=rules.stylesheets_of(large_print=facts.large_print),
    )


def test_a_page_becomes_a_tagged_file_with_a_title_and_a_language():
    with pikepdf.open(io.BytesIO(pdf.render_pdf(PAGE.format("<p>One</p>")))) as made:
        assert made.Root.Lang == "en-GB"
        assert made.docinfo["/Title"] == "A list"
        assert "/StructTreeRoot" in made.Root


@pytest.mark.parametrize(
    "html",
    ["<html lang='en-GB'><body>No title</body></html>", "<html><head><title>T</title></head><body>x</body></html>"],
)
def test_a_page_without_a_title_or_a_language_is_a_mistake(html):
    with pytest.raises(ValueError, match="title and a language"):
        pdf.render_pdf(html)


def test_the_same_page_gives_the_same_bytes():
    html = PAGE.format("<p>Ŵ and ş</p><table><tr><th scope='row'>a</th><td>b</td></tr></table>")
    assert pdf.render_pdf(html) == pdf.render_pdf(html)


@pytest.mark.parametrize(
    "url",
    [
        "../pyproject.toml",
        "css/../../pyproject.toml",
        "%2e%2e/pyproject.toml",
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "file:///etc/passwd",
        "file://server/share/crest.jpg",
        "http://127.0.0.1:9/crest.jpg",
        "https://example.org/crest.jpg",
        "ftp://example.org/crest.jpg",
        "data:image/png;base64,AAAA",
        "kept:not-handed-over",
        "no-such-file.jpg",
        "nothing%00.jpg",
        "x" * 5000,
        ".",
    ],
)
@pytest.mark.parametrize("markup", ["<img src='{}' alt='x'>", "<link rel='stylesheet' href='{}'>"])
def test_nothing_is_fetched_outside_static_and_the_files_handed_over(url, markup):
    with pytest.raises(Refusal):
        pdf.render_pdf(PAGE.format(markup.format(url)))


def test_a_link_out_of_static_is_not_followed(tmp_path, monkeypatch):
    static = tmp_path / "static"
    static.mkdir()
    (tmp_path / "secret.jpg").write_bytes(picture())
    (static / "crest.jpg").symlink_to(tmp_path / "secret.jpg")
    monkeypatch.setattr(pdf, "STATIC", static)
    with pytest.raises(Refusal):
        pdf.render_pdf(PAGE.format("<img src='crest.jpg' alt='x'>"))


@pytest.mark.parametrize("address", ["css/letter.css", "/static/css/letter.css"])
def test_a_style_sheet_inside_static_is_used(address):
    linked = f"<link rel='stylesheet' href='{address}'><p>One</p>"
    assert pdf.render_pdf(PAGE.format(linked)) != pdf.render_pdf(PAGE.format("<p>One</p>"))


def test_a_kept_picture_is_printed():
    made = pdf.render_pdf(PAGE.format("<img src='kept:abc123' alt='Crest'>"), files={"abc123": picture()})
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(list(opened.pages[0].get_images())) == 1


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:40], b"\xff\xd8\xff" * 9]
)
def test_a_file_that_is_no_picture_is_refused_and_not_left_out(content):
    for _ in range(2):
        with pytest.raises(Refusal, match="not a picture"):
            pdf.render_pdf(PAGE.format("<img src='kept:broken' alt='x'>"), files={"broken": content})


def test_files_handed_over_once_are_gone_the_next_time():
    pdf.render_pdf(PAGE.format("<p>x</p>"), files={"once": picture()})
    with pytest.raises(Refusal):
        pdf.render_pdf(PAGE.format("<img src='kept:once' alt='x'>"))


def test_a_template_sees_its_facts_and_nothing_else():
    with pytest.raises(UndefinedError):
        pdf.fill("letters/pass_notice.html", None)
    for name in ("config", "request", "session", "g", "url_for", "range", "lipsum", "cycler"):
        assert name not in pdf._templates().globals


def test_a_batch_gives_each_letter_its_own_pages_title_and_numbers():
    kinds = [rules.Kind.WRITTEN_WARNING, rules.Kind.PASS_NOTICE, rules.Kind.FAIL_NOTICE]
    facts = [
        replace(rules.specimen(kinds[n % 3], large_print=n >= 22), reference=f"SPEC/2026/{n:05d}") for n in range(26)
    ]
    alone = {f.kind: pdf.render_document(document(f)) for f in facts[:3]}
    batch = list(pdf.render_documents([document(f) for f in facts]))
    assert len(batch) == len(facts)
    for fact, made in zip(facts, batch, strict=True):
        assert fact.reference in made.text
        assert {m.page for m in made.marks} == set(range(1, made.pages + 1))
        numbers = [m.text for m in made.marks if m.in_margin and m.text.startswith("Page")]
        assert numbers == [f"Page {n} of {made.pages}" for n in range(1, made.pages + 1)]
        footers = [m.text for m in made.marks if m.in_margin and m.text.startswith("Our")]
        assert footers == [f"Our reference {fact.reference}"] * made.pages
        with pikepdf.open(io.BytesIO(made.pdf)) as opened:
            assert len(opened.pages) == made.pages
            assert opened.docinfo["/Title"] == fact.title
        if not fact.large_print:
            assert made.text.replace(fact.reference, "") == alone[fact.kind].text.replace(
                facts[kinds.index(fact.kind)].reference, ""
            )


def test_an_empty_batch_is_no_letters():
    assert list(pdf.render_documents([])) == []


def test_a_character_that_no_typeface_has_is_reported():
    facts = rules.specimen(rules.Kind.PASS_NOTICE)
    odd = replace(facts, place=replace(facts.place, name="Shop \U0010fff0"))
    assert pdf.render_document(document(odd)).unprintable == ("\U0010fff0",)


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_the_validator_would_notice_a_page_that_is_not_pdf_ua(tmp_path: Path):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(pdf.render_pdf(PAGE.format("<p>One</p>")))
    with pikepdf.open(good) as made:
        del made.Root.StructTreeRoot
        made.save(bad)
    found = pdfua.broken_clauses(good, bad)
    assert found[good] == []
    assert found[bad]
