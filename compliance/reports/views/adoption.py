"""Adoption: agreements, training and refusals by ward and by kind of shop, as at a day."""

from datetime import date
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.permissions import Permission
from compliance.reports import queries
from compliance.reports.forms import AdoptionForm
from compliance.reports.queries import Adoption
from compliance.reports.rules import BY_LABELS, LEAST, Adopted, By, Rate
from compliance.reports.views.blueprint import bp, exports, send_rows
from compliance.web import actor, looked_at, requires

HERE = "reports.adoption"


@bp.get("/adoption")
@requires(Permission.VIEW_AGREEMENTS, looks_at="adoption.viewed")
def adoption() -> ResponseReturnValue:
    form, found, day = _asked()
    looked_at(count=found.total.n, as_at=day.isoformat())
    return render_template(
        "reports/adoption.html",
        form=form,
        found=found,
        day=day,
        by_label=_(BY_LABELS[found.by]),
        least=LEAST,
        exports=exports(HERE),
    )


@bp.get("/adoption/export")
@requires(Permission.VIEW_AGREEMENTS, looks_at="adoption.exported")
def adoption_export() -> ResponseReturnValue:
    _form, found, day = _asked()
    rows = (_cells(row) for row in (*found.rows, found.total))
    return send_rows(f"adoption-by-{found.by}-{day.isoformat()}", _headings(found.by), rows)


def _asked() -> tuple[AdoptionForm, Adoption, date]:
    """Return the form as the address has it, what it asks for, and as at which day. Raises Forbidden."""
    actor().require(Permission.VIEW_TRAINING)
    form = AdoptionForm()
    today = clock.today()
    day = form.asked_day(today) if form.validate() else today
    return form, queries.measure_adoption(session(), actor(), day, form.by.data or By.WARD), day


def _headings(by: By) -> list[str]:
    found = [_(BY_LABELS[by]), _("Retailers (n)")]
    for what in (_("Agreement in force"), _("Trained"), _("Training refused")):
        found += [what, _("%(what)s, per cent", what=what), _("%(what)s, 95%% from", what=what)]
        found += [_("%(what)s, 95%% to", what=what)]
    return found


def _cells(row: Adopted) -> list[Any]:
    cells: list[Any] = [row.label, row.n]
    for rate in (row.agreement, row.trained, row.refused):
        cells += [rate.count, *_figures(rate)]
    return cells


def _figures(rate: Rate) -> list[Any]:
    """Return the share and its interval in per cent to one place, blank where they are not shown."""
    if rate.percent is None or rate.interval is None:
        return ["", "", ""]
    return [round(rate.percent, 1), round(rate.interval[0], 1), round(rate.interval[1], 1)]
