"""What the evidence of one test purchase can and cannot prove, and why (pure)."""

from compliance.offences.rules.proving.answers import (
    Answer,
    Condition,
    Element,
    Finding,
    Met,
    Proved,
    Verdict,
    Whose,
)
from compliance.offences.rules.proving.facts import (
    Address,
    Buyer,
    Checkout,
    Facts,
    Grade,
    HandedOver,
    Result,
    Stands,
    Test,
)
from compliance.offences.rules.proving.kinds import facts_of_kind
from compliance.offences.rules.proving.offences import VERDICT_LABELS, WHOSE_LABELS, prove
from compliance.offences.rules.proving.reading import EXAMPLE, read_facts, schema
from compliance.offences.rules.proving.showing import ANSWER_LABELS, MET_LABELS, clock_words, document_of, text_of
from compliance.offences.rules.proving.words import FACT_LABELS, quote

__all__ = [
    "ANSWER_LABELS",
    "EXAMPLE",
    "FACT_LABELS",
    "MET_LABELS",
    "VERDICT_LABELS",
    "WHOSE_LABELS",
    "Address",
    "Answer",
    "Buyer",
    "Checkout",
    "Condition",
    "Element",
    "Facts",
    "Finding",
    "Grade",
    "HandedOver",
    "Met",
    "Proved",
    "Result",
    "Stands",
    "Test",
    "Verdict",
    "Whose",
    "clock_words",
    "document_of",
    "facts_of_kind",
    "prove",
    "quote",
    "read_facts",
    "schema",
    "text_of",
]
