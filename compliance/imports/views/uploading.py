"""The first steps: the upload, what the file was recognised as, which sheet of it is read."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import Refusal
from compliance.imports import queries, services
from compliance.imports.forms import OptionsForm, SheetForm, UploadForm
from compliance.imports.rules import (
    FORMAT_LABELS,
    IMPORT_KIND_LABELS,
    RETAILER_TYPES,
    ImportKind,
    Options,
    RunState,
    read_options,
)
from compliance.imports.rules.fields import FIELDS
from compliance.imports.views.blueprint import MAPPABLE, Step, bp, may_import, step_of, step_url
from compliance.permissions import Permission
from compliance.settings import settings
from compliance.web import actor, requires


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS)
def new() -> ResponseReturnValue:
    form = UploadForm()
    form.offer(tuple(kind for kind in FIELDS if may_import(kind)))
    if form.validate_on_submit():
        stream, name = form.content()
        try:
            with stream:
                run = services.upload(session(), actor(), stream=stream, file_name=name, kind=form.kind.data)
        except Refusal as refusal:
            form.show(Refusal(refusal.message, "file"))
        else:
            return redirect(url_for(".recognised", run_id=run.id))
    return render_template(
        "imports/new.html",
        form=form,
        megabytes=settings().upload_megabytes,
        with_purchases=may_import(ImportKind.PURCHASES),
    )


@bp.route("/<uuid:run_id>/recognised", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS, looks_at="import_run.viewed")
def recognised(run_id: UUID) -> ResponseReturnValue:
    """Show what the file is; of a register whose columns are known, ask how far it reaches and have it checked."""
    step = step_of(run_id, MAPPABLE)
    if not isinstance(step, Step):
        return step
    form = options_form(step)
    if step.is_known and form.validate_on_submit():
        try:
            run = services.map_columns(
                session(), actor(), run_id, step.mapping, form.options(), version=version_of(form)
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            return redirect(step_url(run))
    return _page(step, form if step.is_known else None, sheet_form(step))


@bp.post("/<uuid:run_id>/sheet")
@requires(Permission.IMPORT_RETAILERS)
def sheet(run_id: UUID) -> ResponseReturnValue:
    step = step_of(run_id, (RunState.UPLOADED,))
    if not isinstance(step, Step):
        return step
    form = sheet_form(step)
    if form is not None and form.validate_on_submit():
        try:
            services.choose_sheet(session(), actor(), run_id, form.sheet.data, version=version_of(form))
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("The sheet “%(sheet)s” is read", sheet=form.sheet.data))
            return redirect(url_for(".recognised", run_id=run_id))
    return _page(step, None, form)


def _page(step: Step, form: OptionsForm | None, sheet: SheetForm | None) -> ResponseReturnValue:
    shown = sheet if sheet is not None and (sheet.errors or sheet.form_errors) else form
    return render_template(
        "imports/recognised.html",
        form=shown,
        options=form,
        sheet=sheet,
        step=step,
        run=step.run,
        file=step.recognised,
        formats=FORMAT_LABELS,
        kinds=IMPORT_KIND_LABELS,
        types=sorted(RETAILER_TYPES),
        last_extract=queries.find_last_extract(session(), actor()),
    )


def sheet_form(step: Step) -> SheetForm | None:
    """Return the form that chooses between the sheets of a workbook, or None where there is nothing to choose."""
    sheets = step.recognised.sheets
    if len(sheets) < 2 or step.run.state is not RunState.UPLOADED:
        return None
    form = SheetForm(data={"version": str(step.run.version)})
    form.sheet.choices = [(name, name) for name in sheets]
    if not form.is_submitted():
        form.sheet.process_data(step.recognised.sheet)
    return form


def options_form(step: Step) -> OptionsForm:
    """Return the form that asks how far a file reaches, filled in as it was answered or as the format says."""
    form = OptionsForm(data=options_data(step))
    fit_options(form, step)
    return form


def options_data(step: Step) -> dict[str, Any]:
    """Return what the questions about a file are answered with before the clerk has answered them."""
    options = read_options(step.run.options) if step.run.options else Options()
    whole = options.whole if options.whole is not None else step.is_known
    return {
        "version": str(step.run.version),
        "whole": whole,
        "all_types": options.all_types,
        "allow_older": options.allow_older,
    }


def fit_options(form: OptionsForm, step: Step) -> None:
    """Leave out the questions that have no meaning for this file."""
    if step.kind is not ImportKind.REGISTER:
        del form.whole
    if not step.is_known:
        del form.all_types
    if not step.is_known or queries.find_last_extract(session(), actor()) is None:
        del form.allow_older


def version_of(form: Any) -> int:
    """Return the version of the run that the page was made from; a page without one is stale."""
    text = form.version.data or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
