"""Booking a place, and one person's line of the register."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.letters import queries as letters
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules, services
from compliance.training.forms import AttendanceForm, GivingUpForm, PlaceForm, session_choice
from compliance.training.queries import Bookable
from compliance.training.rules import AttendanceStatus, NewPlace
from compliance.training.views.blueprint import bp, version_in
from compliance.training.views.owner import Owner, of_outlet, owner_of
from compliance.web import actor, looked_at, requires, uuid_or_not_found

RESULT_FIELDS = ("status", "minutes", "mark", "note", "version")


@bp.route("/retailers/<uuid:outlet_id>/training/book", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="outlet.viewed")
def book(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    return book_for(of_outlet(outlet_id))


def book_for(owner: Owner) -> ResponseReturnValue:
    """Answer a page on which a place is booked for people of an outlet or a delivery company."""
    form = PlaceForm()
    bookable = _bookable()
    form.session_id.choices = [session_choice(one) for one in bookable]
    if not form.is_submitted():
        _begin(form)
    elif form.validate():
        try:
            place = _book(owner, form.session_id.data, form.new_place())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_said(place))
            return redirect(owner.url)
    return render_template("training/book.html", form=form, owner=owner, bookable=bookable)


def _book(owner: Owner, session_id: UUID, new: NewPlace) -> Any:
    if owner.outlet_id is not None:
        return services.book_place(session(), actor(), session_id, owner.outlet_id, new)
    if owner.entity_id is None:
        raise NotFound
    return services.book_entity_place(session(), actor(), session_id, owner.entity_id, new)


def _said(place: Any) -> str:
    number = queries.number_in_queue(session(), actor(), place)
    if number is None:
        return _("Place booked for %(person)s", person=place.person)
    return _(
        "The session is full. %(person)s is number %(number)s on its waiting list, and moves up when a place is freed",
        person=place.person,
        number=number,
    )


def _bookable() -> list[Bookable]:
    """Return the sessions to choose from, with the one chosen though its last place went in the meantime."""
    found = queries.list_bookable(session(), actor(), clock.today(), with_full=True)
    with suppress(ValueError, NotFound):
        chosen = UUID(request.form.get("session_id", ""))
        if chosen not in {one.id for one in found}:
            found.append(queries.get_bookable(session(), actor(), chosen))
    return found


def _begin(form: PlaceForm) -> None:
    """Fill in the person that the page was reached from: who accepted an invitation, or who lost their place."""
    asked, lost = request.args.get("invitation"), request.args.get("place")
    if asked:
        invitation = queries.get_invitation(session(), actor(), uuid_or_not_found(asked))
        form.session_id.process_data(invitation.session_id)
        name, _comma, capacity = invitation.replied_by.partition(",")
        form.person.process_data(name.strip())
        form.capacity.process_data(capacity.strip())
    elif lost:
        place = queries.get_attendance(session(), actor(), uuid_or_not_found(lost))
        for name in ("person", "capacity", "access_needs", "language"):
            form[name].process_data(getattr(place, name))


@bp.route("/training/places/<uuid:attendance_id>/give-up", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="attendance.viewed")
def give_up(attendance_id: UUID) -> ResponseReturnValue:
    place = queries.get_attendance(session(), actor(), attendance_id)
    held = queries.get_session(session(), actor(), place.session_id)
    looked_at(outlet_id=str(place.outlet_id or ""))
    form = GivingUpForm()
    if not form.is_submitted():
        form.version.process_data(place.version)
    elif form.validate():
        give = services.excuse_place if form.what.data is AttendanceStatus.EXCUSED else services.cancel_place
        try:
            give(session(), actor(), attendance_id, reason=form.reason.data, version=version_in(form.version))
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Place of %(person)s given up. Whoever waits longest moves up", person=place.person))
            return redirect(url_for("training.show", session_id=held.id))
    waiting = len(queries.list_queue(session(), actor(), held.id))
    owner = owner_of(place)
    return render_template(
        "training/give_up.html", form=form, place=place, held=held, owner=owner, waiting=waiting, rules=rules
    )


@bp.route("/training/places/<uuid:attendance_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="attendance.viewed")
def attendance(attendance_id: UUID) -> ResponseReturnValue:
    place = queries.get_attendance(session(), actor(), attendance_id)
    held = queries.get_session(session(), actor(), place.session_id)
    looked_at(outlet_id=str(place.outlet_id or ""))
    form = AttendanceForm()
    if not form.is_submitted():
        for name in RESULT_FIELDS:
            form[name].process_data(getattr(place, name))
    elif form.validate():
        certificate = queries.find_certificate(session(), actor(), attendance_id)
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
            if certificate is not None and certificate.withdrawn_on is not None:
                flash(
                    _(
                        "Certificate %(reference)s is withdrawn: the record no longer says that they passed. "
                        "A letter that told them so has to be replaced",
                        reference=certificate.reference,
                    )
                )
            return redirect(url_for("training.show", session_id=held.id))
    return render_template(
        "training/attendance.html",
        form=form,
        place=place,
        held=held,
        owner=owner_of(place),
        history=audit.list_subject(session(), actor(), "attendance", attendance_id),
        again=place.status not in {AttendanceStatus.BOOKED, AttendanceStatus.WAITING},
        **letters.block_of(session(), actor(), letters.About(attendance_id=attendance_id)),
        rules=rules,
    )
