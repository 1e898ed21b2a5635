"""Pages of the imports: past runs, the upload, what a run did, and the file it read."""

import io
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock, files
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import Refusal
from compliance.imports import queries, rules, services
from compliance.imports.forms import OutcomeFilterForm, RegisterForm
from compliance.permissions import Permission
from compliance.settings import settings
from compliance.web import actor, requires

bp = Blueprint("imports", __name__, url_prefix="/imports")


@bp.get("/")
@requires(Permission.VIEW_RETAILERS, looks_at="import_run.listed")
def index() -> ResponseReturnValue:
    page = queries.list_runs(
        session(), actor(), after=request.args.get("after", type=UUID), before=request.args.get("before", type=UUID)
    )
    names = accounts.officer_names(session(), {run.run_by_id for run in page.rows if run.run_by_id})
    return render_template("imports/index.html", page=page, names=names)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS)
def new() -> ResponseReturnValue:
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            report = services.import_register(
                session(),
                actor(),
                *form.content(),
                all_types=form.all_types.data,
                allow_older=form.allow_older.data,
                allow_missing=form.allow_missing.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Register imported"))
            return redirect(url_for(".show", run_id=report.run_id))
    return render_template(
        "imports/new.html",
        form=form,
        last_extract=queries.find_last_extract(session(), actor()),
        megabytes=settings().upload_megabytes,
        types=sorted(rules.RETAILER_TYPES),
    )


@bp.get("/<uuid:run_id>")
@requires(Permission.VIEW_RETAILERS, looks_at="import_run.viewed")
def show(run_id: UUID) -> ResponseReturnValue:
    run = queries.get_run(session(), actor(), run_id)
    form = OutcomeFilterForm()
    form.validate()
    page = queries.list_rows(
        session(),
        actor(),
        run_id,
        outcomes=form.outcome.data,
        after=request.args.get("after", type=UUID),
        before=request.args.get("before", type=UUID),
    )
    return render_template(
        "imports/show.html",
        run=run,
        form=form,
        page=page,
        names=accounts.officer_names(session(), {run.run_by_id} if run.run_by_id else set()),
        missing_from=run.extracted_on or clock.london(run.run_at).date(),
        changes_of=queries.changes_of,
        kept_of=queries.kept_of,
        labels=rules.ROW_OUTCOME_LABELS,
    )


@bp.get("/<uuid:run_id>/file")
@requires(Permission.VIEW_RETAILERS, looks_at="import_run.exported")
def file(run_id: UUID) -> ResponseReturnValue:
    """Hand over the register as it was read, byte for byte, to be kept and not shown."""
    run = queries.get_run(session(), actor(), run_id)
    content = io.BytesIO(files.read(run.sha256))
    return send_file(content, mimetype="application/octet-stream", as_attachment=True, download_name=run.file_name)
