"""Reads of agreements: of the actor's own authority only."""

from compliance.agreements.queries.conditions import in_force_on
from compliance.agreements.queries.records import (
    AgreementRow,
    as_events,
    find_of_visit,
    get_agreement,
    get_event,
    get_row,
    list_agreements,
    timeline,
)
from compliance.agreements.queries.standings import (
    Lapsing,
    in_force_for_scoring,
    list_lapsing,
    standing_of,
    standings,
)

__all__ = [
    "AgreementRow",
    "Lapsing",
    "as_events",
    "find_of_visit",
    "get_agreement",
    "get_event",
    "get_row",
    "in_force_for_scoring",
    "in_force_on",
    "list_agreements",
    "list_lapsing",
    "standing_of",
    "standings",
    "timeline",
]
