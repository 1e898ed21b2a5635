"""A letter that no longer fits the record: why it needs no correction."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import Refusal
from compliance.letters import queries, services
from compliance.letters.forms import ReasonForm
from compliance.letters.views.blueprint import LABELS, bp, outlet_looked_at
from compliance.permissions import Permission
from compliance.web import actor, commit_although_shown_again, looked_at, requires


@bp.route("/letters/<uuid:letter_id>/no-correction", methods=["GET", "POST"])
@requires(Permission.DECIDE_DISPUTE, looks_at="letter.viewed")
def waive(letter_id: UUID) -> ResponseReturnValue:
    """Record why a letter that no longer fits the record needs no correction."""
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.waive_correction(session(), actor(), letter_id, form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
            commit_although_shown_again()
        else:
            flash(_("Recorded for %(reference)s", reference=letter.reference))
            return redirect(url_for(".show", letter_id=letter_id))
    marked = queries.list_to_correct(session(), actor(), letter_ids=[letter_id])
    return render_template("letters/waive.html", form=form, letter=letter, marked=marked, labels=LABELS)
