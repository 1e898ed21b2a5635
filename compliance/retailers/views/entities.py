"""Pages of legal entities: the list, what each is and does, its correction, partnership and contacts."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.audit import queries as audit
from compliance.database import new_id, session
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import (
    DELIVERS,
    MARKETPLACE,
    ContactForm,
    CorrectContactForm,
    EntityForm,
    EntitySearchForm,
    NewEntityForm,
    PartnershipForm,
    new_id_of,
    version_of,
)
from compliance.retailers.rules import (
    ARRANGEMENT_KIND_LABELS,
    CONTACT_PURPOSE_LABELS,
    ENTITY_KIND_LABELS,
    is_incorporated,
)
from compliance.retailers.views.blueprint import bp, done, say_mended
from compliance.web import actor, looked_at, requires


@bp.get("/entities")
@requires(Permission.VIEW_RETAILERS, looks_at="entity.listed")
def entities() -> ResponseReturnValue:
    find = EntitySearchForm()
    find.validate()
    search = find.q.data or ""
    found = queries.search_entities(session(), actor(), search) if search else []
    looked_at(count=len(found))
    return render_template(
        "retailers/entities.html",
        find=find,
        found=found,
        carriers=queries.list_carriers(session(), actor()),
        kind_labels=ENTITY_KIND_LABELS,
    )


@bp.route("/entities/new", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS)
def new_entity() -> ResponseReturnValue:
    form = NewEntityForm(data={"new_id": new_id()})
    made: list[UUID] = []

    def add() -> None:
        made.append(
            services.record_entity(session(), actor(), form.entity_details(), entity_id=new_id_of(form.new_id)).id
        )

    if done(form, add, _("Legal entity recorded")):
        say_mended(form.company_number)
        return redirect(url_for("retailers.entity", entity_id=made[0]))
    return render_template("retailers/new_entity.html", form=form)


@bp.get("/entities/<uuid:entity_id>")
@requires(Permission.VIEW_RETAILERS, looks_at="entity.viewed")
def entity(entity_id: UUID) -> ResponseReturnValue:
    there = queries.get_entity(session(), actor(), entity_id)
    return render_template(
        "retailers/entity.html",
        entity=there,
        incorporated=is_incorporated(there.kind),
        operated=queries.list_operated(session(), actor(), entity_id),
        served=queries.list_served(session(), actor(), entity_id),
        contacts=queries.list_contacts(session(), actor(), entity_id=entity_id),
        history=audit.list_subject(session(), actor(), "entity", entity_id),
        kind_labels=ENTITY_KIND_LABELS,
        purpose_labels=CONTACT_PURPOSE_LABELS,
        arrangement_labels=ARRANGEMENT_KIND_LABELS,
    )


@bp.route("/entities/<uuid:entity_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="entity.viewed")
def edit_entity(entity_id: UUID) -> ResponseReturnValue:
    there = queries.get_entity(session(), actor(), entity_id)
    does = ((DELIVERS, there.is_delivery_company), (MARKETPLACE, there.is_marketplace))
    also = [name for name, is_so in does if is_so]
    form = EntityForm(obj=there, data={"number_unknown": there.number_missing, "also": also})

    def correct() -> bool:
        return services.correct_entity(
            session(),
            actor(),
            entity_id,
            form.entity_details(),
            version=version_of(form.version),
            reason=form.reason.data,
        )

    if done(form, correct, _("Legal entity corrected")):
        say_mended(form.company_number)
        return redirect(url_for("retailers.entity", entity_id=entity_id))
    return render_template("retailers/edit_entity.html", form=form, entity=there)


@bp.route("/entities/<uuid:entity_id>/primary-authority", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="entity.viewed")
def partnership(entity_id: UUID) -> ResponseReturnValue:
    there = queries.get_entity(session(), actor(), entity_id)
    form = PartnershipForm(
        data={
            "authority": there.primary_authority,
            "contact": there.primary_authority_contact,
            "plan": there.primary_authority_plan,
            "since_on": there.primary_authority_since_on,
            "version": there.version,
        }
    )

    def correct() -> bool:
        return services.correct_partnership(
            session(),
            actor(),
            entity_id,
            form.partnership(),
            version=version_of(form.version),
            reason=form.reason.data,
        )

    if done(form, correct, _("Primary Authority partnership recorded")):
        return redirect(url_for("retailers.entity", entity_id=entity_id))
    return render_template("retailers/partnership.html", form=form, entity=there)


@bp.route("/entities/<uuid:entity_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="contact.viewed")
def new_entity_contact(entity_id: UUID) -> ResponseReturnValue:
    there = queries.get_entity(session(), actor(), entity_id)
    form = ContactForm(data={"new_id": new_id()})

    def add() -> None:
        services.add_contact(
            session(), actor(), form.contact_details(), entity_id=entity_id, contact_id=new_id_of(form.new_id)
        )

    if done(form, add, _("Contact recorded")):
        return redirect(url_for("retailers.entity", entity_id=entity_id))
    return render_template("retailers/new_entity_contact.html", form=form, entity=there)


@bp.route("/entities/<uuid:entity_id>/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="contact.viewed")
def correct_entity_contact(entity_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    there = queries.get_entity(session(), actor(), entity_id)
    form = CorrectContactForm(obj=queries.get_contact(session(), actor(), contact_id, entity_id=entity_id))

    def correct() -> bool:
        given: dict[str, Any] = {
            "entity_id": entity_id,
            "version": version_of(form.version),
            "reason": form.reason.data,
        }
        if form.remove.data:
            services.remove_contact(session(), actor(), contact_id, **given)
            return True
        return services.correct_contact(session(), actor(), contact_id, form.contact_details(), **given)

    if done(form, correct, _("Contact removed") if form.remove.data else _("Contact corrected")):
        return redirect(url_for("retailers.entity", entity_id=entity_id))
    return render_template("retailers/correct_entity_contact.html", form=form, entity=there)
