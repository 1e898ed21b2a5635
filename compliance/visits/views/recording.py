"""Pages that record a visit at the counter, and correct one."""

from contextlib import suppress
from typing import TypeVar
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.visits import queries, services
from compliance.visits.forms import VisitCorrectionForm, VisitForm, rows_sent, visit_form
from compliance.visits.queries import DatedChecklist
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires, uuid_or_not_found

AnyVisitForm = TypeVar("AnyVisitForm", bound=VisitForm)
MORE = "more"
"""The button that asks for more rows: the page is shown again with everything that was typed."""


@bp.route("/retailers/<uuid:outlet_id>/visits/new", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="outlet.viewed")
def new(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    rows = rows_sent(request.form, more=MORE in request.form)
    form = _with_officers(visit_form(VisitForm, _asked(), rows=rows))
    if not form.is_submitted():
        form.begin(clock.london(clock.now()), actor().officer_id)
    elif MORE not in request.form and form.validate():
        try:
            visit = services.record_visit(
                session(),
                actor(),
                outlet_id,
                form.details(),
                visit_id=uuid_or_not_found(form.id.data),
                besides=form.besides(),
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Visit recorded as %(reference)s", reference=visit.reference))
            return redirect(url_for("visits.show", visit_id=visit.id))
    identity = retailers.get_identity(session(), actor(), outlet_id)
    return render_template("visits/new.html", form=form, identity=identity)


def _asked() -> DatedChecklist:
    """Return the checklist of the page: the one it was made with, or the one that holds today."""
    if request.method == "POST" and (sent := request.form.get("checklist")) is not None:
        return queries.get_checklist(session(), actor(), uuid_or_not_found(sent)) if sent else queries.STANDING
    return queries.checklist_on(session(), actor(), clock.today())


@bp.route("/visits/<uuid:visit_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit.viewed")
def edit(visit_id: UUID) -> ResponseReturnValue:
    visit = queries.get_visit(session(), actor(), visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    besides = queries.besides_of(session(), actor(), visit)
    form = visit_form(VisitCorrectionForm, queries.checklist_of(session(), actor(), visit))
    _with_officers(form, visit.officer_id, *besides.company.officers)
    if not form.is_submitted():
        form.begin_with(queries.details_of(visit), besides, visit.version)
    elif form.validate():
        try:
            services.correct_visit(
                session(),
                actor(),
                visit_id,
                form.details(queries.details_of(visit)),
                version=_version(form.version.data),
                reason=form.reason.data,
                besides=form.besides(),
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Visit corrected. What stood before is in its history"))
            return redirect(url_for("visits.show", visit_id=visit_id))
    identity = retailers.get_identity(session(), actor(), visit.outlet_id)
    return render_template("visits/edit.html", form=form, identity=identity, visit=visit)


def _version(sent: str | None) -> int:
    with suppress(ValueError, TypeError):
        return int(sent or "")
    return 0


def _with_officers(form: AnyVisitForm, *kept: UUID) -> AnyVisitForm:
    """Offer the active officers of the authority, and whoever was at the visit that is corrected."""
    officers = [one for one in accounts.list_officers(session(), actor()) if one.active or one.id in kept]
    form.officer_id.choices = [(one.id, one.name) for one in officers]
    form.officers.choices = [(one.id, one.name) for one in officers]
    return form
