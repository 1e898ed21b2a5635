"""Saved views of lists: keeping the present one, and changing those that are kept."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.accounts import queries, services
from compliance.accounts.forms import ChangeViewForm, SaveViewForm
from compliance.accounts.rules import PAGES
from compliance.accounts.views.blueprint import bp
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.get("/views")
@requires(Permission.USE_ACCOUNT)
def saved_views() -> ResponseReturnValue:
    views = [one for page in PAGES for one in queries.list_views(session(), actor(), page)]
    return render_template("accounts/saved_views.html", views=views, pages=PAGES)


@bp.post("/views/save")
@requires(Permission.USE_ACCOUNT)
def save_view() -> ResponseReturnValue:
    form = SaveViewForm()
    if form.validate():
        try:
            view = services.save_view(session(), actor(), form.view_details())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("View “%(name)s” saved", name=view.name))
            return redirect(f"{url_for(view.page)}?{view.query}")
    return render_template("accounts/save_view.html", form=form)


@bp.route("/views/<uuid:view_id>", methods=["GET", "POST"])
@requires(Permission.USE_ACCOUNT)
def change_view(view_id: UUID) -> ResponseReturnValue:
    view = queries.get_own_view(session(), actor(), view_id)
    form = ChangeViewForm(obj=view)
    if form.validate_on_submit():
        try:
            services.change_view(session(), actor(), view_id, **form.changes())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("View changed"))
            return redirect(url_for("accounts.saved_views"))
    return render_template("accounts/change_view.html", form=form, view=view)


@bp.post("/views/<uuid:view_id>/remove")
@requires(Permission.USE_ACCOUNT)
def remove_view(view_id: UUID) -> ResponseReturnValue:
    name = services.remove_view(session(), actor(), view_id)
    flash(_("View “%(name)s” removed", name=name))
    return redirect(url_for("accounts.saved_views"))
