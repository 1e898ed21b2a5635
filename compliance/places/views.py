"""Pages of places: where the data comes from, and the boundaries that the map draws."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.permissions import Permission
from compliance.places import queries
from compliance.places.rules import ACCURACY_METRES, CREDITS, SOURCE_LABELS
from compliance.web import actor, requires

bp = Blueprint("places", __name__, url_prefix="/places")


@bp.get("/about")
@requires(Permission.USE_ACCOUNT)
def about() -> ResponseReturnValue:
    return render_template(
        "places/about.html",
        credits=CREDITS,
        files=queries.list_files(session()),
        source_labels=SOURCE_LABELS,
        accuracy=ACCURACY_METRES,
    )


@bp.get("/boundaries")
@requires(Permission.USE_ACCOUNT)
def boundaries() -> ResponseReturnValue:
    """Answer with the boundaries of the actor's authority, or of those their force covers, as GeoJSON."""
    area = accounts.list_area(session(), actor())
    answer = jsonify(queries.boundaries_of({one.ons_code for one in area if one.ons_code}))
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer
