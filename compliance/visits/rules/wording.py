"""What a visit report says in words, and what nobody may type into one (pure)."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from compliance.claims import LEADS_TO_A_VOLUNTEER, claim_of_compliance, sentences
from compliance.errors import Refusal
from compliance.visits.rules.checklist import STANDARD, Observation, Question
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


_SHOWN = {
    Observation.REFUSALS_LOG: "Were we shown a refusals log?",
    Observation.STAFF_TRAINING_RECORD: "Were we shown a record of staff training?",
}
_STANDARD = {one.observation: one.text for one in STANDARD.questions if one.observation in _SHOWN}


def question_words(question: Question) -> str:
    """Return a question as the trader reads it: the standard ones are put to the officer, an authority's own stay."""
    standard = question.observation is not None and question.text == _STANDARD.get(question.observation)
    return _SHOWN[question.observation] if standard and question.observation else question.text


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
    about an offence need a caution). What the trader must do to comply may be said. Nothing may lead to a young person
    who helped with a test.
    """
    for field, text in words.items():
        if (told := LEADS_TO_A_VOLUNTEER.search(text)) is not None:
            raise Refusal(
                f"A report must not speak of a volunteer or of a young buyer: “{told.group()}”. Correct the visit, and "
                "take it out",
                field,
            )
        if claim := claim_of_compliance(text):
            raise Refusal(
                f"A report must not say that the shop meets the law: “{claim}”. Correct the visit, and say what was "
                "seen",
                field,
            )
        for sentence in sentences(text):
            if (asked := _ACCOUNT.search(sentence)) is not None:
                raise Refusal(
                    f"A report must not ask the trader for an account of anything: “{asked.group()}”. Correct the "
                    "visit, and take it out",
                    field,
                )
