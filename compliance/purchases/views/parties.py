"""The pages of the parties to a test made online: seller, marketplace and delivery company, each by itself."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.purchases import queries, rules, services
from compliance.purchases.forms.parties import PartyForm
from compliance.purchases.queries import PartyView
from compliance.purchases.rules import PartyRole
from compliance.purchases.views.blueprint import bp, number_in, show_refusal, version_of
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.get("/purchases/<uuid:purchase_id>/parties")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.viewed")
def parties(purchase_id: UUID) -> ResponseReturnValue:
    """Show who the parties are and how each did."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    found = queries.parties_of(session(), actor(), purchase_id)
    if not found:
        raise NotFound
    return render_template(
        "purchases/parties.html",
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        parties=found,
        may_change=actor().may(Permission.RECORD_PURCHASE),
        rules=rules,
    )


@bp.route("/purchases/<uuid:purchase_id>/parties/<role>", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def party(purchase_id: UUID, role: str) -> ResponseReturnValue:
    """Record one party, or correct it. `q` looks for it in the register of entities."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    view = next((one for one in queries.parties_of(session(), actor(), purchase_id) if one.role == role), None)
    if view is None:
        raise NotFound
    parcel = queries.find_hand_over(session(), actor(), purchase_id)
    form = PartyForm(data=_as_typed(view) | {"other_version": str(parcel.version if parcel else 0)})
    operator = retailers.operator_on(session(), actor(), purchase.outlet_id, purchase.tested_on)
    fixed = view.role is PartyRole.SELLER and operator is not None
    form.offer(_offered(view, operator if fixed else None))
    if form.validate_on_submit():
        try:
            services.record_party(
                session(),
                actor(),
                purchase_id,
                form.new_party(view.role),
                **form.asked_of_company(),
                hand_over_version=number_in(form.other_version.data),
                version=version_of(form),
                reason=form.reason.data or "",
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("%(party)s recorded", party=_(rules.PARTY_ROLE_LABELS[view.role])))
            return redirect(url_for(".parties", purchase_id=purchase_id))
    return render_template(
        "purchases/party.html",
        form=form,
        view=view,
        fixed=fixed,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        has_parcel=view.role is PartyRole.DELIVERY_COMPANY
        and (parcel is not None or rules.has_hand_over(purchase.type, purchase.outcome)),
        q=request.args.get("q", ""),
        rules=rules,
    )


def _as_typed(view: PartyView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in PartyView.__dataclass_fields__} | {"version": str(view.version)}


def _offered(view: PartyView, operator: Any) -> list[tuple[UUID, str]]:
    """Return the entities to choose from: the operator where it is the seller, or what is recorded and what was found.

    Without words to look for, those are offered that the register says carry parcels or run a marketplace.
    """
    if operator is not None:
        return [(operator.entity_id, operator.entity_name)]
    offered = {view.entity_id: view.name} if view.entity_id else {}
    sought = request.args.get("q", "")
    found = (
        retailers.search_entities(session(), actor(), sought)
        if sought
        else retailers.list_intermediaries(session(), actor(), marketplaces=view.role is PartyRole.MARKETPLACE)
        if view.role is not PartyRole.SELLER
        else []
    )
    offered |= {entity.id: entity.name for entity in found}
    return list(offered.items())
