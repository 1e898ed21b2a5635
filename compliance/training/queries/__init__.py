"""Reads of training: of the actor's own authority only."""

from compliance.training.queries.conditions import trained_on
from compliance.training.queries.records import (
    InvitationRow,
    PlaceRow,
    find_of_visit,
    get_attendance,
    get_invitation,
    list_invitations,
    list_places,
    timeline,
)
from compliance.training.queries.sessions import (
    Bookable,
    RegisterRow,
    SessionRow,
    get_bookable,
    get_register,
    get_session,
    list_bookable,
    list_past,
    list_upcoming,
    places_taken,
)
from compliance.training.queries.standings import (
    RefreshDue,
    Unconfirmed,
    list_refresh_due,
    list_unconfirmed,
    refused_for_scoring,
    standing_of,
    standings,
)

__all__ = [
    "Bookable",
    "InvitationRow",
    "PlaceRow",
    "RefreshDue",
    "RegisterRow",
    "SessionRow",
    "Unconfirmed",
    "find_of_visit",
    "get_attendance",
    "get_bookable",
    "get_invitation",
    "get_register",
    "get_session",
    "list_bookable",
    "list_invitations",
    "list_past",
    "list_places",
    "list_refresh_due",
    "list_unconfirmed",
    "list_upcoming",
    "places_taken",
    "refused_for_scoring",
    "standing_of",
    "standings",
    "timeline",
    "trained_on",
]
