"""The matching of a file with our words: its columns, then the words in them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.imports import queries, services
from compliance.imports.forms import ColumnsForm, UseMappingForm, ValuesForm, columns_form, values_form
from compliance.imports.queries import FieldWords
from compliance.imports.rules import Options, read_options
from compliance.imports.rules.guessing import guess_values
from compliance.imports.rules.mapping import ColumnMapping, Field, check_mapping, fitting, needs_values, read_mapping
from compliance.imports.views.blueprint import MAPPABLE, Step, bp, step_of, step_url
from compliance.imports.views.uploading import fit_options, options_data, version_of
from compliance.permissions import Permission
from compliance.web import actor, requires, uuid_or_not_found


@bp.route("/<uuid:run_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS, looks_at="import_run.viewed")
def columns(run_id: UUID) -> ResponseReturnValue:
    step = step_of(run_id, MAPPABLE)
    if not isinstance(step, Step):
        return step
    step, use = _as_saved(step)
    form = _columns_form(step)
    if form.validate_on_submit():
        try:
            return _map(step, form)
        except Refusal as refusal:
            form.show(refusal)
    return render_template("imports/columns.html", form=form, use=use, step=step, run=step.run, file=step.recognised)


def _columns_form(step: Step) -> ColumnsForm:
    fields = queries.list_fields(session(), step.kind)
    form = columns_form(fields, step.recognised.table, step.mapping, **options_data(step))
    fit_options(form, step)
    return form


def _as_saved(step: Step) -> tuple[Step, UseMappingForm | None]:
    """Return the step with the saved mapping that was asked for, and the form that asks; None when none is saved."""
    saved = queries.list_mappings(session(), actor(), step.kind)
    if not saved:
        return step, None
    use = UseMappingForm()
    use.saved.choices = [(str(each.id), each.name) for each in saved]
    use.validate()
    if not use.saved.data or request.method != "GET":
        return step, use
    chosen = next((each for each in saved if str(each.id) == use.saved.data), None)
    if chosen is None:
        raise NotFound
    fields = queries.list_fields(session(), step.kind)
    mapping = fitting(read_mapping(chosen.mapping), fields, step.recognised.table.columns)
    return replace(step, mapping=mapping), use


def _map(step: Step, form: ColumnsForm) -> ResponseReturnValue:
    """Keep the columns; go on to the words where any are to be matched, otherwise have the rows checked."""
    fields, name = queries.list_fields(session(), step.kind), form.mapping_name.data or ""
    mapping = form.column_mapping(step.kind, _known_values(step, form))
    check_mapping(mapping, fields, step.recognised.table.columns)
    asked = needs_values(fields, mapping)
    if name:
        services.save_mapping(session(), actor(), name, mapping)
    run = services.map_columns(
        session(), actor(), step.run.id, mapping, form.options(), version=version_of(form), begin=not asked
    )
    if asked:
        return redirect(url_for(".values", run_id=run.id, name=name or None))
    return redirect(step_url(run))


def _known_values(step: Step, form: ColumnsForm) -> dict[str, dict[str, str]]:
    """Return the words that were matched before, or that the saved mapping knows whose name stands on the page."""
    known = {code: dict(words) for code, words in step.mapping.values.items()}
    saved_id = request.args.get("saved", "")
    if saved_id:
        saved = queries.get_mapping(session(), actor(), uuid_or_not_found(saved_id))
        for code, words in read_mapping(saved.mapping).values.items():
            known[code] = {**words, **known.get(code, {})}
    cut = fitting(ColumnMapping(step.kind, values=known), queries.list_fields(session(), step.kind), form.table.columns)
    return {code: dict(words) for code, words in cut.values.items()}


@bp.route("/<uuid:run_id>/values", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS, looks_at="import_run.viewed")
def values(run_id: UUID) -> ResponseReturnValue:
    step = step_of(run_id, MAPPABLE)
    if not isinstance(step, Step):
        return step
    asked = needs_values(queries.list_fields(session(), step.kind), step.mapping)
    if not step.run.mapping or not asked:
        return redirect(url_for(".columns", run_id=run_id))
    found = queries.list_words(session(), actor(), run_id, tuple(each.code for each in asked))
    words = [(each, found[each.code]) for each in asked]
    form = _values_form(step, words)
    if form.validate_on_submit():
        try:
            return _match(step, form)
        except Refusal as refusal:
            form.show(refusal)
    return render_template("imports/values.html", form=form, words=words, step=step, run=step.run)


def _values_form(step: Step, words: Sequence[tuple[Field, FieldWords]]) -> ValuesForm:
    """Return the form with what was matched before, and what is likely of the rest."""
    known = {
        each.code: {**guess_values(each, found.counts), **step.mapping.values.get(each.code, {})}
        for each, found in words
    }
    asked = [(each, tuple(found.counts)) for each, found in words]
    return values_form(asked, known, version=str(step.run.version), mapping_name=request.args.get("name", ""))


def _match(step: Step, form: ValuesForm) -> ResponseReturnValue:
    """Keep what the words stand for, and have the rows checked."""
    mapping = replace(step.mapping, values={**step.mapping.values, **form.values()})
    if form.mapping_name.data:
        services.save_mapping(session(), actor(), form.mapping_name.data, mapping)
    options = read_options(step.run.options) if step.run.options else Options()
    run = services.map_columns(session(), actor(), step.run.id, mapping, options, version=version_of(form))
    return redirect(step_url(run))
