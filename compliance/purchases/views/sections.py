"""The short pages on which the sections of a test's record are filled in after the counter."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.offences import queries as offences
from compliance.permissions import Permission
from compliance.purchases import queries
from compliance.purchases.forms.sections import SECTION_FORMS, ProductForm, SectionForm
from compliance.purchases.rules.sections import is_recorded
from compliance.purchases.services.sections import record_section
from compliance.purchases.views.blueprint import bp, show_refusal, version_of
from compliance.purchases.views.holding import hold_still
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.route("/purchases/<uuid:purchase_id>/record/<key>", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="purchase.viewed")
def section(purchase_id: UUID, key: str) -> ResponseReturnValue:
    """Fill in a section of the record, or correct it with a reason. What a signature holds still is shown as text."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    if key not in SECTION_FORMS:
        raise NotFound
    form = _filled(purchase, SECTION_FORMS[key])
    held = hold_still(form, purchase, queries.frozen_columns(session(), actor(), purchase))
    if form.validate_on_submit():
        try:
            record_section(
                session(),
                actor(),
                purchase_id,
                form.section(),
                version=version_of(form),
                reason=form.reason.data or "",
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Recorded: %(section)s", section=form.title))
            return redirect(url_for(".show", purchase_id=purchase_id))
    return render_template(
        "purchases/section.html",
        form=form,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        held=held,
        known=any(is_recorded(getattr(purchase, name)) for name in form.columns if name != "category_code")
        or key == ProductForm.key,
    )


def _filled(purchase: Any, kind: type[SectionForm]) -> SectionForm:
    known: dict[str, Any] = purchase.model_dump(include={*kind.columns})
    form = kind(data=known | {"version": str(purchase.version)})
    if isinstance(form, ProductForm):
        form.offer_products(offences.list_category_versions(session()), purchase.tested_on)
    return form
