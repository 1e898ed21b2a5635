"""The evidence of one test: what there is, who holds it, a thing added to it, and holds upon all of it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import new_id, session
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries, rules, services
from compliance.evidence.forms import ItemForm, ReasonForm
from compliance.evidence.views.blueprint import as_id, bp, show_refusal
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.retailers import queries as retailers
from compliance.web import actor, looked_at, requires


def header_of(purchase_id: UUID) -> dict[str, Any]:
    """Return what the head of every page about one test needs. Raises NotFound."""
    purchase = purchases.get_own_purchase(session(), actor(), purchase_id)
    looked_at(outlet_id=str(purchase.outlet_id))
    return {
        "purchase": purchase,
        "identity": retailers.get_identity(session(), actor(), purchase.outlet_id),
    }


@bp.get("/purchases/<uuid:purchase_id>/evidence")
@requires(Permission.VIEW_EVIDENCE, looks_at="evidence.listed")
def purchase(purchase_id: UUID) -> ResponseReturnValue:
    """Show the exhibits of a test, those of its disputes too, with who holds each now."""
    head = header_of(purchase_id)
    rows = queries.list_exhibits(session(), actor(), purchase_id)
    holds = queries.list_holds(session(), actor(), purchase_id)
    disclosures = queries.list_disclosures(session(), actor(), purchase_id)
    looked_at(exhibits=[row.exhibit.reference for row in rows])
    people = {one for hold in holds for one in (hold.set_by_id, hold.lifted_by_id)}
    people |= {one.made_by_id for one in disclosures}
    return render_template(
        "evidence/purchase.html",
        **head,
        rows=rows,
        holds=holds,
        disclosures=disclosures,
        unfinished=queries.list_unfinished(session(), actor(), purchase_id),
        names=accounts.officer_names(session(), {one for one in people if one is not None}),
        rules=rules,
        today=clock.today(),
    )


@bp.route("/purchases/<uuid:purchase_id>/evidence/item", methods=["GET", "POST"])
@requires(Permission.RECORD_EVIDENCE, looks_at="evidence.listed")
def add_item(purchase_id: UUID) -> ResponseReturnValue:
    """Add a physical item, in the hands of the officer who is signed in."""
    head = header_of(purchase_id)
    test = queries.get_test(session(), actor(), purchase_id)
    dispute_id = as_id(request.args.get("dispute", ""))
    form = ItemForm(data={"submission": str(new_id()), "quantity": 1})
    if not form.is_submitted():
        if test.volunteer_code and dispute_id is None:
            form.received_from.process_data(test.volunteer_code)
        if test.handed_at is not None and dispute_id is None:
            form.show_at(test.handed_at)
    if form.validate_on_submit():
        try:
            made = services.produce_item(
                session(), actor(), purchase_id, form.item(dispute_id), exhibit_id=as_id(form.submission.data or "")
            )
        except Refusal as refusal:
            show_refusal(form, refusal, {"produced_at": "at", "produced_where": "where"})
        else:
            flash(_("%(reference)s is recorded, and you hold it", reference=made.reference))
            return redirect(url_for(".show", exhibit_id=made.id))
    return render_template("evidence/add_item.html", **head, form=form, test=test)


@bp.route("/purchases/<uuid:purchase_id>/evidence/hold", methods=["GET", "POST"])
@requires(Permission.DISPOSE_OF_EVIDENCE, looks_at="evidence.listed")
def set_hold(purchase_id: UUID) -> ResponseReturnValue:
    """Put the evidence of a test on hold."""
    head = header_of(purchase_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.set_hold(session(), actor(), purchase_id, reason=form.reason.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("The evidence is on hold: none of it is disposed of until the hold is lifted"))
            return redirect(url_for(".purchase", purchase_id=purchase_id))
    return render_template("evidence/hold.html", **head, form=form, hold=None)


@bp.route("/evidence/holds/<uuid:hold_id>/lift", methods=["GET", "POST"])
@requires(Permission.DISPOSE_OF_EVIDENCE, looks_at="evidence.listed")
def lift_hold(hold_id: UUID) -> ResponseReturnValue:
    """Lift a hold."""
    hold = queries.get_hold(session(), actor(), hold_id)
    head = header_of(hold.purchase_id)
    if hold.lifted_at is not None:
        raise NotFound
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.lift_hold(session(), actor(), hold_id, reason=form.reason.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("The hold is lifted"))
            return redirect(url_for(".purchase", purchase_id=hold.purchase_id))
    return render_template("evidence/hold.html", **head, form=form, hold=hold)
