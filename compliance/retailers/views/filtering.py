"""The filter of the register as its pages share it: list, map and export ask the same of the same address."""

from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.agreements import queries as agreements
from compliance.database import session
from compliance.lists import EVERYTHING, address, words_of
from compliance.offences import queries as offences
from compliance.permissions import Permission
from compliance.places import queries as places
from compliance.purchases import queries as purchases
from compliance.retailers import queries
from compliance.retailers.forms import RetailerFilterForm
from compliance.retailers.forms.filtering import EVER, NEVER, NO, YES
from compliance.retailers.queries import OutletFilter, orders
from compliance.retailers.queries.filters import Condition
from compliance.retailers.queries.orders import Ordering
from compliance.retailers.rules.searching import ORDER_LABELS, OutletOrder
from compliance.training import queries as training
from compliance.web import actor

_NEEDED = {
    "agreement": Permission.VIEW_AGREEMENTS,
    "training": Permission.VIEW_TRAINING,
    "tested": Permission.VIEW_PURCHASES,
    "tested_since": Permission.VIEW_PURCHASES,
    "clock": Permission.VIEW_PURCHASES,
}
"""What one must be allowed to see, to filter by it."""

_BY_TESTS = (OutletOrder.LAST_TESTED, OutletOrder.LONGEST_UNTESTED)


def filter_form() -> RetailerFilterForm:
    """Return the filter as the address has it, with what the actor may choose from and may see."""
    form = RetailerFilterForm()
    form.selling.choices = [(one.code, one.label) for one in offences.list_categories(session(), clock.today())]
    form.business_type.choices = [(name, name) for name in queries.list_business_types(session(), actor())]
    wards = places.list_wards_of_area(session(), actor())
    several = len({ward.district_name for ward in wards}) > 1
    form.ward.choices = [(one.code, f"{one.name} ({one.district_name})" if several else one.name) for one in wards]
    if actor().area:
        area = accounts.list_area(session(), actor())
        form.authority.choices = [(authority.id, authority.name) for authority in area]
    else:
        del form.authority
    for name, permission in _NEEDED.items():
        if not actor().may(permission):
            delattr(form, name)
    return form


def wanted_of(form: RetailerFilterForm) -> OutletFilter:
    """Return which outlets are asked for: by what the register holds, and by what other slices know of them."""
    return form.outlet_filter(tuple(_conditions(form)))


def _conditions(form: RetailerFilterForm) -> list[Condition]:
    today = clock.today()
    found = []
    if "agreement" in form and form.agreement.data in {YES, NO}:
        found.append(_as_said(agreements.in_force_on(actor(), today), said=form.agreement.data))
    if "training" in form and form.training.data in {YES, NO}:
        policy = training.policy_on(session(), actor(), today)
        found.append(_as_said(training.trained_on(actor(), today, policy), said=form.training.data))
    if "tested" in form and form.tested.data in {NEVER, EVER}:
        found.append(_as_said(purchases.never_tested(actor(), today), said=YES if form.tested.data == NEVER else NO))
    if "tested_since" in form and form.tested_since.data:
        found.append(purchases.tested_since(actor(), form.tested_since.data, today))
    if "clock" in form and form.clock.data:
        found.append(purchases.sold_with_clock_running(session(), actor(), today))
    return found


def _as_said(condition: Condition, *, said: str) -> Condition:
    return condition if said == YES else lambda outlet_id: ~condition(outlet_id)


def order_asked() -> OutletOrder:
    """Return the order that the address asks for: by name when it asks for none, or for one that is none of ours."""
    asked = request.args.get("sort", "")
    order = OutletOrder(asked) if asked in set(OutletOrder) else OutletOrder.NAME
    return order if order in _orders() else OutletOrder.NAME


def _orders() -> list[OutletOrder]:
    sees_tests = actor().may(Permission.VIEW_PURCHASES)
    return [order for order in OutletOrder if sees_tests or order not in _BY_TESTS]


def ordering_of(order: OutletOrder) -> Ordering:
    """Return how a list is cut in an order."""
    last_tested = purchases.last_tested_by(actor(), clock.today())
    made: dict[OutletOrder, Ordering] = {
        OutletOrder.NAME: orders.by_name,
        OutletOrder.POSTCODE: orders.by_postcode,
        OutletOrder.NEWEST: orders.newest_first,
        OutletOrder.LAST_TESTED: orders.last_tested_first(last_tested),
        OutletOrder.LONGEST_UNTESTED: orders.longest_untested_first(last_tested),
    }
    return made[order]


def sorts(endpoint: str, form: RetailerFilterForm) -> list[dict[str, Any]]:
    """Return the orders there are, each with the address of the list in it, and whether it is the present one."""
    here = order_asked()
    return [
        {
            "text": _(ORDER_LABELS[order]),
            "url": address(endpoint, *(_asked(form, order) or [EVERYTHING])),
            "current": order is here,
        }
        for order in _orders()
    ]


def _asked(form: RetailerFilterForm, order: OutletOrder) -> list[tuple[str, str]]:
    return [*kept(form, "sort"), *([("sort", str(order))] if order is not OutletOrder.NAME else [])]


def kept(form: RetailerFilterForm, *without: str) -> list[tuple[str, str]]:
    """Return what the address asks of the filter and the order, but for the fields named; a day has three parts."""
    names = [field.name for field in form if field.name not in without]
    found = [
        (name, value)
        for name, values in request.args.lists()
        for value in values
        if value and name.partition("-")[0] in names
    ]
    order = order_asked()
    return [*found, ("sort", str(order))] if order is not OutletOrder.NAME and "sort" not in without else found


def page_address(endpoint: str, form: RetailerFilterForm, name: str, outlet_id: UUID | None) -> str:
    """Return the address of the next or previous page, or "" at an end."""
    return address(endpoint, *kept(form), (name, str(outlet_id))) if outlet_id else ""


def tags(endpoint: str, form: RetailerFilterForm) -> list[dict[str, str]]:
    """Return the filters that are on, each with the address of the page without it."""
    on = []
    for field in form:
        if field.name == "q" or field.is_blank:
            continue
        on.append({"text": words_of(field), "remove_url": address(endpoint, *(kept(form, field.name) or [EVERYTHING]))})
    return on
