"""Reads of letters, and of all that a letter is made of: the actor's own authority only, fully ordered."""

from compliance.letters.models import Letter, Serving
from compliance.letters.queries.preparing import Prepared, prepare, read_crest
from compliance.letters.queries.record import (
    IssuedFile,
    find_same,
    follow_issued,
    get_letter,
    list_of_purchase,
    list_of_visit,
    list_servings,
    noticed_purchases,
    replacement_of,
    timeline,
)
from compliance.letters.queries.register import (
    COUNT_LIMIT,
    LetterFilter,
    LetterPage,
    LetterRow,
    count_letters,
    list_drafts,
    list_letters,
    list_to_serve,
)
from compliance.letters.queries.subject import (
    SessionChoice,
    Subject,
    earlier_sales,
    get_subject,
    list_sessions,
    subject_of,
)

__all__ = [
    "COUNT_LIMIT",
    "IssuedFile",
    "Letter",
    "LetterFilter",
    "LetterPage",
    "LetterRow",
    "Prepared",
    "Serving",
    "SessionChoice",
    "Subject",
    "count_letters",
    "earlier_sales",
    "find_same",
    "follow_issued",
    "get_letter",
    "get_subject",
    "list_drafts",
    "list_letters",
    "list_of_purchase",
    "list_of_visit",
    "list_servings",
    "list_sessions",
    "list_to_serve",
    "noticed_purchases",
    "prepare",
    "read_crest",
    "replacement_of",
    "subject_of",
    "timeline",
]
