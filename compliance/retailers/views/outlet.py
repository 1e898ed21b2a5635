"""Pages of one outlet: its overview with the timeline, corrections, status and history."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import CorrectOutletForm, StatusForm, version_of
from compliance.retailers.queries import Identity
from compliance.retailers.rules import OUTLET_KIND_LABELS, OUTLET_STATUS_LABELS, SCHEME_LABELS
from compliance.retailers.views.blueprint import bp
from compliance.retailers.views.knowing import list_facts
from compliance.retailers.views.telling import list_timeline
from compliance.web import actor, requires

OWN_SUBJECTS = frozenset({"outlet", "operator", "entity"})


@bp.get("/<uuid:outlet_id>")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.viewed")
def show(outlet_id: UUID) -> ResponseReturnValue:
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template(
        "retailers/show.html",
        identity=identity,
        outlet=queries.get_outlet(session(), actor(), outlet_id),
        references=queries.list_references(session(), actor(), outlet_id),
        facts=list_facts(session(), actor(), identity, clock.today()),
        entries=list_timeline(session(), actor(), identity),
        kind_labels=OUTLET_KIND_LABELS,
        scheme_labels=SCHEME_LABELS,
        status_labels=OUTLET_STATUS_LABELS,
    )


@bp.route("/<uuid:outlet_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def edit(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    form = CorrectOutletForm(obj=outlet)
    if form.validate_on_submit():
        try:
            changed = services.correct_outlet(
                session(),
                actor(),
                outlet_id,
                form.outlet_details(),
                version=version_of(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Retailer corrected") if changed else _("Nothing was different, so nothing was changed"))
            return redirect(url_for("retailers.show", outlet_id=outlet_id))
    return render_template("retailers/edit.html", form=form, identity=_identity(outlet_id))


def _identity(outlet_id: UUID) -> Identity:
    return queries.get_identity(session(), actor(), outlet_id)


@bp.route("/<uuid:outlet_id>/status", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def status(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    form = StatusForm(data={"status": outlet.status})
    if form.validate_on_submit():
        try:
            services.change_status(
                session(),
                actor(),
                outlet_id,
                status=form.status.data,
                on=form.on.data,
                reason=form.reason.data or "",
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Status changed"))
            return redirect(url_for("retailers.show", outlet_id=outlet_id))
    return render_template("retailers/status.html", form=form, identity=_identity(outlet_id))


@bp.get("/<uuid:outlet_id>/history")
@requires(Permission.VIEW_RETAILERS, looks_at="history.viewed")
def history(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    entries: Sequence[object] = audit.list_outlet(session(), actor(), outlet_id)
    if not actor().may(Permission.VIEW_VISITS):
        entries = [entry for entry in entries if getattr(entry, "subject_kind", "") in OWN_SUBJECTS]
    return render_template(
        "retailers/history.html", identity=_identity(outlet_id), entries=entries, recorded_at=outlet.recorded_at
    )
