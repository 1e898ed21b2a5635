"""Pages of the register as a whole: the list, and adding to it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries, rules, services
from compliance.retailers.forms import FindForm, NewOutletForm
from compliance.retailers.queries import LikelyDuplicate, OutletFilter
from compliance.retailers.rules import LIKENESS_LABELS, OUTLET_KIND_LABELS, OUTLET_STATUS_LABELS
from compliance.retailers.views.blueprint import bp, say_mended
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


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.searched")
def new() -> ResponseReturnValue:
    """Search first; then, when it is not there, one page of few fields; likely duplicates are shown beside it."""
    find = FindForm()
    find.validate()
    search = find.q.data or ""
    matches = queries.list_outlets(session(), actor(), OutletFilter(search), limit=FIRST_MATCHES) if search else None
    form = NewOutletForm(data={"new_id": str(new_id()), **_begun(search)})
    duplicates: list[LikelyDuplicate] = []
    if form.validate_on_submit():
        try:
            duplicates = _duplicates(form)
            if not duplicates or form.none_of_these.data:
                details = form.outlet_details()
                outlet = services.register_outlet(session(), actor(), details, outlet_id=_identifier(form))
                flash(_("%(name)s added as %(reference)s", name=outlet.name, reference=outlet.reference))
                say_mended(form.company_number)
                return redirect(_then(form, outlet.id))
            form.show(Refusal(_("This may be on the register already. Look at the retailers below"), "none_of_these"))
        except Refusal as refusal:
            form.show(refusal)
    return render_template(
        "retailers/new.html",
        find=find,
        form=form,
        matches=matches,
        duplicates=duplicates,
        likeness_labels=LIKENESS_LABELS,
        status_labels=OUTLET_STATUS_LABELS,
    )


def _begun(search: str) -> dict[str, str]:
    """Return what the search already says of a new outlet: its postcode, or else its name."""
    if postcode := rules.normalise_postcode(search):
        return {"postcode": postcode}
    return {"name": search}


def _duplicates(form: NewOutletForm) -> list[LikelyDuplicate]:
    details = form.outlet_details()
    found = queries.list_likely_duplicates(session(), actor(), details, form.company_number.data or None)
    own = _identifier(form)
    return [one for one in found if one.outlet.id != own]


def _identifier(form: NewOutletForm) -> UUID | None:
    try:
        return UUID(form.new_id.data)
    except ValueError:
        return None


def _then(form: NewOutletForm, outlet_id: UUID) -> str:
    """Return where to go on: to the operator when the company number is known, or else to the outlet."""
    if form.company_number.data and actor().may(Permission.CONFIRM_OPERATOR):
        return url_for("retailers.confirm_operator", outlet_id=outlet_id, q=form.company_number.data)
    return url_for("retailers.show", outlet_id=outlet_id)
