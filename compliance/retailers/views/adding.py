"""Adding to the register: search first, likely duplicates side by side, then the few fields that make an outlet."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.retailers import queries, rules, services
from compliance.retailers.forms import FindForm, NewOutletForm
from compliance.retailers.queries import LikelyDuplicate, OutletFilter
from compliance.retailers.queries.comparing import candidate_of
from compliance.retailers.rules import OUTLET_STATUS_LABELS
from compliance.retailers.views.blueprint import bp, say_mended
from compliance.retailers.views.likeness import Compared, compare, compare_words
from compliance.web import actor, requires

FIRST_MATCHES = 10


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
        duplicates=[(one, compare_words(one.likely), _compared(form, one)) for one in duplicates],
        status_labels=OUTLET_STATUS_LABELS,
    )


def _compared(form: NewOutletForm, one: LikelyDuplicate) -> list[Compared]:
    return compare(candidate_of(form.outlet_details(), form.company_number.data or None), one.candidate)


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
