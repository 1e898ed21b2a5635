"""Pages of the report of a visit: look at it, make it, print it, hand it over, e-mail it."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock, jobs, mailing
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.forms import Form
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.visits import queries
from compliance.visits.forms.reports import GivenCorrectionForm, GivenForm, MailForm
from compliance.visits.queries.reports import gather_report, get_given, get_report, list_given, list_reports
from compliance.visits.rules import reports as rules
from compliance.visits.services import mails, reports
from compliance.visits.services.mails import NewMail
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires, uuid_or_not_found

LARGE = "large"


def shown_with(visit_id: UUID) -> dict[str, Any]:
    """Return what the page of a visit shows of its reports: each, how it was given, and by whom."""
    found, given = list_reports(session(), actor(), visit_id), list_given(session(), actor(), visit_id)
    people = {one for one in (*(row.issued_by_id for row in found), *(row.recorded_by_id for row in given)) if one}
    waiting = any(one.state in {rules.MailState.QUEUED, rules.MailState.SENDING} for one in given)
    return {
        "reports": found,
        "given": given,
        "report_rules": rules,
        "reporters": accounts.officer_names(session(), people),
        "mail_is_set_up": mailing.is_set_up(),
        "mail_waits_for_nobody": waiting and not jobs.is_worker_alive(session()),
    }


@bp.get("/visits/<uuid:visit_id>/report")
@requires(Permission.VIEW_VISITS, looks_at="visit_report.viewed")
def report(visit_id: UUID) -> ResponseReturnValue:
    return _page(visit_id, Form())


def _page(visit_id: UUID, form: Form) -> ResponseReturnValue:
    """Show the reports of a visit, and whether one can be made of it as it stands."""
    visit = queries.get_visit(session(), actor(), visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    shown = shown_with(visit_id)
    newest = shown["reports"][0] if shown["reports"] else None
    facts = gather_report(session(), actor(), visit, today=clock.today(), replaces=newest)
    problem = ""
    try:
        rules.check_report(facts)
    except Refusal as refusal:
        problem = refusal.message
    return render_template(
        "visits/report.html",
        form=form,
        visit=visit,
        identity=retailers.get_identity(session(), actor(), visit.outlet_id),
        newest=newest,
        is_new=newest is None or not rules.tells_the_same(newest.facts, facts.visit),
        problem=problem,
        **shown,
    )


@bp.get("/visits/<uuid:visit_id>/report/preview.pdf")
@requires(Permission.VIEW_VISITS, looks_at="visit_report.previewed")
def preview_report(visit_id: UUID) -> ResponseReturnValue:
    """Show the report as it would be made today. Its title and file name say that it is a draft."""
    visit = queries.get_visit(session(), actor(), visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    former = next(iter(list_reports(session(), actor(), visit_id)), None)
    facts = gather_report(session(), actor(), visit, today=clock.today(), replaces=former)
    try:
        made = reports.render_report(replace(facts, large_print=request.args.get("print") == LARGE), draft=True)
    except Refusal as refusal:
        flash(refusal.message, "important")
        return redirect(url_for(".report", visit_id=visit_id))
    return _send(made.pdf, f"draft-report-{visit.reference}.pdf")


def _send(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name, etag=False)


@bp.post("/visits/<uuid:visit_id>/report")
@requires(Permission.RECORD_VISIT)
def issue_report(visit_id: UUID) -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        try:
            issued = reports.issue_report(session(), actor(), visit_id)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("%(reference)s is made. Print it and hand it over, or e-mail it", reference=issued.reference))
            return redirect(url_for(".report", visit_id=visit_id))
    return _page(visit_id, form)


@bp.get("/visits/reports/<uuid:visit_report_id>.pdf")
@requires(Permission.VIEW_VISITS, looks_at="visit_report.printed")
def report_pdf(visit_report_id: UUID) -> ResponseReturnValue:
    """Hand out the kept bytes, checked against their SHA-256, and nothing when they are not as issued."""
    found = get_report(session(), actor(), visit_report_id)
    large = request.args.get("print") == LARGE
    looked_at(visit_id=str(found.visit_id), sha256=found.large_sha256 if large else found.sha256)
    try:
        content = reports.read_report(found, large_print=large)
    except Refusal as refusal:
        visit = queries.get_visit(session(), actor(), found.visit_id)
        return render_template("visits/damaged_report.html", visit=visit, message=refusal.message), 500
    return _send(content, f"{found.reference}{'-large-print' if large else ''}.pdf")


@bp.route("/visits/reports/<uuid:visit_report_id>/given", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit_report.viewed")
def give_report(visit_report_id: UUID) -> ResponseReturnValue:
    found = get_report(session(), actor(), visit_report_id)
    visit = queries.get_visit(session(), actor(), found.visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    form = GivenForm()
    if not form.is_submitted():
        form.begin(clock.today(), rules.report_from_dict(found.facts).visit.spoke_to)
    elif form.validate():
        try:
            given_id = uuid_or_not_found(form.id.data)
            reports.give_report(session(), actor(), visit_report_id, form.new_given(), given_id=given_id)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Recorded how %(reference)s reached the trader", reference=found.reference))
            return redirect(url_for(".report", visit_id=visit.id))
    identity = retailers.get_identity(session(), actor(), visit.outlet_id)
    return render_template("visits/give_report.html", form=form, report=found, visit=visit, identity=identity)


@bp.route("/visits/reports/given/<uuid:report_given_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit_report.viewed")
def correct_given(report_given_id: UUID) -> ResponseReturnValue:
    given = get_given(session(), actor(), report_given_id)
    if given.state is not None:
        raise NotFound
    found = get_report(session(), actor(), given.report_id)
    visit = queries.get_visit(session(), actor(), found.visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    form = GivenCorrectionForm(obj=given)
    if form.validate_on_submit():
        version = int(form.version.data) if str(form.version.data).isdecimal() else 0
        try:
            reports.correct_given(
                session(), actor(), report_given_id, form.new_given(), version=version, reason=form.reason.data
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Corrected how %(reference)s reached the trader", reference=found.reference))
            return redirect(url_for(".report", visit_id=visit.id))
    identity = retailers.get_identity(session(), actor(), visit.outlet_id)
    return render_template("visits/correct_given.html", form=form, report=found, visit=visit, identity=identity)


@bp.route("/visits/reports/<uuid:visit_report_id>/email", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit_report.viewed")
def email_report(visit_report_id: UUID) -> ResponseReturnValue:
    found = get_report(session(), actor(), visit_report_id)
    visit = queries.get_visit(session(), actor(), found.visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    form = MailForm()
    if not form.is_submitted():
        form.begin()
    elif form.validate():
        new = NewMail(form.address.data, large_print=bool(form.large_print.data), message=form.message.data or "")
        try:
            mails.email_report(session(), actor(), visit_report_id, new, given_id=uuid_or_not_found(form.id.data))
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("%(reference)s is to be e-mailed. This page says when it has gone", reference=found.reference))
            return redirect(url_for(".report", visit_id=visit.id))
    return render_template(
        "visits/email_report.html",
        form=form,
        report=found,
        visit=visit,
        identity=retailers.get_identity(session(), actor(), visit.outlet_id),
        mail_is_set_up=mailing.is_set_up(),
    )


@bp.post("/visits/reports/given/<uuid:report_given_id>/again")
@requires(Permission.RECORD_VISIT)
def send_again(report_given_id: UUID) -> ResponseReturnValue:
    given = get_given(session(), actor(), report_given_id)
    visit_id = get_report(session(), actor(), given.report_id).visit_id
    form = Form()
    if form.validate_on_submit():
        try:
            mails.send_again(session(), actor(), report_given_id)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("It is to be sent again. This page says when it has gone"))
            return redirect(url_for(".report", visit_id=visit_id))
    return _page(visit_id, form)
