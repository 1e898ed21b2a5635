"""Pages of actions: those that are open, one more, done, open again, corrected."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import new_id, session
from compliance.errors import NotFound, Refusal
from compliance.lists import exports, format_asked, here, tags
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.spreadsheets import MEDIA_TYPES, write
from compliance.visits import queries, rules, services
from compliance.visits.forms import ActionCorrectionForm, ActionFilterForm, ActionForm, DoneForm, ReopenForm
from compliance.visits.queries import DueKind
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires, uuid_or_not_found

HERE = "visits.actions"
MOST = 500
MOST_IN_A_FILE = 20_000


@bp.get("/visits/actions")
@requires(Permission.VIEW_VISITS, looks_at="visit_action.listed")
def actions() -> ResponseReturnValue:
    form = _filter()
    found = []
    if form.validate():
        found = queries.list_actions_due(session(), actor(), clock.today(), form.action_filter(), most=MOST)
    looked_at(count=len(found))
    return render_template(
        "visits/actions.html",
        form=form,
        found=found,
        most=MOST,
        overdue=sum(one.overdue for one in found),
        tags=tags(HERE, form),
        clear_url=url_for(HERE),
        exports=exports("visits.export_actions"),
        here=here(HERE),
        rules=rules,
    )


def _filter() -> ActionFilterForm:
    form = ActionFilterForm()
    form.officer.choices = [(one.id, one.name) for one in accounts.list_officers(session(), actor())]
    return form


@bp.get("/visits/actions/export")
@requires(Permission.VIEW_VISITS, looks_at="visit_action.exported")
def export_actions() -> ResponseReturnValue:
    """Answer with the open actions that the list shows, as a file."""
    kind, form = format_asked(), _filter()
    if kind is None or not form.validate():
        raise NotFound
    found = queries.list_actions_due(session(), actor(), clock.today(), form.action_filter(), most=MOST_IN_A_FILE)
    headings = [_("What"), _("Due"), _("Overdue"), _("Law or good practice"), _("Retailer"), _("Where")]
    headings += [_("Visit"), _("Day of the visit"), _("Officer")]
    lines = (
        [
            one.text if one.kind is DueKind.ACTION else _("Visit again"),
            one.due_on,
            _("Yes") if one.overdue else _("No"),
            _(rules.BASIS_LABELS[one.basis]) if one.basis else "",
            one.outlet_name,
            one.outlet_where,
            one.reference,
            one.visited_on,
            one.officer,
        ]
        for one in found
    )
    file = write(kind, headings, lines, title=_("Actions"))
    looked_at(count=len(found), format=str(kind))
    name = f"actions-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


@bp.route("/visits/<uuid:visit_id>/actions/new", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit.viewed")
def new_action(visit_id: UUID) -> ResponseReturnValue:
    visit = queries.get_visit(session(), actor(), visit_id)
    form = ActionForm()
    if not form.is_submitted():
        form.id.process_data(str(new_id()))
    elif form.validate():
        action_id = uuid_or_not_found(form.id.data)

        def add() -> Any:
            return services.add_action(session(), actor(), visit_id, form.new_action(), action_id=action_id)

        if _worked(form, add):
            flash(_("Action added"))
            return redirect(url_for("visits.show", visit_id=visit_id, _anchor="actions"))
    return _page("visits/new_action.html", form, visit)


@bp.route("/visits/actions/<uuid:action_id>/done", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit.viewed")
def complete(action_id: UUID) -> ResponseReturnValue:
    action = queries.get_action(session(), actor(), action_id)
    visit = queries.get_visit(session(), actor(), action.visit_id)
    form = DoneForm()
    if not form.is_submitted():
        form.begin(clock.today(), action.version)
    elif form.validate():

        def complete_it() -> Any:
            done = form.done()
            return services.complete_action(session(), actor(), action_id, done, version=_version(form))

        if _worked(form, complete_it):
            flash(_("Action marked as done"))
            if request.args.get("from") == "actions":
                return redirect(url_for(HERE))
            return redirect(url_for("visits.show", visit_id=visit.id, _anchor="actions"))
    return _page("visits/complete.html", form, visit, action=action)


@bp.route("/visits/actions/<uuid:action_id>/reopen", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit.viewed")
def reopen(action_id: UUID) -> ResponseReturnValue:
    action = queries.get_action(session(), actor(), action_id)
    visit = queries.get_visit(session(), actor(), action.visit_id)
    form = ReopenForm()
    if not form.is_submitted():
        form.version.process_data(str(action.version))
    elif form.validate():

        def reopen_it() -> Any:
            reason = form.reason.data
            return services.reopen_action(session(), actor(), action_id, reason=reason, version=_version(form))

        if _worked(form, reopen_it):
            flash(_("Action opened again. What stood before is in the history"))
            return redirect(url_for("visits.show", visit_id=visit.id, _anchor="actions"))
    return _page("visits/reopen.html", form, visit, action=action)


@bp.route("/visits/actions/<uuid:action_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit.viewed")
def edit_action(action_id: UUID) -> ResponseReturnValue:
    action = queries.get_action(session(), actor(), action_id)
    visit = queries.get_visit(session(), actor(), action.visit_id)
    form = ActionCorrectionForm()
    if not form.is_submitted():
        form.id.process_data(str(action.id))
        form.begin_with(rules.NewAction(action.text, action.basis, action.due_on), action.version)
    elif form.validate():

        def correct_it() -> Any:
            new, reason = form.new_action(), form.reason.data
            return services.correct_action(session(), actor(), action_id, new, reason=reason, version=_version(form))

        if _worked(form, correct_it):
            flash(_("Action corrected. What stood before is in the history"))
            return redirect(url_for("visits.show", visit_id=visit.id, _anchor="actions"))
    return _page("visits/edit_action.html", form, visit, action=action)


def _worked(form: ActionForm | DoneForm | ReopenForm, deed: Callable[[], Any]) -> bool:
    """Do it, and say whether it was done; a refusal stands beside its field."""
    try:
        deed()
    except Refusal as refusal:
        form.show(refusal)
        return False
    return True


def _version(form: DoneForm | ReopenForm | ActionCorrectionForm) -> int:
    sent = form.version.data or ""
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def _page(template: str, form: Any, visit: Any, **more: Any) -> ResponseReturnValue:
    looked_at(outlet_id=str(visit.outlet_id))
    identity = retailers.get_identity(session(), actor(), visit.outlet_id)
    return render_template(template, form=form, visit=visit, identity=identity, rules=rules, **more)
