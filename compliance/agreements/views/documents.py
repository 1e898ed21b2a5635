"""The certificate and the window notice of an agreement, as PDF."""

from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from compliance import clock, files
from compliance.agreements import queries, rules, services
from compliance.agreements.rules import DocumentKind
from compliance.agreements.views.blueprint import bp
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.web import actor, looked_at, requires


@bp.route("/agreements/<uuid:agreement_id>/certificate", methods=["GET", "POST"])
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.printed")
def certificate(agreement_id: UUID) -> ResponseReturnValue:
    return _document(agreement_id, DocumentKind.CERTIFICATE)


@bp.route("/agreements/<uuid:agreement_id>/window-notice", methods=["GET", "POST"])
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.printed")
def window_notice(agreement_id: UUID) -> ResponseReturnValue:
    return _document(agreement_id, DocumentKind.WINDOW_NOTICE)


def _document(agreement_id: UUID, kind: DocumentKind) -> ResponseReturnValue:
    """Print, when sent, what is in force today; otherwise hand out the bytes that were kept of it, no older ones."""
    stands = queries.get_row(session(), actor(), agreement_id, clock.today())
    try:
        rules.check_printable(stands.standing)
        if request.method == "POST":
            services.print_document(session(), actor(), agreement_id, kind)
            return redirect(request.path)
        sha256 = queries.find_document(session(), actor(), agreement_id, kind, clock.today())
    except Refusal as refusal:
        flash(refusal.message, "important")
        return redirect(url_for("agreements.show", agreement_id=agreement_id))
    agreement = stands.agreement
    looked_at(document=kind.value, **({"outlet_id": str(agreement.outlet_id)} if agreement.outlet_id else {}))
    if sha256 is None:
        raise NotFound
    answer = Response(files.read(sha256), mimetype="application/pdf")
    name = f"{agreement.reference}-{kind.value.replace('_', '-')}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
