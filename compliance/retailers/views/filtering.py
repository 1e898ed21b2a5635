"""The filter of the register as its pages share it: the list and the map ask the same of the same address."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.retailers import queries
from compliance.retailers.forms import RetailerFilterForm
from compliance.web import actor


def filter_form() -> RetailerFilterForm:
    """Return the filter as the address has it, with what the actor may choose from."""
    form = RetailerFilterForm()
    form.business_type.choices = [(name, name) for name in queries.list_business_types(session(), actor())]
    if actor().area:
        area = accounts.list_area(session(), actor())
        form.authority.choices = [(authority.id, authority.name) for authority in area]
    else:
        del form.authority
    return form


def kept(form: RetailerFilterForm, *without: str) -> list[tuple[str, str]]:
    """Return what the address asks of the filter, but for the fields named."""
    names = [field.name for field in form if field.name not in without]
    return [(name, value) for name in names for value in request.args.getlist(name) if value]


def address(endpoint: str, *asked: tuple[str, str]) -> str:
    """Return the address of a page of the register that asks this."""
    return f"{url_for(endpoint)}?{urlencode(asked)}" if asked else url_for(endpoint)


def page_address(endpoint: str, form: RetailerFilterForm, name: str, outlet_id: UUID | None) -> str:
    """Return the address of the next or previous page, or "" at an end."""
    return address(endpoint, *kept(form), (name, str(outlet_id))) if outlet_id else ""


def tags(endpoint: str, form: RetailerFilterForm) -> list[dict[str, str]]:
    """Return the filters that are on, each with the address of the page without it."""
    on = []
    for field in form:
        if field.name == "q" or field.is_blank:
            continue
        words = next((one.label for one in getattr(field, "choices", ()) if one.data == field.data), field.typed)
        text: Any = str(field.label.text) if field is form.missing else f"{field.label.text}: {words}"
        on.append({"text": text, "remove_url": address(endpoint, *kept(form, field.name))})
    return on
