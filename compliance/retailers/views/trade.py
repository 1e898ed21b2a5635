"""Pages that say how an outlet trades: products, channels, storage and display, opening hours."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.offences import queries as offences
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import ChannelsForm, DisplaysForm, HoursForm, ProductsForm, typed_week
from compliance.retailers.queries import Seen
from compliance.retailers.rules import stamp_of
from compliance.retailers.views.blueprint import bp, done
from compliance.web import actor, requires


@bp.route("/<uuid:outlet_id>/products", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def products(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    known = queries.list_products(session(), actor(), outlet_id)
    on_list = offences.list_categories(session(), clock.today())
    sold = [one.category for one in known if one.sold]
    form = ProductsForm(data={"sold": sold, "seen_on": clock.today(), "stamp": stamp_of(known)})
    form.offer(on_list)

    def say() -> bool:
        return services.say_products(session(), actor(), outlet_id, form.look(), stamp=form.stamp.data or "")

    if done(form, say, _("Products recorded")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/products.html", form=form, identity=identity, known=known)


@bp.route("/<uuid:outlet_id>/channels", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def channels(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    form = ChannelsForm(data=_as_seen(queries.list_channels(session(), actor(), outlet_id)))
    if done(form, _saying(services.say_channels, outlet_id, form), _("Sales channels recorded")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/channels.html", form=form, identity=identity)


@bp.route("/<uuid:outlet_id>/displays", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def displays(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    form = DisplaysForm(data=_as_seen(queries.list_displays(session(), actor(), outlet_id)))
    if done(form, _saying(services.say_displays, outlet_id, form), _("Storage and display recorded")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/displays.html", form=form, identity=identity)


def _as_seen(known: Sequence[Seen]) -> dict[str, object]:
    """Return what a form is filled in with: what was seen last, and today."""
    return {"ticked": [one.what for one in known], "seen_on": clock.today(), "stamp": stamp_of(known)}


def _saying(service: Callable[..., bool], outlet_id: UUID, form: ChannelsForm | DisplaysForm) -> Callable[[], bool]:
    """Return what a form does when it is sent."""
    return lambda: service(
        session(), actor(), outlet_id, form.ticked.data, seen_on=form.seen_on.data, stamp=form.stamp.data or ""
    )


@bp.route("/<uuid:outlet_id>/hours", methods=["GET", "POST"])
@requires(Permission.EDIT_RETAILERS, looks_at="outlet.viewed")
def hours(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    known = queries.week_of(session(), actor(), outlet_id)
    form = HoursForm(data={**typed_week(known), "stamp": stamp_of(known.items())})

    def say() -> bool:
        return services.say_hours(session(), actor(), outlet_id, form.week(), stamp=form.stamp.data or "")

    if done(form, say, _("Opening hours recorded")):
        return redirect(url_for("retailers.details", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template("retailers/hours.html", form=form, identity=identity)
