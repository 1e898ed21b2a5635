"""Reads of agreements: of the actor's own authority only."""

from compliance.agreements.queries.conditions import in_force_on
from compliance.agreements.queries.links import (
    LinkRow,
    actor_of_link,
    find_live_link,
    is_open,
    list_links,
    signed_how,
)
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
from compliance.agreements.queries.signing import (
    ConsentRow,
    Offer,
    SigningBlock,
    get_offer,
    get_signing_block,
    list_consents,
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
    "ConsentRow",
    "DatedPolicy",
    "Lapsing",
    "LinkRow",
    "Offer",
    "SigningBlock",
    "actor_of_link",
    "as_events",
    "count_agreements_of_texts",
    "find_live_link",
    "find_of_visit",
    "find_text",
    "get_agreement",
    "get_event",
    "get_offer",
    "get_row",
    "get_signing_block",
    "get_text",
    "in_force_for_scoring",
    "in_force_on",
    "is_open",
    "list_agreements",
    "list_consents",
    "list_lapsing",
    "list_links",
    "list_offered",
    "list_policies",
    "list_texts",
    "policy_on",
    "signed_how",
    "standing_of",
    "standings",
    "text_of",
    "timeline",
]
