"""The imports there were, what each did, the file it read and the rows it could not take in."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock, files, spreadsheets
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.imports import queries, rules
from compliance.imports.forms import OutcomeFilterForm, RunFilterForm
from compliance.imports.rules import RunState
from compliance.imports.views.blueprint import WORKING, bp, may_import, needed_for, step_url
from compliance.imports.views.telling import COLOURS, STATE_COLOURS, cell_names, outcome_label, row_values, said_of_row
from compliance.permissions import Permission
from compliance.spreadsheets import Kind
from compliance.web import actor, requires

_UNFINISHED = {RunState.UPLOADED, RunState.PREVIEWED, *WORKING}

_COUNTED = {RunState.PREVIEWED, RunState.COMMITTING, RunState.COMMITTED, RunState.UNDOING, RunState.UNDONE}
"""The states in which the rows have been counted."""


@bp.get("/")
@requires(Permission.VIEW_RETAILERS, looks_at="import_run.listed")
def index() -> ResponseReturnValue:
    form = RunFilterForm()
    form.validate()
    page = queries.list_runs(
        session(),
        actor(),
        states=form.state.data,
        after=request.args.get("after", type=UUID),
        before=request.args.get("before", type=UUID),
    )
    return render_template(
        "imports/index.html",
        form=form,
        page=page,
        names=_names(page.rows),
        unfinished=_UNFINISHED,
        counted=_COUNTED,
        may_import=may_import,
        kinds=rules.IMPORT_KIND_LABELS,
        states=rules.RUN_STATE_LABELS,
        state_colours=STATE_COLOURS,
    )


@bp.get("/<uuid:run_id>")
@requires(Permission.VIEW_RETAILERS, looks_at="import_run.viewed")
def show(run_id: UUID) -> ResponseReturnValue:
    """Show what an import did; one that is not done yet is gone on with by who may import.

    Its rows are shown to who may record what they are: of test purchases they name codes, ages and what was said.
    """
    run = queries.get_run(session(), actor(), run_id)
    if run.state in _UNFINISHED and may_import(run.kind):
        return redirect(step_url(run))
    form = OutcomeFilterForm()
    form.validate()
    may_read = actor().may(needed_for(run.kind))
    page = (
        queries.list_rows(
            session(),
            actor(),
            run_id,
            outcomes=form.outcome.data,
            noted="noted" in request.args,
            after=request.args.get("after", type=UUID),
            before=request.args.get("before", type=UUID),
        )
        if may_read
        else None
    )
    return render_template(
        "imports/show.html",
        run=run,
        form=form,
        page=page,
        names=_names([run]),
        noted=queries.count_noted(session(), actor(), run_id),
        missing_from=run.extracted_on or clock.london(run.committed_at or run.run_at).date(),
        changes_of=queries.changes_of,
        kept_of=queries.kept_of,
        why_of=queries.why_of,
        label=outcome_label,
        row_values=row_values,
        cells=cell_names(run),
        said_of=partial(said_of_row, run.kind, queries.list_fields(session(), run.kind)),
        may_read=may_read,
        may_import=may_import,
        kinds=rules.IMPORT_KIND_LABELS,
        states=rules.RUN_STATE_LABELS,
        colours=COLOURS,
        state_colours=STATE_COLOURS,
    )


@bp.get("/<uuid:run_id>/file")
@requires(Permission.VIEW_RETAILERS, looks_at="import_run.exported")
def file(run_id: UUID) -> ResponseReturnValue:
    """Hand over the file as it was read, byte for byte, to be kept and not shown."""
    run = _readable(run_id)
    content = files.open_kept(run.sha256)
    return send_file(content, mimetype="application/octet-stream", as_attachment=True, download_name=run.file_name)


@bp.get("/<uuid:run_id>/rejected")
@requires(Permission.VIEW_RETAILERS, looks_at="import_run.exported")
def rejected(run_id: UUID) -> ResponseReturnValue:
    """Hand over the rows that could not be taken in, each with its reason and cell, ready to mend and import again."""
    run = _readable(run_id)
    found = queries.rejected_rows(session(), actor(), run_id)
    kind = request.args.get("format", Kind.CSV, type=Kind)
    cells = cell_names(run)
    rows = ([number, cells.get(cell, cell), *others] for number, cell, *others in found.rows)
    content = spreadsheets.write(kind, found.headings, rows, title=_("Rejected rows"))
    name = f"{run.reference}-rejected.{kind.value}"
    return send_file(content, mimetype=spreadsheets.MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _readable(run_id: UUID) -> Any:
    """Return a run whose own rows the actor may read: those of records only who may record such, for what they name."""
    run = queries.get_run(session(), actor(), run_id)
    actor().require(needed_for(run.kind))
    return run


def _names(runs: Iterable[Any]) -> dict[UUID, str]:
    """Return the names of the officers who uploaded, imported or undid these runs."""
    ids = {officer_id for run in runs for officer_id in (run.run_by_id, run.committed_by_id, run.undone_by_id)}
    return accounts.officer_names(session(), ids - {None})
