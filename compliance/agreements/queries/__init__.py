"""Reads of agreements: of the actor's own authority only."""

from compliance.agreements.queries.conditions import in_force_on
from compliance.agreements.queries.policies import DatedPolicy, list_policies, policy_on
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
from compliance.agreements.queries.texts import (
    count_agreements_of_texts,
    find_text,
    get_text,
    list_offered,
    list_texts,
    text_of,
)

__all__ = [
    "AgreementRow",
    "DatedPolicy",
    "Lapsing",
    "as_events",
    "count_agreements_of_texts",
    "find_of_visit",
    "find_text",
    "get_agreement",
    "get_event",
    "get_row",
    "get_text",
    "in_force_for_scoring",
    "in_force_on",
    "list_agreements",
    "list_lapsing",
    "list_offered",
    "list_policies",
    "list_texts",
    "policy_on",
    "standing_of",
    "standings",
    "text_of",
    "timeline",
]
