"""The timeline of an outlet: gathered from every slice that records something of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from sqlmodel import Session

from compliance.agreements import queries as agreements
from compliance.imports import queries as imports
from compliance.letters import queries as letters
from compliance.permissions import Actor, Permission
from compliance.purchases import queries as purchases
from compliance.retailers import queries
from compliance.retailers.queries import Identity
from compliance.retailers.rules import TimelineEntry
from compliance.training import queries as training
from compliance.visits import queries as visits
from compliance.web import may_reach

Timeline = Callable[[Session, Actor, UUID], list[TimelineEntry]]

TIMELINES: tuple[tuple[Permission, Timeline], ...] = (
    (Permission.VIEW_RETAILERS, queries.timeline),
    (Permission.VIEW_RETAILERS, imports.timeline),
    (Permission.VIEW_VISITS, visits.timeline),
    (Permission.VIEW_AGREEMENTS, agreements.timeline),
    (Permission.VIEW_TRAINING, training.timeline),
    (Permission.VIEW_PURCHASES, purchases.timeline),
    (Permission.VIEW_LETTERS, letters.timeline),
)
"""Who tells of an outlet, and what one must be allowed to see to hear it."""

SHARED = frozenset({Permission.VIEW_PURCHASES})
"""What a police planner sees of an outlet of another authority, beside its identity."""


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
    return [_entry(entry) for entry in entries]


def _entry(entry: TimelineEntry) -> Entry:
    url = url_for(entry.endpoint, **entry.arguments) if entry.endpoint and may_reach(entry.endpoint) else ""
    return Entry(entry.on, entry.title, url, entry.text, entry.tag, entry.colour)
