"""The page of a supervisor's review."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.evidence import queries as evidence
from compliance.permissions import Permission
from compliance.purchases import queries, services
from compliance.purchases.forms import ReviewForm
from compliance.purchases.rules import frozen
from compliance.purchases.rules import reviews as rules
from compliance.purchases.views.accounts import refused
from compliance.purchases.views.blueprint import as_id, bp
from compliance.web import actor, requires


@bp.route("/purchases/<uuid:purchase_id>/review", methods=["GET", "POST"])
@requires(Permission.REVIEW_PURCHASE, looks_at="account.viewed")
def review(purchase_id: UUID) -> ResponseReturnValue:
    """Review a test that its officers have signed: what is looked at, and how it ends."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    state = queries.review_state(session(), actor(), purchase_id)
    form = ReviewForm(data={"submission": str(new_id())})
    if form.validate_on_submit():
        try:
            services.review_purchase(
                session(), actor(), purchase_id, form.new_review(), review_id=as_id(form.submission.data or "")
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            flash(_("Review of %(reference)s recorded", reference=purchase.reference))
            return redirect(url_for(".accounts", purchase_id=purchase_id))
    readable = queries.readable_accounts(session(), actor(), purchase_id)
    writers = queries.accounts_state(session(), actor(), purchase_id).writers
    names = {str(writer.officer_id): writer.name for writer in writers}
    return render_template(
        "purchases/review.html",
        form=form,
        purchase=purchase,
        state=state,
        readable=readable,
        facts=frozen.facts_in_words(queries.snapshot_of(purchase), names),
        exhibits=evidence.list_exhibits(session(), actor(), purchase_id),
        rules=rules,
    )
