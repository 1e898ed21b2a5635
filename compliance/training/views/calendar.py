"""The calendar of sessions: a month to look at, a file to keep, and the feed that an officer's own calendar fetches."""

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from compliance import clock, throttle
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.settings import settings
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.training import queries, rules, services
from compliance.training.forms import CalendarFilterForm, CalendarLinkForm
from compliance.training.views.blueprint import bp
from compliance.web import actor, looked_at, public, requires, write_afterwards

NO_ADDRESS = "This service has no public address yet, so it can give no link. Ask your administrator to set one"


@bp.get("/training/calendar")
@requires(Permission.VIEW_TRAINING, looks_at="training_session.listed")
def calendar() -> ResponseReturnValue:
    form, month, rows = _asked()
    names = queries.course_names(session(), actor(), rows)
    by_day: dict[date, list[Any]] = {}
    for row in rows:
        by_day.setdefault(row.session.on, []).append(row)
    looked_at(count=len(rows))
    return render_template(
        "training/calendar.html",
        form=form,
        month=month,
        month_name=_month_name(month.first),
        by_day=by_day,
        names=names,
        count=len(rows),
        today=clock.today(),
        month_name_of=_month_name,
        exports=[(kind.upper(), _address("training.calendar_export", month.first, str(kind))) for kind in Kind],
        address_of=lambda first: _address("training.calendar", first),
        statuses=rules.AttendanceStatus,
    )


@bp.get("/training/calendar/export")
@requires(Permission.VIEW_TRAINING, looks_at="training_session.exported")
def calendar_export() -> ResponseReturnValue:
    kind = next((one for one in Kind if one == request.args.get("format")), None)
    if kind is None:
        raise NotFound
    _form, month, rows = _asked()
    names = queries.course_names(session(), actor(), rows)
    headings = [
        _("Reference"),
        _("Date"),
        _("Starts at"),
        _("Course"),
        _("Venue"),
        _("Language"),
        _("Places"),
        _("Places taken"),
        _("Places left"),
        _("Waiting"),
        _("Cancelled"),
    ]
    lines = [
        (
            row.session.reference,
            row.session.on,
            row.session.starts_at_time.strftime("%H:%M") if row.session.starts_at_time else "",
            names[row.session.id],
            row.session.venue,
            row.session.language,
            row.session.capacity,
            row.taken,
            row.free,
            row.waiting,
            _("yes") if row.session.cancelled_at else _("no"),
        )
        for row in rows
    ]
    looked_at(count=len(lines), format=str(kind))
    file = write(kind, headings, lines, title=_("Training sessions"))
    name = f"training-sessions-{month.first:%Y-%m}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _asked() -> tuple[CalendarFilterForm, rules.Month, list[Any]]:
    """Return the filter, the month that was asked for (or else this one), and its sessions."""
    form = CalendarFilterForm()
    course = form.course.data if form.validate() else None
    month = rules.month_of(rules.read_month(request.args.get("month", "")) or clock.today())
    return form, month, queries.list_between(session(), actor(), month.first, month.last, course=course or None)


def _month_name(first: date) -> str:
    return str(format_date(first, "MMMM y"))


def _address(endpoint: str, first: date, kind: str | None = None) -> str:
    """Return the address of a month with the filter that is on."""
    course = request.args.get("course") or None
    return url_for(endpoint, month=f"{first:%Y-%m}", course=course, format=kind)


@bp.route("/training/calendar/link", methods=["GET", "POST"])
@requires(Permission.VIEW_TRAINING)
def calendar_link() -> ResponseReturnValue:
    form = CalendarLinkForm()
    link_id = form.link_id
    if form.validate_on_submit() and link_id is not None:
        try:
            token = services.make_calendar_link(session(), actor(), link_id=link_id)
        except Refusal as refusal:
            flash(refusal.message, "error")
            return redirect(url_for("training.calendar_link"))
        address = f"{settings().public_url}{url_for('training.feed', token=token)}"
        return render_template("training/calendar_link_made.html", address=address), 201
    form.begin()
    stands = queries.find_calendar_link(session(), actor())
    closed = "" if settings().reachable else _(NO_ADDRESS)
    return render_template("training/calendar_link.html", form=form, stands=stands, closed=closed)


@bp.post("/training/calendar/link/revoke")
@requires(Permission.VIEW_TRAINING)
def revoke_calendar_link() -> ResponseReturnValue:
    services.revoke_calendar_link(session(), actor())
    flash(_("Link revoked. Your calendar will no longer be brought up to date"))
    return redirect(url_for("training.calendar_link"))


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """Answer a program that has the link; anything else with a 404 that does not tell why."""
    address = request.remote_addr or ""
    found = queries.find_feed(session(), token)
    link_id = found.link_id if found else None
    if services.is_feed_over(session(), address, link_id):
        wait = {"Retry-After": str(throttle.seconds_left(services.FEED_MINUTES))}
        return Response("Too many requests\n", 429, wait, mimetype="text/plain")
    today = clock.today()
    write_afterwards(lambda: services.note_fetched(session(), address, link_id, today))
    if found is None:
        return Response("Not found\n", 404, mimetype="text/plain")
    sessions = queries.list_feed_sessions(session(), found.actor, today)
    response = Response(rules.feed(sessions, authority=found.authority_name), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="training.ics"'
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)
