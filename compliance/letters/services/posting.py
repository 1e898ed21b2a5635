"""The one PDF of a print run in posting order, and the manifest that goes with it."""

import io

import pikepdf
from sqlmodel import Session

from compliance import clock, files, pdf
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.letters import queries
from compliance.letters.models import PrintRun
from compliance.letters.queries.runs import RunLetter
from compliance.letters.rules.runs import ManifestFacts, ManifestLine, sheets_of
from compliance.permissions import Actor, Permission

MANIFEST_TEMPLATE = "letters/run_manifest.html"
STYLESHEETS = ("css/print-run.css",)
A4 = (595, 842)
"""In points, as whole numbers: the page is blank."""


def print_run(session: Session, actor: Actor, run: PrintRun) -> PrintRun:
    """Close a run none of whose letters waits: its one PDF is made, kept by SHA-256, and never made again.

    Raises Refusal when the kept bytes of a letter are missing or changed: then nothing is printed. Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    letters = queries.in_posting_order(queries.list_run_letters(session, actor, run.id))
    if letters:
        content, run.pages = _merge(run, letters)
        run.sha256 = files.keep(content)
    run.sheets = sheets_of([one.pages for one in letters], both_sides=run.both_sides)
    run.ended_at = clock.now()
    session.add(run)
    session.flush()
    counts = queries.counts_of(session, actor, [run.id])[run.id]
    detail = {
        "reference": run.reference,
        "asked": counts.asked,
        "issued": counts.issued,
        "problems": counts.problems,
        "sha256": run.sha256,
        "pages": run.pages,
    }
    audit.record(session, actor, "print_run.ended", "print_run", run.id, detail=detail)
    return run


def _merge(run: PrintRun, letters: list[RunLetter]) -> tuple[bytes, int]:
    """Return the letters as one file, one after the other, and its pages; for both sides each begins a new sheet."""
    with pikepdf.new() as merged:
        for letter in letters:
            with pikepdf.open(io.BytesIO(_read(letter.sha256, letter.reference))) as one:
                merged.pages.extend(one.pages)
                if run.both_sides and len(one.pages) % 2:
                    merged.add_blank_page(page_size=A4)
        merged.docinfo["/Title"] = f"Print run {run.reference}"
        merged.Root.Lang = pikepdf.String("en-GB")
        pages = len(merged.pages)
        written = io.BytesIO()
        merged.save(written, deterministic_id=True)
    return written.getvalue(), pages


def read_run(run: PrintRun) -> bytes:
    """Return the one PDF of a run, the same every time. Raises Refusal when it is missing or not as it was made."""
    return _read(run.sha256 or "", run.reference)


def _read(sha256: str, reference: str) -> bytes:
    try:
        return files.read(sha256)
    except NotFound as error:
        raise Refusal(f"The kept copy of {reference} is missing") from error
    except files.CorruptFileError as error:
        raise Refusal(f"The kept copy of {reference} is no longer what was made") from error


def manifest_lines(session: Session, actor: Actor, run: PrintRun) -> list[ManifestLine]:
    """Return the issued letters of a run as the manifest lists them, in posting order."""
    actor.require(Permission.VIEW_LETTERS)
    letters = queries.in_posting_order(queries.list_run_letters(session, actor, run.id))
    return [
        ManifestLine(place, one.reference, one.what, one.addressee, one.postcode, one.pages)
        for place, one in enumerate(letters, start=1)
    ]


def print_manifest(session: Session, actor: Actor, run: PrintRun) -> bytes:
    """Return the manifest as a PDF of its own, to lie on top of the pile. Raises Forbidden."""
    actor.require(Permission.VIEW_LETTERS)
    authority = accounts.get_authority(session, actor.authority_id)
    counts = queries.counts_of(session, actor, [run.id])[run.id]
    started = clock.london(run.started_at)
    names = accounts.officer_names(session, {run.started_by_id} if run.started_by_id else set())
    facts = ManifestFacts(
        reference=run.reference,
        authority=authority.name,
        service=authority.department,
        started=f"{started.day} {started:%B %Y} at {started:%H:%M}",
        started_by=names.get(run.started_by_id, "the command line") if run.started_by_id else "the command line",
        lines=tuple(manifest_lines(session, actor, run)),
        asked=counts.asked,
        problems=counts.problems,
        pages=run.pages or 0,
        sheets=run.sheets or 0,
        both_sides=run.both_sides,
        sha256=run.sha256 or "",
    )
    return pdf.render_pdf(pdf.fill(MANIFEST_TEMPLATE, facts), stylesheets=STYLESHEETS)
