"""The list of all visits of the authority, and the same as a file."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound
from compliance.lists import everything, exports, format_asked, here, tags
from compliance.permissions import Permission
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.visits import queries, rules
from compliance.visits.forms import VisitFilterForm
from compliance.visits.queries import EveryRow
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires

HERE = "visits.every"
MOST_IN_A_WORKBOOK = 50_000


@bp.get("/visits/")
@requires(Permission.VIEW_VISITS, looks_at="visit.listed")
def every() -> ResponseReturnValue:
    if not request.args and (default := accounts.find_default_view(session(), actor(), HERE)):
        return redirect(f"{request.path}?{default.query}")
    form = _form()
    page = None
    count = 0
    if form.validate():
        wanted = form.visit_filter()
        after, before = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
        page = queries.list_page(session(), actor(), wanted, after=after, before=before)
        count = queries.count_visits(session(), actor(), wanted)
        looked_at(visits=[row.visit.reference for row in page.rows])
    return render_template(
        "visits/every.html",
        form=form,
        page=page,
        count=count,
        count_limit=queries.COUNT_LIMIT,
        tags=tags(HERE, form),
        clear_url=everything(HERE),
        next_url=here(HERE, ("after", str(page.after))) if page and page.after else "",
        previous_url=here(HERE, ("before", str(page.before))) if page and page.before else "",
        exports=exports("visits.export"),
        views=accounts.list_views(session(), actor(), HERE),
        here=HERE,
        asked=here(HERE).partition("?")[2],
        rules=rules,
    )


def _form() -> VisitFilterForm:
    form = VisitFilterForm()
    form.officer.choices = [(one.id, one.name) for one in accounts.list_officers(session(), actor())]
    return form


@bp.get("/visits/export")
@requires(Permission.VIEW_VISITS, looks_at="visit.exported")
def export() -> ResponseReturnValue:
    """Answer with what the list shows, all its pages, as a file; too much for a workbook is sent back with why."""
    kind, form = format_asked(), _form()
    if kind is None or not form.validate():
        raise NotFound
    wanted = form.visit_filter()
    count = queries.count_visits(session(), actor(), wanted, limit=MOST_IN_A_WORKBOOK)
    if kind is not Kind.CSV and count > MOST_IN_A_WORKBOOK:
        most = f"{MOST_IN_A_WORKBOOK:,}"
        flash(_("There are more than %(most)s visits, too many for a workbook. Download them as CSV.", most=most))
        return redirect(here(HERE))
    file = write(kind, _headings(), _lines(queries.stream_visits(session(), actor(), wanted)), title=_("Visits"))
    looked_at(count=count, format=str(kind))
    name = f"visits-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _headings() -> list[str]:
    seen = [_(label) for label in rules.OBSERVATION_LABELS.values()]
    return [
        _("Reference"),
        _("Day"),
        _("Retailer"),
        _("Where"),
        _("Kind of visit"),
        _("Officer"),
        _("Spoke to"),
        _("In what capacity"),
        *seen,
        _("Last entry in the log"),
        _("Agreement"),
        _("Training"),
        _("Open actions"),
        _("Visit again by"),
    ]


def _lines(rows: Iterable[EveryRow]) -> Iterator[list[Any]]:
    for row in rows:
        visit = row.visit
        seen = [getattr(visit, one.value) for one in rules.OBSERVATION_LABELS]
        yield [
            visit.reference,
            visit.visited_on,
            row.outlet_name,
            row.outlet_where,
            _(rules.VISIT_KIND_LABELS[visit.kind]),
            row.officer,
            visit.spoke_to,
            visit.capacity,
            *(_(_seen_in_words(one)) for one in seen),
            visit.refusals_log_last_on,
            _(rules.OFFER_LABELS[visit.agreement_offer]),
            _(rules.OFFER_LABELS[visit.training_offer]),
            row.open_actions,
            visit.visit_again_by,
        ]


def _seen_in_words(seen: Any) -> str:
    """Return an observation as the page shows it."""
    if isinstance(seen, rules.Storage):
        return rules.STORAGE_LABELS[seen]
    return rules.DISPLAY_LABELS[seen] if isinstance(seen, rules.Display) else rules.in_words(seen)
