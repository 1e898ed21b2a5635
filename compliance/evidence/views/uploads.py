"""Pages of adding evidence: choose files and say what they show, what came of each, go on, discard."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from compliance import clock, jobs, scanning
from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.evidence import queries, services
from compliance.evidence.forms.uploads import ROWS, DescribeForm, UploadForm
from compliance.evidence.rules.uploads import MEGABYTE, UPLOAD_LABELS, UploadState, in_words, is_taken_in_at_once
from compliance.evidence.views.blueprint import bp
from compliance.evidence.views.receiving import Sent, begin, examined, receive
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.retailers import queries as retailers
from compliance.settings import settings
from compliance.web import actor, commit_although_shown_again, looked_at, may_reach, requires, uuid_or_not_found

SECONDS = 5
SHOWN_FOR = timedelta(days=1)


def shown_with(purchase_id: UUID, dispute_id: UUID | None) -> dict[str, Any]:
    """Return what every page of the uploads to a test shows of it. Raises NotFound."""
    queries.get_test(session(), actor(), purchase_id, dispute_id=dispute_id)
    purchase = purchases.get_own_purchase(session(), actor(), purchase_id)
    looked_at(purchase_id=str(purchase_id), outlet_id=str(purchase.outlet_id))
    return {
        "purchase": purchase,
        "identity": retailers.get_identity(session(), actor(), purchase.outlet_id),
        "dispute_id": dispute_id,
        "back": evidence_url(purchase_id),
        "scanner": scanning.is_set(),
    }


@bp.app_template_filter()
def bytes_in_words(size: int) -> str:
    """Return a number of bytes as an officer reads it."""
    return in_words(size)


def asked_dispute() -> UUID | None:
    """Return the dispute that the query string names, or None. Raises NotFound when it is none."""
    text = request.args.get("dispute", "")
    return uuid_or_not_found(text) if text else None


def evidence_url(purchase_id: UUID) -> str:
    """Return the address of the evidence of a test."""
    endpoint = "evidence.purchase" if may_reach("evidence.purchase") else "purchases.show"
    return url_for(endpoint, purchase_id=purchase_id)


@bp.route("/purchases/<uuid:purchase_id>/evidence/upload", methods=["GET", "POST"])
@requires(Permission.RECORD_EVIDENCE, looks_at="upload.listed")
def upload(purchase_id: UUID) -> ResponseReturnValue:
    """Add files of evidence to a test: in pieces with JavaScript, and without it in one form."""
    page = shown_with(purchase_id, asked_dispute())
    form = UploadForm(data={f"row_{row}": str(new_id()) for row in ROWS})
    there: dict[int, Sent] = {}
    if form.is_submitted():
        sound = form.validate()
        there = receive(form)
        if form.check_rows(set(there)) and sound:
            found = examined(form, there)
            if begin(form, purchase_id, page["dispute_id"], there):
                return told(purchase_id, [conclude(one.id, found.get(row)) for row, one in there.items()])
        else:
            begin(form, purchase_id, page["dispute_id"], there)
        commit_although_shown_again()  # what came is not lost for a missing word
    return render_template(
        "evidence/upload.html",
        form=form,
        rows=ROWS,
        there=there,
        unfinished=queries.list_unfinished(session(), actor(), purchase_id),
        together=settings().upload_megabytes,
        most=settings().evidence_megabytes * MEGABYTE,
        **page,
    )


def conclude(upload_id: UUID, found: Any) -> Any:
    """Write down what came of a file of the form, or have the worker look at it when it was not examined here."""
    if found is None:
        return services.ask_to_take_in(session(), actor(), upload_id)
    return services.conclude(session(), actor(), upload_id, found)


def told(purchase_id: UUID, uploads: Sequence[Any]) -> ResponseReturnValue:
    """Go on to the evidence when all was taken in, and else to what came of each."""
    taken = sum(one.state is UploadState.TAKEN_IN for one in uploads)
    if taken:
        flash(ngettext("Exhibit added", "%(num)d exhibits added", taken))
    if taken == len(uploads):
        return redirect(evidence_url(purchase_id), 303)
    return redirect(url_for(".uploads", purchase_id=purchase_id), 303)


@bp.get("/purchases/<uuid:purchase_id>/evidence/uploads")
@requires(Permission.RECORD_EVIDENCE, looks_at="upload.listed")
def uploads(purchase_id: UUID) -> ResponseReturnValue:
    """Show what came of the officer's own uploads to a test, of those not finished and of the last day."""
    found = queries.list_uploads(session(), actor(), purchase_id, since=clock.now() - SHOWN_FOR)
    waiting = {
        row.upload.id: jobs.state_of(session(), actor(), services.TAKE_IN, row.upload.id)
        for row in found
        if row.upload.state is UploadState.RECEIVED
    }
    response = make_response(
        render_template(
            "evidence/uploads.html",
            found=found,
            waiting=waiting,
            seconds=SECONDS,
            states=UploadState,
            labels=UPLOAD_LABELS,
            **shown_with(purchase_id, None),
        )
    )
    if any(job is not None and job.open for job in waiting.values()):
        response.headers["Refresh"] = str(SECONDS)
    return response


