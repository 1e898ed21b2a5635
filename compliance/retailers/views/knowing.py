"""What to know of an outlet now, and its timeline: gathered from every slice that records something of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlmodel import Session

from compliance.permissions import Actor, Permission
from compliance.purchases import queries as purchases
from compliance.retailers import queries
from compliance.retailers.queries import Identity
from compliance.retailers.rules import TimelineEntry
from compliance.retailers.views.blueprint import may_reach

Timeline = Callable[[Session, Actor, UUID], list[TimelineEntry]]

TIMELINES: tuple[tuple[Permission, Timeline], ...] = (
    (Permission.VIEW_RETAILERS, queries.timeline),
    (Permission.VIEW_PURCHASES, purchases.timeline),
)
"""Who tells of an outlet, and what one must be allowed to see to hear it."""

SHARED = frozenset({Permission.VIEW_RETAILERS, Permission.VIEW_PURCHASES})
"""What a police planner sees of an outlet of another authority."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A timeline entry as the component draws it; `url` is "" when its page does not exist or may not be opened."""

    on: date
    title: str
    url: str
    text: str
    tag: str
    colour: str


def list_timeline(session: Session, actor: Actor, identity: Identity) -> list[Entry]:
    """Return what happened at an outlet as far as the actor may see it, the latest first."""
    entries = [
        entry
        for permission, timeline in TIMELINES
        if actor.may(permission) and (identity.is_own or permission in SHARED)
        for entry in timeline(session, actor, identity.outlet_id)
    ]
    entries.sort(key=lambda entry: (entry.on, entry.kind, entry.title), reverse=True)
    return [_entry(entry, identity) for entry in entries]


def _entry(entry: TimelineEntry, identity: Identity) -> Entry:
    linked = entry.endpoint is not None and may_reach(entry.endpoint)
    if entry.kind == "operator" and not identity.is_own:
        linked = False
    url = url_for(entry.endpoint, **entry.arguments) if linked and entry.endpoint else ""
    return Entry(entry.on, entry.title, url, entry.text, entry.tag, entry.colour)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know before acting: a tag, a sentence, and the page that mends or explains it ("" for none)."""

    tag: str
    colour: str
    text: str
    url: str = ""
    link: str = ""


def list_facts(session: Session, actor: Actor, identity: Identity, today: date) -> list[Fact]:
    """Return what to know now of an outlet, the most pressing first."""
    return _about_the_outlet(actor, identity)


def _about_the_outlet(actor: Actor, identity: Identity) -> list[Fact]:
    facts = []
    if identity.operator_name is None:
        text = _("Who operates it is not confirmed, so no warning can be issued. Confirm the legal entity.")
        may = identity.is_own and actor.may(Permission.CONFIRM_OPERATOR)
        url = url_for("retailers.confirm_operator", outlet_id=identity.outlet_id) if may else ""
        facts.append(Fact(_("Operator not confirmed"), "yellow", text, url, _("Confirm the operator")))
    if identity.missing_since_on is not None:
        day = format_date(identity.missing_since_on, "d MMMM y")
        text = _("It is not in the register imported of %(day)s. Find out whether it still trades.", day=day)
        may = identity.is_own and actor.may(Permission.EDIT_RETAILERS)
        url = url_for("retailers.status", outlet_id=identity.outlet_id) if may else ""
        facts.append(Fact(_("Missing from the register"), "yellow", text, url, _("Change its status")))
    if identity.closed_on is not None:
        day = format_date(identity.closed_on, "d MMMM y")
        vacant = identity.status.value == "vacant"
        text = _("Vacant since %(day)s.", day=day) if vacant else _("Closed on %(day)s.", day=day)
        facts.append(Fact(_("Vacant") if vacant else _("Closed"), "grey", text))
    if identity.primary_authority:
        text = _(
            "%(name)s has a Primary Authority partnership with %(authority)s. Notify it before enforcement action.",
            name=identity.operator_name,
            authority=identity.primary_authority,
        )
        facts.append(Fact(_("Primary Authority"), "purple", text))
    if identity.own_training_scheme:
        text = _("%(name)s has a training scheme of its own.", name=identity.operator_name)
        facts.append(Fact(_("Own training"), "", text))
    return facts
