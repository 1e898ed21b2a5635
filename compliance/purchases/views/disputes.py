"""The disputes of one test: recorded, acknowledged, given to a reviewer, commented on, withdrawn or decided."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import new_id, session
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries as evidence
from compliance.forms import Form
from compliance.letters import queries as letters
from compliance.permissions import GRANTS, Permission
from compliance.purchases import queries, rules, services
from compliance.purchases.forms import (
    AcknowledgeForm,
    CommentForm,
    DecisionForm,
    DisputeCorrectionForm,
    DisputeForm,
    ReviewerForm,
    WithdrawalForm,
)
from compliance.purchases.rules import DisputeDecision, Part
from compliance.purchases.views.blueprint import as_id, bp, version_of
from compliance.retailers import queries as retailers
from compliance.web import actor, commit_although_shown_again, requires


@bp.get("/purchases/<uuid:purchase_id>/disputes")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.viewed")
def disputes(purchase_id: UUID) -> ResponseReturnValue:
    """Show every dispute of a result, the latest first, each with its evidence, its comments and its decision."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    found = queries.list_disputes(session(), actor(), purchase_id)
    said = queries.list_comments_of(session(), actor(), [one.id for one in found])
    comments = {one.id: said.get(one.id, []) for one in found}
    people = {one.reviewer_id for one in found} | {one.recorded_by_id for one in found}
    return render_template(
        "purchases/disputes.html",
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        disputes=found,
        states={one.id: _state(one) for one in found},
        exhibits=_exhibits(found),
        corrections=_corrections(found),
        comments={one.id: _readable(one, comments[one.id]) for one in found},
        may_comment={one.id: _may_comment(comments[one.id]) for one in found},
        to_correct=letters.list_to_correct(session(), actor(), purchase_id=purchase_id),
        letters=letters.rows_about(session(), actor(), letters.About(purchase_id=purchase_id)),
        names=accounts.officer_names(session(), {person for person in people if person}),
        form=Form(),
        rules=rules,
        today=clock.today(),
    )


def _state(dispute: Any) -> rules.DisputeState:
    return rules.dispute_state(
        decision=dispute.decision,
        withdrawn_on=dispute.withdrawn_on,
        due_on=dispute.due_on,
        today=clock.today(),
    )


def _exhibits(found: Any) -> dict[UUID, Any]:
    """Return the trader's evidence of each dispute, for who may see evidence."""
    if not found or not actor().may(Permission.VIEW_EVIDENCE):
        return {}
    rows = evidence.list_exhibits(session(), actor(), found[0].purchase_id)
    return {one.id: [row for row in rows if row.exhibit.dispute_id == one.id] for one in found}


def _corrections(found: Any) -> dict[UUID, list[Any]]:
    """Return the entries of the history that corrected what was recorded of each dispute, the latest first."""
    entries = audit.list_subject(session(), actor(), "purchase", found[0].purchase_id) if found else []
    corrected = [one for one in entries if one.action == "dispute.corrected"]
    return {one.id: [entry for entry in corrected if entry.detail.get("dispute") == str(one.id)] for one in found}


def _readable(dispute: Any, comments: Any) -> list[tuple[Any, bool]]:
    """Return each comment with whether the actor may read it: officers of the test comment apart."""
    closed = dispute.decided_on is not None or dispute.withdrawn_on is not None
    invited = [one.officer_id for one in comments]
    return [
        (one, rules.may_read_comment(one.officer_id, actor().officer_id, invited, closed=closed)) for one in comments
    ]


def _may_comment(comments: Any) -> bool:
    return any(one.officer_id == actor().officer_id and one.commented_on is None for one in comments)


