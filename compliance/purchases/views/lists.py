"""The lists of test purchases: of the authority, and of one outlet."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.permissions import Permission
from compliance.purchases import queries, rules
from compliance.purchases.forms import PurchaseFilterForm
from compliance.purchases.queries import PurchasePage
from compliance.purchases.views.blueprint import asked_id, bp
from compliance.retailers import queries as retailers
from compliance.web import actor, day, looked_at, requires


@bp.get("/purchases/")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.listed")
def index() -> ResponseReturnValue:
    """List the test purchases of the authority or force area."""
    form = PurchaseFilterForm()
    form.officer.choices = [(officer.id, officer.name) for officer in accounts.list_officers(session(), actor())]
    form.validate()
    wanted = form.wanted(clock.today())
    page = queries.list_purchases(
        session(), actor(), wanted, older_than=asked_id("older_than"), newer_than=asked_id("newer_than")
    )
    count = queries.count_purchases(session(), actor(), wanted)
    looked_at(purchases=[row.reference for row in page.rows])
    return render_template(
        "purchases/index.html",
        form=form,
        page=page,
        count=count,
        limit=queries.COUNT_LIMIT,
        tags=_tags(form),
        rules=rules,
        **_links(page),
    )


def _tags(form: PurchaseFilterForm) -> list[dict[str, str]]:
    """Return what is filtered on, each with the address of the list without it."""
    tags = []
    for field in form:
        if field.is_blank or field.errors:
            continue
        value = day(field.data) if isinstance(field.data, date) else field.data
        chosen = next((one.label for one in getattr(field, "choices", []) if one.data == field.data), value)
        text = str(field.label.text) if field.data is True else f"{field.label.text}: {chosen}"
        tags.append({"text": text, "remove_url": _here(leave_out=field.name)})
    return tags


def _here(leave_out: str = "", **place: UUID) -> str:
    """Return the address of this list without one filter, at another place of it."""
    gone = {leave_out, "older_than", "newer_than"}
    kept: list[tuple[str, Any]] = [
        (name, value) for name, values in request.args.lists() for value in values if name.partition("-")[0] not in gone
    ]
    query = urlencode([*kept, *place.items()])
    return f"{request.path}?{query}" if query else request.path


def _links(page: PurchasePage) -> dict[str, str]:
    return {
        "older_url": _here(older_than=page.older) if page.older else "",
        "newer_url": _here(newer_than=page.newer) if page.newer else "",
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
        older_than=asked_id("older_than"),
        newer_than=asked_id("newer_than"),
    )
    return render_template("purchases/outlet.html", identity=identity, page=page, rules=rules, **_links(page))
