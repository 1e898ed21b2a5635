"""What is in which store and with whom: the list of all exhibits, and the same as a file for a stock-check."""

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
from compliance.evidence import queries, rules
from compliance.evidence.forms import StoreFilterForm
from compliance.evidence.views.blueprint import bp
from compliance.lists import everything, exports, format_asked, here, tags
from compliance.permissions import Permission
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, looked_at, moment, requires

HERE = "evidence.store"
MOST_IN_A_WORKBOOK = 50_000


@bp.get("/evidence/")
@requires(Permission.VIEW_EVIDENCE, looks_at="evidence.listed")
def store() -> ResponseReturnValue:
    """Show what is in which store and with whom."""
    if not request.args and (default := accounts.find_default_view(session(), actor(), HERE)):
        return redirect(f"{request.path}?{default.query}")
    form, today = _form(), clock.today()
    page, count = None, 0
    if form.validate():
        wanted = form.store_filter()
        after, before = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
        page = queries.list_store(session(), actor(), wanted, today=today, after=after, before=before)
        count = queries.count_store(session(), actor(), wanted, today=today)
        looked_at(exhibits=[one.row.exhibit.reference for one in page.rows])
    return render_template(
        "evidence/store.html",
        form=form,
        page=page,
        count=count,
        count_limit=queries.COUNT_LIMIT,
        tags=tags(HERE, form),
        clear_url=everything(HERE),
        next_url=here(HERE, ("after", str(page.after))) if page and page.after else "",
        previous_url=here(HERE, ("before", str(page.before))) if page and page.before else "",
        exports=exports("evidence.export"),
        views=accounts.list_views(session(), actor(), HERE),
        here=HERE,
        asked=here(HERE).partition("?")[2],
        rules=rules,
        today=today,
    )


def _form() -> StoreFilterForm:
    form = StoreFilterForm()
    form.holder.choices = [(one.name, f"{one.name} ({one.count})") for one in queries.list_holders(session(), actor())]
    form.place.choices = [(one.name, f"{one.name} ({one.count})") for one in queries.list_places(session(), actor())]
    return form


@bp.get("/evidence/export")
@requires(Permission.VIEW_EVIDENCE, looks_at="evidence.exported")
def export() -> ResponseReturnValue:
    """Answer with what the list shows, all its pages, as a file; too much for a workbook is sent back with why."""
    kind, form, today = format_asked(), _form(), clock.today()
    if kind is None or not form.validate():
        raise NotFound
    wanted = form.store_filter()
    count = queries.count_store(session(), actor(), wanted, today=today, limit=MOST_IN_A_WORKBOOK)
    if kind is not Kind.CSV and count > MOST_IN_A_WORKBOOK:
        most = f"{MOST_IN_A_WORKBOOK:,}"
        flash(_("There are more than %(most)s exhibits, too many for a workbook. Download them as CSV.", most=most))
        return redirect(here(HERE))
    rows = queries.stream_store(session(), actor(), wanted, today=today)
    file = write(kind, _headings(), _lines(rows), title=_("Evidence store"))
    looked_at(count=count, format=str(kind))
    return send_file(
        file,
        mimetype=MEDIA_TYPES[kind],
        as_attachment=True,
        download_name=f"evidence-store-{today.isoformat()}.{kind}",
    )


def _headings() -> list[str]:
    return [
        _("Exhibit"),
        _("Test"),
        _("Kind"),
        _("Description"),
        _("Quantity"),
        _("Seal"),
        _("Held by"),
        _("Where it is"),
        _("Since"),
        _("Should be back by"),
        _("Produced by"),
        _("Produced"),
        _("Withdrawn"),
        _("Seen in the stock-check"),
    ]


def _lines(rows: Iterable[queries.StoreRow]) -> Iterator[list[Any]]:
    for one in rows:
        exhibit, standing = one.row.exhibit, one.row.standing
        yield [
            exhibit.reference,
            one.test,
            _(rules.KIND_LABELS[exhibit.kind]),
            exhibit.description,
            exhibit.quantity,
            standing.seal,
            standing.holder.name,
            standing.place,
            moment(standing.at),
            one.row.return_by,
            exhibit.produced_by,
            moment(exhibit.produced_at),
            moment(exhibit.withdrawn_at),
            "",
        ]
