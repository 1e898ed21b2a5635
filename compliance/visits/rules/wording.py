"""What a visit report says in words, and what nobody may type into one (pure)."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from compliance.errors import Refusal
from compliance.visits.rules.checklist import Observation
from compliance.visits.rules.words import DISPLAY_LABELS, STORAGE_LABELS, OfferAnswer, in_words


def lines_of(text: str) -> tuple[str, ...]:
    """Return what was typed as paragraphs, without blank ones and without the marks of a typed list."""
    lines = (re.sub(r"^\s*[-*\u2022\u2013]\s+", "", line).strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def times_words(began: time | None, left: time | None) -> str:
    """Return when a visit was, as it is read: "from 10:15am to 10:45am", "at 10:15am", or nothing."""
    if began is None:
        return ""
    return f"from {_clock(began)} to {_clock(left)}" if left else f"at {_clock(began)}"


def _clock(value: time) -> str:
    return f"{value.hour % 12 or 12}:{value.minute:02d}{'am' if value.hour < 12 else 'pm'}"


def observed_words(observation: Observation, seen: object) -> str:
    """Return a standard observation as it is read; nothing where none was recorded."""
    if seen is None:
        return ""
    if isinstance(seen, bool):
        return in_words(seen)
    labels: Mapping[Any, str] = STORAGE_LABELS if observation is Observation.STORAGE else DISPLAY_LABELS
    return labels[seen]


_ANSWERS = {
    OfferAnswer.ACCEPTED: "We offered you {what}. You accepted.",
    OfferAnswer.DECLINED: "We offered you {what}. You said no.",
    OfferAnswer.WILL_CONSIDER: "We offered you {what}. You said that you would think about it.",
    OfferAnswer.HAS_ALREADY: "We asked about {what}. You told us that you have it already.",
}


def offer_words(answer: OfferAnswer, what: str) -> str:
    """Return in a sentence what was answered to an offer; nothing where none was made."""
    return _ANSWERS[answer].format(what=what) if answer in _ANSWERS else ""


_SHOP = r"(?:you|shop|store|premises|business|retailer|outlet|it|this|everything|all)"
_MEETS = (
    rf"\b{_SHOP}\W+(?:\w+\W+){{0,2}}?(?:compl(?:y|ies|ied)\b|meets?\W+(?:\w+\W+){{0,2}}?(?:law|legal)\b|"
    r"(?:is|are|was|were|be)\W+(?:\w+\W+){0,2}?(?:compliant|complying|legal|lawful|within\W+the\W+law|in\W+compliance)\b)"
)
_COMPLIES = re.compile(
    rf"{_MEETS}|\b(?:fully|legally)\W+compliant\b|\bno\W+(?:breach(?:es)?|offences?)\W+(?:was|were|found)",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"\b(?:must|should|needs?|have|has|how|to|can|will|helps?|if|whether|until|unless|not)\b", re.IGNORECASE
)
_ACCOUNT = re.compile(
    r"\b(?:explain\W+(?:why|to\W+us|what\W+happened|how\W+(?:it|this|the\W+sale))|"
    r"(?:tell|write\W+to)\W+(?:us|me)\W+(?:why|what\W+happened|how\W+(?:it|this|the\W+sale))|"
    r"(?:give|send|provide|let)\W+(?:us|me)\W+(?:\w+\W+){0,3}?(?:account|explanation|statement)|"
    r"account\W+for\W+(?:the|this|why))\b",
    re.IGNORECASE,
)


def check_typed(words: Mapping[str, str]) -> None:
    """Raise Refusal when words that an officer typed must not stand in a report. `words` are the texts by their field.

    It may not say that the shop meets the law, and may not ask the trader for an account (PACE Code C 10.1: questions
    about an offence need a caution). What the trader must do to comply may be said.
    """
    for field, text in words.items():
        for sentence in re.split(r"(?<=[.!?;\n])\s*", text):
            found = _COMPLIES.search(sentence)
            if found and not _MUST.search(sentence):
                raise Refusal(
                    f"A report must not say that the shop meets the law: “{found.group()}”. Correct the visit, and say "
                    "what was seen",
                    field,
                )
            if (asked := _ACCOUNT.search(sentence)) is not None:
                raise Refusal(
                    f"A report must not ask the trader for an account of anything: “{asked.group()}”. Correct the "
                    "visit, and take it out",
                    field,
                )
