"""Pages of training: the calendar, a session and its register, and an outlet's invitations and places."""

from compliance.training.views import (
    calendar,
    certificates,
    courses,
    entity,
    listing,
    outlet,
    places,
    refusals,
    register,
    sessions,
)
from compliance.training.views.blueprint import bp

__all__ = [
    "bp",
    "calendar",
    "certificates",
    "courses",
    "entity",
    "listing",
    "outlet",
    "places",
    "refusals",
    "register",
    "sessions",
]