@bp.route("/purchases/<uuid:purchase_id>/dispute", methods=["GET", "POST"])
@requires(Permission.RECORD_DISPUTE, looks_at="purchase.viewed")
def dispute(purchase_id: UUID) -> ResponseReturnValue:
    """Record that the trader disputes the result."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    past = queries.list_disputes(session(), actor(), purchase_id)
    form = DisputeForm(data={"raised_on": clock.today(), "submission": str(new_id())})
    form.ask_for_new_grounds(any(one.decision is DisputeDecision.UPHELD for one in past))
    if form.validate_on_submit():
        try:
            services.record_dispute(
                session(),
                actor(),
                purchase_id,
                form.new_dispute(),
                dispute_id=as_id(form.submission.data or ""),
            )
        except Refusal as refusal:
            _shown(form, refusal)
        else:
            flash(_("Dispute of %(reference)s recorded", reference=purchase.reference))
            return _back(purchase_id)
    return render_template("purchases/dispute.html", form=form, purchase=purchase)


def _shown(form: Form, refusal: Refusal) -> None:
    """Show a refusal beside its field. It may rest on what the vault was asked, so the asking stays in the audit."""
    form.show(refusal)
    commit_although_shown_again()


def _back(purchase_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".disputes", purchase_id=purchase_id))


def _loaded(purchase_id: UUID, dispute_id: UUID) -> tuple[Any, Any]:
    """Return a test of the actor's own authority and a dispute of it. Raises NotFound."""
    raised = queries.get_dispute(session(), actor(), dispute_id)
    if raised.purchase_id != purchase_id:
        raise NotFound
    return queries.get_own_purchase(session(), actor(), purchase_id), raised


