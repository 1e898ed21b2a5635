"""An outlet's training: where it stands and why, invitations and their replies."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.letters import queries as letters
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules, services
from compliance.training.forms import InvitationCorrectionForm, InvitationForm, ReplyForm
from compliance.training.rules import Reply, ServedHow
from compliance.training.views.blueprint import bp, version_in
from compliance.training.views.owner import of_outlet, owner_of
from compliance.visits import queries as visits
from compliance.web import actor, looked_at, requires, uuid_or_not_found

OFFER_FIELDS = ("course", "session_id", "invited_on", "served_how", "served_on", "reply_by_on", "returned_on")
REPLY_FIELDS = ("reply", "replied_on", "replied_by", "reply_words")


@bp.get("/retailers/<uuid:outlet_id>/training")
@requires(Permission.VIEW_TRAINING, looks_at="training.viewed")
def outlet(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    return render_template(
        "training/outlet.html",
        identity=retailers.get_identity(session(), actor(), outlet_id),
        standing=queries.standing_of(session(), actor(), outlet_id, clock.today()),
        invitations=queries.list_invitations(session(), actor(), outlet_id),
        places=queries.list_places(session(), actor(), outlet_id),
        completions=queries.list_completions(session(), actor(), outlet_id),
        withdrawals=queries.list_withdrawals(session(), actor(), outlet_id),
        today=clock.today(),
        rules=rules,
    )


@bp.route("/retailers/<uuid:outlet_id>/training/invite", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="outlet.viewed")
def invite(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    heard = _heard(outlet_id)
    form = InvitationForm()
    form.offer(queries.list_bookable(session(), actor(), clock.today(), days_back=0))
    if not form.is_submitted():
        form.begin(clock.today(), queries.policy_on(session(), actor(), clock.today()))
        if heard is not None:
            _carry_over(form, heard)
    elif form.validate():
        try:
            services.record_invitation(
                session(),
                actor(),
                outlet_id,
                form.new_invitation(visit_id=heard.visit_id if heard else None),
                form.given(),
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Invitation recorded"))
            return redirect(url_for("training.outlet", outlet_id=outlet_id))
    return render_template("training/invite.html", form=form, owner=of_outlet(outlet_id), heard=heard)


def _heard(outlet_id: UUID) -> visits.Heard | None:
    """Return what was answered at the visit that the page was reached from (`?visit=`), or None."""
    asked = request.args.get("visit")
    if not asked or not actor().may(Permission.VIEW_VISITS):
        return None
    return visits.get_heard(session(), actor(), outlet_id, uuid_or_not_found(asked))


def _carry_over(form: InvitationForm, heard: visits.Heard) -> None:
    """Fill in what was heard at a visit, so that it is not typed twice."""
    replies = {"accepted": Reply.ACCEPTED, "declined": Reply.DECLINED, "has_already": Reply.OWN_SCHEME}
    answer = heard.training_answer
    form.invited_on.process_data(heard.visited_on)
    form.served_how.process_data(ServedHow.AT_VISIT)
    form.served_on.process_data(heard.visited_on)
    form.reply.process_data(replies.get(answer, Reply.NONE))
    if answer in replies:
        form.reply_by_on.process_data(None)
        form.replied_on.process_data(heard.visited_on)
        form.replied_by.process_data(", ".join(part for part in (heard.spoke_to, heard.capacity) if part))
    if answer == "declined":
        form.reply_words.process_data(heard.words)


@bp.route("/training/invitations/<uuid:invitation_id>/reply", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="invitation.viewed")
def reply(invitation_id: UUID) -> ResponseReturnValue:
    invitation = queries.get_invitation(session(), actor(), invitation_id)
    owner = owner_of(invitation)
    looked_at(outlet_id=str(invitation.outlet_id or ""))
    form = ReplyForm()
    if not form.is_submitted():
        for name in (*REPLY_FIELDS, "version"):
            form[name].process_data(getattr(invitation, name))
        if invitation.replied_on is None:
            form.replied_on.process_data(clock.today())
    elif form.validate():
        try:
            services.record_reply(
                session(),
                actor(),
                invitation_id,
                form.given(),
                version=version_in(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Reply recorded"))
            return redirect(owner.url)
    return render_template("training/reply.html", form=form, invitation=invitation, owner=owner, rules=rules)


@bp.route("/training/invitations/<uuid:invitation_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="invitation.viewed")
def invitation(invitation_id: UUID) -> ResponseReturnValue:
    stands = queries.get_invitation(session(), actor(), invitation_id)
    owner = owner_of(stands)
    looked_at(outlet_id=str(stands.outlet_id or ""))
    form = InvitationCorrectionForm()
    kept = queries.get_bookable(session(), actor(), stands.session_id) if stands.session_id else None
    form.offer(queries.list_bookable(session(), actor(), clock.today(), days_back=0), kept)
    if not form.is_submitted():
        for name in (*OFFER_FIELDS, "version"):
            form[name].process_data(getattr(stands, name))
    elif form.validate():
        try:
            services.correct_invitation(
                session(),
                actor(),
                invitation_id,
                form.new_invitation(returned_on=form.returned_on.data),
                version=version_in(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Invitation saved"))
            return redirect(owner.url)
    return render_template(
        "training/invitation.html",
        form=form,
        invitation=stands,
        owner=owner,
        history=audit.list_subject(session(), actor(), "invitation", invitation_id),
        **letters.block_of(session(), actor(), letters.About(invitation_id=invitation_id)),
    )
