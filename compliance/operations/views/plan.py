"""Pages of the plan: the list of operations, a new one, one with its progress, correcting it, its weights."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.operations import queries, rules, services
from compliance.operations.forms import OperationForm, PlanForm, WeightsForm, of_operation
from compliance.operations.queries import Operation
from compliance.operations.views.room import bp, list_target_views, may_change
from compliance.permissions import Permission
from compliance.web import actor, requires, uuid_or_not_found

LABELS = {
    "purpose_names": rules.PURPOSE_NAMES,
    "phase_labels": rules.PHASE_LABELS,
    "part_labels": rules.PART_LABELS,
    "surveillance_labels": rules.SURVEILLANCE_LABELS,
    "scored_for_labels": rules.SCORED_FOR_LABELS,
    "chosen_by_labels": rules.CHOSEN_BY_LABELS,
}


@bp.get("/")
@requires(Permission.VIEW_OPERATIONS, looks_at="operation.listed")
def index() -> ResponseReturnValue:
    before = request.args.get("before")
    past = queries.list_past(session(), actor(), clock.today(), before=uuid_or_not_found(before) if before else None)
    current = [] if before else queries.list_current(session(), actor(), clock.today())
    sections = [
        (phase, [one for one in (*current, *past.operations) if one.phase is phase])
        for phase in (rules.Phase.UNDER_WAY, rules.Phase.COMING, rules.Phase.PAST)
    ]
    return render_template("operations/index.html", sections=sections, older=past.older, before=before, **LABELS)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PLAN_OPERATION)
def new() -> ResponseReturnValue:
    partners = queries.list_partners(session(), actor())
    form = PlanForm(data={"lead": actor().name, "volunteer_lent": "own"})
    form.partner_id.choices = [(one.id, one.name) for one in partners]
    alone = len(partners) == 1
    if alone:
        form.partner_id.process_data(partners[0].id)
    if form.validate_on_submit():
        try:
            operation = services.plan_operation(session(), actor(), form.partner_id.data, form.plan())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Operation planned. Now choose its targets"))
            return redirect(url_for(".show", operation_id=operation.id))
    return render_template("operations/new.html", form=form, alone=alone, partner=partners[0] if alone else None)


@bp.get("/<uuid:operation_id>")
@requires(Permission.VIEW_OPERATIONS, looks_at="operation.viewed")
def show(operation_id: UUID) -> ResponseReturnValue:
    operation = queries.get_operation(session(), actor(), operation_id)
    own = operation.authority_id == actor().authority_id
    targets = list_target_views(operation)
    return render_template(
        "operations/show.html",
        operation=operation,
        planner=accounts.get_authority(session(), operation.authority_id),
        partner=accounts.get_authority(session(), operation.partner_id),
        phase=rules.phase_on(operation.starts_on, operation.ends_on, clock.today()),
        targets=targets,
        done=sum(1 for one in targets if one.done),
        team=queries.list_team(session(), operation),
        lent=queries.is_volunteer_lent(session(), operation),
        may_change=may_change(operation),
        may_record=operation.partner_id == actor().authority_id and actor().may(Permission.RECORD_PURCHASE),
        history=audit.list_subject(session(), actor(), "operation", operation_id) if own else None,
        **LABELS,
    )


@bp.route("/<uuid:operation_id>/correct", methods=["GET", "POST"])
@requires(Permission.PLAN_OPERATION)
def edit(operation_id: UUID) -> ResponseReturnValue:
    operation = queries.get_own_operation(session(), actor(), operation_id)
    form = OperationForm(data=of_operation(operation, lent=queries.is_volunteer_lent(session(), operation)))
    if form.validate_on_submit():
        try:
            services.correct_operation(
                session(), actor(), operation_id, form.plan(), version=form.version_read, reason=form.reason.data
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Plan changed"))
            return redirect(url_for(".show", operation_id=operation_id))
    return render_template("operations/edit.html", form=form, **_edited(operation))


def _edited(operation: Operation) -> dict[str, Any]:
    return {
        "operation": operation,
        "results": queries.read_results(session(), operation).count,
        "shared": operation.partner_id != operation.authority_id,
    }


@bp.route("/<uuid:operation_id>/weights", methods=["GET", "POST"])
@requires(Permission.PLAN_OPERATION)
def weights(operation_id: UUID) -> ResponseReturnValue:
    operation = queries.get_own_operation(session(), actor(), operation_id)
    held = asdict(rules.read_weights(operation.weights)) | {"version": str(operation.version)}
    form = WeightsForm(data=held)
    if form.validate_on_submit():
        try:
            services.set_weights(session(), actor(), operation_id, form.weights(), version=form.version_read)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Weights changed. Targets already chosen keep their score"))
            return redirect(url_for(".choose", operation_id=operation_id))
    return render_template("operations/weights.html", form=form, operation=operation, usual=rules.Weights())
