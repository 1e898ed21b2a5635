"""What may be written to whom, with which facts, in which words, and where on the page (pure)."""

from compliance.letters.rules.addresses import check_address, is_postcode
from compliance.letters.rules.checking import check_facts, list_problems
from compliance.letters.rules.choosing import Choice, Standing, allowed_kinds, check_kind
from compliance.letters.rules.facts import (
    FACTS,
    Facts,
    FailNotice,
    PassNotice,
    ResultFacts,
    TrainingInvitation,
    WrittenWarning,
    facts_as_json,
    facts_from_json,
)
from compliance.letters.rules.kinds import (
    KIND_LABELS,
    LARGE_PRINT_POINTS,
    MOST_BYTES,
    MOST_PAGES,
    Kind,
    stylesheets_of,
    template_of,
    template_version,
)
from compliance.letters.rules.parts import (
    Action,
    Law,
    Letterhead,
    Officer,
    Place,
    PrimaryAuthority,
    Recipient,
    Replaced,
    Session,
    Tested,
    Training,
)
from compliance.letters.rules.required import REQUIRED
from compliance.letters.rules.specimens import specimen
from compliance.letters.rules.wording import FORBIDDEN, check_wording, forbidden_words, missing_words, typed_words
from compliance.letters.rules.zones import FIRST_PAGE, LATER, WINDOW, check_letter, zone_problems

__all__ = [
    "FACTS",
    "FIRST_PAGE",
    "FORBIDDEN",
    "KIND_LABELS",
    "LARGE_PRINT_POINTS",
    "LATER",
    "MOST_BYTES",
    "MOST_PAGES",
    "REQUIRED",
    "WINDOW",
    "Action",
    "Choice",
    "Facts",
    "FailNotice",
    "Kind",
    "Law",
    "Letterhead",
    "Officer",
    "PassNotice",
    "Place",
    "PrimaryAuthority",
    "Recipient",
    "Replaced",
    "ResultFacts",
    "Session",
    "Standing",
    "Tested",
    "Training",
    "TrainingInvitation",
    "WrittenWarning",
    "allowed_kinds",
    "check_address",
    "check_facts",
    "check_kind",
    "check_letter",
    "check_wording",
    "facts_as_json",
    "facts_from_json",
    "forbidden_words",
    "is_postcode",
    "list_problems",
    "missing_words",
    "specimen",
    "stylesheets_of",
    "template_of",
    "template_version",
    "typed_words",
    "zone_problems",
]
