"""Pages of the register as a whole: the list, and adding to it."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from compliance.database import session
from compliance.permissions import Permission
from compliance.retailers import queries
from compliance.retailers.queries import OutletFilter
from compliance.retailers.rules import OUTLET_KIND_LABELS, OUTLET_STATUS_LABELS
from compliance.retailers.views.blueprint import bp
from compliance.retailers.views.filtering import address, filter_form, kept, page_address, tags
from compliance.web import actor, looked_at, requires

FIRST_MATCHES = 10


@bp.get("/")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.listed")
def index() -> ResponseReturnValue:
    form = filter_form()
    if not form.validate():
        return render_template("retailers/index.html", form=form, page=None, count=0, anything=True, kept=[], tags=[])
    wanted = form.outlet_filter()
    after, before = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
    page = queries.list_outlets(session(), actor(), wanted, after=after, before=before)
    count = queries.count_outlets(session(), actor(), wanted)
    looked_at(count=count)
    anything = bool(page.rows) or wanted != OutletFilter() or queries.count_outlets(session(), actor(), limit=1) > 0
    return render_template(
        "retailers/index.html",
        form=form,
        page=page,
        count=count,
        count_limit=queries.COUNT_LIMIT,
        anything=anything,
        tags=tags("retailers.index", form),
        kept=kept(form, "q"),
        next_url=page_address("retailers.index", form, "after", page.after),
        previous_url=page_address("retailers.index", form, "before", page.before),
        map_url=address("retailers.map", *kept(form)),
        kind_labels=OUTLET_KIND_LABELS,
        status_labels=OUTLET_STATUS_LABELS,
    )
