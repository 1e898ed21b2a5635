"""Pages of the law: every provision as at a day, and one with all its versions."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.database import session
from compliance.offences import queries
from compliance.offences.forms import KindFilterForm, LawFilterForm
from compliance.offences.rules import (
    CHANGE_LABELS,
    COMPARED,
    FLAG_LABELS,
    STATE_LABELS,
    State,
    categories_on,
    flags_of,
    state_on,
)
from compliance.offences.services import KINDS, LAW
from compliance.offences.views.blueprint import SHELVES, STATE_COLOURS, Shown, bp, shown_versions, who_set
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.purchases.queries import PurchaseFilter
from compliance.web import actor, looked_at, requires


@bp.get("")
@requires(Permission.VIEW_LAW, looks_at="law.listed")
def index() -> ResponseReturnValue:
    """List every version that stands, by provision, with where it stands on a day."""
    form = LawFilterForm()
    form.validate()
    day = form.asked_day(clock.today())
    rows = [row for row in queries.list_rows(session(), LAW.table) if row.superseded_at is None]
    found = [(row, state_on(row, day)) for row in rows]
    wanted = [(row, state) for row, state in found if form.fits(state, confirmed=row.confirmed)]
    looked_at(count=len(wanted))
    return render_template(
        "offences/index.html",
        form=form,
        rows=wanted,
        day=day,
        today=clock.today(),
        labels=STATE_LABELS,
        colours=STATE_COLOURS,
        tags=[],
    )


@bp.get("/provisions/<key>")
@requires(Permission.VIEW_LAW, looks_at="law.viewed")
def provision(key: str) -> ResponseReturnValue:
    """Show a provision with all its versions, what changed between them, and what stood before each."""
    versions = shown_versions(SHELVES["provisions"], key, clock.today())
    return render_template(
        "offences/provision.html",
        key=key,
        versions=versions,
        heading=_heading(versions).citation,
        who=who_set(_rows(versions)),
        labels=COMPARED,
        change_labels=CHANGE_LABELS,
    )


@bp.get("/products")
@requires(Permission.VIEW_LAW, looks_at="law.listed")
def products() -> ResponseReturnValue:
    """List the kinds of product on the list on a day, with the law that may reach each."""
    form = KindFilterForm()
    form.validate()
    day = form.asked_day(clock.today())
    known = queries.list_category_versions(session())
    on_list = categories_on(known, day)
    codes = {one.code for one in on_list}
    off_list = sorted({one.code for one in known} - codes)
    looked_at(count=len(on_list))
    return render_template(
        "offences/products.html",
        form=form,
        kinds=on_list,
        off_list=[one for one in known if one.code in off_list],
        day=day,
        flags_of=flags_of,
    )


@bp.get("/products/<key>")
@requires(Permission.VIEW_LAW, looks_at="law.viewed")
def product(key: str) -> ResponseReturnValue:
    """Show a kind of product with all its versions."""
    versions = shown_versions(SHELVES["products"], key, clock.today())
    return render_template(
        "offences/product.html",
        key=key,
        versions=versions,
        heading=_heading(versions).label,
        who=who_set(_rows(versions)),
        flags=FLAG_LABELS,
        change_labels=CHANGE_LABELS,
    )


def _heading(versions: Sequence[Shown]) -> Any:
    """Return the version that a page is named after: the one in force today, else the last."""
    return next((one.says for one in versions if one.state is State.IN_FORCE), versions[0].says)


def _rows(versions: Sequence[Shown]) -> list[Any]:
    return [row for shown in versions for row in (shown.row, *shown.earlier)]


def count_resting(book: Any, row: Any) -> int:
    """Return how many tests of the actor's own authority or area were made in the days of a version, up to 1,000."""
    if row.in_force_from is None and book is not KINDS:
        return 0
    code = row.code if book is KINDS else None
    wanted = PurchaseFilter(since=row.in_force_from, until=row.in_force_to, category_code=code)
    return purchases.count_purchases(session(), actor(), wanted)
