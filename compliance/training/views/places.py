"""Booking a place, and one person's line of the register."""

from contextlib import suppress
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules, services
from compliance.training.forms import AttendanceForm, PlaceForm, session_choice
from compliance.training.queries import Bookable
from compliance.training.rules import AttendanceStatus
from compliance.training.views.blueprint import bp, version_in
from compliance.web import actor, looked_at, requires, uuid_or_not_found

RESULT_FIELDS = ("status", "minutes", "mark", "note", "version")


@bp.route("/retailers/<uuid:outlet_id>/training/book", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="outlet.viewed")
def book(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    form = PlaceForm()
    bookable = _bookable()
    form.session_id.choices = [session_choice(one) for one in bookable]
    if not form.is_submitted():
        _begin(form)
    elif form.validate():
        try:
            services.book_place(session(), actor(), form.session_id.data, outlet_id, form.new_place())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Place booked for %(person)s", person=form.person.data))
            return redirect(url_for("training.outlet", outlet_id=outlet_id))
    identity = retailers.get_identity(session(), actor(), outlet_id)
    return render_template("training/book.html", form=form, identity=identity, bookable=bookable)


def _bookable() -> list[Bookable]:
    """Return the sessions to choose from, with the one chosen though its last place went in the meantime."""
    found = queries.list_bookable(session(), actor(), clock.today())
    with suppress(ValueError, NotFound):
        chosen = UUID(request.form.get("session_id", ""))
        if chosen not in {one.id for one in found}:
            found.append(queries.get_bookable(session(), actor(), chosen))
    return found


def _begin(form: PlaceForm) -> None:
    """Fill in the session, or the person who accepted the invitation, that the page was reached from."""
    asked = request.args.get("invitation")
    if asked:
        invitation = queries.get_invitation(session(), actor(), uuid_or_not_found(asked))
        form.session_id.process_data(invitation.session_id)
        name, _comma, capacity = invitation.replied_by.partition(",")
        form.person.process_data(name.strip())
        form.capacity.process_data(capacity.strip())


@bp.route("/training/places/<uuid:attendance_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="attendance.viewed")
def attendance(attendance_id: UUID) -> ResponseReturnValue:
    place = queries.get_attendance(session(), actor(), attendance_id)
    held = queries.get_session(session(), actor(), place.session_id)
    looked_at(outlet_id=str(place.outlet_id))
    form = AttendanceForm()
    if not form.is_submitted():
        for name in RESULT_FIELDS:
            form[name].process_data(getattr(place, name))
    elif form.validate():
        try:
            services.record_attendance(
                session(),
                actor(),
                attendance_id,
                form.result(),
                version=version_in(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Register saved for %(person)s", person=place.person))
            return redirect(url_for("training.show", session_id=held.id))
    return render_template(
        "training/attendance.html",
        form=form,
        place=place,
        held=held,
        identity=retailers.get_identity(session(), actor(), place.outlet_id),
        history=audit.list_subject(session(), actor(), "attendance", attendance_id),
        again=place.status is not AttendanceStatus.BOOKED,
        rules=rules,
    )
