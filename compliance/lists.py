"""What the pages of lists share: the filters that are on, and the address of the list with others."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from compliance.forms import FilterForm
from compliance.forms.field import Field
from compliance.spreadsheets import Kind
from compliance.web import day

PLACES = frozenset({"after", "before", "format", "view"})
EVERYTHING = ("view", "all")
"""What the address asks to see the whole list, and not the officer's default view of it."""


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
    return address(endpoint, *kept(leave_out), *more)


def without(endpoint: str, leave_out: str, *more: tuple[str, str]) -> str:
    """Return the address of a list without one filter or order; never that of the officer's default view."""
    return address(endpoint, *([*kept(leave_out), *more] or [EVERYTHING]))


def everything(endpoint: str) -> str:
    """Return the address of the whole list, whatever the officer's default view of it is."""
    return address(endpoint, EVERYTHING)


def address(endpoint: str, *asked: tuple[str, str]) -> str:
    """Return the address of a list, of the same record as this page's when it is of one, that asks this."""
    path = url_for(endpoint, **(request.view_args or {}))
    return f"{path}?{urlencode(asked)}" if asked else path


def tags(endpoint: str, form: FilterForm) -> list[dict[str, str]]:
    """Return the filters that are on, each with the address of the list without it."""
    return [
        {"text": words_of(field), "remove_url": without(endpoint, field.name)}
        for field in form
        if isinstance(field, Field) and not field.is_blank and not field.errors
    ]


def words_of(field: Any) -> str:
    """Return what a filter asks for, in words: its label, and what was chosen or typed."""
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
