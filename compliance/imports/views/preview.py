"""What an import would do, before it is done: the lists, the rows in doubt, import now or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import Refusal
from compliance.imports import queries, services
from compliance.imports.forms import AcceptForm, AnswersForm, answers_form
from compliance.imports.rules import Answer, Answered, ImportKind, RowOutcome, RunState, check_losses
from compliance.imports.views.blueprint import Step, bp, step_of, step_url
from compliance.imports.views.telling import (
    COLOURS,
    TABS,
    Tab,
    cell_names,
    outcome_label,
    planned_label,
    row_values,
    said_of_row,
    told,
    will_do,
)
from compliance.imports.views.uploading import version_of
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.retailers.rules import LIKENESS_LABELS
from compliance.web import actor, looked_at, requires

_PREVIEWED = (RunState.PREVIEWED,)


@bp.route("/<uuid:run_id>/preview", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS, looks_at="import_run.viewed")
def preview(run_id: UUID) -> ResponseReturnValue:
    """Show what would be done; take the answers to the rows in doubt of one page."""
    step = step_of(run_id, _PREVIEWED)
    if not isinstance(step, Step):
        return step
    shown = _shown(step)
    if shown.answers is not None and shown.answers.validate_on_submit():
        try:
            services.answer_rows(session(), actor(), run_id, shown.answers.answers(), version=version_of(shown.answers))
        except Refusal as refusal:
            shown.answers.show(refusal)
        else:
            flash(_("Answers saved"))
            return redirect(request.full_path)
    return _page(step, shown, _accept_form(step), shown.answers)


@bp.post("/<uuid:run_id>/commit")
@requires(Permission.IMPORT_RETAILERS)
def commit(run_id: UUID) -> ResponseReturnValue:
    """Have the plan carried out that the page showed, once."""
    step = step_of(run_id, _PREVIEWED)
    if not isinstance(step, Step):
        return step
    form = _accept_form(step)
    if form.validate_on_submit():
        try:
            run = services.accept(
                session(),
                actor(),
                run_id,
                plan_hash=form.plan_hash.data or "",
                allow_missing="allow_missing" in form and bool(form.allow_missing.data),
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            return redirect(step_url(run))
    return _page(step, _shown(step), form, form)


@bp.post("/<uuid:run_id>/check")
@requires(Permission.IMPORT_RETAILERS)
def check_again(run_id: UUID) -> ResponseReturnValue:
    """Have every row checked once more, as the register is now."""
    step = step_of(run_id, _PREVIEWED)
    if not isinstance(step, Step):
        return step
    return redirect(step_url(services.check_again(session(), actor(), run_id)))


@bp.post("/<uuid:run_id>/abandon")
@requires(Permission.IMPORT_RETAILERS)
def abandon(run_id: UUID) -> ResponseReturnValue:
    step = step_of(run_id, (RunState.UPLOADED, RunState.PREVIEWED))
    if not isinstance(step, Step):
        return step
    services.abandon(session(), actor(), run_id)
    flash(_("Import given up. Nothing of it is on the register"))
    return redirect(url_for(".index"))


@dataclass(frozen=True, slots=True)
class _Shown:
    """One list of the preview: which, its page, how many rows each list has, and what the doubtful of them may be.

    `noted` for the list across the outcomes of rows in which something was put right or left out.
    """

    outcome: RowOutcome
    counts: Mapping[RowOutcome, int]
    page: Any
    likely: Mapping[UUID, Sequence["Likely"]]
    answers: AnswersForm | None
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Likely:
    """Premises on the register that a doubtful row may be, and why."""

    outlet_id: UUID
    name: str
    reference: str
    where: str
    telephone: str
    reasons: tuple[str, ...]


def _shown(step: Step) -> _Shown:
    counts = queries.counts_of(session(), actor(), step.run.id)
    first = next((outcome for outcome in TABS if counts.get(outcome)), RowOutcome.UNCHANGED)
    noted = "noted" in request.args
    outcome = RowOutcome.ADDED if noted else request.args.get("outcome", first, type=RowOutcome)
    page = queries.list_rows(
        session(),
        actor(),
        step.run.id,
        outcomes=() if noted else (outcome,),
        noted=noted,
        after=request.args.get("after", type=UUID),
        before=request.args.get("before", type=UUID),
    )
    looked_at(
        outlets=[str(row.outlet_id) for row in page.rows if row.outlet_id and row.outcome is not RowOutcome.ADDED]
    )
    if outcome is not RowOutcome.DOUBTFUL:
        return _Shown(outcome, counts, page, {}, None, noted)
    likely = _likely(page.rows)
    return _Shown(outcome, counts, page, likely, _answers_form(step, page.rows, likely))


def _likely(rows: Sequence[Any]) -> dict[UUID, list[Likely]]:
    """Return for each doubtful row the premises that it may be, the likeliest first."""
    said = {row.id: row.candidates or [] for row in rows}
    ids = {UUID(each["outlet_id"]) for candidates in said.values() for each in candidates}
    known = retailers.candidates_of(session(), actor(), ids)
    names = retailers.names_of(session(), actor(), ids)
    return {
        row_id: [
            Likely(
                outlet_id=outlet_id,
                name=names[outlet_id].name,
                reference=names[outlet_id].reference,
                where=names[outlet_id].where,
                telephone=", ".join(sorted(known[outlet_id].telephones)) if outlet_id in known else "",
                reasons=tuple(LIKENESS_LABELS.get(reason, reason) for reason in each["reasons"]),
            )
            for each in candidates
            if (outlet_id := UUID(each["outlet_id"])) in names
        ]
        for row_id, candidates in said.items()
    }


def _answers_form(step: Step, rows: Sequence[Any], likely: Mapping[UUID, Sequence[Likely]]) -> AnswersForm:
    answered = {row.id: _answered(row, likely[row.id]) for row in rows if row.answer is not None}
    offered = {
        row_id: [(each.outlet_id, f"{each.name} ({each.reference})") for each in found]
        for row_id, found in likely.items()
    }
    return answers_form(offered, answered, may_be_new=step.kind is ImportKind.REGISTER, version=str(step.run.version))


def _answered(row: Any, likely: Sequence[Likely]) -> Answered:
    outlet_id = row.answered_outlet_id
    if row.answer is Answer.SAME and outlet_id is None and likely:
        outlet_id = likely[0].outlet_id
    return Answered(row.answer, outlet_id)


def _accept_form(step: Step) -> AcceptForm:
    """Return the form of the button; it has the tick only where too great a part of what is known would go missing."""
    form = AcceptForm(data={"plan_hash": step.run.plan_hash})
    try:
        check_losses(queries.counts_of_run(step.run), allow_missing=False)
    except Refusal:
        return form
    del form.allow_missing
    return form


def _page(step: Step, shown: _Shown, accept: AcceptForm, form: Any) -> ResponseReturnValue:
    run_id = step.run.id
    answers = queries.count_answers(session(), actor(), run_id)
    tabs = [
        Tab(
            planned_label(outcome, step.kind),
            shown.counts.get(outcome, 0),
            url_for(".preview", run_id=run_id, outcome=outcome),
            outcome is shown.outcome and not shown.noted,
        )
        for outcome in TABS
        if shown.counts.get(outcome) or (outcome is shown.outcome and not shown.noted)
    ]
    if (noted := queries.count_noted(session(), actor(), run_id)) or shown.noted:
        tabs.append(Tab(_("With a note"), noted, url_for(".preview", run_id=run_id, noted=1), shown.noted))
    return render_template(
        "imports/preview.html",
        run=step.run,
        step=step,
        form=form,
        accept=accept,
        shown=shown,
        page=shown.page,
        tabs=tabs,
        told=told(step.run, shown.counts),
        sentence=will_do(step.kind, shown.counts, answers),
        waiting=answers.get(None, 0),
        colours=COLOURS,
        label=outcome_label,
        planned_label=planned_label,
        changes_of=queries.changes_of,
        kept_of=queries.kept_of,
        row_values=row_values,
        cells=cell_names(step.run),
        said_of=partial(said_of_row, step.kind, queries.list_fields(session(), step.kind)),
        page_after=request.args.get("after"),
        page_before=request.args.get("before"),
    )
