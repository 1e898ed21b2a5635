"""The blueprint of the reports, and what its lists share: the filter, its tags, the pages and the files."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound
from compliance.forms import CheckboxField, FilterForm
from compliance.places import queries as places
from compliance.reports.forms import SellerFilterForm
from compliance.retailers import queries as retailers
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, looked_at

bp = Blueprint("reports", __name__)

PAGE = 100


def offer_choices(form: SellerFilterForm) -> None:
    """Offer the wards and the business types of the actor's authority."""
    authority = accounts.get_authority(session(), actor().authority_id)
    wards = places.list_wards(session(), authority.ons_code)
    form.ward.choices = [(ward.code, ward.name) for ward in wards]
    form.business_type.choices = [(name, name) for name in retailers.list_business_types(session(), actor())]


def tags_of(form: FilterForm, endpoint: str) -> list[dict[str, str]]:
    """Return what is on of a filter, each with the address of the list without it."""
    tags = []
    for field in form:
        if getattr(field, "is_blank", True):
            continue
        one = field.label.text if isinstance(field, CheckboxField) else f"{field.label.text}: {_shown(field)}"
        kept = [(name, value) for name, value in request.args.items(multi=True) if name.partition("-")[0] != field.name]
        kept = [(name, value) for name, value in kept if name not in {"page", "tick"}]
        tags.append({"text": str(one), "remove_url": f"{url_for(endpoint)}?{urlencode(kept)}"})
    return tags


def _shown(field: Any) -> str:
    chosen = next((one.label for one in getattr(field, "choices", ()) if one.data == field.data), None)
    return str(chosen or field.data)


def here(endpoint: str, **changes: str | None) -> str:
    """Return the address of a list as it is asked for now, with some of what is asked for changed or left out."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    query = urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def page_of(rows: Sequence[Any], endpoint: str) -> tuple[Sequence[Any], str, str]:
    """Return the page of a list that the address asks for, and the addresses of the one before and the next."""
    pages = max(1, -(-len(rows) // PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    before = here(endpoint, page=str(number - 1)) if number > 1 else ""
    after = here(endpoint, page=str(number + 1)) if number < pages else ""
    return rows[(number - 1) * PAGE : number * PAGE], before, after


def exports(endpoint: str) -> list[tuple[str, str]]:
    """Return the kinds of file of a list and the address of each."""
    return [(kind.upper(), here(f"{endpoint}_export", format=str(kind), page=None, tick=None)) for kind in Kind]


def send_rows(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> ResponseReturnValue:
    """Answer with rows as the file that the address asks for. Raises NotFound for a kind there is none of."""
    kind = next((one for one in Kind if one == request.args.get("format")), None)
    if kind is None:
        raise NotFound
    listed = list(rows)
    looked_at(count=len(listed), format=str(kind))
    file = write(kind, headings, listed, title=_("Rows"))
    file_name = f"{name}-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=file_name)
