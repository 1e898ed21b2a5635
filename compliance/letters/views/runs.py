"""Print runs: what is chosen and what stands against it, how far one is, its letters, its PDF, its serving."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock, jobs
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import new_id, session
from compliance.errors import NotFound, Refusal
from compliance.forms import Form
from compliance.letters import queries, services
from compliance.letters.forms import NewRunForm, ServeRunForm
from compliance.letters.queries import Checked, RunLetter
from compliance.letters.rules.runs import (
    MOST_LETTERS,
    RUN_LETTER_COLOURS,
    RUN_LETTER_LABELS,
    RunItem,
    RunLetterState,
    check_items,
    read_items,
)
from compliance.letters.services import NewRun
from compliance.letters.views.blueprint import LABELS, bp, mend_url
from compliance.permissions import Permission
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, looked_at, requires

SECONDS = 3
"""After how long the page of a run that is being written looks again."""


@bp.get("/letters/runs")
@requires(Permission.VIEW_LETTERS, looks_at="print_run.listed")
def runs() -> ResponseReturnValue:
    rows, before = queries.list_runs(session(), actor(), before=request.args.get("before", type=UUID))
    people = {row.run.started_by_id for row in rows if row.run.started_by_id}
    return render_template(
        "letters/runs.html", rows=rows, before=before, names=accounts.officer_names(session(), people)
    )


@bp.route("/letters/runs/new", methods=["GET", "POST"])
@requires(Permission.ISSUE_LETTER, looks_at="print_run.previewed")
def new_run() -> ResponseReturnValue:
    """Show what each letter that was ticked would be and what stands against it; the page's own button starts it."""
    form = NewRunForm()
    form.begin(_officers(), actor().officer_id)
    starting = "start" in request.form
    try:
        items = read_items(request.values.getlist("item"))
        check_items(items)
        if starting and form.validate_on_submit():
            run = services.start_run(session(), actor(), _asked(form, items))
            return redirect(url_for(".run_progress", print_run_id=run.id))
    except Refusal as refusal:
        form.show(refusal)
        items = _readable()
    checked = _checked(form, items, form.officer_id.data or actor().officer_id)
    chosen = set(items) if starting else {one.item for one in checked if not one.problems}
    looked_at(count=len(checked))
    return render_template(
        "letters/new_run.html",
        form=form,
        ready=[one for one in checked if not one.problems],
        blocked=[(one, _mend(one)) for one in checked if one.problems],
        chosen=chosen,
        most=MOST_LETTERS,
        labels=LABELS,
    )


def _readable() -> tuple[RunItem, ...]:
    """Return what was ticked as far as it can be read and a run can hold it, to be shown again."""
    try:
        return read_items(request.values.getlist("item"))[:MOST_LETTERS]
    except Refusal:
        return ()


def _checked(form: NewRunForm, items: tuple[RunItem, ...], officer_id: UUID | None) -> list[Checked]:
    try:
        return queries.list_checked(session(), actor(), items, officer_id=officer_id) if officer_id else []
    except Refusal as refusal:
        form.show(refusal)
        return []


def _asked(form: NewRunForm, items: tuple[RunItem, ...]) -> NewRun:
    return NewRun(
        id=form.run_id,
        items=items,
        officer_id=form.officer_id.data,
        large_print=form.large_print.data,
        both_sides=form.both_sides.data,
    )


def _officers() -> list[tuple[UUID, str]]:
    return [
        (one.id, f"{one.name}, {one.job_title}" if one.job_title else one.name)
        for one in accounts.list_officers(session(), actor())
        if one.active
    ]


def _mend(one: Checked) -> str:
    """Return the page on which the first thing that stands in the way of a letter is mended, or nothing."""
    if one.subject is None:
        return ""
    return mend_url(one.problems[0].field, one.subject) or _draft_url(one.item)


def _draft_url(item: RunItem) -> str:
    about: dict[str, Any] = {item.about: item.about_id}
    return "" if item.about == "invite_id" else url_for(".draft", kind=item.kind, **about)


@bp.get("/letters/runs/<uuid:print_run_id>/progress")
@requires(Permission.VIEW_LETTERS)
def run_progress(print_run_id: UUID) -> ResponseReturnValue:
    """Show how far a run is, in numbers only: no record is shown, and nothing is written while the job works."""
    run = queries.get_run(session(), actor(), print_run_id)
    if run.ended_at is not None:
        return redirect(url_for(".run", print_run_id=print_run_id))
    standing = jobs.state_of(session(), actor(), services.RUN_KIND, print_run_id)
    failed = bool(run.failure) and not (standing and standing.open)
    counts = queries.counts_of(session(), actor(), [print_run_id])[print_run_id]
    page = make_response(
        render_template(
            "letters/run_progress.html", run=run, counts=counts, standing=standing, failed=failed, seconds=SECONDS
        )
    )
    if not failed:
        page.headers["Refresh"] = str(SECONDS)
    return page


