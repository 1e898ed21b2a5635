"""Pages by which two persons make an attempt void: propose, agree or decline, withdraw, and what waits for whom."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.forms import Form
from compliance.permissions import Permission
from compliance.purchases import queries, rules
from compliance.purchases.forms.voiding import DecideVoidForm, ProposeVoidForm
from compliance.purchases.queries import voidings
from compliance.purchases.rules import VoidingDecision
from compliance.purchases.services import voiding as services
from compliance.purchases.views.blueprint import bp, show_refusal
from compliance.retailers import queries as retailers
from compliance.web import actor, looked_at, requires


@bp.get("/purchases/to-agree")
@requires(Permission.VIEW_PURCHASES, looks_at="voiding.listed")
def voidings_to_agree() -> ResponseReturnValue:
    """List the attempts that wait for this officer to agree that they were void or aborted."""
    found = voidings.list_voidings_to_agree(session(), actor())
    looked_at(count=len(found))
    return render_template("purchases/to_agree.html", found=found, rules=rules)


@bp.route("/purchases/<uuid:purchase_id>/void", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def propose_void(purchase_id: UUID) -> ResponseReturnValue:
    """Propose that a recorded attempt was void or aborted."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    form = ProposeVoidForm()
    if form.validate_on_submit():
        try:
            services.propose_voiding(session(), actor(), purchase_id, form.wanted.data, form.reason.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Proposed. Nothing changes until a second person agrees"))
            return redirect(url_for(".show", purchase_id=purchase_id))
    return render_template(
        "purchases/propose_void.html",
        form=form,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        waiting=voidings.find_waiting_voiding(session(), actor(), purchase_id),
        rules=rules,
    )


@bp.route("/purchases/<uuid:purchase_id>/void/<uuid:voiding_id>", methods=["GET", "POST"])
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.viewed")
def decide_void(purchase_id: UUID, voiding_id: UUID) -> ResponseReturnValue:
    """Agree, as the second person, that an attempt was void or aborted, or decline; others see how it stands."""
    voiding = _voiding(purchase_id, voiding_id)
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    form = DecideVoidForm()
    if form.validate_on_submit():
        try:
            decided = services.decide_voiding(
                session(), actor(), voiding_id, form.decision.data, form.decision_reason.data or ""
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            agreed = decided.decision is VoidingDecision.AGREED
            flash(_("Agreed. The attempt counts in nothing") if agreed else _("Recorded that you do not agree"))
            return redirect(url_for(".show", purchase_id=purchase_id))
    people = {voiding.proposed_by_id, voiding.named_id, voiding.decided_by_id, purchase.officer_id}
    return render_template(
        "purchases/decide_void.html",
        form=form,
        purchase=purchase,
        voiding=voiding,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        names=accounts.officer_names(session(), {one for one in people if one}),
        problem=voidings.why_not_agree(actor(), purchase, voiding),
        mine=voiding.proposed_by_id == actor().officer_id,
        rules=rules,
    )


@bp.post("/purchases/<uuid:purchase_id>/void/<uuid:voiding_id>/withdraw")
@requires(Permission.RECORD_PURCHASE)
def withdraw_void(purchase_id: UUID, voiding_id: UUID) -> ResponseReturnValue:
    """Withdraw one's own proposal while it waits."""
    _voiding(purchase_id, voiding_id)
    if Form().validate_on_submit():
        try:
            services.withdraw_voiding(session(), actor(), voiding_id)
        except Refusal as refusal:
            flash(refusal.message, "important")
        else:
            flash(_("Proposal withdrawn"))
    return redirect(url_for(".show", purchase_id=purchase_id))


def _voiding(purchase_id: UUID, voiding_id: UUID) -> Any:
    found = voidings.get_voiding(session(), actor(), voiding_id)
    if found.purchase_id != purchase_id:
        raise NotFound
    return found
