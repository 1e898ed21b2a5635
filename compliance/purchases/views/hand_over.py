"""The page of a delivery or collection: how an order reached, or did not reach, its buyer."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.purchases import queries, rules, services
from compliance.purchases.forms import HandOverForm
from compliance.purchases.views.blueprint import bp, show_refusal, version_of
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.route("/purchases/<uuid:purchase_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def hand_over(purchase_id: UUID) -> ResponseReturnValue:
    """Record how an order reached its buyer, or correct it."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    known = queries.find_hand_over(session(), actor(), purchase_id)
    if known is None and not rules.has_hand_over(purchase.type, purchase.outcome):
        raise NotFound
    form = HandOverForm(data=known.model_dump() | {"version": str(known.version)} if known else {"version": "0"})
    company = queries.find_party(session(), actor(), purchase_id, rules.PartyRole.DELIVERY_COMPANY)
    if form.validate_on_submit():
        try:
            services.record_part(
                session(),
                actor(),
                purchase_id,
                form.values(),
                version=version_of(form),
                reason=form.reason.data or "",
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Hand-over of %(reference)s recorded", reference=purchase.reference))
            return redirect(url_for(".stages", purchase_id=purchase_id))
    return render_template(
        "purchases/hand_over.html",
        form=form,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        known=known,
        company=company,
        rules=rules,
    )
