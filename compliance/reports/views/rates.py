"""Rates of test purchases: by kind of test, each with its number and its interval."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.reports import queries
from compliance.reports.forms import RatesForm
from compliance.reports.rules.rates import Group, Line, Rates
from compliance.reports.views.blueprint import bp, exports, send_rows
from compliance.web import actor, looked_at, requires

HERE = "reports.rates"


@bp.get("/rates")
@requires(Permission.VIEW_PURCHASES, looks_at="rates.viewed")
def rates() -> ResponseReturnValue:
    form, found = _asked()
    looked_at(count=found.tests)
    return render_template(
        "reports/rates.html",
        form=form,
        found=found,
        by_channel=bool(form.by_channel.data),
        least=purchases.policy_on(session(), actor(), clock.today()).rate_least,
        exports=exports(HERE),
    )


@bp.get("/rates/export")
@requires(Permission.VIEW_PURCHASES, looks_at="rates.exported")
def rates_export() -> ResponseReturnValue:
    _form, found = _asked()
    headings = [
        _("Kind of test"),
        _("Purpose"),
        _("Channel"),
        _("Valid attempts (n)"),
        _("Counted"),
        _("What is counted"),
        _("Per cent"),
        _("95%% from"),
        _("95%% to"),
        _("Void and aborted"),
        _("Overturned"),
        _("No attempt"),
    ]
    return send_rows("rates", headings, [_cells(group, line) for group in found.groups for line in group.lines])


def _asked() -> tuple[RatesForm, Rates]:
    """Return the form as the address has it, and the rates that it asks for."""
    form = RatesForm()
    form.validate()
    found = queries.measure_rates(
        session(),
        actor(),
        clock.today(),
        since=form.since.data,
        until=form.until.data,
        by_channel=bool(form.by_channel.data),
    )
    return form, found


def _cells(group: Group, line: Line) -> list[Any]:
    percent, interval = line.rate.percent, line.rate.interval
    shown = [percent, *interval] if percent is not None and interval is not None else None
    return [
        _(group.label),
        _(line.purpose),
        _(line.channel),
        line.rate.n,
        line.rate.count,
        _(group.counted_as),
        *([round(one, 1) for one in shown] if shown else [_("Too few to show"), "", ""]),
        line.void,
        line.overturned,
        line.no_attempt,
    ]
