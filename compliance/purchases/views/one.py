"""The pages of one test purchase: showing it, correcting it, its hand-over and its disputes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.escalations import queries as escalations
from compliance.offences.rules import CATEGORIES, ProductCategory
from compliance.operations import queries as operations
from compliance.permissions import Permission
from compliance.purchases import queries, rules, services
from compliance.purchases.forms import (
    DecisionForm,
    DisputeForm,
    HandOverForm,
    InStoreCorrectionForm,
    OnlineCorrectionForm,
)
from compliance.purchases.queries import Standing
from compliance.purchases.views.blueprint import bp, offer, show_refusal, version_of
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.get("/purchases/<uuid:purchase_id>")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.viewed")
def show(purchase_id: UUID) -> ResponseReturnValue:
    """Show a test, the law it touches, its clock, its hand-over, its disputes and its history."""
    standing = queries.get_standing(session(), actor(), purchase_id, today=clock.today())
    purchase = standing.purchase
    made_by = {purchase.officer_id, purchase.second_officer_id, purchase.recorded_by_id}
    others = _other_sales(standing)
    people = made_by | {dispute.reviewer_id for dispute in standing.disputes}
    return render_template(
        "purchases/show.html",
        standing=standing,
        purchase=purchase,
        is_own=purchase.authority_id == actor().authority_id,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        operator=retailers.operator_on(session(), actor(), purchase.outlet_id, purchase.tested_on),
        names=accounts.officer_names(session(), {person for person in people if person}),
        operation=_operation(purchase),
        category=CATEGORIES[ProductCategory(purchase.category_code)],
        history=_history(standing),
        others=others,
        counted=_counted_on_list(purchase) if others else None,
        has_hand_over=rules.has_hand_over(purchase.type, purchase.outcome),
        rules=rules,
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


def _history(standing: Standing) -> Sequence[Any]:
    entries = list(audit.list_subject(session(), actor(), "purchase", standing.purchase.id))
    if standing.hand_over is not None:
        entries += audit.list_subject(session(), actor(), "hand_over", standing.hand_over.id)
    return sorted(entries, key=lambda entry: entry.number, reverse=True)


@bp.route("/purchases/<uuid:purchase_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def edit(purchase_id: UUID) -> ResponseReturnValue:
    """Correct what was recorded; what stood before stays in the history."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    online = purchase.type in rules.ONLINE_TYPES
    form = (OnlineCorrectionForm if online else InStoreCorrectionForm)(data=_as_typed(purchase))
    offer(form, purchase.outlet_id, {purchase.officer_id, purchase.second_officer_id})
    if form.validate_on_submit():
        try:
            services.correct_purchase(
                session(),
                actor(),
                purchase_id,
                form.new_purchase(),
                version=version_of(form),
                reason=form.reason.data,
                again=form.again.data,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Test purchase %(reference)s corrected", reference=purchase.reference))
            return redirect(url_for(".show", purchase_id=purchase_id))
    return render_template("purchases/edit.html", form=form, purchase=purchase, online=online)


def _as_typed(purchase: Any) -> dict[str, Any]:
    """Return a record as its form takes it."""
    known: dict[str, Any] = purchase.model_dump()
    return known | {
        "type": (purchase.type, purchase.buyer_basis),
        "product_category": ProductCategory(purchase.category_code),
        "age_years": None if purchase.volunteer_code else purchase.age_years,
        "version": str(purchase.version),
    }


@bp.route("/purchases/<uuid:purchase_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def hand_over(purchase_id: UUID) -> ResponseReturnValue:
    """Record how an online order reached its buyer, or correct it."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    known = queries.find_hand_over(session(), actor(), purchase_id)
    if known is None and not rules.has_hand_over(purchase.type, purchase.outcome):
        raise NotFound
    form = HandOverForm(data=known.model_dump() | {"version": str(known.version)} if known else {})
    if form.validate_on_submit():
        try:
            services.record_hand_over(
                session(),
                actor(),
                purchase_id,
                form.new_hand_over(),
                version=version_of(form),
                reason=form.reason.data or "",
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Hand-over of %(reference)s recorded", reference=purchase.reference))
            return redirect(url_for(".show", purchase_id=purchase_id))
    return render_template("purchases/hand_over.html", form=form, purchase=purchase, known=known, rules=rules)


@bp.route("/purchases/<uuid:purchase_id>/dispute", methods=["GET", "POST"])
@requires(Permission.RECORD_DISPUTE, looks_at="purchase.viewed")
def dispute(purchase_id: UUID) -> ResponseReturnValue:
    """Record that the trader disputes the result."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    form = DisputeForm(data={"raised_on": clock.today()})
    if form.validate_on_submit():
        try:
            services.record_dispute(session(), actor(), purchase_id, form.new_dispute())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Dispute of %(reference)s recorded", reference=purchase.reference))
            return redirect(url_for(".show", purchase_id=purchase_id))
    return render_template("purchases/dispute.html", form=form, purchase=purchase)


@bp.route("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>", methods=["GET", "POST"])
@requires(Permission.DECIDE_DISPUTE, looks_at="purchase.viewed")
def decide_dispute(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Decide a dispute, by somebody who did not make the test."""
    raised = queries.get_dispute(session(), actor(), dispute_id)
    if raised.purchase_id != purchase_id:
        raise NotFound
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            services.decide_dispute(session(), actor(), dispute_id, form.decision.data, form.reasons.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Dispute of %(reference)s decided", reference=purchase.reference))
            return redirect(url_for(".show", purchase_id=purchase_id))
    return render_template(
        "purchases/decide_dispute.html",
        form=form,
        purchase=purchase,
        dispute=raised,
        made_it=actor().officer_id in (purchase.officer_id, purchase.second_officer_id),
        rules=rules,
    )