@bp.route("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_DISPUTE, looks_at="purchase.viewed")
def correct_dispute(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Correct what was recorded of a dispute that waits; what stood before stays in the history."""
    purchase, raised = _loaded(purchase_id, dispute_id)
    if raised.decided_on is not None or raised.withdrawn_on is not None:
        flash(_("A dispute that was decided or withdrawn never changes"), "important")
        return _back(purchase_id)
    past = queries.list_disputes(session(), actor(), purchase_id)
    form = DisputeCorrectionForm(data=raised.model_dump() | {"version": str(raised.version)})
    form.ask_for_new_grounds(any(one.decision is DisputeDecision.UPHELD for one in past))
    if form.validate_on_submit():
        try:
            services.correct_dispute(
                session(),
                actor(),
                dispute_id,
                form.new_dispute(),
                version=version_of(form),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            _shown(form, refusal)
        else:
            flash(_("Dispute of %(reference)s corrected", reference=purchase.reference))
            return _back(purchase_id)
    return render_template("purchases/dispute.html", form=form, purchase=purchase, corrects=raised)


@bp.route("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>/acknowledge", methods=["GET", "POST"])
@requires(Permission.RECORD_DISPUTE, looks_at="purchase.viewed")
def acknowledge_dispute(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Record the day on which the trader was told that the dispute was received."""
    purchase, raised = _loaded(purchase_id, dispute_id)
    form = AcknowledgeForm(data={"acknowledged_on": raised.acknowledged_on or clock.today()})
    if form.validate_on_submit():
        try:
            services.acknowledge_dispute(session(), actor(), dispute_id, form.acknowledged_on.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Acknowledgement recorded"))
            return _back(purchase_id)
    return render_template("purchases/dispute_acknowledge.html", form=form, purchase=purchase, dispute=raised)


@bp.route("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>/reviewer", methods=["GET", "POST"])
@requires(Permission.DECIDE_DISPUTE, looks_at="purchase.viewed")
def assign_reviewer(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Choose who decides a dispute, never an officer of the test."""
    purchase, raised = _loaded(purchase_id, dispute_id)
    form = ReviewerForm(data={"reviewer_id": raised.reviewer_id, "despite": raised.despite})
    form.offer(_reviewers(purchase), chosen=raised.reviewer_id is not None)
    if form.validate_on_submit():
        try:
            services.assign_reviewer(
                session(),
                actor(),
                dispute_id,
                form.reviewer_id.data,
                despite=form.despite.data or "",
                reason=(form.reason.data or "") if "reason" in form else "",
            )
        except Refusal as refusal:
            _shown(form, refusal)
        else:
            flash(_("Reviewer chosen"))
            return _back(purchase_id)
    return render_template("purchases/dispute_reviewer.html", form=form, purchase=purchase, dispute=raised)


def _reviewers(purchase: Any) -> list[tuple[UUID, str]]:
    """Return who may decide disputes and did not make the test, with the part they took in its record, if any."""
    parts = queries.parts_taken(session(), actor(), purchase)
    made = {who for who, part in parts if part is Part.MADE}
    others = {who for who, part in parts if part is not Part.MADE}
    return [
        (one.id, _("%(name)s (took part in this record)", name=one.name) if one.id in others else one.name)
        for one in accounts.list_officers(session(), actor())
        if one.active and Permission.DECIDE_DISPUTE in GRANTS[one.role] and one.id not in made
    ]


@bp.post("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>/invite")
@requires(Permission.RECORD_DISPUTE)
def invite_comments(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Invite the officers of the test to comment."""
    _loaded(purchase_id, dispute_id)
    try:
        services.invite_comments(session(), actor(), dispute_id)
    except Refusal as refusal:
        flash(refusal.message, "important")
    else:
        flash(_("The officers of the test are invited to comment"))
    return _back(purchase_id)


@bp.route("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>/comment", methods=["GET", "POST"])
@requires(Permission.RECORD_DISPUTE, looks_at="purchase.viewed")
def comment_on_dispute(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Comment on a dispute, as an officer of the test who was invited."""
    purchase, raised = _loaded(purchase_id, dispute_id)
    form = CommentForm()
    if form.validate_on_submit():
        try:
            services.comment_on_dispute(session(), actor(), dispute_id, form.words.data)
        except Refusal as refusal:
            _shown(form, refusal)
        else:
            flash(_("Your comment is recorded"))
            return _back(purchase_id)
    return render_template("purchases/dispute_comment.html", form=form, purchase=purchase, dispute=raised)


@bp.route("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECORD_DISPUTE, looks_at="purchase.viewed")
def withdraw_dispute(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Record that the trader withdrew a dispute."""
    purchase, raised = _loaded(purchase_id, dispute_id)
    form = WithdrawalForm(data={"withdrawn_on": clock.today()})
    if form.validate_on_submit():
        try:
            services.withdraw_dispute(session(), actor(), dispute_id, form.withdrawn_on.data, form.withdrawn_words.data)
        except Refusal as refusal:
            _shown(form, refusal)
        else:
            flash(_("The dispute is recorded as withdrawn"))
            return _back(purchase_id)
    return render_template("purchases/dispute_withdraw.html", form=form, purchase=purchase, dispute=raised)


@bp.route("/purchases/<uuid:purchase_id>/disputes/<uuid:dispute_id>", methods=["GET", "POST"])
@requires(Permission.DECIDE_DISPUTE, looks_at="purchase.viewed")
def decide_dispute(purchase_id: UUID, dispute_id: UUID) -> ResponseReturnValue:
    """Decide a dispute, by somebody who did not make the test."""
    purchase, raised = _loaded(purchase_id, dispute_id)
    parts = {part for who, part in queries.parts_taken(session(), actor(), purchase) if who == actor().officer_id}
    form = DecisionForm(data={"despite": raised.despite})
    if not parts - {Part.MADE}:
        del form.despite
    if form.validate_on_submit():
        try:
            services.decide_dispute(
                session(),
                actor(),
                dispute_id,
                form.decision.data,
                form.reasons.data,
                considered=form.considered.data,
                despite=(form.despite.data or "") if "despite" in form else "",
            )
        except Refusal as refusal:
            _shown(form, refusal)
        else:
            flash(_("Dispute of %(reference)s decided. Write to the trader", reference=purchase.reference))
            return _back(purchase_id)
    comments = queries.list_comments(session(), actor(), dispute_id)
    return render_template(
        "purchases/decide_dispute.html",
        form=form,
        purchase=purchase,
        dispute=raised,
        comments=comments,
        exhibits=_exhibits([raised]).get(dispute_id, []),
        corrections=_corrections([raised])[dispute_id],
        made_it=Part.MADE in parts,
        someone_else=raised.reviewer_id not in (None, actor().officer_id),
        names=accounts.officer_names(session(), {raised.reviewer_id} if raised.reviewer_id else set()),
        rules=rules,
    )
