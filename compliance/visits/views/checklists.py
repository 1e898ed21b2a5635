"""Pages of checklists: those that were set, one of them as the officer sees it, and setting another."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.visits import queries, rules, services
from compliance.visits.forms import ChecklistForm, VisitForm, checklist_form, question_rows_sent, visit_form
from compliance.visits.queries import DatedChecklist
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires, uuid_or_not_found

MORE, PREVIEW = "more", "preview"


@bp.get("/visits/checklists")
@requires(Permission.VIEW_VISITS, looks_at="visit_checklist.listed")
def checklists() -> ResponseReturnValue:
    today = clock.today()
    return render_template(
        "visits/checklists.html",
        now=queries.checklist_on(session(), actor(), today),
        found=queries.list_checklists(session(), actor()),
        standard=queries.STANDING,
        today=today,
    )


@bp.get("/visits/checklists/standard")
@requires(Permission.VIEW_VISITS, looks_at="visit_checklist.viewed")
def standard_checklist() -> ResponseReturnValue:
    return _shown(queries.STANDING)


@bp.get("/visits/checklists/<uuid:checklist_id>")
@requires(Permission.VIEW_VISITS, looks_at="visit_checklist.viewed")
def checklist(checklist_id: UUID) -> ResponseReturnValue:
    return _shown(queries.get_checklist(session(), actor(), checklist_id))


def _shown(dated: DatedChecklist) -> ResponseReturnValue:
    looked_at(checklist=dated.checklist.title)
    return render_template("visits/checklist.html", dated=dated, form=visit_form(VisitForm, dated), rules=rules)


@bp.route("/visits/checklists/new", methods=["GET", "POST"])
@requires(Permission.SET_POLICY)
def set_checklist() -> ResponseReturnValue:
    today = clock.today()
    now = queries.checklist_on(session(), actor(), today).checklist
    form = checklist_form(question_rows_sent(request.form, more=MORE in request.form, now=len(now.questions)))
    seen: VisitForm | None = None
    if not form.is_submitted():
        form.begin_with(now, today)
    elif MORE not in request.form and form.validate():
        try:
            if PREVIEW in request.form:
                seen = _as_seen(form)
            else:
                checklist_id = uuid_or_not_found(form.id.data)
                row = services.set_checklist(session(), actor(), form.new_checklist(), checklist_id=checklist_id)
                late = row.in_force_from > today
                flash(_("Checklist set. It holds from its day on") if late else _("Checklist set. It holds now"))
                return redirect(url_for("visits.checklists"))
        except Refusal as refusal:
            form.show(refusal)
    return render_template("visits/set_checklist.html", form=form, seen=seen)


def _as_seen(form: ChecklistForm) -> VisitForm:
    """Return the checklist that was typed as the form of a visit has it. Raises Refusal beside what is to be mended."""
    new = form.new_checklist()
    rules.check_checklist(new, today=clock.today(), latest=queries.latest_day(session(), actor()))
    return visit_form(VisitForm, DatedChecklist(new.checklist))
