"""Reads of visits: of the actor's own authority only."""

from compliance.visits.queries.visits import (
    Heard,
    VisitRow,
    details_of,
    get_heard,
    get_visit,
    list_visits,
    timeline,
)

__all__ = ["Heard", "VisitRow", "details_of", "get_heard", "get_visit", "list_visits", "timeline"]