@bp.get("/letters/runs/<uuid:print_run_id>")
@requires(Permission.VIEW_LETTERS, looks_at="print_run.viewed")
def run(print_run_id: UUID) -> ResponseReturnValue:
    found = queries.get_run(session(), actor(), print_run_id)
    if found.ended_at is None:
        return redirect(url_for(".run_progress", print_run_id=print_run_id))
    letters = queries.list_run_letters(session(), actor(), print_run_id)
    people = {one for one in (found.started_by_id, found.officer_id) if one}
    return render_template(
        "letters/run.html",
        run=found,
        counts=queries.counts_of(session(), actor(), [print_run_id])[print_run_id],
        issued=queries.in_posting_order(letters),
        problems=[(one, _mend_of(one)) for one in letters if one.state is RunLetterState.PROBLEM],
        to_serve=sum(1 for one in letters if one.to_serve),
        former=queries.get_run(session(), actor(), found.retries_id) if found.retries_id else None,
        retry=queries.find_retry(session(), actor(), print_run_id),
        retry_id=new_id(),
        names=accounts.officer_names(session(), people),
        history=audit.list_subject(session(), actor(), "print_run", print_run_id),
        kinds=list(Kind),
        labels=LABELS | {"run_labels": RUN_LETTER_LABELS, "run_colours": RUN_LETTER_COLOURS},
    )


def _mend_of(one: RunLetter) -> str:
    """Return where a letter that was not issued is mended: its draft, or else the page on which it is drafted."""
    return url_for(".show", letter_id=one.letter_id) if one.letter_id else _draft_url(one.item)


@bp.get("/letters/runs/<uuid:print_run_id>.pdf")
@requires(Permission.VIEW_LETTERS, looks_at="print_run.printed")
def run_pdf(print_run_id: UUID) -> ResponseReturnValue:
    """Hand out the one PDF of a run, checked against its SHA-256, and nothing when it is not as it was made."""
    found = queries.get_run(session(), actor(), print_run_id)
    if found.sha256 is None:
        flash(_("No letter of this run was issued, so there is nothing to print"), "important")
        return redirect(url_for(".run", print_run_id=print_run_id))
    looked_at(sha256=found.sha256)
    try:
        content = services.read_run(found)
    except Refusal as refusal:
        flash(refusal.message, "important")
        return redirect(url_for(".run", print_run_id=print_run_id))
    name = f"{found.reference}.pdf"
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name, etag=False)


@bp.get("/letters/runs/<uuid:print_run_id>/manifest")
@requires(Permission.VIEW_LETTERS, looks_at="print_run.exported")
def run_manifest(print_run_id: UUID) -> ResponseReturnValue:
    """Hand out the letters of a run in posting order: to lie on the pile as a PDF, or as a file of rows."""
    found = queries.get_run(session(), actor(), print_run_id)
    wanted = request.args.get("format", "pdf")
    name = f"{found.reference}-manifest.{wanted}"
    if wanted == "pdf":
        content = BytesIO(services.print_manifest(session(), actor(), found))
        return send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name, etag=False)
    kind = next((one for one in Kind if one == wanted), None)
    if kind is None:
        raise NotFound
    headings = [_("Place"), _("Reference"), _("Letter"), _("Addressee"), _("Postcode"), _("Pages")]
    rows = (
        [line.place, line.reference, _(line.what), line.addressee, line.postcode, line.pages]
        for line in services.manifest_lines(session(), actor(), found)
    )
    file = write(kind, headings, rows, title=found.reference)
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


@bp.route("/letters/runs/<uuid:print_run_id>/serve", methods=["GET", "POST"])
@requires(Permission.SERVE_LETTER, looks_at="print_run.viewed")
def serve_run(print_run_id: UUID) -> ResponseReturnValue:
    found = queries.get_run(session(), actor(), print_run_id)
    letters = queries.in_posting_order(queries.list_run_letters(session(), actor(), print_run_id))
    waiting = [one for one in letters if one.to_serve]
    form = ServeRunForm()
    form.offer(waiting, clock.today())
    if not waiting:
        flash(_("No letter of this run waits to be served"), "important")
        return redirect(url_for(".run", print_run_id=print_run_id))
    if form.validate_on_submit():
        try:
            served = services.serve_run(
                session(),
                actor(),
                print_run_id,
                form.letters.data,
                how=form.how.data,
                served_on=form.served_on.data,
                note=form.note.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(
                _("%(count)s letters recorded as served", count=served)
                if served > 1
                else _("1 letter recorded as served")
            )
            return redirect(url_for(".run", print_run_id=print_run_id))
    left_out = [one for one in letters if not one.to_serve]
    return render_template("letters/serve_run.html", run=found, form=form, left_out=left_out, labels=LABELS)


@bp.post("/letters/runs/<uuid:print_run_id>/retry")
@requires(Permission.ISSUE_LETTER)
def retry_run(print_run_id: UUID) -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        try:
            asked = request.form.get("id", type=UUID) or new_id()
            found = services.retry_run(session(), actor(), print_run_id, new_id=asked)
        except Refusal as refusal:
            flash(refusal.message, "important")
        else:
            return redirect(url_for(".run_progress", print_run_id=found.id))
    return redirect(url_for(".run", print_run_id=print_run_id))


@bp.post("/letters/runs/<uuid:print_run_id>/resume")
@requires(Permission.ISSUE_LETTER)
def resume_run(print_run_id: UUID) -> ResponseReturnValue:
    if Form().validate_on_submit():
        services.resume_run(session(), actor(), print_run_id)
    return redirect(url_for(".run_progress", print_run_id=print_run_id))
