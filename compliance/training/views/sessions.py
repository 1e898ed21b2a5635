"""The calendar of sessions, and one session with its register."""

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries as agreements
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.training import queries, rules, services
from compliance.training.forms import SESSION_FIELDS, CancellingForm, SessionCorrectionForm, SessionForm
from compliance.training.rules import AttendanceStatus
from compliance.training.views.blueprint import bp, version_in
from compliance.web import actor, requires, uuid_or_not_found

MOST = 100


@bp.get("/training/")
@requires(Permission.VIEW_TRAINING, looks_at="training.listed")
def index() -> ResponseReturnValue:
    today = clock.today()
    before = request.args.get("before")
    past, older = queries.list_past(session(), actor(), today, before=uuid_or_not_found(before) if before else None)
    lapse_days, lapsing = 0, []
    if actor().may(Permission.VIEW_AGREEMENTS):
        lapse_days = agreements.policy_on(session(), actor(), today).remind_days
        lapsing = agreements.list_lapsing(session(), actor(), today, today + timedelta(days=lapse_days))
    refresh_days = queries.policy_on(session(), actor(), today).refresh_notice_days
    return render_template(
        "training/index.html",
        upcoming=queries.list_upcoming(session(), actor(), today, limit=MOST),
        most=MOST,
        past=past,
        before=before,
        older=older,
        unconfirmed=queries.list_unconfirmed(session(), actor(), today),
        awaiting=queries.list_awaiting(session(), actor()),
        refresh_due=queries.list_refresh_due(session(), actor(), today, today + timedelta(days=refresh_days)),
        refresh_days=refresh_days,
        lapsing=lapsing,
        lapse_days=lapse_days,
        rules=rules,
    )


@bp.route("/training/sessions/new", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING)
def new() -> ResponseReturnValue:
    form = SessionForm()
    form.offer(queries.list_courses(session(), actor(), active_only=True))
    if not form.is_submitted():
        form.begin()
    elif form.validate():
        try:
            held = services.add_session(
                session(), actor(), form.new_session(), session_id=uuid_or_not_found(form.id.data)
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Session added as %(reference)s", reference=held.reference))
            return redirect(url_for("training.show", session_id=held.id))
    return render_template("training/new.html", form=form)


@bp.get("/training/sessions/<uuid:session_id>")
@requires(Permission.VIEW_TRAINING, looks_at="training_session.viewed")
def show(session_id: UUID) -> ResponseReturnValue:
    held = queries.get_session(session(), actor(), session_id)
    return render_template(
        "training/show.html",
        held=held,
        register=queries.get_register(session(), actor(), held),
        awaiting={one.attendance.id for one in queries.list_awaiting(session(), actor())} if held.cancelled_at else (),
        taken=queries.places_taken(session(), actor(), session_id),
        history=audit.list_subject(session(), actor(), "training_session", session_id),
        today=clock.today(),
        rules=rules,
    )


@bp.route("/training/sessions/<uuid:session_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="training_session.viewed")
def edit(session_id: UUID) -> ResponseReturnValue:
    held = queries.get_session(session(), actor(), session_id)
    form = SessionCorrectionForm()
    form.offer(queries.list_courses(session(), actor()))
    if not form.is_submitted():
        for name in (*SESSION_FIELDS, "version"):
            form[name].process_data(getattr(held, name))
    elif form.validate():
        try:
            services.correct_session(
                session(),
                actor(),
                session_id,
                form.new_session(),
                version=version_in(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Session changed. What stood before is in its history"))
            return redirect(url_for("training.show", session_id=session_id))
    return render_template("training/edit.html", form=form, held=held)


@bp.route("/training/sessions/<uuid:session_id>/cancel", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="training_session.viewed")
def cancel(session_id: UUID) -> ResponseReturnValue:
    held = queries.get_session(session(), actor(), session_id)
    form = CancellingForm()
    if not form.is_submitted():
        form.version.process_data(held.version)
    elif form.validate():
        try:
            lost = services.cancel_session(
                session(), actor(), session_id, reason=form.reason.data, version=version_in(form.version)
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Session cancelled. %(count)s people await another place", count=len(lost)))
            return redirect(url_for("training.show", session_id=session_id))
    open_ = (AttendanceStatus.BOOKED, AttendanceStatus.WAITING)
    people = [row for row in queries.get_register(session(), actor(), held) if row.attendance.status in open_]
    return render_template("training/cancel.html", form=form, held=held, people=people, rules=rules)
