"""Documents of a word processor: what they say, and that their bytes depend on their words alone."""

import io
import zipfile

import docx
from docx.oxml.ns import qn

from compliance.documents import Paper, write_document

PAPER = Paper(
    title="Witness statement",
    under_title="(An Act, section 9)",
    facts=(("Statement of", "Robin Example"), ("Occupation", "Officer")),
    declaration="It is true.",
    paragraphs=("First.\nStill the first.", "Second & <third>."),
    signature="Signature: ....",
    marks="Draft",
    footer="Statement of Robin Example",
)


def read(content):
    return docx.Document(io.BytesIO(content))


def test_it_says_everything_in_order():
    texts = [paragraph.text for paragraph in read(write_document(PAPER)).paragraphs]
    assert texts == [
        *("Witness statement", "(An Act, section 9)", "Draft", "Statement of: Robin Example", "Occupation: Officer"),
        *("It is true.", "Signature: ....", "First.\nStill the first.", "Second & <third>.", "Signature: ...."),
    ]


def test_paragraphs_are_numbered_by_the_word_processor_and_the_heading_is_one():
    written = read(write_document(PAPER))
    styles = [paragraph.style.name for paragraph in written.paragraphs]
    assert styles.count("List Number") == 2
    assert styles[0] == "Heading 1"


def test_every_page_has_its_number_and_whose_it_is():
    footer = read(write_document(PAPER)).sections[0].footer.paragraphs[0]
    assert footer.text.startswith("Statement of Robin Example  Page ")
    fields = [element.text for element in footer._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_same_words_make_the_same_bytes():
    assert write_document(PAPER) == write_document(PAPER)


def test_it_tells_nothing_of_who_made_it_but_a_title_and_a_language():
    core = read(write_document(PAPER)).core_properties
    assert (core.title, core.language, core.author, core.last_modified_by) == ("Witness statement", "en-GB", "", "")


def test_it_is_a4_and_a_sound_file():
    content = write_document(PAPER)
    section = read(content).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        assert parts.namelist()[0] == "[Content_Types].xml"
        assert {part.date_time[0] for part in parts.infolist()} == {2026}


def test_what_xml_cannot_hold_is_left_out():
    odd = Paper(
        title="A\x00b",
        under_title="",
        facts=(),
        declaration="\x0bc\ud800d",
        paragraphs=("e\ufffef\tg",),
        signature="",
    )
    texts = [paragraph.text for paragraph in read(write_document(odd)).paragraphs]
    assert texts[0] == "Ab"
    assert "cd" in texts
    assert "ef\tg" in texts
