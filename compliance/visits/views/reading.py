"""Pages that show the visits to a retailer, and one visit."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.agreements import queries as agreements
from compliance.audit import queries as audit
from compliance.database import session
from compliance.letters import queries as letters
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.training import queries as training
from compliance.visits import queries, rules
from compliance.visits.rules import NextStep, VisitDetails
from compliance.visits.views import photographs, reports
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires

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


@bp.get("/visits/<uuid:visit_id>")
@requires(Permission.VIEW_VISITS, looks_at="visit.viewed")
def show(visit_id: UUID) -> ResponseReturnValue:
    visit = queries.get_visit(session(), actor(), visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    company = queries.company_of(session(), actor(), visit_id)
    actions = queries.list_actions(session(), actor(), visit_id)
    people = {visit.officer_id, visit.recorded_by_id, *company.officers, *(one.done_by_id for one in actions)}
    return render_template(
        "visits/show.html",
        visit=visit,
        identity=retailers.get_identity(session(), actor(), visit.outlet_id),
        operator=retailers.operator_on(session(), actor(), visit.outlet_id, visit.visited_on),
        officers=accounts.officer_names(session(), {one for one in people if one is not None}),
        company=company,
        actions=actions,
        dated=queries.checklist_of(session(), actor(), visit),
        sections=queries.read_sections(session(), actor(), visit),
        history=audit.list_subject(session(), actor(), "visit", visit_id),
        today=clock.today(),
        rules=rules,
        **letters.block_of(session(), actor(), letters.About(visit_id=visit_id)),
        **photographs.shown_with(visit_id),
        **reports.shown_with(visit_id),
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
