"""The pages of one test purchase: showing it, correcting it, and its hand-over."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.escalations import queries as escalations
from compliance.operations import queries as operations
from compliance.permissions import Permission
from compliance.purchases import queries, rules, services
from compliance.purchases.forms import (
    InStoreCorrectionForm,
    OnlineCorrectionForm,
)
from compliance.purchases.queries import Standing
from compliance.purchases.views.blueprint import bp, offer, show_refusal, version_of
from compliance.purchases.views.holding import hold_still, kept_with
from compliance.purchases.views.overview import overview_of
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.get("/purchases/<uuid:purchase_id>")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.viewed")
def show(purchase_id: UUID) -> ResponseReturnValue:
    """Show how a test ended, what is left to do on its record, and what is recorded."""
    standing = queries.get_standing(session(), actor(), purchase_id, today=clock.today())
    purchase = standing.purchase
    others = _other_sales(standing)
    return render_template(
        "purchases/show.html",
        standing=standing,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        operator=standing.operator,
        operation=_operation(purchase),
        category=standing.category,
        others=others,
        counted=_counted_on_list(purchase) if others else None,
        has_hand_over=rules.has_hand_over(purchase.type, purchase.outcome),
        parties=queries.parties_of(session(), actor(), purchase_id),
        rules=rules,
        **overview_of(standing),
    )


def _other_sales(standing: Standing) -> list[queries.SaleOfDay]:
    """Return the other sales of the same day at the outlet, when this one counts as a sale."""
    purchase = standing.purchase
    if not purchase.counts_as_sale or standing.overturned:
        return []
    found = queries.list_sales_of_day(session(), actor(), purchase.outlet_id, purchase.tested_on)
    return [sale for sale in found if sale.id != purchase.id]


def _counted_on_list(purchase: Any) -> str | None:
    """Return the reference of the sale of that day that the repeat-offender list counts today, None when none is."""
    if purchase.authority_id != actor().authority_id or not actor().may(Permission.VIEW_ESCALATIONS):
        return None
    sales = queries.list_sales_of_day(session(), actor(), purchase.outlet_id, purchase.tested_on)
    there = {sale.reference for sale in sales}
    for entry in escalations.judge_outlet(session(), actor(), purchase.outlet_id, clock.today()):
        for past in entry.decision.counted:
            if past.reference in there:
                return past.reference
    return None


def _operation(purchase: Any) -> Any:
    """Return the operation of a purchase, if it is shared with the actor."""
    if purchase.operation_id is None:
        return None
    try:
        return operations.get_operation(session(), actor(), purchase.operation_id)
    except NotFound:
        return None


@bp.route("/purchases/<uuid:purchase_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def edit(purchase_id: UUID) -> ResponseReturnValue:
    """Correct what was recorded at the counter or of the order; what stood before stays in the history.

    What a signed account holds still is shown as text, and keeps its value whatever is sent for it.
    """
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    online = purchase.type in rules.ONLINE_TYPES or (
        purchase.type is rules.Type.DELIVERY_CHECK and purchase.channel not in rules.IN_STORE_CHANNELS
    )
    form = (OnlineCorrectionForm if online else InStoreCorrectionForm)(data=_as_typed(purchase))
    offer(form, purchase.outlet_id, {purchase.officer_id, purchase.second_officer_id})
    held = hold_still(form, purchase, queries.frozen_columns(session(), actor(), purchase))
    if form.validate_on_submit():
        try:
            services.correct_purchase(
                session(),
                actor(),
                purchase_id,
                kept_with(form, purchase),
                version=version_of(form),
                reason=form.reason.data,
                again=form.again.data,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Test purchase %(reference)s corrected", reference=purchase.reference))
            return redirect(url_for(".show", purchase_id=purchase_id))
    return render_template(
        "purchases/edit.html",
        form=form,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        online=online,
        held=held,
    )


def _as_typed(purchase: Any) -> dict[str, Any]:
    """Return a record as its form takes it."""
    known: dict[str, Any] = purchase.model_dump()
    return known | {
        "type": (purchase.type, purchase.buyer_basis),
        "product_category": purchase.category_code,
        "age_years": None if purchase.volunteer_code else purchase.age_years,
        "version": str(purchase.version),
    }
