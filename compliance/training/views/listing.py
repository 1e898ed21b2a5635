"""The list of sessions: filtered, a page at a time, and as a file."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import NotFound
from compliance.forms import DateField
from compliance.permissions import Permission
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.training import queries, rules
from compliance.training.forms import SessionFilterForm
from compliance.training.queries import SessionRow
from compliance.training.views.blueprint import bp
from compliance.web import actor, day, looked_at, requires

HERE = "training.sessions"


@bp.get("/training/sessions")
@requires(Permission.VIEW_TRAINING, looks_at="training.listed")
def sessions() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return render_template("training/sessions.html", form=form, page=None, count=0, tags=[], rules=rules)
    wanted, today = form.session_filter(), clock.today()
    after, before = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
    page = queries.list_sessions(session(), actor(), wanted, today, after=after, before=before)
    count = queries.count_sessions(session(), actor(), wanted, today)
    looked_at(count=count)
    return render_template(
        "training/sessions.html",
        form=form,
        page=page,
        count=count,
        tags=_tags(form),
        next_url=_address(form, ("after", str(page.after))) if page.after else "",
        previous_url=_address(form, ("before", str(page.before))) if page.before else "",
        clear_url=url_for(HERE),
        today=today,
        exports=[(kind.upper(), _address(form, ("format", str(kind)), to="training.export")) for kind in Kind],
        rules=rules,
    )


@bp.get("/training/sessions/export")
@requires(Permission.VIEW_TRAINING, looks_at="training.exported")
def export() -> ResponseReturnValue:
    kind = next((one for one in Kind if one == request.args.get("format")), None)
    form = _form()
    if kind is None or not form.validate():
        raise NotFound
    rows = queries.list_sessions(session(), actor(), form.session_filter(), clock.today(), limit=None).rows
    looked_at(count=len(rows), format=str(kind))
    file = write(kind, _headings(), (_cells(row) for row in rows), title=_("Training sessions"))
    name = f"training-sessions-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _headings() -> list[str]:
    return [
        _("Reference"),
        _("Day"),
        _("Starts at"),
        _("Course"),
        _("Venue"),
        _("Access at the venue"),
        _("Language"),
        _("Places"),
        _("Places taken"),
        _("Waiting"),
        _("Results to record"),
        _("Cancelled because"),
    ]


def _cells(row: SessionRow) -> list[Any]:
    held = row.session
    return [
        held.reference,
        held.on,
        held.starts_at_time.strftime("%H:%M") if held.starts_at_time else "",
        _(rules.COURSE_NAMES[held.course]),
        held.venue,
        held.access_needs,
        held.language,
        held.capacity,
        row.taken,
        row.waiting,
        row.unrecorded,
        held.cancelled_reason,
    ]


def _form() -> SessionFilterForm:
    form = SessionFilterForm()
    venues, languages = queries.list_venues(session(), actor())
    form.venue.choices = [(name, name) for name in venues]
    form.language.choices = [(name, name) for name in languages]
    return form


def _kept(form: SessionFilterForm, *without: str) -> list[tuple[str, str]]:
    """Return what the address asks of the filter, but for the fields named; a day has three parts."""
    names = {field.name for field in form} - set(without)
    return [
        (name, value)
        for name, values in request.args.lists()
        for value in values
        if value and name.partition("-")[0] in names
    ]


def _address(form: SessionFilterForm, *more: tuple[str, str], to: str = HERE, without: str = "") -> str:
    asked = [*_kept(form, without), *more]
    return f"{url_for(to)}?{urlencode(asked)}" if asked else url_for(to)


def _tags(form: SessionFilterForm) -> list[dict[str, str]]:
    """Return the filters that are on, each with the address of the page without it."""
    on = []
    for field in form:
        if field.is_blank:
            continue
        if isinstance(field, DateField):
            text = f"{field.label.text} {day(field.data)}"
        else:
            words = next((one.label for one in field.choices if one.data == field.data), field.data)
            text = f"{field.label.text}: {words}"
        on.append({"text": text, "remove_url": _address(form, without=field.name)})
    return on
