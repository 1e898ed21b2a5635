"""Pages of places in doubt: the list of them, and correcting the position of an outlet."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.places import queries as places
from compliance.places.rules import ACCURACY_METRES
from compliance.retailers import queries
from compliance.retailers.forms import version_of
from compliance.retailers.forms.places import DoubtForm, PositionForm
from compliance.retailers.queries.misplaced import LOOKED_AT, MisplacedRow, list_misplaced
from compliance.retailers.rules.places import PLACE_DOUBT_LABELS, Doubt, PlaceDoubt
from compliance.retailers.services.positions import correct_position
from compliance.retailers.views.blueprint import bp
from compliance.web import actor, looked_at, requires


@bp.get("/misplaced")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.listed")
def misplaced() -> ResponseReturnValue:
    form = DoubtForm()
    doubt = form.doubt.data if form.validate() else None
    page = list_misplaced(session(), actor(), doubt, after=request.args.get("after", type=UUID))
    looked_at(count=len(page.rows))
    return render_template(
        "retailers/misplaced.html",
        form=form,
        page=page,
        kinds=[(kind, PLACE_DOUBT_LABELS[kind], page.counts.get(kind, 0)) for kind in PlaceDoubt],
        without=page.counts.get(PlaceDoubt.NO_POSITION, 0) + page.counts.get(PlaceDoubt.BY_POSTCODE, 0),
        looked_at_most=LOOKED_AT,
        accuracy=ACCURACY_METRES,
        next_url=url_for("retailers.misplaced", doubt=form.doubt.typed or None, after=page.after) if page.after else "",
        known=bool(places.list_files(session())),
        sentence=_sentence,
    )


def _sentence(row: MisplacedRow, doubt: Doubt) -> str:
    """Return what is in doubt, in words that name the postcode and the place it is in instead."""
    if doubt.kind is PlaceDoubt.POSTCODE_ELSEWHERE:
        return _("Postcode %(postcode)s is in %(where)s", postcode=row.postcode, where=doubt.where)
    if doubt.kind is PlaceDoubt.POSITION_ELSEWHERE:
        return _(
            "Its position is in %(where)s, %(away)s outside %(own)s",
            where=doubt.where,
            away=_away(doubt.metres or 0),
            own=row.authority_name,
        )
    if doubt.kind is PlaceDoubt.OUTSIDE_LONDON:
        return _(
            "Its position is outside London, %(away)s from %(own)s",
            away=_away(doubt.metres or 0),
            own=row.authority_name,
        )
    if doubt.kind is PlaceDoubt.BY_POSTCODE:
        return _("No position of its own: shown at the middle of %(postcode)s", postcode=row.postcode)
    if row.postcode:
        return _("No position, and postcode %(postcode)s is not known", postcode=row.postcode)
    return _("No position and no postcode")


def _away(metres: int) -> str:
    if metres >= 10_000:
        return _("%(number)s km", number=f"{metres / 1000:,.0f}")
    if metres >= 1_000:
        return _("%(number)s km", number=f"{metres / 1000:.1f}")
    return _("%(number)s m", number=metres)


@bp.route("/<uuid:outlet_id>/position", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def position(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    own = "" if outlet.latitude is None else f"{outlet.latitude:.6f}, {outlet.longitude:.6f}"
    form = PositionForm(data={"position": own, "version": str(outlet.version)})
    if form.validate_on_submit():
        try:
            changed = correct_position(
                session(),
                actor(),
                outlet_id,
                form.pair(),
                version=version_of(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Position corrected") if changed else _("Nothing was different, so nothing was changed"))
            return redirect(url_for("retailers.show", outlet_id=outlet_id))
    return render_template(
        "retailers/position.html",
        form=form,
        identity=queries.get_identity(session(), actor(), outlet_id),
        is_placed=outlet.latitude is not None,
        place=places.find_place(session(), outlet.postcode),
        there=_there(outlet.latitude, outlet.longitude),
        accuracy=ACCURACY_METRES,
    )


def _there(latitude: float | None, longitude: float | None) -> tuple[str, str] | None:
    """Return the borough that a position lies in, or None when there is none."""
    if latitude is None or longitude is None:
        return None
    return places.boroughs().district_at(latitude, longitude)
