"""The nouns of the service navigation, and the pages of a section that are no single record's."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _

from compliance.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Place:
    """An item of a navigation."""

    label: str
    url: str
    current: bool


SERVICE: tuple[tuple[str, str, tuple[str, ...], Permission], ...] = (
    ("Home", "reports.home", ("reports.home",), Permission.USE_ACCOUNT),
    ("Retailers", "retailers.index", ("retailers", "visits", "imports"), Permission.VIEW_RETAILERS),
    ("Operations", "operations.index", ("operations", "volunteers"), Permission.VIEW_OPERATIONS),
    (
        "Test purchases",
        "purchases.index",
        ("purchases", "evidence", "offences", "reports.rates"),
        Permission.VIEW_PURCHASES,
    ),
    (
        "Training and agreements",
        "training.index",
        ("training", "agreements", "reports.invite", "reports.refresh", "reports.lapsing", "reports.adoption"),
        Permission.VIEW_TRAINING,
    ),
    ("Enforcement", "escalations.index", ("escalations",), Permission.VIEW_ESCALATIONS),
    ("Letters", "letters.index", ("letters",), Permission.VIEW_LETTERS),
    ("The law", "offences.index", ("offences",), Permission.EDIT_LAW),
    ("Audit", "audit.index", ("audit",), Permission.VIEW_AUDIT),
    ("Officers", "accounts.index", ("accounts.index", "accounts.new", "accounts.edit"), Permission.MANAGE_OFFICERS),
)
"""Label, endpoint, the rooms (blueprints or endpoints) that count as it, and the permission to reach it."""

SECTIONS: tuple[tuple[tuple[str, str, Permission], ...], ...] = (
    (
        ("Sessions", "training.index", Permission.VIEW_TRAINING),
        ("Calendar", "training.calendar", Permission.VIEW_TRAINING),
        ("Who to invite", "reports.invite", Permission.VIEW_TRAINING),
        ("Refresh due", "reports.refresh", Permission.VIEW_TRAINING),
        ("Agreements", "agreements.every", Permission.VIEW_AGREEMENTS),
        ("About to lapse", "reports.lapsing", Permission.VIEW_AGREEMENTS),
        ("Adoption", "reports.adoption", Permission.VIEW_AGREEMENTS),
        ("Courses", "training.courses", Permission.VIEW_TRAINING),
        ("Agreement texts", "agreements.texts", Permission.VIEW_AGREEMENTS),
    ),
    (
        ("Retailers", "retailers.index", Permission.VIEW_RETAILERS),
        ("Visits", "visits.every", Permission.VIEW_VISITS),
        ("Actions", "visits.actions", Permission.VIEW_VISITS),
        ("Checklists", "visits.checklists", Permission.VIEW_VISITS),
    ),
    (
        ("Test purchases", "purchases.index", Permission.VIEW_PURCHASES),
        ("Disputes", "purchases.dispute_list", Permission.VIEW_PURCHASES),
        ("Rates", "reports.rates", Permission.VIEW_PURCHASES),
        ("Evidence store", "evidence.store", Permission.VIEW_EVIDENCE),
        ("The law", "offences.index", Permission.VIEW_LAW),
        ("Kinds of product", "offences.products", Permission.VIEW_LAW),
        ("Policy", "purchases.policy", Permission.VIEW_PURCHASES),
    ),
    (
        ("Letters", "letters.index", Permission.VIEW_LETTERS),
        ("Letters owed", "letters.owed", Permission.VIEW_LETTERS),
        ("Print runs", "letters.runs", Permission.VIEW_LETTERS),
    ),
)
"""The pages of each section, shown on each of these pages and on no record: label, endpoint, permission."""


def service(who: Actor) -> list[Place]:
    """Return the nouns that an officer may go to."""
    here = request.endpoint or ""
    return [
        Place(label=_(label), url=url_for(endpoint), current=here in rooms or here.partition(".")[0] in rooms)
        for label, endpoint, rooms, permission in SERVICE
        if who.may(permission) and endpoint in current_app.view_functions
    ]


def section(who: Actor) -> list[Place]:
    """Return the pages of the section that this page is one of, or none."""
    here = request.endpoint or ""
    pages = next((pages for pages in SECTIONS if here in {endpoint for _label, endpoint, _permission in pages}), ())
    found = [
        Place(label=_(label), url=url_for(endpoint), current=endpoint == here)
        for label, endpoint, permission in pages
        if who.may(permission) and endpoint in current_app.view_functions
    ]
    return found if len(found) > 1 else []
