"""The saved mappings of the authority: listed, called something else, removed."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import Refusal
from compliance.imports import queries, services
from compliance.imports.forms import RenameMappingForm
from compliance.imports.rules import IMPORT_KIND_LABELS
from compliance.imports.rules.fields import FIELDS
from compliance.imports.rules.mapping import columns_of, read_mapping
from compliance.imports.views.blueprint import bp
from compliance.imports.views.uploading import version_of
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.get("/mappings")
@requires(Permission.IMPORT_RETAILERS, looks_at="import_mapping.listed")
def mappings() -> ResponseReturnValue:
    found = queries.list_mappings(session(), actor())
    return render_template(
        "imports/mappings.html",
        mappings=found,
        names=accounts.officer_names(session(), {each.saved_by_id for each in found if each.saved_by_id}),
        kinds=IMPORT_KIND_LABELS,
    )


@bp.route("/mappings/<uuid:mapping_id>", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS, looks_at="import_mapping.viewed")
def mapping(mapping_id: UUID) -> ResponseReturnValue:
    """Show what a saved mapping matches, and call it something else."""
    saved = queries.get_mapping(session(), actor(), mapping_id)
    form = RenameMappingForm(data={"name": saved.name, "version": str(saved.version)})
    if form.validate_on_submit():
        try:
            services.rename_mapping(session(), actor(), mapping_id, form.name.data, version=version_of(form))
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Mapping saved as “%(name)s”", name=form.name.data))
            return redirect(url_for(".mappings"))
    read = read_mapping(saved.mapping)
    return render_template(
        "imports/mapping.html",
        saved=saved,
        form=form,
        mapping=read,
        fields=columns_of(FIELDS.get(read.kind, ())),
        kinds=IMPORT_KIND_LABELS,
    )


@bp.post("/mappings/<uuid:mapping_id>/remove")
@requires(Permission.IMPORT_RETAILERS)
def remove_mapping(mapping_id: UUID) -> ResponseReturnValue:
    saved = queries.get_mapping(session(), actor(), mapping_id)
    name = saved.name
    services.remove_mapping(session(), actor(), mapping_id)
    flash(_("Mapping “%(name)s” removed", name=name))
    return redirect(url_for(".mappings"))
