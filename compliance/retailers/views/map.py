"""The map of the register, beside the same list: its page, and the outlets that it draws."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.lists import address
from compliance.permissions import Permission
from compliance.places.rules import BOUNDARIES_SAY, POSTCODES_SAY
from compliance.purchases import queries as purchases
from compliance.retailers import queries
from compliance.retailers.queries.mapped import Mapped, MappedOutlet, list_mapped
from compliance.retailers.rules import OUTLET_STATUS_LABELS, OutletStatus
from compliance.retailers.views.blueprint import bp
from compliance.retailers.views.filtering import filter_form, kept, page_address, tags, wanted_of
from compliance.settings import settings
from compliance.web import actor, looked_at, requires, security_policy


@bp.get("/map")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.listed")
def map() -> ResponseReturnValue:  # noqa: A001 - a view is named by its page
    form = filter_form()
    valid = form.validate()
    wanted = wanted_of(form) if valid else None
    after, before = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
    page = queries.list_outlets(session(), actor(), wanted, after=after, before=before) if wanted else None
    count = queries.count_outlets(session(), actor(), wanted) if wanted else 0
    looked_at(count=count)
    asked = kept(form, "sort")
    sees_tests = actor().may(Permission.VIEW_PURCHASES)
    shown = [row.id for row in page.rows] if page and sees_tests else []
    text = render_template(
        "retailers/map.html",
        form=form,
        page=page,
        count=count,
        count_limit=queries.count_limit(wanted) if wanted else 0,
        tags=tags("retailers.map", form),
        kept=kept(form, "q", "sort"),
        list_url=address("retailers.index", *asked),
        data_url=address("retailers.map_data", *asked),
        next_url=page_address("retailers.map", form, "after", page.after if page else None),
        previous_url=page_address("retailers.map", form, "before", page.before if page else None),
        sees_tests=sees_tests,
        last_tests=purchases.last_tests_of(session(), actor(), shown, clock.today()) if shown else {},
        status_labels=OUTLET_STATUS_LABELS,
        tiles=settings().map_tiles,
        tiles_say=settings().map_tiles_say,
        credit=f"{BOUNDARIES_SAY}. {POSTCODES_SAY}.",
    )
    return _with_tiles(make_response(text))


def _with_tiles(response: Response) -> Response:
    """Let this page, and no other, load pictures from the host of the tiles, where one is set."""
    if settings().map_tiles:
        tiles = urlsplit(settings().map_tiles)
        response.headers["Content-Security-Policy"] = security_policy(f"{tiles.scheme}://{tiles.netloc}")
    return response


@bp.get("/map/data")
@requires(Permission.VIEW_RETAILERS, looks_at="map.viewed")
def map_data() -> ResponseReturnValue:
    """Answer with the outlets that match, as JSON: at most so many, with how many there are and what is not drawn."""
    form = filter_form()
    if not form.validate():
        return jsonify(outlets=[], placed=0, sentence=_("Nothing was searched"))
    found = list_mapped(session(), actor(), wanted_of(form))
    looked_at(count=len(found.rows))
    return jsonify(
        outlets=[_drawn(one) for one in found.rows],
        placed=found.placed,
        sentence=_sentence(found),
    )


def _drawn(one: MappedOutlet) -> dict[str, Any]:
    notes = [_("Chain") if one.is_chain else _("Independent")]
    if one.status is not OutletStatus.TRADING:
        notes.append(OUTLET_STATUS_LABELS[one.status])
    if one.by_postcode:
        notes.append(_("Shown at the middle of its postcode"))
    return {
        "name": one.name,
        "where": one.where,
        "at": [round(one.latitude, 5), round(one.longitude, 5)],
        "chain": one.is_chain,
        "notes": notes,
        "url": url_for("retailers.show", outlet_id=one.id),
    }


def _sentence(found: Mapped) -> str:
    """Return what the map shows and what it cannot, in words."""
    drawn, placed, without = (f"{number:,}" for number in (len(found.rows), found.placed, found.without_position))
    if not found.all_counted:
        return _("Showing the first %(drawn)s of very many by name. Filter to see the rest.", drawn=drawn)
    if len(found.rows) < found.placed:
        shown = _("Showing the first %(drawn)s of %(placed)s by name.", drawn=drawn, placed=placed)
    elif found.placed == 1:
        shown = _("Showing 1 retailer.")
    else:
        shown = _("Showing %(drawn)s retailers.", drawn=drawn)
    if found.without_position == 1:
        return _("%(shown)s 1 more has no position and is in the list only.", shown=shown)
    if found.without_position:
        return _("%(shown)s %(without)s more have no position and are in the list only.", shown=shown, without=without)
    return shown
