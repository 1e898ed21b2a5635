"""Labels of exhibits: which to print, and the PDF."""

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from compliance.database import session
from compliance.errors import Refusal
from compliance.evidence import queries
from compliance.evidence.forms import LabelsForm
from compliance.evidence.rules.files import plain_reference
from compliance.evidence.services.labels import print_labels
from compliance.evidence.views.blueprint import as_id, bp
from compliance.evidence.views.purchase import header_of
from compliance.permissions import Permission
from compliance.settings import settings
from compliance.web import actor, looked_at, requires


@bp.get("/purchases/<uuid:purchase_id>/evidence/labels")
@requires(Permission.VIEW_EVIDENCE, looks_at="evidence.listed")
def labels(purchase_id: UUID) -> ResponseReturnValue:
    """Choose whose labels to print; all are chosen to begin with."""
    head = header_of(purchase_id)
    exhibits = [
        row.exhibit
        for row in queries.list_exhibits(session(), actor(), purchase_id)
        if row.exhibit.withdrawn_at is None
    ]
    form = LabelsForm()
    form.exhibit.choices = [(one.id, f"{one.reference} {one.description}") for one in exhibits]
    if not form.exhibit.data:
        form.exhibit.process_data([one.id for one in exhibits])
    return render_template("evidence/labels.html", **head, form=form)


@bp.get("/purchases/<uuid:purchase_id>/evidence/labels.pdf")
@requires(Permission.VIEW_EVIDENCE, looks_at="evidence.printed")
def labels_pdf(purchase_id: UUID) -> ResponseReturnValue:
    """Answer with the labels that were chosen."""
    head = header_of(purchase_id)
    wanted = [found for text in request.args.getlist("exhibit") if (found := as_id(text)) is not None]
    address = settings().public_url.rstrip("/") + "/evidence/"
    identity = head["identity"]
    try:
        pdf = print_labels(
            session(),
            actor(),
            purchase_id,
            wanted,
            address=address,
            case=f"{head['purchase'].reference}: {identity.name}",
        )
    except Refusal as refusal:
        flash(refusal.message)
        return redirect(url_for(".labels", purchase_id=purchase_id))
    looked_at(exhibits=[str(one) for one in wanted])
    name = f"exhibit-labels-{plain_reference(head['purchase'].reference)}.pdf"
    return send_file(BytesIO(pdf), mimetype="application/pdf", download_name=name)
