"""Pages of the register as a whole: the list, and the same as a file."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound
from compliance.lists import address, everything
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.retailers import queries
from compliance.retailers.forms import RetailerFilterForm
from compliance.retailers.queries.register import list_nearly, stream_outlets
from compliance.retailers.rules import OUTLET_STATUS_LABELS
from compliance.retailers.views.blueprint import bp
from compliance.retailers.views.exporting import MOST_IN_A_WORKBOOK, Counted, headings, lines
from compliance.retailers.views.filtering import (
    filter_form,
    kept,
    order_asked,
    ordering_of,
    page_address,
    sorts,
    tags,
    wanted_of,
)
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, looked_at, requires

FIRST_MATCHES = 10
HERE = "retailers.index"


@bp.get("/")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.listed")
def index() -> ResponseReturnValue:
    if not request.args and (default := accounts.find_default_view(session(), actor(), HERE)):
        return redirect(f"{address(HERE)}?{default.query}")
    form = filter_form()
    if not form.validate():
        return render_template("retailers/index.html", form=form, page=None, count=0, anything=True, kept=[], tags=[])
    wanted, ordering = wanted_of(form), ordering_of(order_asked())
    after, before = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
    page = queries.list_outlets(session(), actor(), wanted, ordering=ordering, after=after, before=before)
    count = queries.count_outlets(session(), actor(), wanted)
    nearly = list_nearly(session(), actor(), wanted) if wanted.search.strip() and not page.rows else []
    looked_at(count=count or len(nearly))
    anything = bool(page.rows) or wanted.asks or queries.count_outlets(session(), actor(), limit=1) > 0
    return render_template(
        "retailers/index.html",
        form=form,
        page=page,
        nearly=nearly,
        count=count,
        count_limit=queries.count_limit(wanted),
        anything=anything,
        sees_tests=actor().may(Permission.VIEW_PURCHASES),
        last_tests=_last_tests([row.id for row in page.rows or nearly]),
        order=order_asked(),
        sorts=sorts(HERE, form),
        tags=tags(HERE, form),
        kept=kept(form, "q"),
        clear_url=everything(HERE),
        next_url=page_address(HERE, form, "after", page.after),
        previous_url=page_address(HERE, form, "before", page.before),
        map_url=address("retailers.map", *kept(form, "sort")),
        exports=_exports(form),
        views=accounts.list_views(session(), actor(), HERE),
        here=HERE,
        asked=address(HERE, *kept(form)).partition("?")[2],
        status_labels=OUTLET_STATUS_LABELS,
    )


def _last_tests(outlet_ids: list[UUID]) -> dict[UUID, date]:
    if not actor().may(Permission.VIEW_PURCHASES):
        return {}
    return purchases.last_tests_of(session(), actor(), outlet_ids, clock.today())


@bp.get("/export")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.exported")
def export() -> ResponseReturnValue:
    """Answer with what the list shows, all its pages, as a file; too much for a workbook is sent back with why."""
    kind = next((one for one in Kind if one == request.args.get("format")), None)
    form = filter_form()
    if kind is None or not form.validate():
        raise NotFound
    wanted, ordering = wanted_of(form), ordering_of(order_asked())
    if kind is not Kind.CSV and queries.count_outlets(session(), actor(), wanted, limit=MOST_IN_A_WORKBOOK) > (
        MOST_IN_A_WORKBOOK
    ):
        most = f"{MOST_IN_A_WORKBOOK:,}"
        flash(_("There are more than %(most)s retailers, too many for a workbook. Download them as CSV.", most=most))
        return redirect(address(HERE, *kept(form)))
    written = Counted(lines(session(), actor(), stream_outlets(session(), actor(), wanted, ordering=ordering)))
    file = write(kind, headings(actor()), written, title=_("Retailers"))
    looked_at(count=written.count, format=str(kind))
    name = f"retailers-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _exports(form: RetailerFilterForm) -> list[tuple[str, str]]:
    """Return the kinds of file and the address of each."""
    return [(kind.upper(), address("retailers.export", *kept(form), ("format", str(kind)))) for kind in Kind]
