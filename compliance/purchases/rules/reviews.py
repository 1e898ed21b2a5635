"""A supervisor's review of a test's record: what is looked at, and how it ends (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
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
    "outcome_agrees": "Does the outcome agree with what both accounts say?",
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


def check_review(new: NewReview, why_not: str) -> None:
    """Raise Refusal when a review cannot be recorded so. `why_not` is why this reviewer may not, empty when they may.

    What is found wanting cannot be accepted without a word on it; sending back needs reasons.
    """
    if why_not:
        raise Refusal(why_not)
    missing = next((name for name in CHECKS if name not in new.checklist), None)
    if missing is not None:
        raise Refusal(f"Answer: {CHECKS[missing]}", missing)
    if new.outcome is ReviewOutcome.SENT_BACK and not new.reasons.strip():
        raise Refusal("Say what the officers should answer", "reasons")
    if Answer.NO in new.checklist.values() and not new.reasons.strip():
        raise Refusal("Say why the record is accepted although something was found wanting", "reasons")


class ReviewStanding(StrEnum):
    """Where a test's record stands with its supervisor."""

    NOT_READY = "not_ready"
    WAITING = "waiting"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"


STANDING_LABELS = {
    ReviewStanding.NOT_READY: "Not ready: accounts to be signed",
    ReviewStanding.WAITING: "Waiting for review",
    ReviewStanding.SENT_BACK: "Sent back to the officers",
    ReviewStanding.ACCEPTED: "Accepted",
}
STANDING_COLOURS = {
    ReviewStanding.NOT_READY: "grey",
    ReviewStanding.WAITING: "yellow",
    ReviewStanding.SENT_BACK: "orange",
    ReviewStanding.ACCEPTED: "green",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review as its standing asks for it: how it ended, when, and of which version of the record."""

    outcome: ReviewOutcome
    reviewed_at: datetime
    record_version: int


def review_standing(
    last: Reviewed | None, *, all_signed: bool, last_written_at: datetime | None, record_version: int
) -> ReviewStanding:
    """Return where a record stands: what was signed, added or corrected after the `last` review is to be looked at.

    `last_written_at` is the moment of the latest signature or addition.
    """
    if not all_signed:
        return ReviewStanding.NOT_READY
    if last is None or last.record_version != record_version:
        return ReviewStanding.WAITING
    if last_written_at is not None and last_written_at > last.reviewed_at:
        return ReviewStanding.WAITING
    return ReviewStanding.ACCEPTED if last.outcome is ReviewOutcome.ACCEPTED else ReviewStanding.SENT_BACK


def why_not_reviewed_by(reviewer_id: UUID | None, made_by: Collection[UUID], standing: ReviewStanding) -> str:
    """Return why somebody may not review a test now, or an empty text.

    It is reviewed by somebody who did not make the test (`made_by`: its officers, and whoever wrote an account of it),
    once every officer of the test has signed, and again only when something was signed, added or corrected since.
    """
    if reviewer_id is None:
        return "A test is reviewed by a person who has signed in"
    if reviewer_id in made_by:
        return "You made this test, so somebody else must review it"
    if standing is ReviewStanding.NOT_READY:
        return "A test is reviewed when every officer of it has signed an account"
    if standing is ReviewStanding.ACCEPTED:
        return "This record has been accepted, and nothing was added or corrected since"
    if standing is ReviewStanding.SENT_BACK:
        return "This record was sent back, and its officers have not answered yet"
    return ""
