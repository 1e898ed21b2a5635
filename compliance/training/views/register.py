"""The register on the day, somebody who came without a place, what came of the session, and the printed sheet."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import Refusal
from compliance.pdf import render_pdf
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.retailers.queries import OutletFilter
from compliance.training import queries, rules, services
from compliance.training.forms import Line, RegisterForm, WalkInForm, WalkInSearchForm
from compliance.training.views.blueprint import bp, version_in
from compliance.web import actor, commit_although_shown_again, looked_at, requires, uuid_or_not_found

BLANK_ROWS = 6
FOUND = 10


@bp.route("/training/sessions/<uuid:session_id>/register", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="training_session.viewed")
def register(session_id: UUID) -> ResponseReturnValue:
    held = queries.get_session(session(), actor(), session_id)
    closed = _why_closed(held)
    form = RegisterForm()
    form.lines = _lines(held)
    if not closed and form.validate_on_submit():
        next_page = _save(held, form)
        if next_page is not None:
            return redirect(next_page)
    waiting = sum(1 for line in form.lines if line.place.status is rules.AttendanceStatus.WAITING)
    return render_template(
        "training/register.html", form=form, held=held, closed=closed, waiting=waiting, rules=rules, fill=_fill()
    )


def _why_closed(held: Any) -> str:
    try:
        rules.check_register(session_on=held.on, today=clock.today(), cancelled=held.cancelled_at is not None)
    except Refusal as refusal:
        return refusal.message
    return ""


def _fill() -> bool:
    """Say whether the page was asked to begin with everybody present (`?everybody=present`)."""
    return request.args.get("everybody") == "present"


def _lines(held: Any) -> list[Line]:
    rows = queries.get_register(session(), actor(), held)
    return [Line(row, held.minutes, examined=held.pass_mark is not None, fill=_fill()) for row in rows]


def _save(held: Any, form: RegisterForm) -> str | None:
    """Save every line that is right; return the next page, or None when something is to be mended on this one."""
    walk_in_next = request.form.get("next") == "walk_in"
    typed = [line for line in form.lines if line.is_filled_in]
    read = [line.read(version_in(line.form.version)) for line in typed if line.form is not None]
    try:
        done = services.record_register(session(), actor(), held.id, [one for one in read if one is not None])
    except Refusal as refusal:
        form.show(refusal)
        return None
    if not typed and not walk_in_next:
        form.show(Refusal(_("Nothing is filled in. Select what happened for one person or more")))
        return None
    if done.saved:
        flash(ngettext("%(num)s person recorded", "%(num)s people recorded", len(done.saved)))
    if done.refused or None in read:
        commit_although_shown_again()
        wrong = {line.place.id for line, one in zip(typed, read, strict=True) if one is None}
        for line in typed:
            if line.place.id not in wrong:
                line.settle(done.refused.get(line.place.id))
        return None
    return url_for("training.walk_in" if walk_in_next else "training.results", session_id=held.id)


@bp.get("/training/sessions/<uuid:session_id>/results")
@requires(Permission.VIEW_TRAINING, looks_at="training_session.viewed")
def results(session_id: UUID) -> ResponseReturnValue:
    held = queries.get_session(session(), actor(), session_id)
    rows = queries.get_register(session(), actor(), held)
    places = [row.attendance.id for row in rows]
    return render_template(
        "training/results.html",
        held=held,
        rows=rows,
        certificates=queries.list_certificates(session(), actor(), places),
        statuses=rules.AttendanceStatus,
        rules=rules,
    )


@bp.route("/training/sessions/<uuid:session_id>/register/add", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="outlet.searched")
def walk_in(session_id: UUID) -> ResponseReturnValue:
    held = queries.get_session(session(), actor(), session_id)
    outlet, entity = request.args.get("outlet"), request.args.get("entity")
    if not outlet and not entity:
        return _search(held)
    outlet_id = uuid_or_not_found(outlet) if outlet else None
    entity_id = uuid_or_not_found(entity) if entity and not outlet else None
    looked_at(outlet_id=str(outlet_id) if outlet_id else None)
    form = WalkInForm()
    if form.validate_on_submit():
        try:
            _add(held, outlet_id, entity_id, form)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("%(person)s is on the register", person=form.person.data))
            return redirect(url_for("training.register", session_id=session_id))
    named = (
        retailers.get_identity(session(), actor(), outlet_id).name
        if outlet_id
        else retailers.get_entity(session(), actor(), uuid_or_not_found(str(entity_id))).name
    )
    return render_template("training/walk_in.html", form=form, held=held, named=named, closed=_why_closed(held))


def _add(held: Any, outlet_id: UUID | None, entity_id: UUID | None, form: WalkInForm) -> None:
    rules.check_register(session_on=held.on, today=clock.today(), cancelled=held.cancelled_at is not None)
    if outlet_id is not None:
        services.book_place(session(), actor(), held.id, outlet_id, form.new_place(), on_the_day=True)
    elif entity_id is not None:
        services.book_entity_place(session(), actor(), held.id, entity_id, form.new_place(), on_the_day=True)


def _search(held: Any) -> ResponseReturnValue:
    form = WalkInSearchForm()
    asked = form.q.data or "" if form.validate() else ""
    found = retailers.list_outlets(session(), actor(), OutletFilter(search=asked), limit=FOUND).rows if asked else ()
    named = asked.casefold()
    companies = [one for one in retailers.list_carriers(session(), actor()) if named and named in one.name.casefold()]
    looked_at(count=len(found) + len(companies))
    return render_template(
        "training/walk_in_search.html",
        form=form,
        held=held,
        asked=asked,
        found=found,
        companies=companies,
        closed=_why_closed(held),
    )


@bp.get("/training/sessions/<uuid:session_id>/sheet.pdf")
@requires(Permission.VIEW_TRAINING, looks_at="training_session.printed")
def register_sheet(session_id: UUID) -> ResponseReturnValue:
    held = queries.get_session(session(), actor(), session_id)
    rows = [
        row
        for row in queries.get_register(session(), actor(), held)
        if row.attendance.status in rules.TAKES_A_PLACE or row.attendance.status is rules.AttendanceStatus.WAITING
    ]
    html = render_template(
        "training/register_sheet.html",
        held=held,
        rows=rows,
        blank_rows=BLANK_ROWS,
        authority=accounts.get_authority(session(), actor().authority_id),
        printed_at=clock.now(),
        printed_by=actor().name,
        rules=rules,
    )
    looked_at(count=len(rows))
    response = Response(render_pdf(html, stylesheets=("css/register-sheet.css",)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{held.reference}-register.pdf"'
    return response
