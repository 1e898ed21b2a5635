"""What the lists of visits and of actions share: the filters that are on, and the address of the list with others."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from compliance.forms import FilterForm
from compliance.forms.field import Field
from compliance.spreadsheets import Kind
from compliance.web import day

PLACES = frozenset({"after", "before", "format", "view"})


def kept(leave_out: str = "") -> list[tuple[str, str]]:
    """Return what the address asks of the list, without one filter and without the place in the list."""
    return [
        (name, value)
        for name, values in request.args.lists()
        for value in values
        if value and name.partition("-")[0] not in PLACES | {leave_out}
    ]


def here(endpoint: str, *more: tuple[str, str], leave_out: str = "") -> str:
    """Return the address of a list as it is filtered, without one filter, with what is to be added."""
    query = urlencode([*kept(leave_out), *more])
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def tags(endpoint: str, form: FilterForm) -> list[dict[str, str]]:
    """Return the filters that are on, each with the address of the list without it."""
    return [
        {"text": _words(field), "remove_url": here(endpoint, leave_out=field.name)}
        for field in form
        if isinstance(field, Field) and not field.is_blank and not field.errors
    ]


def _words(field: Any) -> str:
    if field.data is True:
        return str(field.label.text)
    shown = day(field.data) if isinstance(field.data, date) else field.typed
    chosen = next((one.label for one in getattr(field, "choices", []) if one.data == field.data), shown)
    return f"{field.label.text}: {chosen}"


def exports(endpoint: str) -> list[tuple[str, str]]:
    """Return the kinds of file that a list can be had as, and the address of each."""
    return [(kind.upper(), here(endpoint, ("format", str(kind)))) for kind in Kind]


def format_asked() -> Kind | None:
    """Return the kind of file that the address asks for, None for one that is none."""
    return next((one for one in Kind if one == request.args.get("format")), None)
