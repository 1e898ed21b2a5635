"""Pages of the policy of agreements."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, services
from compliance.agreements.forms import PolicyForm, policy_values
from compliance.agreements.views.blueprint import bp
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.get("/agreements/policy")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement_policy.viewed")
def policy() -> ResponseReturnValue:
    today = clock.today()
    policies = queries.list_policies(session(), actor())
    now = next((one for one in policies if one.in_force_from and one.in_force_from <= today), None)
    return render_template(
        "agreements/policy.html",
        now=now,
        policies=policies,
        default=queries.POLICY.before_any,
        today=today,
    )


@bp.route("/agreements/policy/new", methods=["GET", "POST"])
@requires(Permission.SET_POLICY)
def set_policy() -> ResponseReturnValue:
    today = clock.today()
    form = PolicyForm(data=policy_values(queries.policy_on(session(), actor(), today)) | {"in_force_from": today})
    if form.validate_on_submit():
        try:
            row = services.set_policy(session(), actor(), form.new_policy())
        except Refusal as refusal:
            form.show(refusal)
        else:
            late = row.in_force_from > today
            flash(_("Policy set. It applies from its day on") if late else _("Policy set. It applies now"))
            sees = actor().may(Permission.VIEW_AGREEMENTS)
            return redirect(url_for("agreements.policy" if sees else "agreements.set_policy"))
    return render_template("agreements/set_policy.html", form=form)
