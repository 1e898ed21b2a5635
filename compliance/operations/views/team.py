"""The page of an operation's team."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import Refusal
from compliance.operations import queries, rules, services
from compliance.operations.forms import TeamForm
from compliance.operations.views.room import bp
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.route("/<uuid:operation_id>/team", methods=["GET", "POST"])
@requires(Permission.PLAN_OPERATION, looks_at="operation.viewed")
def team(operation_id: UUID) -> ResponseReturnValue:
    operation = queries.get_own_operation(session(), actor(), operation_id)
    form = TeamForm()
    if form.validate_on_submit():
        try:
            member = services.add_team_member(session(), actor(), operation_id, form.member())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("%(name)s is on the team", name=member.name))
            return redirect(url_for(".team", operation_id=operation_id))
    return render_template(
        "operations/team.html",
        operation=operation,
        form=form,
        team=queries.list_team(session(), operation),
        part_labels=rules.PART_LABELS,
    )


@bp.post("/<uuid:operation_id>/team/<uuid:member_id>/remove")
@requires(Permission.PLAN_OPERATION)
def remove_member(operation_id: UUID, member_id: UUID) -> ResponseReturnValue:
    name = services.remove_team_member(session(), actor(), operation_id, member_id)
    flash(_("%(name)s is no longer on the team", name=name))
    return redirect(url_for(".team", operation_id=operation_id))
