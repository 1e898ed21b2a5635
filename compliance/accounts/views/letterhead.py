"""The letterhead of an authority, and its crest."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import files
from compliance.accounts import queries, services
from compliance.accounts.forms import LetterheadForm
from compliance.accounts.views.blueprint import bp
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.route("/letterhead", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICERS)
def letterhead() -> ResponseReturnValue:
    authority = queries.get_authority(session(), actor().authority_id)
    form = LetterheadForm(obj=authority)
    if form.validate_on_submit():
        try:
            services.change_letterhead(session(), actor(), form.letterhead(), crest=form.picture())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Letterhead changed"))
            return redirect(url_for("accounts.letterhead"))
    return render_template("accounts/letterhead.html", form=form, authority=authority)


@bp.get("/letterhead/crest")
@requires(Permission.USE_ACCOUNT)
def crest() -> ResponseReturnValue:
    """Answer with the picture of one's own authority's crest: no record about anybody."""
    kept = queries.get_authority(session(), actor().authority_id).crest_sha256
    if kept is None:
        raise NotFound
    return Response(files.read(kept), mimetype="image/jpeg")


@bp.post("/letterhead/crest/remove")
@requires(Permission.MANAGE_OFFICERS)
def remove_crest() -> ResponseReturnValue:
    services.remove_crest(session(), actor())
    flash(_("Crest removed. Letters carry the name of your authority instead"))
    return redirect(url_for("accounts.letterhead"))
