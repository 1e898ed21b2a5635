"""Pages of the scans of signed paper."""

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.forms import ScanForm, StrikeOutForm
from compliance.agreements.views.agreement import whose
from compliance.agreements.views.blueprint import bp
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.web import actor, looked_at, requires


@bp.get("/agreements/<uuid:agreement_id>/scans/<uuid:scan_id>")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement_scan.viewed")
def scan(agreement_id: UUID, scan_id: UUID) -> ResponseReturnValue:
    """Answer with the kept file, never shown in the browser: what it holds is the trader's, not ours."""
    agreement = queries.get_agreement(session(), actor(), agreement_id)
    found = queries.get_scan(session(), actor(), agreement_id, scan_id)
    if found.struck_out_at is not None:
        raise NotFound
    looked_at(outlet_id=str(agreement.outlet_id or ""))
    suffix = "pdf" if found.media_type == "application/pdf" else "jpg"
    return send_file(
        BytesIO(queries.read_scan(found)),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=f"{agreement.reference}-signed.{suffix}",
    )


@bp.route("/agreements/<uuid:agreement_id>/events/<uuid:event_id>/scans/new", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def new_scan(agreement_id: UUID, event_id: UUID) -> ResponseReturnValue:
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    event = queries.get_event(session(), actor(), agreement_id, event_id)
    form = ScanForm()
    if form.validate_on_submit():
        chosen = form.scan.data
        try:
            services.keep_scan(
                session(), actor(), agreement_id, event_id, chosen.read(), file_name=chosen.filename or ""
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Scan kept"))
            return redirect(url_for("agreements.show", agreement_id=agreement_id))
    return render_template("agreements/new_scan.html", form=form, row=row, event=event, rules=rules, **whose(row))


@bp.route("/agreements/<uuid:agreement_id>/scans/<uuid:scan_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def strike_out_scan(agreement_id: UUID, scan_id: UUID) -> ResponseReturnValue:
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    found = queries.get_scan(session(), actor(), agreement_id, scan_id)
    form = StrikeOutForm()
    if form.validate_on_submit():
        try:
            services.strike_out_scan(session(), actor(), agreement_id, scan_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Struck out. It stays in the record with your reason"))
            return redirect(url_for("agreements.show", agreement_id=agreement_id))
    return render_template("agreements/strike_out_scan.html", form=form, row=row, scan=found, **whose(row))
