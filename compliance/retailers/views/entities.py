"""Pages of a legal entity: what it is, everything it operates or operated, and its correction."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import EntityForm, version_of
from compliance.retailers.rules import ENTITY_KIND_LABELS
from compliance.retailers.views.blueprint import bp, say_mended
from compliance.web import actor, requires


@bp.get("/entities/<uuid:entity_id>")
@requires(Permission.VIEW_RETAILERS, looks_at="entity.viewed")
def entity(entity_id: UUID) -> ResponseReturnValue:
    return render_template(
        "retailers/entity.html",
        entity=queries.get_entity(session(), actor(), entity_id),
        operated=queries.list_operated(session(), actor(), entity_id),
        history=audit.list_subject(session(), actor(), "entity", entity_id),
        kind_labels=ENTITY_KIND_LABELS,
    )


@bp.route("/entities/<uuid:entity_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="entity.viewed")
def edit_entity(entity_id: UUID) -> ResponseReturnValue:
    there = queries.get_entity(session(), actor(), entity_id)
    form = EntityForm(obj=there, data={"number_unknown": there.number_missing})
    if form.validate_on_submit():
        try:
            changed = services.correct_entity(
                session(),
                actor(),
                entity_id,
                form.entity_details(),
                version=version_of(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Legal entity corrected") if changed else _("Nothing was different, so nothing was changed"))
            say_mended(form.company_number)
            return redirect(url_for("retailers.entity", entity_id=entity_id))
    return render_template("retailers/edit_entity.html", form=form, entity=there)
