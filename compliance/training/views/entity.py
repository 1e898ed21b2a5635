"""The training of a delivery company: its own invitations, and places for its people."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules, services
from compliance.training.forms import InvitationForm
from compliance.training.views.blueprint import bp
from compliance.training.views.owner import of_entity
from compliance.training.views.places import book_for
from compliance.web import actor, requires


@bp.get("/entities/<uuid:entity_id>/training")
@requires(Permission.VIEW_TRAINING, looks_at="training.viewed")
def entity(entity_id: UUID) -> ResponseReturnValue:
    return render_template(
        "training/entity.html",
        entity=retailers.get_entity(session(), actor(), entity_id),
        standing=queries.standing_of_entity(session(), actor(), entity_id, clock.today()),
        invitations=queries.list_invitations(session(), actor(), entity_id=entity_id),
        places=queries.list_places(session(), actor(), entity_id=entity_id),
        completions=queries.list_completions(session(), actor(), entity_id=entity_id),
        withdrawals=queries.list_withdrawals(session(), actor(), entity_id=entity_id),
        today=clock.today(),
        rules=rules,
    )


@bp.route("/entities/<uuid:entity_id>/training/invite", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="entity.viewed")
def invite_entity(entity_id: UUID) -> ResponseReturnValue:
    owner = of_entity(entity_id)
    form = InvitationForm()
    form.offer(queries.list_bookable(session(), actor(), clock.today(), days_back=0))
    if not form.is_submitted():
        form.begin(clock.today(), queries.policy_on(session(), actor(), clock.today()))
    elif form.validate():
        try:
            services.record_entity_invitation(session(), actor(), entity_id, form.new_invitation(), form.given())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Invitation recorded"))
            return redirect(url_for("training.entity", entity_id=entity_id))
    return render_template("training/invite.html", form=form, owner=owner, heard=None)


@bp.route("/entities/<uuid:entity_id>/training/book", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="entity.viewed")
def book_entity(entity_id: UUID) -> ResponseReturnValue:
    return book_for(of_entity(entity_id))