@bp.get("/evidence/uploads")
@requires(Permission.RECORD_EVIDENCE, looks_at="upload.listed")
def unfinished() -> ResponseReturnValue:
    """Show the officer's own uploads that are not finished, of every test."""
    found = queries.list_unfinished(session(), actor())
    references = {
        row.upload.purchase_id: purchases.get_own_purchase(session(), actor(), row.upload.purchase_id).reference
        for row in found
    }
    return render_template(
        "evidence/unfinished.html", found=found, references=references, labels=UPLOAD_LABELS, states=UploadState
    )


@bp.post("/purchases/<uuid:purchase_id>/evidence/uploads/<uuid:upload_id>/finish")
@requires(Permission.RECORD_EVIDENCE)
def finish_upload(purchase_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Check a file that is all here and make it an exhibit: at once, or by the worker when it is large."""
    queries.get_upload(session(), actor(), upload_id, purchase_id=purchase_id)
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        one = take_in(upload_id)
    except Refusal as refusal:
        if wants_json:
            return jsonify(words=refusal.message), 422
        flash(refusal.message, "important")
        return redirect(url_for(".uploads", purchase_id=purchase_id), 303)
    if not wants_json:
        return told(purchase_id, [one])
    if one.state is UploadState.TAKEN_IN:
        flash(_("Exhibit added"))
    return jsonify(state=one.state, words=one.words, label=_(UPLOAD_LABELS[one.state])), 201


def take_in(upload_id: UUID) -> Any:
    """Take a file in, now when it is small, and return its upload. Raises Refusal when bytes or words are missing."""
    one = queries.get_upload(session(), actor(), upload_id)
    if not is_taken_in_at_once([one.size]):
        return services.ask_to_take_in(session(), actor(), upload_id)
    session().rollback()  # nothing was written: the steps begin transactions of their own
    for step in services.take_in(session(), actor(), upload_id):
        if step.release:
            session().rollback()
    return queries.get_upload(session(), actor(), upload_id)


@bp.route("/purchases/<uuid:purchase_id>/evidence/uploads/<uuid:upload_id>/describe", methods=["GET", "POST"])
@requires(Permission.RECORD_EVIDENCE, looks_at="upload.listed")
def describe_upload(purchase_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Say what a file is and shows that came without, or whose words could not be kept."""
    one = queries.get_upload(session(), actor(), upload_id, purchase_id=purchase_id)
    form = DescribeForm(data={"kind": one.kind, "description": one.description})
    if form.validate_on_submit():
        try:
            services.describe_upload(session(), actor(), upload_id, form.kind.data, form.description.data)
        except Refusal as refusal:
            form.show(refusal)
            if refusal.field == "description":
                commit_although_shown_again()
        else:
            return redirect(url_for(".uploads", purchase_id=purchase_id), 303)
    return render_template(
        "evidence/describe_upload.html", form=form, one=one, **shown_with(purchase_id, one.dispute_id)
    )


@bp.post("/purchases/<uuid:purchase_id>/evidence/uploads/<uuid:upload_id>/discard")
@requires(Permission.RECORD_EVIDENCE)
def discard_upload(purchase_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Give an upload up: its bytes go, and it becomes no exhibit."""
    queries.get_upload(session(), actor(), upload_id, purchase_id=purchase_id)
    services.discard_upload(session(), actor(), upload_id)
    flash(_("Upload discarded. Nothing of it was kept"))
    return redirect(url_for(".uploads", purchase_id=purchase_id), 303)
