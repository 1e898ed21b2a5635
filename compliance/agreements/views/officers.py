"""Pages by which an officer has an agreement signed: a link for the letter, the phone at the visit, consent."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, services
from compliance.agreements.forms import ConsentForm, LinkForm, PhoneForm
from compliance.agreements.views.blueprint import bp
from compliance.agreements.views.public import forget
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.settings import settings
from compliance.visits import queries as visits
from compliance.web import actor, requires, uuid_or_not_found


@bp.route("/agreements/<uuid:agreement_id>/link", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def make_link(agreement_id: UUID) -> ResponseReturnValue:
    offer = queries.get_offer(session(), actor(), agreement_id)
    form = LinkForm()
    if not form.is_submitted():
        policy = queries.policy_on(session(), actor(), clock.today())
        form.begin(clock.today() + timedelta(days=policy.link_days))
    elif form.validate():
        try:
            link = services.make_link(session(), actor(), agreement_id, expires_on=form.expires_on.data)
        except Refusal as refusal:
            form.show(refusal)
        else:  # not a redirect: the code is known this once, and a page that was made (201) is kept
            page = render_template(
                "agreements/sign_link_made.html", offer=offer, link=link, reachable=settings().reachable
            )
            return page, 201
    return render_template(
        "agreements/sign_link.html",
        form=form,
        offer=offer,
        live=queries.find_live_link(session(), actor(), agreement_id),
    )


@bp.post("/agreements/<uuid:agreement_id>/link/revoke")
@requires(Permission.RECORD_AGREEMENT)
def revoke_link(agreement_id: UUID) -> ResponseReturnValue:
    revoked = services.revoke_links(session(), actor(), agreement_id)
    flash(_("The link can no longer be used") if revoked else _("There was no link left to take back"))
    return redirect(url_for("agreements.show", agreement_id=agreement_id))


@bp.route("/agreements/<uuid:agreement_id>/sign-here", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def sign_here(agreement_id: UUID) -> ResponseReturnValue:
    offer = queries.get_offer(session(), actor(), agreement_id)
    heard = _heard(agreement_id)
    form = PhoneForm()
    if not form.is_submitted():
        form.begin(heard.spoke_to if heard else "", heard.capacity if heard else "")
    elif form.validate():
        new = form.new_signing()
        try:
            services.sign_on_phone(
                session(),
                actor(),
                agreement_id,
                replace(new, premises_confirmed=new.premises_confirmed and new.publish),
                form_id=uuid_or_not_found(form.id.data),
                visit_id=heard.visit_id if heard else None,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            forget(actor().authority_code)
            return redirect(url_for("agreements.signed_here", agreement_id=agreement_id))
    return render_template(
        "agreements/sign_here.html", form=form, offer=offer, authority=offer.authority, authority_name=""
    )


def _heard(agreement_id: UUID) -> visits.Heard | None:
    """Return what was answered at the visit that the page was reached from (`?visit=`), or at that of today's offer."""
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    asked = request.args.get("visit")
    today = [event.visit_id for event in row.events if event.on == clock.today() and event.struck_out_at is None]
    visit_id = uuid_or_not_found(asked) if asked else next((one for one in today if one), None)
    if visit_id is None or row.agreement.outlet_id is None:
        return None
    return visits.get_heard(session(), actor(), row.agreement.outlet_id, visit_id)


@bp.get("/agreements/<uuid:agreement_id>/signed-here")
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def signed_here(agreement_id: UUID) -> ResponseReturnValue:
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    if not row.standing.in_force:
        return redirect(url_for("agreements.show", agreement_id=agreement_id))
    offer = queries.get_offer(session(), actor(), agreement_id)
    return render_template(
        "agreements/sign_here_done.html", offer=offer, row=row, authority=offer.authority, authority_name=""
    )


@bp.route("/agreements/<uuid:agreement_id>/consent", methods=["GET", "POST"])
@requires(Permission.RECORD_AGREEMENT, looks_at="agreement.viewed")
def consent(agreement_id: UUID) -> ResponseReturnValue:
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    form = ConsentForm()
    if not form.is_submitted():
        form.given_by.process_data(row.standing.signatory)
        form.capacity.process_data(row.standing.capacity)
    elif form.validate():
        try:
            services.give_consent(session(), actor(), agreement_id, form.new_consent())
        except Refusal as refusal:
            form.show(refusal)
        else:
            forget(actor().authority_code)
            flash(_("Consent recorded"))
            return redirect(url_for("agreements.show", agreement_id=agreement_id))
    offer = queries.get_offer(session(), actor(), agreement_id)
    return render_template("agreements/public_consent.html", form=form, offer=offer)


@bp.post("/agreements/<uuid:agreement_id>/consent/withdraw")
@requires(Permission.RECORD_AGREEMENT)
def withdraw_consent(agreement_id: UUID) -> ResponseReturnValue:
    withdrawn = services.withdraw_consent(session(), actor(), agreement_id)
    forget(actor().authority_code)
    flash(_("Taken off the public list") if withdrawn else _("No consent was standing"))
    return redirect(url_for("agreements.show", agreement_id=agreement_id))
