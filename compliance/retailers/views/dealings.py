"""Pages of the contacts, deliveries and licences of an outlet."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import new_id, session
from compliance.forms import Choice
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import (
    ArrangementForm,
    ContactForm,
    CorrectArrangementForm,
    CorrectContactForm,
    CorrectLicenceForm,
    LicenceForm,
    new_id_of,
    version_of,
)
from compliance.retailers.queries import Identity
from compliance.retailers.views.blueprint import bp, done
from compliance.web import actor, requires


def _identity(outlet_id: UUID) -> Identity:
    queries.get_own_outlet(session(), actor(), outlet_id)
    return queries.get_identity(session(), actor(), outlet_id)


@bp.route("/<uuid:outlet_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="contact.viewed")
def new_contact(outlet_id: UUID) -> ResponseReturnValue:
    identity = _identity(outlet_id)
    form = ContactForm(data={"new_id": new_id()})

    def add() -> None:
        services.add_contact(
            session(), actor(), form.contact_details(), outlet_id=outlet_id, contact_id=new_id_of(form.new_id)
        )

    if done(form, add, _("Contact recorded")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template("retailers/new_contact.html", form=form, identity=identity)


@bp.route("/<uuid:outlet_id>/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="contact.viewed")
def correct_contact(outlet_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    form = CorrectContactForm(obj=queries.get_contact(session(), actor(), contact_id, outlet_id=outlet_id))

    def correct() -> bool:
        given: dict[str, Any] = {
            "outlet_id": outlet_id,
            "version": version_of(form.version),
            "reason": form.reason.data,
        }
        if form.remove.data:
            services.remove_contact(session(), actor(), contact_id, **given)
            return True
        return services.correct_contact(session(), actor(), contact_id, form.contact_details(), **given)

    if done(form, correct, _("Contact removed") if form.remove.data else _("Contact corrected")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template("retailers/correct_contact.html", form=form, identity=_identity(outlet_id))


def _carriers() -> list[Choice]:
    return [Choice(str(one.id), one.name, one.id) for one in queries.list_carriers(session(), actor())]


@bp.route("/<uuid:outlet_id>/deliveries/new", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def new_arrangement(outlet_id: UUID) -> ResponseReturnValue:
    identity = _identity(outlet_id)
    form = ArrangementForm(data={"new_id": new_id()})
    form.entity.choices = _carriers()

    def add() -> None:
        services.add_arrangement(
            session(), actor(), outlet_id, form.arrangement_details(), arrangement_id=new_id_of(form.new_id)
        )

    if done(form, add, _("Delivery or collection recorded")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template("retailers/new_arrangement.html", form=form, identity=identity)


@bp.route("/<uuid:outlet_id>/deliveries/<uuid:arrangement_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def correct_arrangement(outlet_id: UUID, arrangement_id: UUID) -> ResponseReturnValue:
    there = queries.get_arrangement(session(), actor(), outlet_id, arrangement_id)
    form = CorrectArrangementForm(obj=there, data={"entity": there.entity_id})
    form.entity.choices = _carriers()

    def correct() -> bool:
        given: dict[str, Any] = {"version": version_of(form.version), "reason": form.reason.data}
        if form.remove.data:
            services.remove_arrangement(session(), actor(), outlet_id, arrangement_id, **given)
            return True
        said = form.arrangement_details()
        return services.correct_arrangement(session(), actor(), outlet_id, arrangement_id, said, **given)

    said = _("Delivery or collection removed") if form.remove.data else _("Delivery or collection corrected")
    if done(form, correct, said):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template("retailers/correct_arrangement.html", form=form, identity=_identity(outlet_id))


@bp.route("/<uuid:outlet_id>/licences/new", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def new_licence(outlet_id: UUID) -> ResponseReturnValue:
    identity = _identity(outlet_id)
    form = LicenceForm(data={"new_id": new_id()})

    def add() -> None:
        services.add_licence(session(), actor(), outlet_id, form.licence_details(), licence_id=new_id_of(form.new_id))

    if done(form, add, _("Licence recorded")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template("retailers/new_licence.html", form=form, identity=identity)


@bp.route("/<uuid:outlet_id>/licences/<uuid:licence_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def correct_licence(outlet_id: UUID, licence_id: UUID) -> ResponseReturnValue:
    form = CorrectLicenceForm(obj=queries.get_licence(session(), actor(), outlet_id, licence_id))

    def correct() -> bool:
        given: dict[str, Any] = {"version": version_of(form.version), "reason": form.reason.data}
        if form.remove.data:
            services.remove_licence(session(), actor(), outlet_id, licence_id, **given)
            return True
        return services.correct_licence(session(), actor(), outlet_id, licence_id, form.licence_details(), **given)

    if done(form, correct, _("Licence removed") if form.remove.data else _("Licence corrected")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template("retailers/correct_licence.html", form=form, identity=_identity(outlet_id))
