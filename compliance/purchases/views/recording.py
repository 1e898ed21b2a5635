"""Recording a test purchase in store, at the counter."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.operations import queries as operations
from compliance.permissions import Permission
from compliance.purchases import services
from compliance.purchases.forms import InStoreForm
from compliance.purchases.views.blueprint import as_id, asked_id, bp, offer, show_refusal
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.route("/retailers/<uuid:outlet_id>/purchases/new", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="outlet.viewed")
def new_in_store(outlet_id: UUID) -> ResponseReturnValue:
    """Record a test made in store: underage, Challenge 25, intercepted, or a collection at the counter."""
    return _record(outlet_id, InStoreForm, "purchases/new_in_store.html")


def _record(outlet_id: UUID, kind: type[InStoreForm], template: str) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    form = _filled(outlet_id, kind)
    if not _asked_for_now(form) and form.validate_on_submit():
        try:
            purchase = services.record_purchase(
                session(),
                actor(),
                outlet_id,
                form.new_purchase(),
                purchase_id=as_id(form.submission.data or ""),
                again=form.again.data,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Test purchase %(reference)s recorded", reference=purchase.reference))
            return redirect(url_for(".show", purchase_id=purchase.id))
    return render_template(template, form=form, identity=retailers.get_identity(session(), actor(), outlet_id))


def _asked_for_now(form: InStoreForm) -> bool:
    """Put in the time that it is where its button was pressed: then nothing is saved, and what was typed comes back."""
    now = clock.london(clock.now()).time()
    return isinstance(form, InStoreForm) and form.fill_now(request.form.get("now", ""), now)


def _filled(outlet_id: UUID, kind: type[InStoreForm]) -> InStoreForm:
    """Return the form with what is known before the test: the day, the officer, the operation and its volunteer."""
    wanted = asked_id("operation_id")
    day = _day_of(wanted)
    form = kind(data={"submission": str(new_id()), "tested_on": day, "officer_id": actor().officer_id})
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
    operation = operations.get_operation(session(), actor(), operation_id)
    return min(clock.today(), operation.ends_on)
