"""Pages of visits: record one at the counter, read it, correct it."""

from typing import Any, TypeVar
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.agreements import queries as agreements
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.training import queries as training
from compliance.visits import queries, rules, services
from compliance.visits.forms import VisitCorrectionForm, VisitForm
from compliance.visits.rules import NextStep, VisitDetails
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires, uuid_or_not_found

AnyVisitForm = TypeVar("AnyVisitForm", bound=VisitForm)

STEP_ENDPOINTS = {
    NextStep.SIGNATURE: "agreements.new",
    NextStep.REFUSED_AGREEMENT: "agreements.new",
    NextStep.INVITATION: "training.invite",
    NextStep.REFUSED_TRAINING: "training.invite",
}


@bp.get("/retailers/<uuid:outlet_id>/visits")
@requires(Permission.VIEW_VISITS, looks_at="visit.listed")
def index(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    identity = retailers.get_identity(session(), actor(), outlet_id)
    rows = queries.list_visits(session(), actor(), outlet_id)
    return render_template("visits/index.html", identity=identity, rows=rows, rules=rules)


@bp.route("/retailers/<uuid:outlet_id>/visits/new", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="outlet.viewed")
def new(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    form = _with_officers(VisitForm())
    if not form.is_submitted():
        form.begin(clock.london(clock.now()), actor().officer_id)
    elif form.validate():
        try:
            visit = services.record_visit(
                session(), actor(), outlet_id, form.details(), visit_id=uuid_or_not_found(form.id.data)
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Visit recorded as %(reference)s", reference=visit.reference))
            return redirect(url_for("visits.show", visit_id=visit.id))
    identity = retailers.get_identity(session(), actor(), outlet_id)
    return render_template("visits/new.html", form=form, identity=identity)


@bp.get("/visits/<uuid:visit_id>")
@requires(Permission.VIEW_VISITS, looks_at="visit.viewed")
def show(visit_id: UUID) -> ResponseReturnValue:
    visit = queries.get_visit(session(), actor(), visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    identity = retailers.get_identity(session(), actor(), visit.outlet_id)
    operator = retailers.operator_on(session(), actor(), visit.outlet_id, visit.visited_on)
    officers = accounts.officer_names(
        session(), {one for one in (visit.officer_id, visit.recorded_by_id) if one is not None}
    )
    history = audit.list_subject(session(), actor(), "visit", visit_id)
    return render_template(
        "visits/show.html",
        visit=visit,
        identity=identity,
        operator=operator,
        officers=officers,
        history=history,
        rules=rules,
        **_follow_up(visit_id, visit.outlet_id, queries.details_of(visit)),
    )


def _follow_up(visit_id: UUID, outlet_id: UUID, details: VisitDetails) -> dict[str, Any]:
    """Return what the answers given at a visit led to, and what is still to be recorded of them."""
    agreement = agreements.find_of_visit(session(), actor(), visit_id)
    invitation = training.find_of_visit(session(), actor(), visit_id)
    done = {"agreements.new": agreement, "training.invite": invitation}
    may = {
        "agreements.new": actor().may(Permission.RECORD_AGREEMENT),
        "training.invite": actor().may(Permission.RECORD_TRAINING),
    }
    steps = [
        (rules.NEXT_STEP_LABELS[step], url_for(endpoint, outlet_id=outlet_id, visit=visit_id))
        for step in rules.next_steps(details.agreement_offer, details.training_offer)
        if done[endpoint := STEP_ENDPOINTS[step]] is None and may[endpoint]
    ]
    return {"steps": steps, "agreement": agreement, "invitation": invitation}


@bp.route("/visits/<uuid:visit_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit.viewed")
def edit(visit_id: UUID) -> ResponseReturnValue:
    visit = queries.get_visit(session(), actor(), visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    form = _with_officers(VisitCorrectionForm(), visit.officer_id)
    if not form.is_submitted():
        form.begin_with(queries.details_of(visit), visit.version)
    elif form.validate():
        try:
            services.correct_visit(
                session(),
                actor(),
                visit_id,
                form.details(),
                version=int(form.version.data) if form.version.data.isdecimal() else 0,
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Visit corrected. What stood before is in its history"))
            return redirect(url_for("visits.show", visit_id=visit_id))
    identity = retailers.get_identity(session(), actor(), visit.outlet_id)
    return render_template("visits/edit.html", form=form, identity=identity, visit=visit)


def _with_officers(form: AnyVisitForm, kept: UUID | None = None) -> AnyVisitForm:
    """Offer the active officers of the authority, and whoever made the visit that is corrected."""
    officers = accounts.list_officers(session(), actor())
    form.officer_id.choices = [(one.id, one.name) for one in officers if one.active or one.id == kept]
    return form
