"""Pages of the officers of an authority."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries, services
from compliance.accounts.forms import OfficerChangeForm, OfficerForm
from compliance.accounts.views.blueprint import bp
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.forms import Form
from compliance.permissions import ROLE_LABELS, Permission
from compliance.web import actor, requires


@bp.get("/officers")
@requires(Permission.MANAGE_OFFICERS, looks_at="officer.listed")
def index() -> ResponseReturnValue:
    officers = queries.list_officers(session(), actor())
    return render_template("accounts/index.html", officers=officers, role_labels=ROLE_LABELS, now=clock.now())


@bp.route("/officers/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICERS)
def new() -> ResponseReturnValue:
    form = OfficerForm()
    if form.validate_on_submit():
        try:
            officer, temporary = services.invite_officer(session(), actor(), form.details(), email=form.email.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_temporary(officer.name, temporary))
            return redirect(url_for("accounts.index"))
    return render_template("accounts/new.html", form=form)


def _temporary(name: str, temporary: str) -> str:
    return _(
        "Temporary password for %(name)s: %(password)s, to be passed on now: it is not shown again",
        name=name,
        password=temporary,
    )


@bp.route("/officers/<uuid:officer_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICERS, looks_at="officer.viewed")
def edit(officer_id: UUID) -> ResponseReturnValue:
    officer = queries.get_officer(session(), actor(), officer_id)
    form = OfficerChangeForm(obj=officer)
    if form.validate_on_submit():
        try:
            services.change_officer(session(), actor(), officer_id, form.details(), active=form.active.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Officer changed"))
            return redirect(url_for("accounts.index"))
    history = audit.list_subject(session(), actor(), "officer", officer_id)
    return render_template(
        "accounts/edit.html", form=form, action_form=Form(), officer=officer, history=history, now=clock.now()
    )


@bp.post("/officers/<uuid:officer_id>/unlock")
@requires(Permission.MANAGE_OFFICERS)
def unlock(officer_id: UUID) -> ResponseReturnValue:
    officer = services.unlock_officer(session(), actor(), officer_id)
    flash(_("%(name)s may sign in again", name=officer.name))
    return redirect(url_for("accounts.edit", officer_id=officer_id))


@bp.post("/officers/<uuid:officer_id>/reset-password")
@requires(Permission.MANAGE_OFFICERS)
def reset_password(officer_id: UUID) -> ResponseReturnValue:
    officer = queries.get_officer(session(), actor(), officer_id)
    flash(_temporary(officer.name, services.reset_password(session(), actor(), officer_id)))
    return redirect(url_for("accounts.edit", officer_id=officer_id))
