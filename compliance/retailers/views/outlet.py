"""Pages of one outlet: its overview with the timeline, its details, corrections and history."""

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.audit import queries as audit
from compliance.database import session
from compliance.forms import Choice
from compliance.offences import queries as offences
from compliance.offences.rules import categories_on, flags_of, latest_categories
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import CorrectOutletForm, version_of
from compliance.retailers.queries import Identity
from compliance.retailers.rules import (
    ARRANGEMENT_KIND_LABELS,
    CHANNEL_LABELS,
    CONTACT_PURPOSE_LABELS,
    DISPLAY_LABELS,
    OUTLET_KIND_LABELS,
    OUTLET_STATUS_LABELS,
    SCHEME_LABELS,
    sells_none,
    week_in_words,
)
from compliance.retailers.views.blueprint import bp, done
from compliance.retailers.views.knowing import list_facts
from compliance.retailers.views.telling import list_timeline
from compliance.web import actor, requires

OWN_SUBJECTS = frozenset({"outlet", "operator", "entity", "trading_name", "contact", "arrangement", "licence"})
LABELS = {
    "arrangements": ARRANGEMENT_KIND_LABELS,
    "channels": CHANNEL_LABELS,
    "displays": DISPLAY_LABELS,
    "kinds": OUTLET_KIND_LABELS,
    "purposes": CONTACT_PURPOSE_LABELS,
    "schemes": SCHEME_LABELS,
    "statuses": OUTLET_STATUS_LABELS,
}


@bp.get("/<uuid:outlet_id>")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.viewed")
def show(outlet_id: UUID) -> ResponseReturnValue:
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template(
        "retailers/show.html",
        identity=identity,
        facts=list_facts(session(), actor(), identity, clock.today()),
        entries=list_timeline(session(), actor(), identity),
    )


@bp.get("/<uuid:outlet_id>/details")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.viewed")
def details(outlet_id: UUID) -> ResponseReturnValue:
    identity = queries.get_identity(session(), actor(), outlet_id)
    outlet = queries.get_outlet(session(), actor(), outlet_id)
    trade = queries.get_trade(session(), actor(), outlet_id)
    kinds = offences.list_category_versions(session())
    runs_it = outlet.marketplace_entity_id if identity.is_own else None
    return render_template(
        "retailers/details.html",
        identity=identity,
        outlet=outlet,
        trade=trade,
        references=queries.list_references(session(), actor(), outlet_id),
        contacts=queries.list_contacts(session(), actor(), outlet_id=outlet_id),
        arrangements=queries.list_arrangements(session(), actor(), outlet_id),
        licences=queries.list_licences(session(), actor(), outlet_id),
        marketplace=queries.get_entity(session(), actor(), runs_it) if runs_it else None,
        sells_none=sells_none(trade.products, [one.code for one in categories_on(kinds, clock.today())]),
        week=week_in_words(trade.week),
        categories=latest_categories(kinds, clock.today()),
        flags_of=flags_of,
        labels=LABELS,
    )


@bp.route("/<uuid:outlet_id>/correct", methods=["GET", "POST"], defaults={"part": ""})
@bp.route("/<uuid:outlet_id>/correct/name", methods=["GET", "POST"], defaults={"part": "name"})
@bp.route("/<uuid:outlet_id>/correct/address", methods=["GET", "POST"], defaults={"part": "address"})
@bp.route("/<uuid:outlet_id>/correct/online", methods=["GET", "POST"], defaults={"part": "online"})
@bp.route("/<uuid:outlet_id>/correct/contact", methods=["GET", "POST"], defaults={"part": "contact"})
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def edit(outlet_id: UUID, part: str) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    form = _correction(outlet_id, part)

    def correct() -> bool:
        said = form.corrected(queries.details_of(outlet))
        return services.correct_outlet(
            session(), actor(), outlet_id, said, version=version_of(form.version), reason=form.reason.data
        )

    if done(form, correct, _("Retailer corrected")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    return render_template("retailers/edit.html", form=form, part=part, identity=_identity(outlet_id))


def _correction(outlet_id: UUID, part: str) -> CorrectOutletForm:
    """Return the form that corrects a part of an outlet, filled in with what is recorded."""
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    form = CorrectOutletForm(obj=outlet, data={"marketplace_entity": outlet.marketplace_entity_id})
    form.marketplace_entity.choices = [
        Choice(str(entity.id), entity.name, entity.id) for entity in queries.list_marketplaces(session(), actor())
    ]
    form.keep(part)
    return form


def _identity(outlet_id: UUID) -> Identity:
    return queries.get_identity(session(), actor(), outlet_id)


@bp.get("/<uuid:outlet_id>/history")
@requires(Permission.VIEW_RETAILERS, looks_at="history.viewed")
def history(outlet_id: UUID) -> ResponseReturnValue:
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    both = queries.with_merged(session(), actor(), outlet_id)
    entries: Sequence[object] = audit.list_outlet(session(), actor(), *both)
    if not actor().may(Permission.VIEW_VISITS):
        entries = [entry for entry in entries if getattr(entry, "subject_kind", "") in OWN_SUBJECTS]
    moves = queries.list_moves(session(), actor(), outlet_id)
    return render_template(
        "retailers/history.html",
        identity=_identity(outlet_id),
        entries=entries,
        recorded_at=outlet.recorded_at,
        moves=moves,
        move_names=queries.names_of(session(), actor(), {one for m in moves for one in (m.from_id, m.to_id)}),
    )
