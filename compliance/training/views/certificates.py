"""Certificates: printing, issuing and withdrawing them; the public page on which anybody verifies one by its code."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from compliance import clock, throttle
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.training import queries, rules, services
from compliance.training.forms import VerifyForm, WithdrawForm
from compliance.training.views.blueprint import bp
from compliance.web import actor, looked_at, public, requires, write_afterwards


@bp.get("/training/certificates/<uuid:certificate_id>.pdf")
@requires(Permission.VIEW_TRAINING, looks_at="certificate.printed")
def certificate(certificate_id: UUID) -> ResponseReturnValue:
    issued = queries.get_certificate(session(), actor(), certificate_id)
    large_print = request.args.get("print") == "large"
    try:
        content = services.read_certificate(issued, large_print=large_print)
    except Refusal as refusal:
        flash(refusal.message, "error")
        place = queries.get_attendance(session(), actor(), issued.attendance_id)
        return redirect(url_for("training.show", session_id=place.session_id))
    name = f"{issued.reference}{'-large-print' if large_print else ''}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.post("/training/places/<uuid:attendance_id>/certificate")
@requires(Permission.RECORD_TRAINING)
def issue(attendance_id: UUID) -> ResponseReturnValue:
    place = queries.get_attendance(session(), actor(), attendance_id)
    try:
        issued = services.issue_certificate(session(), actor(), attendance_id)
    except Refusal as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("Certificate %(number)s issued to %(person)s", number=issued.reference, person=place.person))
    return redirect(url_for("training.results", session_id=place.session_id))


@bp.post("/training/sessions/<uuid:session_id>/certificates")
@requires(Permission.RECORD_TRAINING)
def issue_all(session_id: UUID) -> ResponseReturnValue:
    queries.get_session(session(), actor(), session_id)
    owed = queries.list_results_without_certificate(session(), actor(), session_id=session_id)
    try:
        for one in owed:
            services.issue_certificate(session(), actor(), one.attendance_id)
    except Refusal as refusal:
        session().rollback()
        flash(refusal.message, "error")
    else:
        flash(ngettext("%(num)s certificate issued", "%(num)s certificates issued", len(owed)))
    return redirect(url_for("training.results", session_id=session_id))


@bp.route("/training/certificates/<uuid:certificate_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="certificate.viewed")
def withdraw(certificate_id: UUID) -> ResponseReturnValue:
    issued = queries.get_certificate(session(), actor(), certificate_id)
    place = queries.get_attendance(session(), actor(), issued.attendance_id)
    looked_at(outlet_id=str(place.outlet_id) if place.outlet_id else None)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            services.withdraw_certificate(session(), actor(), certificate_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Certificate %(number)s withdrawn", number=issued.reference))
            return redirect(url_for("training.results", session_id=place.session_id))
    says = rules.certificate_from_dict(issued.facts)
    return render_template("training/withdraw.html", form=form, issued=issued, says=says, session_id=place.session_id)


@bp.get("/certificates", defaults={"code": ""})
@bp.get("/certificates/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    form = VerifyForm()
    typed = code or request.args.get("code", "")
    form.code.process_data("".join(letter for letter in typed[:60] if letter.isprintable()))
    if not typed.strip():
        if "code" in request.args:
            form.show(Refusal(_("Enter the code on the certificate"), "code"))
        return render_template("training/verify.html", form=form, verified=None, states=rules.CertificateState)
    tries = services.count_look_up(session(), request.remote_addr or "")
    if tries > services.LOOK_UPS:
        return _too_many(form, tries)
    verified, certificate_id = queries.verify_code(session(), typed, clock.today())
    write_afterwards(lambda: services.record_look_up(session(), verified, certificate_id))
    return render_template("training/verify.html", form=form, verified=verified, states=rules.CertificateState)


def _too_many(form: VerifyForm, tries: int) -> ResponseReturnValue:
    """Answer nothing for a while, whatever the code; written down once, for who floods us must not fill the audit."""
    if tries == services.LOOK_UPS + 1:
        write_afterwards(lambda: services.record_throttled(session()))
    page = render_template("training/verify.html", form=form, verified=None, too_many=True)
    return page, 429, {"Retry-After": str(throttle.seconds_left(services.LOOK_UP_MINUTES))}
