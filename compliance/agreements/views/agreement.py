"""Pages of one agreement: its text, events and standing, and what is recorded of it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.forms import FORMS, StrikeOutForm
from compliance.agreements.queries import AgreementRow
from compliance.agreements.rules import AgreementEventKind
from compliance.agreements.views.blueprint import bp, keep_scan_of
from compliance.agreements.views.public import forget
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.letters import queries as letters
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.retailers import queries as retailers
from compliance.web import actor, looked_at, requires


@bp.get("/agreements/<uuid:agreement_id>")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.viewed")
def show(agreement_id: UUID) -> ResponseReturnValue:
    today = clock.today()
    row = queries.get_row(session(), actor(), agreement_id, today)
    looked_at(outlet_id=str(row.agreement.outlet_id or ""))
    return render_template(
        "agreements/show.html",
        row=row,
        **whose(row),
        scans=queries.list_scans(session(), actor(), agreement_id),
        covered=queries.outlets_of_agreement(session(), actor(), row.agreement, today),
        possible=rules.possible_events(queries.as_events(row.events), today),
        signing=queries.get_signing_block(session(), actor(), agreement_id, today),
        history=audit.list_subject(session(), actor(), "agreement", agreement_id),
        rules=rules,
        **_failed_tests(row),
        **letters.block_of(session(), actor(), letters.About(agreement_id=agreement_id)),
    )


def whose(row: AgreementRow) -> dict[str, Any]:
    """Return whose an agreement is, for its pages: the identity of its outlet, or else its legal entity."""
    agreement = row.agreement
    if agreement.outlet_id is not None:
        return {"identity": retailers.get_identity(session(), actor(), agreement.outlet_id), "entity": None}
    entity_id = agreement.entity_id
    return {"identity": None, "entity": retailers.get_entity(session(), actor(), entity_id) if entity_id else None}


def _failed_tests(row: AgreementRow) -> dict[str, Any]:
    """Return the illegal sales while the agreement was held, and what the policy asks after them.

    Those at its outlet; of an entity-wide one, those under the entity where its kind of sale is covered. Nothing for
    who may not see tests.
    """
    today = clock.today()
    policy = queries.policy_on(session(), actor(), today)
    if not actor().may(Permission.VIEW_PURCHASES):
        return {"policy": policy, "sales": (), "asked": None, "weighed": None}
    agreement = row.agreement
    if agreement.outlet_id is not None:
        found = purchases.sales_of(session(), actor(), [agreement.outlet_id], until=today)
    else:
        entities = [agreement.entity_id] if agreement.entity_id else []
        found = purchases.sales_of(session(), actor(), entity_ids=entities, until=today)
        kinds = queries.kinds_of(session(), actor(), {one.outlet_id for one in found})
        found = [one for one in found if one.outlet_id in kinds and row.terms.covers(kinds[one.outlet_id])]
    signed_on = row.standing.signed_on
    sales = [one for one in found if row.standing.held and signed_on is not None and one.on >= signed_on]
    history = queries.as_events(row.events)
    days = [one.on for one in sales]
    return {
        "policy": policy,
        "sales": sales,
        "asked": rules.consequence(policy, row.standing, days, history, today),
        "weighed": rules.weigh_failed_tests(policy, row.standing, days, history, today),
    }


@bp.route("/agreements/<uuid:agreement_id>/events/new", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def new_event(agreement_id: UUID) -> ResponseReturnValue:
    """Ask what happened (`?kind=`), then what is needed of it."""
    today = clock.today()
    row = queries.get_row(session(), actor(), agreement_id, today)
    looked_at(outlet_id=str(row.agreement.outlet_id or ""))
    context = {"row": row, "rules": rules, **whose(row)}
    kind = _kind_asked()
    if kind is None:
        possible = rules.possible_events(queries.as_events(row.events), today)
        return render_template("agreements/choose_event.html", possible=possible, **context)
    form = FORMS[kind]()
    if not form.is_submitted():
        form.begin(today, queries.policy_on(session(), actor(), today))
        form.prefill(request.args.get("words", ""))
    elif form.validate():
        policy = queries.policy_on(session(), actor(), form.on.data)
        try:
            services.record_event(session(), actor(), agreement_id, form.new_event(policy))
            keep_scan_of(form, agreement_id)
        except Refusal as refusal:
            form.show(refusal)
        else:
            forget(actor().authority_code)
            flash(_("Recorded"))
            return redirect(url_for("agreements.show", agreement_id=agreement_id))
    return render_template("agreements/new_event.html", form=form, kind=kind, **context)


def _kind_asked() -> AgreementEventKind | None:
    """Return the kind of event that the form or the address names, None where it names none. Raises NotFound."""
    asked = request.form.get("kind") or request.args.get("kind")
    if not asked:
        return None
    if asked not in set(AgreementEventKind):
        raise NotFound
    return AgreementEventKind(asked)


@bp.route("/agreements/<uuid:agreement_id>/events/<uuid:event_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def strike_out(agreement_id: UUID, event_id: UUID) -> ResponseReturnValue:
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    event = queries.get_event(session(), actor(), agreement_id, event_id)
    looked_at(outlet_id=str(row.agreement.outlet_id or ""))
    form = StrikeOutForm()
    if form.validate_on_submit():
        try:
            services.strike_out_event(session(), actor(), agreement_id, event_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            forget(actor().authority_code)
            flash(_("Struck out. It stays in the record with your reason"))
            return redirect(url_for("agreements.show", agreement_id=agreement_id))
    return render_template("agreements/strike_out.html", form=form, row=row, event=event, rules=rules, **whose(row))
