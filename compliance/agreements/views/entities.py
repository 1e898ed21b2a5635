"""Pages of the agreements of a legal entity for every outlet that it operates."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.forms import AgreementForm
from compliance.agreements.views.blueprint import bp, keep_scan_of, offer_texts
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.web import actor, requires, uuid_or_not_found


@bp.get("/entities/<uuid:entity_id>/agreements")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.listed")
def entity(entity_id: UUID) -> ResponseReturnValue:
    there = retailers.get_entity(session(), actor(), entity_id)
    today = clock.today()
    operated = [
        one
        for one in retailers.list_operated(session(), actor(), entity_id)
        if one.from_on <= today and (one.to_on is None or one.to_on >= today)
    ]
    return render_template(
        "agreements/entity.html",
        entity=there,
        rows=queries.list_of_entity(session(), actor(), entity_id, today),
        operated=operated,
        standings=queries.standings(session(), actor(), [one.outlet_id for one in operated], today),
        rules=rules,
    )


@bp.route("/entities/<uuid:entity_id>/agreements/new", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="entity.viewed")
def new_for_entity(entity_id: UUID) -> ResponseReturnValue:
    there = retailers.get_entity(session(), actor(), entity_id)
    form = AgreementForm()
    offer_texts(form)
    if not form.is_submitted():
        form.begin(clock.today())
    elif form.validate():
        drafted = form.new_agreement(queries.policy_on(session(), actor(), form.on.data))
        try:
            agreement = services.record_entity_agreement(
                session(), actor(), entity_id, drafted, agreement_id=uuid_or_not_found(form.id.data)
            )
            keep_scan_of(form, agreement.id)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Recorded as %(reference)s", reference=agreement.reference))
            return redirect(url_for("agreements.show", agreement_id=agreement.id))
    return render_template("agreements/new_for_entity.html", form=form, entity=there)
