"""A supervisor's review of a test's record: what is looked at, and how it ends (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal


class ReviewOutcome(StrEnum):
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


REVIEW_LABELS = {
    ReviewOutcome.ACCEPTED: "Accepted",
    ReviewOutcome.SENT_BACK: "Sent back",
}


class Answer(StrEnum):
    """What a reviewer finds of one thing looked at."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


ANSWER_LABELS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.NOT_APPLICABLE: "Does not apply",
}

CHECKS = {
    "times": "Do the times follow each other, and agree with both accounts?",
    "outcome": "Does the outcome agree with what both accounts say?",
    "continuity": "Is it clear who held each item, from the till or the parcel to the store?",
    "exhibits": "Is every exhibit described, numbered and accounted for?",
    "section_139": "Was the item taken from the volunteer at once, and the time noted (Criminal Justice Act 1988, "
    "section 139)?",
    "welfare": "Was the volunteer looked after, and is that noted?",
}
"""What a reviewer looks at, in this order (domain section 2.4)."""


@dataclass(frozen=True, slots=True)
class NewReview:
    """What a reviewer found and decided. `checklist` maps each key of CHECKS to an answer."""

    outcome: ReviewOutcome
    checklist: Mapping[str, Answer]
    reasons: str


def check_review(
    new: NewReview, *, reviewer_id: UUID | None, made_by: Collection[UUID | None], all_signed: bool, accepted: bool
) -> None:
    """Raise Refusal when a review cannot be recorded so, or by this reviewer.

    It is made by somebody who did not make the test (`made_by`: its officers, and whoever wrote an account of it), once
    every officer of the test has signed, and not again once the record is `accepted` as it stands. What is found
    wanting cannot be accepted without a word on it; sending back needs reasons.
    """
    if reviewer_id is None:
        raise Refusal("A test is reviewed by a person who has signed in")
    if reviewer_id in made_by:
        raise Refusal("You made this test, so somebody else must review it")
    if not all_signed:
        raise Refusal("A test is reviewed when every officer of it has signed an account")
    if accepted:
        raise Refusal("This record has been accepted, and nothing was added since")
    missing = next((name for name in CHECKS if name not in new.checklist), None)
    if missing is not None:
        raise Refusal(f"Answer: {CHECKS[missing]}", missing)
    if new.outcome is ReviewOutcome.SENT_BACK and not new.reasons.strip():
        raise Refusal("Say what the officers should answer", "reasons")
    if Answer.NO in new.checklist.values() and not new.reasons.strip():
        raise Refusal("Say why the record is accepted although something was found wanting", "reasons")
