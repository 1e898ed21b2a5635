"""An address of a retailer that was merged away leads to the one that took it in, on every page about an outlet."""

from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from compliance.database import session
from compliance.permissions import Permission
from compliance.retailers import queries
from compliance.retailers.views.blueprint import bp
from compliance.web import actor


@bp.before_app_request
def follow_merged() -> ResponseReturnValue | None:
    """Lead on to the same page of the outlet that stays, with a notice.

    A page is found again (302: an undo may make the address true again). A form that is sent is sent on as it is (307),
    so that what was typed in the street is not lost; a correction of the merged one is not, for it would overwrite what
    the other says: it is to be typed there.
    """
    outlet_id = (request.view_args or {}).get("outlet_id")
    if outlet_id is None or not current_user.is_authenticated or current_user.must_change_password:
        return None
    if not actor().may(Permission.VIEW_RETAILERS):
        return None
    survivor = queries.find_survivor(session(), actor(), outlet_id)
    if survivor is None:
        return None
    kept_id, name, reference = survivor
    there = url_for(str(request.endpoint), **{**request.view_args, "outlet_id": kept_id})  # type: ignore[dict-item]
    if request.query_string:
        there = f"{there}?{urlencode(list(request.args.items(multi=True)))}"
    if request.method in {"GET", "HEAD"}:
        flash(_("%(name)s (%(reference)s) was merged into this retailer", name=name, reference=reference), "important")
        return redirect(there, 302)
    if "version" not in request.form:
        return redirect(there, 307)
    flash(
        _(
            "%(name)s (%(reference)s) was merged into this retailer meanwhile. Nothing was saved: look at what stands "
            "here, and correct it if it is wrong",
            name=name,
            reference=reference,
        ),
        "important",
    )
    return redirect(url_for("retailers.show", outlet_id=kept_id), 303)
