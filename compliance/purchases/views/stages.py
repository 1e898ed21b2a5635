"""The pages of the stages of a test made online: the task list, and a short form for each."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.purchases import queries, rules, services
from compliance.purchases.forms.stages import STAGE_FORMS, CheckoutStageForm, ParcelPartForm, StageForm
from compliance.purchases.rules import RecordedState, StageKind, StageView
from compliance.purchases.views.blueprint import bp, number_in, show_refusal, version_of
from compliance.purchases.views.corrections import corrections_of, history_beside
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.get("/purchases/<uuid:purchase_id>/stages")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.viewed")
def stages(purchase_id: UUID) -> ResponseReturnValue:
    """Show the stages of a test made online as what is done and what is left, with their days, facts and parties."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    found = queries.stages_of(session(), actor(), purchase_id)
    if not found:
        raise NotFound
    known = queries.around(session(), actor(), purchase)
    recorded = queries.recorded_beside(session(), actor(), purchase_id)
    history = history_beside(recorded)
    return render_template(
        "purchases/stages.html",
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        stages=found,
        timeline=_timeline(found),
        late_listing=any(rules.listing_after_order(stage, known) for stage in found),
        parties=queries.parties_of(session(), actor(), purchase_id),
        history=history,
        named={str(one.id): one.what for one in recorded},
        corrections=corrections_of(recorded, history),
        may_change=actor().may(Permission.RECORD_PURCHASE),
        rules=rules,
    )


def _timeline(found: list[StageView]) -> list[StageView]:
    """Return the stages that have a day, the earliest first; of one day in the order of the stages."""
    dated = [stage for stage in found if stage.on is not None]
    order = list(rules.STAGE_ORDER)
    return sorted(dated, key=lambda stage: (stage.on, order.index(stage.stage)))


@bp.route("/purchases/<uuid:purchase_id>/stages/<stage>", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def stage(purchase_id: UUID, stage: str) -> ResponseReturnValue:
    """Record one stage, or correct it. The delivery has a page of its own."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    if stage == StageKind.DELIVERY:
        return redirect(url_for(".hand_over", purchase_id=purchase_id))
    view = next((one for one in queries.stages_of(session(), actor(), purchase_id) if one.stage == stage), None)
    if view is None or (view.stage in rules.IN_HAND_OVER and not rules.has_hand_over(purchase.type, purchase.outcome)):
        raise NotFound
    form = STAGE_FORMS[view.stage](data=_as_typed(purchase, view))
    if form.validate_on_submit():
        try:
            _record(purchase_id, form)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("%(stage)s recorded", stage=_(view.label)))
            return redirect(url_for(".stages", purchase_id=purchase_id))
    return render_template(
        "purchases/stage.html",
        form=form,
        view=view,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        days=[name for name in _DAYS if name in form],
        frozen=view.stage is StageKind.CHECKOUT and bool(queries.signed_accounts(session(), actor(), purchase_id)),
        rules=rules,
    )


_DAYS = (
    "happened_on",
    "at_time",
    "dispatched_on",
    "dispatched_at_time",
    "parcel_on",
    "parcel_at_time",
)


def _as_typed(purchase: Any, view: StageView) -> dict[str, Any]:
    """Return a stage as its form takes it, with what is known already of one that is not recorded yet."""
    row = queries.find_stage(session(), actor(), purchase.id, view.stage)
    parcel = queries.find_hand_over(session(), actor(), purchase.id)
    other = purchase.version if view.stage is StageKind.CHECKOUT else parcel.version if parcel else 0
    known: dict[str, Any] = {"state": RecordedState.REACHED, "url": purchase.url, "price_pence": purchase.price_pence}
    if view.stage is StageKind.CHECKOUT:
        known |= {"happened_on": purchase.tested_on}
    if view.stage in rules.IN_HAND_OVER and parcel is not None:
        known |= {name: getattr(parcel, name) for name in rules.HAND_OVER_PARTS[view.stage]}
    if view.state in {rules.StageState.REACHED, rules.StageState.NOT_REACHED}:
        known |= view.facts
        known["state"] = RecordedState(view.state.value)
    return known | {"version": str(row.version if row else 0), "other_version": str(other), "why": view.why}


def _record(purchase_id: UUID, form: StageForm) -> None:
    """Record what a stage's form says, with whichever service keeps it."""
    reason, other = form.reason.data or "", number_in(form.other_version.data)
    reached = form.state.data is RecordedState.REACHED
    if isinstance(form, CheckoutStageForm):
        services.record_checkout(
            session(),
            actor(),
            purchase_id,
            form.new_stage(),
            form.checkout(),
            version=version_of(form),
            purchase_version=other,
            reason=reason,
        )
    elif isinstance(form, ParcelPartForm) and reached:
        values = form.values()
        if values.get(form.day_name) is None:
            raise Refusal(_("Enter the day, or say that this stage was not reached"), form.day_name)
        services.record_part(session(), actor(), purchase_id, values, version=other, reason=reason)
    else:
        services.record_stage(
            session(), actor(), purchase_id, form.new_stage(), version=version_of(form), reason=reason
        )
