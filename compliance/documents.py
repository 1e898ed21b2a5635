"""Documents of a word processor (DOCX, ISO/IEC 29500): headings, facts, numbered paragraphs and places to sign."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import docx
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt

LANGUAGE = "en-GB"
TYPEFACE = "Arial"
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_ZIP_DAY = (2026, 1, 1, 0, 0, 0)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a document says. `facts` are pairs under the heading; `signature` stands before and after the text.

    `marks` names what a reader must not miss, such as that it is a draft; `footer` stands on every page, before the
    number of the page.
    """

    title: str
    under_title: str
    facts: Sequence[tuple[str, str]]
    declaration: str
    paragraphs: Sequence[str]
    signature: str
    marks: str = ""
    footer: str = ""


def write_document(paper: Paper) -> bytes:
    """Return a paper as DOCX: the same bytes for the same paper. Characters that XML cannot hold are left out."""
    written = docx.Document()
    _set_up(written, paper)
    written.add_heading(_fit(paper.title), level=1)
    _add_text(written, paper.under_title)
    if paper.marks:
        written.add_paragraph().add_run(_fit(paper.marks)).bold = True
    for label, value in paper.facts:
        line = written.add_paragraph()
        line.add_run(f"{_fit(label)}: ").bold = True
        line.add_run(_fit(value))
    _add_text(written, paper.declaration)
    _add_text(written, paper.signature)
    for paragraph in paper.paragraphs:
        _add_text(written, paragraph, style="List Number")
    _add_text(written, paper.signature)
    return _packed(written)


def _set_up(written: Written, paper: Paper) -> None:
    core = written.core_properties
    core.title, core.author, core.language, core.comments = _fit(paper.title), "", LANGUAGE, ""
    core.created = core.modified = _MADE
    for name, size in (("Normal", 12), ("Heading 1", 18), ("List Number", 12)):
        style = written.styles[name]
        style.font.name = TYPEFACE
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), TYPEFACE)
    section = written.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{_fit(paper.footer)}  Page " if paper.footer else "Page ")
    _add_number(footer.add_run()._r, "PAGE")  # noqa: SLF001 - python-docx offers no field for the number of a page
    footer.add_run(" of ")
    _add_number(footer.add_run()._r, "NUMPAGES")  # noqa: SLF001 - as above


def _add_number(run: object, field: str) -> None:
    """Put a field into a run that the word processor fills in: the number of the page, or of all pages."""
    for kind, text in (("begin", ""), ("", field), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run.append(element)  # type: ignore[attr-defined]  # an element of lxml


def _add_text(written: Written, text: str, *, style: str | None = None) -> None:
    """Add a paragraph whose line ends stay line ends."""
    paragraph = written.add_paragraph(style=style)
    for number, line in enumerate(_fit(text).split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)


def _fit(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _packed(written: Written) -> bytes:
    """Return the document packed anew, with one day for every part: its bytes depend on its words alone."""
    first, packed = io.BytesIO(), io.BytesIO()
    written.save(first)
    with zipfile.ZipFile(first) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(parts.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(part, parts.read(name))
    return packed.getvalue()
