"""Pages of evidence that must know the test: disposing of an exhibit, and handing out a copy of it all."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.evidence import queries as evidence
from compliance.evidence.rules import FINAL, ExhibitKind, may_dispose
from compliance.permissions import Permission
from compliance.purchases import queries
from compliance.purchases.forms.evidence import CopyForm, DisposalForm
from compliance.purchases.services.copies import make_copy, stream_copy
from compliance.purchases.services.disposal import dispose_of
from compliance.purchases.views.blueprint import as_id, bp, show_refusal
from compliance.retailers import queries as retailers
from compliance.web import actor, commit_although_shown_again, looked_at, requires


@bp.route("/evidence/<uuid:exhibit_id>/dispose", methods=["GET", "POST"])
@requires(Permission.DISPOSE_OF_EVIDENCE, looks_at="exhibit.viewed")
def dispose(exhibit_id: UUID) -> ResponseReturnValue:
    """Show whether an exhibit may be disposed of, and record that it was."""
    exhibit = evidence.get_exhibit(session(), actor(), exhibit_id)
    looked_at(reference=exhibit.reference)
    today = clock.today()
    now = clock.london(clock.now())
    form = DisposalForm(data={"on": now.date(), "at": now.time()})
    case = queries.disposal_case(
        session(), actor(), exhibit.purchase_id, today=today, closed=form.case_closed.data or ""
    )
    if form.validate_on_submit():
        try:
            dispose_of(session(), actor(), exhibit_id, form.disposal())
        except Refusal as refusal:
            show_refusal(form, refusal)
            commit_although_shown_again()
        else:
            flash(_("The disposal of %(reference)s is recorded", reference=exhibit.reference))
            return redirect(url_for("evidence.show", exhibit_id=exhibit_id))
    standing = evidence.standing_of(evidence.get_last_transfer(session(), actor(), exhibit_id))
    purchase = queries.get_own_purchase(session(), actor(), exhibit.purchase_id)
    return render_template(
        "evidence/dispose.html",
        form=form,
        exhibit=exhibit,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        decision=may_dispose(case, today=today),
        needs_closing=case.needs_closing,
        is_item=exhibit.kind is ExhibitKind.ITEM,
        is_gone=standing.purpose in FINAL,
        is_own=actor().officer_id in {exhibit.produced_by_id, standing.holder.officer_id},
    )


@bp.route("/purchases/<uuid:purchase_id>/evidence/copy", methods=["GET", "POST"])
@requires(Permission.RECORD_EVIDENCE, looks_at="evidence.listed")
def bundle(purchase_id: UUID) -> ResponseReturnValue:
    """Make a copy of all the evidence of a test for somebody."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    looked_at(outlet_id=str(purchase.outlet_id))
    form = CopyForm(data={"submission": str(new_id())})
    if form.validate_on_submit():
        try:
            made = make_copy(session(), actor(), purchase_id, form.copy(), copy_id=as_id(form.submission.data or ""))
        except Refusal as refusal:
            show_refusal(form, refusal)
            commit_although_shown_again()
        else:
            flash(_("The copy is made and written down. Download it below"))
            return redirect(url_for(".copy_made", disclosure_id=made.id))
    exhibits = [row.exhibit for row in evidence.list_exhibits(session(), actor(), purchase_id)]
    return render_template(
        "evidence/copy.html",
        form=form,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        count=sum(one.sha256 is not None for one in exhibits),
        items=[one.reference for one in exhibits if one.sha256 is None],
        places=[one.reference for one in exhibits if one.tells_place],
    )


@bp.get("/evidence/copies/<uuid:disclosure_id>")
@requires(Permission.RECORD_EVIDENCE, looks_at="evidence.listed")
def copy_made(disclosure_id: UUID) -> ResponseReturnValue:
    """Show a copy that was made, with the hash to read out to whoever got it."""
    disclosure = evidence.get_disclosure(session(), actor(), disclosure_id)
    purchase = queries.get_own_purchase(session(), actor(), disclosure.purchase_id)
    return render_template(
        "evidence/copy_made.html",
        disclosure=disclosure,
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
    )


@bp.get("/evidence/copies/<uuid:disclosure_id>.zip")
@requires(Permission.RECORD_EVIDENCE, looks_at="evidence_disclosure.exported")
def bundle_file(disclosure_id: UUID) -> ResponseReturnValue:
    """Send a copy that was made, a piece at a time."""
    disclosure = evidence.get_disclosure(session(), actor(), disclosure_id)
    looked_at(to=disclosure.to_whom, manifest_sha256=disclosure.manifest_sha256)
    name, zipped = stream_copy(session(), actor(), disclosure_id)
    sent = Response(stream_with_context(iter(zipped)), mimetype="application/zip")
    sent.content_length = len(zipped)
    sent.headers["Content-Disposition"] = f"attachment; filename={name}"
    sent.headers["Cache-Control"] = "private, no-store"
    return sent
