"""The lists of test purchases: of the authority, and of one outlet."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import reading_once, session
from compliance.errors import NotFound
from compliance.lists import everything, exports, format_asked, here, tags, without
from compliance.offences import queries as offences
from compliance.offences.rules import Category, Clock, latest_categories
from compliance.operations.rules import PURPOSE_LABELS
from compliance.permissions import Permission
from compliance.purchases import queries, rules
from compliance.purchases.forms import PurchaseFilterForm
from compliance.purchases.queries import PurchaseFilter, PurchasePage, PurchaseRow
from compliance.purchases.queries.clocks import last_days
from compliance.purchases.rules import ListOrder
from compliance.purchases.views.blueprint import asked_id, bp
from compliance.retailers import queries as retailers
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, looked_at, requires

HERE = "purchases.index"


@bp.get("/purchases/")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.listed")
def index() -> ResponseReturnValue:
    """List the test purchases of the authority or force area."""
    if not request.args and (default := accounts.find_default_view(session(), actor(), HERE)):
        return redirect(f"{url_for(HERE)}?{default.query}")
    form = _form()
    wanted = form.wanted(clock.today())
    with reading_once(session()):
        page = queries.list_purchases(session(), actor(), wanted, order=_order(), after=_after(), before=_before())
        count = queries.count_purchases(session(), actor(), wanted)
        clocks = _clocks(wanted)
    looked_at(purchases=[row.reference for row in page.rows])
    return render_template(
        "purchases/index.html",
        form=form,
        page=page,
        count=count,
        limit=queries.COUNT_LIMIT,
        tags=tags(HERE, form),
        rules=rules,
        order=_order(),
        sorts=_sorts(),
        clocks=clocks,
        exports=exports("purchases.export"),
        views=accounts.list_views(session(), actor(), HERE),
        here=HERE,
        asked=here(HERE).partition("?")[2],
        clear_url=everything(HERE),
        **_links(HERE, page),
    )


def _order() -> ListOrder:
    """Return the order that the address asks for: the newest first when it asks for none, or for one there is not."""
    asked = request.args.get("sort", "")
    return ListOrder(asked) if asked in set(ListOrder) else ListOrder.NEWEST


def _sorts() -> list[dict[str, Any]]:
    """Return the orders there are, each with the address of the list in it, and whether it is the present one."""
    return [
        {
            "text": _(rules.LIST_ORDER_LABELS[order]),
            "url": without(HERE, "sort", *([] if order is ListOrder.NEWEST else [("sort", str(order))])),
            "current": order is _order(),
        }
        for order in ListOrder
    ]


def _clocks(wanted: PurchaseFilter) -> dict[UUID, Clock]:
    """Return the clock of each test, where the list is filtered by them."""
    return last_days(session(), actor(), wanted.clock, clock.today()) if wanted.clock else {}


def _after() -> UUID | None:
    return asked_id("after")


def _before() -> UUID | None:
    return asked_id("before")


def _form() -> PurchaseFilterForm:
    """Return the filter as the address has it, with what there is to choose from."""
    form = PurchaseFilterForm()
    today = clock.today()
    kinds = latest_categories(offences.list_category_versions(session()), today)
    form.offer(
        officers=[(officer.id, officer.name) for officer in accounts.list_officers(session(), actor())],
        operations=queries.list_operations_tested(session(), actor()),
        products=[(code, kind.label) for code, kind in kinds.items()],
        alert_days=queries.policy_on(session(), actor(), today).alert_days,
    )
    form.validate()
    return form


MOST_IN_A_WORKBOOK = 100_000
"""More rows than that take a workbook too long to make while somebody waits; a CSV of any length is made."""


@bp.get("/purchases/export")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.exported")
def export() -> ResponseReturnValue:
    """Hand out the list as it is filtered, all its pages; it names nobody who bought, not even by a code."""
    kind = format_asked()
    if kind is None:
        raise NotFound
    wanted = _form().wanted(clock.today())
    with reading_once(session()):
        many = queries.count_purchases(session(), actor(), wanted, limit=MOST_IN_A_WORKBOOK) > MOST_IN_A_WORKBOOK
        clocks = _clocks(wanted)
        purchases = [] if many and kind is not Kind.CSV else list(_in_order(wanted))
    if many and kind is not Kind.CSV:
        flash(_("There are too many test purchases for a workbook. Download them as CSV."))
        return redirect(here(HERE))
    kinds = latest_categories(offences.list_category_versions(session()), clock.today())
    rows = [[*_cells(row, kinds), *_clock_cells(clocks, row)] for row in purchases]
    looked_at(count=len(rows), format=str(kind))
    told = [_("Last day to prosecute"), _("Days left")] if clocks else []
    file = write(kind, [*_headings(), *told], rows, title=_("Test purchases"))
    name = f"test-purchases-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _in_order(wanted: PurchaseFilter) -> Iterator[PurchaseRow]:
    return queries.stream_purchases(session(), actor(), wanted, order=_order())


def _clock_cells(clocks: Mapping[UUID, Clock], row: PurchaseRow) -> list[Any]:
    """Return the last day and the days left to it, where the list is filtered by them; fewer than none once passed."""
    return [clocks[row.id].last_day, clocks[row.id].days_left] if clocks else []


def _headings() -> list[str]:
    who = _("Authority") if actor().area else _("Officer")
    return [
        _("Reference"),
        _("Date"),
        _("Outlet"),
        _("Postcode"),
        _("Operation"),
        _("Purpose"),
        _("Kind of test"),
        _("Buyer"),
        _("Channel"),
        _("Product"),
        _("Outcome"),
        _("Counts as a sale"),
        _("Disputes"),
        who,
    ]


def _cells(row: PurchaseRow, kinds: Mapping[str, Category]) -> list[Any]:
    disputes = _("Overturned") if row.overturned else _("Disputed") if row.disputed else ""
    return [
        row.reference,
        row.tested_on,
        row.outlet_name,
        row.postcode or "",
        row.operation or "",
        _(PURPOSE_LABELS[row.purpose]) if row.purpose else "",
        _(rules.TYPE_LABELS[row.type]),
        _(rules.BUYER_BASIS_LABELS[row.buyer_basis]),
        _(rules.CHANNEL_LABELS[row.channel]),
        _(kinds[row.category_code].label),
        _(rules.OUTCOME_LABELS[row.outcome]),
        _("Yes") if row.counts_as_sale and not row.overturned else _("No"),
        disputes,
        row.authority_name if actor().area else row.officer_name,
    ]


def _links(endpoint: str, page: PurchasePage) -> dict[str, str]:
    return {
        "next_url": here(endpoint, ("after", str(page.after))) if page.after else "",
        "previous_url": here(endpoint, ("before", str(page.before))) if page.before else "",
    }


@bp.get("/retailers/<uuid:outlet_id>/purchases")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.listed")
def outlet(outlet_id: UUID) -> ResponseReturnValue:
    """List the test purchases of one outlet."""
    identity = retailers.get_identity(session(), actor(), outlet_id)
    page = queries.list_purchases(
        session(),
        actor(),
        queries.PurchaseFilter(outlet_id=outlet_id),
        after=_after(),
        before=_before(),
    )
    return render_template(
        "purchases/outlet.html", identity=identity, page=page, rules=rules, **_links("purchases.outlet", page)
    )
