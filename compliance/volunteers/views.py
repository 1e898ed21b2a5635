"""Pages of the vault, for its keepers."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.volunteers import queries, rules, services
from compliance.volunteers.forms import OpenForm, RegisterForm, ReplaceForm, RetireForm
from compliance.web import actor, commit_although_shown_again, requires

bp = Blueprint("volunteers", __name__, url_prefix="/volunteers")


@bp.get("/")
@requires(Permission.OPEN_VAULT, looks_at="volunteer.listed")
def index() -> ResponseReturnValue:
    return render_template("volunteers/index.html", volunteers=queries.list_volunteers(session(), actor()))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.OPEN_VAULT)
def new() -> ResponseReturnValue:
    codes = [volunteer.code for volunteer in queries.list_volunteers(session(), actor())]
    form = RegisterForm(data={"code": rules.next_code(codes)})
    if form.validate_on_submit():
        try:
            volunteer = services.register_volunteer(session(), actor(), form.volunteer(form.code.data))
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Volunteer registered as %(code)s", code=volunteer.code))
            return redirect(url_for(".index"))
    return render_template("volunteers/new.html", form=form)


@bp.get("/<uuid:volunteer_id>")
@requires(Permission.OPEN_VAULT, looks_at="volunteer.viewed")
def show(volunteer_id: UUID) -> ResponseReturnValue:
    volunteer = queries.get_volunteer(session(), actor(), volunteer_id)
    names = accounts.officer_names(session(), {volunteer.recorded_by_id} if volunteer.recorded_by_id else set())
    history = audit.list_subject(session(), actor(), "volunteer", volunteer_id)
    return render_template("volunteers/show.html", volunteer=volunteer, names=names, history=history)


@bp.route("/<uuid:volunteer_id>/open", methods=["GET", "POST"])
@requires(Permission.OPEN_VAULT)
def open_identity(volunteer_id: UUID) -> ResponseReturnValue:
    """Ask why, then show the identity once: in the answer to this POST and nowhere else."""
    volunteer = queries.get_volunteer(session(), actor(), volunteer_id)
    form = OpenForm()
    if form.validate_on_submit():
        try:
            identity, born_on = services.open_identity(session(), actor(), volunteer_id, form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            commit_although_shown_again()
            opened = {"identity": identity, "born_on": born_on, "opened_at": clock.now()}
            return render_template("volunteers/open_identity.html", volunteer=volunteer, **opened)
    return render_template("volunteers/open_identity.html", form=form, volunteer=volunteer)


@bp.route("/<uuid:volunteer_id>/replace", methods=["GET", "POST"])
@requires(Permission.OPEN_VAULT)
def edit(volunteer_id: UUID) -> ResponseReturnValue:
    volunteer = queries.get_volunteer(session(), actor(), volunteer_id)
    form = ReplaceForm()
    if form.validate_on_submit():
        try:
            person = form.volunteer(volunteer.code)
            services.replace_identity(session(), actor(), volunteer_id, person, form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Identity of %(code)s replaced", code=volunteer.code))
            return redirect(url_for(".show", volunteer_id=volunteer_id))
    return render_template("volunteers/edit.html", form=form, volunteer=volunteer)


@bp.route("/<uuid:volunteer_id>/retire", methods=["GET", "POST"])
@requires(Permission.OPEN_VAULT)
def retire(volunteer_id: UUID) -> ResponseReturnValue:
    volunteer = queries.get_volunteer(session(), actor(), volunteer_id)
    form = RetireForm(data={"retired_on": clock.today()})
    if form.validate_on_submit():
        try:
            services.retire_volunteer(
                session(), actor(), volunteer_id, retired_on=form.retired_on.data, reason=form.reason.data
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("%(code)s has retired", code=volunteer.code))
            return redirect(url_for(".show", volunteer_id=volunteer_id))
    return render_template("volunteers/retire.html", form=form, volunteer=volunteer)
