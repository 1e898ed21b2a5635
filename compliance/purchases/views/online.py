"""Recording a test made online: an order with what is known at once, and a listing of a prohibited weapon."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.offences import queries as offences
from compliance.operations import queries as operations
from compliance.permissions import Permission
from compliance.purchases import queries, services
from compliance.purchases.forms import ListingCheckForm, OnlineForm
from compliance.purchases.views.blueprint import as_id, asked_id, bp, offer, show_refusal
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.route("/retailers/<uuid:outlet_id>/purchases/online", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="outlet.viewed")
def new_online(outlet_id: UUID) -> ResponseReturnValue:
    """Record an order made online, or a delivery or collection, with what is known at once."""
    retailers.get_own_outlet(session(), actor(), outlet_id)
    form = _order_form(outlet_id)
    if form.validate_on_submit():
        try:
            purchase = services.record_order(
                session(),
                actor(),
                outlet_id,
                form.new_order(),
                purchase_id=as_id(form.submission.data or ""),
                again=form.again.data,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Test purchase %(reference)s recorded", reference=purchase.reference))
            return redirect(url_for(".stages", purchase_id=purchase.id))
    return render_template(
        "purchases/new_online.html",
        form=form,
        identity=retailers.get_identity(session(), actor(), outlet_id),
        policy=queries.policy_on(session(), actor(), form.tested_on.data or clock.today()),
    )


def _order_form(outlet_id: UUID) -> OnlineForm:
    """Return the form with what is known before the order: the day, the officer, the operation and its volunteer."""
    wanted = asked_id("operation_id")
    form = OnlineForm(
        data={"submission": str(new_id()), "tested_on": _day_of(wanted), "officer_id": actor().officer_id}
    )
    found = offer(form, outlet_id)
    if not form.is_submitted():
        chosen = next((one for one in found if one.id == wanted), found[0] if len(found) == 1 else None)
        if chosen is not None:
            form.operation_id.process_data(chosen.id)
            form.volunteer_code.process_data(chosen.volunteer_code)
    return form


def _day_of(operation_id: UUID | None) -> date:
    """Return today, or the last day of an operation whose results are being recorded afterwards."""
    if operation_id is None:
        return clock.today()
    return min(clock.today(), operations.get_operation(session(), actor(), operation_id).ends_on)


@bp.route("/retailers/<uuid:outlet_id>/purchases/listing-check", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="outlet.viewed")
def new_listing_check(outlet_id: UUID) -> ResponseReturnValue:
    """Record what is offered on a page: no buyer, no volunteer, never a sale."""
    retailers.get_own_outlet(session(), actor(), outlet_id)
    form = ListingCheckForm(
        data={"submission": str(new_id()), "tested_on": clock.today(), "officer_id": actor().officer_id}
    )
    day = form.tested_on.data or clock.today()
    form.offer(
        [(one.id, one.name) for one in accounts.list_officers(session(), actor()) if one.active],
        [
            (one.id, f"{one.reference} {one.name}")
            for one in operations.list_for_outlet(session(), actor(), outlet_id, day)
        ],
    )
    form.offer_products(offences.list_category_versions(session()), day)
    if form.validate_on_submit():
        try:
            purchase = services.record_listing_check(
                session(), actor(), outlet_id, form.new_check(), purchase_id=as_id(form.submission.data or "")
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Listing check %(reference)s recorded", reference=purchase.reference))
            return redirect(url_for(".stages", purchase_id=purchase.id))
    return render_template(
        "purchases/new_listing_check.html",
        form=form,
        identity=retailers.get_identity(session(), actor(), outlet_id),
    )
