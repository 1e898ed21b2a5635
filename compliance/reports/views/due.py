"""Training to be refreshed and agreements about to lapse: the lists, and the letters to write."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries as agreements
from compliance.database import session
from compliance.permissions import Permission
from compliance.reports import queries
from compliance.reports.forms import DueFilterForm
from compliance.reports.queries import DueRow
from compliance.reports.views.blueprint import bp, exports, here, offer_choices, page_of, send_rows, tags_of
from compliance.training import queries as training
from compliance.web import actor, looked_at, requires


@bp.get("/due/refresh")
@requires(Permission.VIEW_TRAINING, looks_at="refresh_due.listed")
def refresh() -> ResponseReturnValue:
    return _answer("reports.refresh", *_to_refresh(), held=_("Passed on"), due=_("Refresh due"))


@bp.get("/due/refresh/export")
@requires(Permission.VIEW_TRAINING, looks_at="refresh_due.exported")
def refresh_export() -> ResponseReturnValue:
    return _send("refresh-due", _to_refresh()[1], held=_("Passed on"), due=_("Refresh due"))


def _to_refresh() -> tuple[DueFilterForm, list[DueRow], int]:
    today = clock.today()
    form, days = _filter(training.policy_on(session(), actor(), today).refresh_notice_days)
    return form, queries.list_refresh(session(), actor(), today, today + timedelta(days=days), form.wanted()), days


@bp.get("/due/lapsing")
@requires(Permission.VIEW_AGREEMENTS, looks_at="about_to_lapse.listed")
def lapsing() -> ResponseReturnValue:
    return _answer("reports.lapsing", *_to_lapse(), held="", due=_("Lapses on"))


@bp.get("/due/lapsing/export")
@requires(Permission.VIEW_AGREEMENTS, looks_at="about_to_lapse.exported")
def lapsing_export() -> ResponseReturnValue:
    return _send("about-to-lapse", _to_lapse()[1], held=_("Agreement"), due=_("Lapses on"))


def _to_lapse() -> tuple[DueFilterForm, list[DueRow], int]:
    today = clock.today()
    form, days = _filter(agreements.policy_on(session(), actor(), today).remind_days)
    until = today + timedelta(days=days)
    return form, queries.list_about_to_lapse(session(), actor(), today, until, form.wanted()), days


def _filter(usual: int) -> tuple[DueFilterForm, int]:
    """Return the filter, and within how many days what is shown is due: the policy's unless asked otherwise."""
    form = DueFilterForm()
    offer_choices(form)
    form.validate()
    return form, int(form.days.data or usual)


def _answer(
    endpoint: str, form: DueFilterForm, rows: Sequence[DueRow], days: int, *, held: str, due: str
) -> ResponseReturnValue:
    name = endpoint.partition(".")[2]
    page, before, after = page_of(rows, endpoint)
    looked_at(count=len(rows))
    return render_template(
        f"reports/{name}.html",
        form=form,
        tags=tags_of(form, endpoint),
        page=page,
        count=len(rows),
        days=days,
        held=held,
        due=due,
        endpoint=endpoint,
        previous_url=before,
        next_url=after,
        tick_url=here(endpoint, tick="all"),
        untick_url=here(endpoint, tick=None),
        ticked=request.args.get("tick") == "all",
        may_write=actor().may(Permission.ISSUE_LETTER),
        exports=exports(endpoint),
    )


def _send(name: str, rows: Sequence[DueRow], *, held: str, due: str) -> ResponseReturnValue:
    headings = [_("Retailer"), _("Where"), _("Ward"), _("Business type"), held, due, _("Letter")]
    return send_rows(name, headings, (_cells(row) for row in rows))


def _cells(row: DueRow) -> list[Any]:
    return [
        row.name,
        row.where,
        row.seller.ward if row.seller else "",
        row.seller.business_type if row.seller else "",
        row.held_on or row.note,
        row.due_on,
        row.letter_reference or _("Not written"),
    ]
