"""Pages of the policy of test purchases."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.purchases import queries, services
from compliance.purchases.forms.policies import PurchasePolicyForm, policy_values
from compliance.purchases.views.blueprint import bp
from compliance.web import actor, requires


@bp.get("/purchases/policy")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase_policy.viewed")
def policy() -> ResponseReturnValue:
    """Show every policy of test purchases that was set, and which holds today."""
    today = clock.today()
    return render_template(
        "purchases/policy.html",
        now=queries.dated_policy_on(session(), actor(), today),
        policies=queries.list_policies(session(), actor()),
        default=queries.POLICY.before_any,
        today=today,
    )


@bp.route("/purchases/policy/new", methods=["GET", "POST"])
@requires(Permission.SET_POLICY)
def set_policy() -> ResponseReturnValue:
    """Set the policy of test purchases from a day on."""
    today = clock.today()
    form = PurchasePolicyForm(
        data=policy_values(queries.policy_on(session(), actor(), today)) | {"in_force_from": today}
    )
    if form.validate_on_submit():
        try:
            row = services.set_policy(session(), actor(), form.new_policy())
        except Refusal as refusal:
            form.show(refusal)
        else:
            late = row.in_force_from > today
            flash(_("Policy set. It applies from its day on") if late else _("Policy set. It applies now"))
            sees = actor().may(Permission.VIEW_PURCHASES)
            return redirect(url_for(".policy" if sees else ".set_policy"))
    return render_template("purchases/set_policy.html", form=form)
