"""Pages of the repeat-offender list: the list, one outlet, printing and exporting, and the policy."""

from datetime import date
from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import new_id, session
from compliance.errors import NotFound, Refusal
from compliance.escalations import queries, rules, services
from compliance.escalations.forms import AsAtForm, ExportForm, PolicyForm, policy_values
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.web import actor, looked_at, requires

bp = Blueprint("escalations", __name__)


@bp.get("/escalations/")
@requires(Permission.VIEW_ESCALATIONS, looks_at="repeat_list.viewed")
def index() -> ResponseReturnValue:
    form = AsAtForm()
    as_at = _as_at(form)
    entries = queries.list_repeat_offenders(session(), actor(), as_at) if as_at else []
    looked_at(as_at=str(as_at or ""), outlets=sorted({str(entry.place.id) for entry in entries}))
    return render_template(
        "escalations/index.html",
        form=form,
        as_at=as_at,
        today=clock.today(),
        entries=entries,
        caution=rules.CAUTION,
        dated=queries.dated_policy_on(session(), actor(), as_at) if as_at else None,
    )


@bp.get("/retailers/<uuid:outlet_id>/escalation")
@requires(Permission.VIEW_ESCALATIONS, looks_at="escalation.viewed")
def outlet(outlet_id: UUID) -> ResponseReturnValue:
    identity = retailers.get_identity(session(), actor(), outlet_id)
    form = AsAtForm()
    as_at = _as_at(form)
    return render_template(
        "escalations/outlet.html",
        form=form,
        as_at=as_at,
        identity=identity,
        entries=queries.judge_outlet(session(), actor(), outlet_id, as_at) if as_at else [],
        dated=queries.dated_policy_on(session(), actor(), as_at) if as_at else None,
    )


def _as_at(form: AsAtForm) -> date | None:
    """Return the day that was asked for, today when none was, or None when the form must be mended first."""
    if not form.validate():
        return None
    as_at: date = form.as_at.data or clock.today()
    try:
        rules.check_as_at(as_at, today=clock.today())
    except Refusal as refusal:
        form.show(refusal)
        return None
    return as_at


@bp.route("/escalations/export", methods=["GET", "POST"])
@requires(Permission.VIEW_ESCALATIONS)
def export() -> ResponseReturnValue:
    chosen = AsAtForm(meta={"csrf": False})
    form = ExportForm(data={"as_at": _as_at(chosen) or clock.today(), "asked_id": str(new_id())})
    if form.validate_on_submit():
        try:
            made = services.print_list(session(), actor(), form.asked())
        except Refusal as refusal:
            form.show(refusal)
        else:
            return redirect(url_for(".printed", list_id=made.id, format=made.format.value), code=303)
    earlier, names = queries.list_printed(session(), actor())
    return render_template(
        "escalations/export.html",
        form=form,
        earlier=earlier,
        overturned=queries.overturned_since(session(), actor(), earlier),
        names=names,
        formats=rules.FORMAT_LABELS,
    )


@bp.get("/escalations/printed/<uuid:list_id>.pdf", defaults={"format": "pdf"})
@bp.get("/escalations/printed/<uuid:list_id>.csv", defaults={"format": "csv"})
@bp.get("/escalations/printed/<uuid:list_id>.json", defaults={"format": "json"})
@requires(Permission.VIEW_ESCALATIONS, looks_at="printed_list.viewed")
def printed(list_id: UUID, format: str) -> ResponseReturnValue:  # noqa: A002 - the word of the address
    found = queries.get_printed_list(session(), actor(), list_id)
    if found.format != format:
        raise NotFound
    return send_file(
        BytesIO(queries.read_printed_list(found)),
        mimetype=rules.MEDIA_TYPES[found.format],
        as_attachment=found.format is not rules.Format.PDF,
        download_name=f"{found.reference}.{found.format.value}",
    )


@bp.get("/escalations/policy")
@requires(Permission.VIEW_ESCALATIONS, looks_at="policy.viewed")
def policy() -> ResponseReturnValue:
    today = clock.today()
    return render_template(
        "escalations/policy.html",
        now=queries.dated_policy_on(session(), actor(), today),
        policies=queries.list_policies(session(), actor()),
        default=queries.POLICY.before_any,
        today=today,
    )


@bp.route("/escalations/policy/new", methods=["GET", "POST"])
@requires(Permission.SET_POLICY)
def set_policy() -> ResponseReturnValue:
    today = clock.today()
    form = PolicyForm(data=policy_values(queries.policy_on(session(), actor().authority_id, today)))
    if form.validate_on_submit():
        try:
            row = services.set_policy(session(), actor(), form.new_policy())
        except Refusal as refusal:
            form.show(refusal)
        else:
            late = row.in_force_from > today
            flash(_("Policy set. It applies from its day on") if late else _("Policy set. It applies now"))
            return redirect(url_for(".policy"))
    return render_template("escalations/set_policy.html", form=form)
