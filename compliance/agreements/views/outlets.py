"""Pages of an outlet's agreements: where it stands, and a new one."""

from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.forms import AgreementForm
from compliance.agreements.rules import AgreementEventKind
from compliance.agreements.views.blueprint import bp, keep_scan_of, offer_texts
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.visits import queries as visits
from compliance.web import actor, requires, uuid_or_not_found


@bp.get("/retailers/<uuid:outlet_id>/agreements")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.listed")
def index(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    today = clock.today()
    operator = retailers.operator_on(session(), actor(), outlet_id, today)
    return render_template(
        "agreements/index.html",
        identity=retailers.get_identity(session(), actor(), outlet_id),
        rows=queries.list_agreements(session(), actor(), outlet_id, today),
        wide=queries.list_entity_wide(session(), actor(), outlet_id, today),
        standing=queries.standing_of(session(), actor(), outlet_id, today),
        operator=operator,
        rules=rules,
    )


@bp.route("/retailers/<uuid:outlet_id>/agreements/new", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="outlet.viewed")
def new(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    heard = _heard(outlet_id)
    form = AgreementForm()
    offer_texts(form)
    if not form.is_submitted():
        form.begin(clock.today(), queries.kind_of(session(), actor(), outlet_id))
        if heard is not None:
            _carry_over(form, heard)
    elif form.validate():
        drafted = form.new_agreement(queries.policy_on(session(), actor(), form.on.data))
        try:
            agreement = services.record_agreement(
                session(),
                actor(),
                outlet_id,
                replace(drafted, event=replace(drafted.event, visit_id=heard.visit_id if heard else None)),
                agreement_id=uuid_or_not_found(form.id.data),
            )
            keep_scan_of(form, agreement.id)
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
