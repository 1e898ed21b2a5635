"""Pages of the standing of an outlet: its status, its names, whether it is one of a chain."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import (
    ChainForm,
    CorrectNameForm,
    CorrectStatusForm,
    NameForm,
    RenameForm,
    StatusForm,
    said_of_chain,
    version_of,
)
from compliance.retailers.rules import OUTLET_STATUS_LABELS, brand_of
from compliance.retailers.views.blueprint import bp, done
from compliance.web import actor, requires


@bp.route("/<uuid:outlet_id>/status", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def status(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    form = StatusForm()

    def change() -> None:
        services.change_status(
            session(),
            actor(),
            outlet_id,
            status=form.status.data,
            on=form.on.data,
            reason=form.reason.data or "",
        )

    if done(form, change, _("Status changed")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template(
        "retailers/status.html",
        form=form,
        identity=queries.get_identity(session(), actor(), outlet_id),
        statuses=queries.list_statuses(session(), actor(), outlet_id),
        status_labels=OUTLET_STATUS_LABELS,
    )


@bp.route("/<uuid:outlet_id>/status/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def correct_status(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    form = CorrectStatusForm(
        data={"status": outlet.status, "on": outlet.status_on or outlet.closed_on, "version": outlet.version}
    )

    def correct() -> bool:
        return services.correct_status(
            session(),
            actor(),
            outlet_id,
            status=form.status.data,
            on=form.on.data,
            version=version_of(form.version),
            reason=form.reason.data,
        )

    if done(form, correct, _("Status corrected")):
        return redirect(url_for("retailers.status", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/correct_status.html", form=form, identity=identity)


@bp.get("/<uuid:outlet_id>/names")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.viewed")
def names(outlet_id: UUID) -> ResponseReturnValue:
    return render_template(
        "retailers/names.html",
        outlet=queries.get_own_outlet(session(), actor(), outlet_id),
        identity=queries.get_identity(session(), actor(), outlet_id),
        names=queries.list_names(session(), actor(), outlet_id),
    )


@bp.route("/<uuid:outlet_id>/names/rename", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def rename(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    form = RenameForm(data={"version": outlet.version})

    def call_it() -> None:
        services.rename_outlet(
            session(),
            actor(),
            outlet_id,
            name=form.name.data,
            on=form.on.data,
            version=version_of(form.version),
        )

    if done(form, call_it, _("New name recorded, and %(name)s kept as its former name", name=outlet.name)):
        return redirect(url_for("retailers.names", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/rename.html", form=form, identity=identity, outlet=outlet)


@bp.route("/<uuid:outlet_id>/names/new", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def new_name(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    form = NameForm()
    if done(
        form, lambda: services.add_name(session(), actor(), outlet_id, form.name_details()), _("Trading name recorded")
    ):
        return redirect(url_for("retailers.names", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/new_name.html", form=form, identity=identity)


@bp.route("/<uuid:outlet_id>/names/<uuid:name_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def correct_name(outlet_id: UUID, name_id: UUID) -> ResponseReturnValue:
    name = queries.get_name(session(), actor(), outlet_id, name_id)
    form = CorrectNameForm(obj=name)

    def correct() -> bool:
        given: dict[str, Any] = {"version": version_of(form.version), "reason": form.reason.data}
        if form.remove.data:
            services.remove_name(session(), actor(), outlet_id, name_id, **given)
            return True
        return services.correct_name(session(), actor(), outlet_id, name_id, form.name_details(), **given)

    if done(form, correct, _("Trading name removed") if form.remove.data else _("Trading name corrected")):
        return redirect(url_for("retailers.names", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/correct_name.html", form=form, identity=identity)


@bp.route("/<uuid:outlet_id>/chain", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def chain(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    form = ChainForm(data={"says": said_of_chain(outlet.is_chain), "brand": outlet.brand, "version": outlet.version})
    brand = brand_of(outlet.name, queries.known_brands())
    form.offer_the_name(
        _("As its name says: %(brand)s", brand=brand) if brand else _("As its name says: no chain that is known")
    )

    def correct() -> bool:
        return services.say_chain(
            session(),
            actor(),
            outlet_id,
            is_chain=form.is_chain(),
            brand=form.brand.data or "",
            version=version_of(form.version),
            reason=form.reason.data,
        )

    if done(form, correct, _("Recorded whether it is one of a chain")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/chain.html", form=form, identity=identity)
