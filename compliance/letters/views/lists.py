"""The register of letters, and the letters of one outlet."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from compliance.database import session
from compliance.letters import queries
from compliance.letters.forms import LetterFilterForm
from compliance.letters.queries import LetterFilter, LetterPage
from compliance.letters.views.blueprint import LABELS, asked_id, bp
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.web import actor, day, looked_at, requires


@bp.get("/letters/")
@requires(Permission.VIEW_LETTERS, looks_at="letter.listed")
def index() -> ResponseReturnValue:
    form = LetterFilterForm()
    form.validate()
    wanted = form.wanted()
    page = _page(wanted)
    return render_template(
        "letters/index.html",
        form=form,
        page=page,
        to_correct=_marks(page),
        count=queries.count_letters(session(), actor(), wanted),
        limit=queries.COUNT_LIMIT,
        tags=_tags(form),
        **_links(page),
        labels=LABELS,
    )


@bp.get("/retailers/<uuid:outlet_id>/letters")
@requires(Permission.VIEW_LETTERS, looks_at="letter.listed")
def outlet(outlet_id: UUID) -> ResponseReturnValue:
    retailers.get_own_outlet(session(), actor(), outlet_id)
    identity = retailers.get_identity(session(), actor(), outlet_id)
    page = _page(LetterFilter(outlet_id=outlet_id))
    return render_template(
        "letters/outlet.html", identity=identity, page=page, to_correct=_marks(page), **_links(page), labels=LABELS
    )


def _marks(page: LetterPage) -> dict[UUID, str]:
    """Return why letters of a page are to be corrected, by letter."""
    found = queries.list_to_correct(session(), actor(), letter_ids=[row.id for row in page.rows])
    return {one.letter_id: one.why for one in found}


def _page(wanted: LetterFilter) -> LetterPage:
    page = queries.list_letters(
        session(), actor(), wanted, older_than=asked_id("older_than"), newer_than=asked_id("newer_than")
    )
    looked_at(letters=[row.reference for row in page.rows])
    return page


def _tags(form: LetterFilterForm) -> list[dict[str, str]]:
    """Return what is filtered on, each with the address of the list without it."""
    tags = []
    for field in form:
        if field.is_blank or field.errors:
            continue
        value = day(field.data) if isinstance(field.data, date) else field.data
        chosen = next((one.label for one in getattr(field, "choices", []) if one.data == field.data), value)
        tags.append({"text": f"{field.label.text}: {chosen}", "remove_url": _here(leave_out=field.name)})
    return tags


def _here(leave_out: str = "", **place: UUID) -> str:
    """Return the address of this list without one filter, or at another place of it."""
    gone = {leave_out, "older_than", "newer_than"}
    kept: list[tuple[str, Any]] = [
        (name, value) for name, values in request.args.lists() for value in values if name.partition("-")[0] not in gone
    ]
    query = urlencode([*kept, *place.items()])
    return f"{request.path}?{query}" if query else request.path


def _links(page: LetterPage) -> dict[str, str]:
    return {
        "older_url": _here(older_than=page.older) if page.older else "",
        "newer_url": _here(newer_than=page.newer) if page.newer else "",
    }
