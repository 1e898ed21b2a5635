"""Pages of agreements: an outlet's, one with its events, and what is recorded of it."""

from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.forms import AgreementForm, EventForm, StrikeOutForm
from compliance.agreements.rules import AgreementEventKind
from compliance.agreements.views.blueprint import bp
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.visits import queries as visits
from compliance.web import actor, looked_at, requires, uuid_or_not_found


@bp.get("/retailers/<uuid:outlet_id>/agreements")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.listed")
def index(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    return render_template(
        "agreements/index.html",
        identity=retailers.get_identity(session(), actor(), outlet_id),
        rows=queries.list_agreements(session(), actor(), outlet_id, clock.today()),
        standing=queries.standing_of(session(), actor(), outlet_id, clock.today()),
        rules=rules,
    )


@bp.route("/retailers/<uuid:outlet_id>/agreements/new", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="outlet.viewed")
def new(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    heard = _heard(outlet_id)
    form = AgreementForm()
    if not form.is_submitted():
        form.begin(clock.today())
        if heard is not None:
            _carry_over(form, heard)
    elif form.validate():
        drafted = form.new_agreement()
        try:
            agreement = services.record_agreement(
                session(),
                actor(),
                outlet_id,
                replace(drafted, event=replace(drafted.event, visit_id=heard.visit_id if heard else None)),
                agreement_id=uuid_or_not_found(form.id.data),
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Recorded as %(reference)s", reference=agreement.reference))
            return redirect(url_for("agreements.show", agreement_id=agreement.id))
    identity = retailers.get_identity(session(), actor(), outlet_id)
    return render_template("agreements/new.html", form=form, identity=identity, heard=heard)


def _heard(outlet_id: UUID) -> visits.Heard | None:
    """Return what was answered at the visit that the page was reached from (`?visit=`), or None."""
    asked = request.args.get("visit")
    if not asked:
        return None
    return visits.get_heard(session(), actor(), outlet_id, uuid_or_not_found(asked))


def _carry_over(form: AgreementForm, heard: visits.Heard) -> None:
    """Fill in what was heard at a visit, so that it is not typed twice."""
    kinds = {"accepted": AgreementEventKind.SIGNED, "declined": AgreementEventKind.DECLINED}
    form.kind.process_data(kinds.get(heard.agreement_answer, AgreementEventKind.OFFERED))
    form.on.process_data(heard.visited_on)
    form.signatory.process_data(heard.spoke_to)
    form.capacity.process_data(heard.capacity)
    if heard.agreement_answer == "declined":
        form.words.process_data(heard.words)


@bp.get("/agreements/<uuid:agreement_id>")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.viewed")
def show(agreement_id: UUID) -> ResponseReturnValue:
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    looked_at(outlet_id=str(row.agreement.outlet_id))
    return render_template(
        "agreements/show.html",
        row=row,
        identity=retailers.get_identity(session(), actor(), row.agreement.outlet_id),
        history=audit.list_subject(session(), actor(), "agreement", agreement_id),
        rules=rules,
    )


@bp.route("/agreements/<uuid:agreement_id>/events/new", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def new_event(agreement_id: UUID) -> ResponseReturnValue:
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    looked_at(outlet_id=str(row.agreement.outlet_id))
    form = EventForm()
    if not form.is_submitted():
        form.begin(clock.today())
    elif form.validate():
        try:
            services.record_event(session(), actor(), agreement_id, form.new_event())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Recorded"))
            return redirect(url_for("agreements.show", agreement_id=agreement_id))
    identity = retailers.get_identity(session(), actor(), row.agreement.outlet_id)
    return render_template("agreements/new_event.html", form=form, row=row, identity=identity, rules=rules)


@bp.route("/agreements/<uuid:agreement_id>/events/<uuid:event_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def strike_out(agreement_id: UUID, event_id: UUID) -> ResponseReturnValue:
    agreement = queries.get_agreement(session(), actor(), agreement_id)
    event = queries.get_event(session(), actor(), agreement_id, event_id)
    looked_at(outlet_id=str(agreement.outlet_id))
    form = StrikeOutForm()
    if form.validate_on_submit():
        try:
            services.strike_out_event(session(), actor(), agreement_id, event_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Struck out. It stays in the record with your reason"))
            return redirect(url_for("agreements.show", agreement_id=agreement_id))
    identity = retailers.get_identity(session(), actor(), agreement.outlet_id)
    return render_template(
        "agreements/strike_out.html", form=form, agreement=agreement, event=event, identity=identity, rules=rules
    )
