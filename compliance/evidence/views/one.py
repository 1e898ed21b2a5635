"""The pages of one exhibit: what it is, its chain of hands, a transfer, an addition, its withdrawal, its bytes."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries, rules, services
from compliance.evidence.forms import AdditionForm, ReasonForm, TransferForm
from compliance.evidence.rules.files import safe_name
from compliance.evidence.views.blueprint import bp, show_refusal
from compliance.evidence.views.purchase import header_of
from compliance.evidence.views.sending import send_derivative, send_original
from compliance.permissions import Permission
from compliance.web import actor, looked_at, requires


@bp.get("/evidence/<uuid:exhibit_id>")
@requires(Permission.VIEW_EVIDENCE, looks_at="exhibit.viewed")
def show(exhibit_id: UUID) -> ResponseReturnValue:
    """Show one exhibit, where it is and every hand it went through."""
    exhibit = queries.get_exhibit(session(), actor(), exhibit_id)
    looked_at(reference=exhibit.reference)
    transfers = queries.list_transfers(session(), actor(), exhibit_id)
    people = {one.recorded_by_id for one in transfers} | {one.authorised_by_id for one in transfers}
    people.add(exhibit.withdrawn_by_id)
    test = queries.get_test(session(), actor(), exhibit.purchase_id)
    return render_template(
        "evidence/show.html",
        **header_of(exhibit.purchase_id),
        exhibit=exhibit,
        transfers=transfers,
        standing=queries.standing_of(transfers[-1]) if transfers else None,
        additions=queries.list_additions(session(), actor(), exhibit_id),
        names=accounts.officer_names(session(), {one for one in people if one is not None}),
        rules=rules,
        today=clock.today(),
        test=test,
        disagrees=bool(transfers)
        and rules.disagrees(
            transfers[0].from_name, transfers[0].at, code=test.volunteer_code, handed_at=test.handed_at
        ),
    )


@bp.route("/evidence/<uuid:exhibit_id>/transfer", methods=["GET", "POST"])
@requires(Permission.RECORD_EVIDENCE, looks_at="exhibit.viewed")
def transfer(exhibit_id: UUID) -> ResponseReturnValue:
    """Record that an exhibit changes hands or place, from who holds it now."""
    exhibit = queries.get_exhibit(session(), actor(), exhibit_id)
    looked_at(reference=exhibit.reference)
    last = queries.get_last_transfer(session(), actor(), exhibit_id)
    now = clock.london(clock.now())
    form = TransferForm(data={"after": str(last.number), "on": now.date(), "at": now.time()})
    form.offer(accounts.list_officers(session(), actor(), active_only=True))
    if form.validate_on_submit():
        text = form.after.data or ""
        after = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
        try:
            services.transfer_exhibit(session(), actor(), exhibit_id, form.transfer(), after=after)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("The transfer of %(reference)s is recorded", reference=exhibit.reference))
            return redirect(url_for(".show", exhibit_id=exhibit_id))
    standing = queries.standing_of(last)
    return render_template(
        "evidence/transfer.html",
        **header_of(exhibit.purchase_id),
        exhibit=exhibit,
        standing=standing,
        may_change=exhibit.kind is rules.ExhibitKind.ITEM and standing.purpose not in rules.FINAL,
        form=form,
    )


@bp.route("/evidence/<uuid:exhibit_id>/add", methods=["GET", "POST"])
@requires(Permission.RECORD_EVIDENCE, looks_at="exhibit.viewed")
def describe(exhibit_id: UUID) -> ResponseReturnValue:
    """Add to what an exhibit is described as."""
    exhibit = queries.get_exhibit(session(), actor(), exhibit_id)
    looked_at(reference=exhibit.reference)
    form = AdditionForm()
    if form.validate_on_submit():
        try:
            services.add_to_description(session(), actor(), exhibit_id, form.words.data, reason=form.reason.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Added to the description of %(reference)s", reference=exhibit.reference))
            return redirect(url_for(".show", exhibit_id=exhibit_id))
    return render_template("evidence/describe.html", **header_of(exhibit.purchase_id), exhibit=exhibit, form=form)


@bp.route("/evidence/<uuid:exhibit_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECORD_EVIDENCE, looks_at="exhibit.viewed")
def withdraw(exhibit_id: UUID) -> ResponseReturnValue:
    """Withdraw an exhibit that was produced by mistake."""
    exhibit = queries.get_exhibit(session(), actor(), exhibit_id)
    looked_at(reference=exhibit.reference)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.withdraw_exhibit(session(), actor(), exhibit_id, reason=form.reason.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("%(reference)s is withdrawn. It stays on the record, struck out", reference=exhibit.reference))
            return redirect(url_for(".show", exhibit_id=exhibit_id))
    return render_template("evidence/withdraw.html", **header_of(exhibit.purchase_id), exhibit=exhibit, form=form)


@bp.get("/evidence/<uuid:exhibit_id>/file")
@requires(Permission.VIEW_EVIDENCE, looks_at="exhibit.viewed")
def file(exhibit_id: UUID) -> Response:
    """Show the picture that was made of a file, without what the file tells of where it was taken."""
    exhibit = queries.get_exhibit(session(), actor(), exhibit_id)
    looked_at(reference=exhibit.reference, what="picture")
    if exhibit.shown_sha256 is None:
        raise NotFound
    return send_derivative(exhibit.shown_sha256)


@bp.get("/evidence/<uuid:exhibit_id>/original")
@requires(Permission.VIEW_EVIDENCE, looks_at="exhibit.exported")
def original(exhibit_id: UUID) -> Response:
    """Hand out the bytes as they came, to be kept and not to be opened here."""
    exhibit = queries.get_exhibit(session(), actor(), exhibit_id)
    looked_at(reference=exhibit.reference, sha256=exhibit.sha256)
    if exhibit.sha256 is None:
        raise NotFound
    return send_original(exhibit.sha256, safe_name(exhibit.reference, exhibit.kind.value, exhibit.suffix))
