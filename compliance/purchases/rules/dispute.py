"""A trader disputes a result, and somebody who did not make the test decides (pure)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from compliance.errors import Refusal
from compliance.purchases.rules.words import DisputeDecision


@dataclass(frozen=True, slots=True)
class NewDispute:
    """The trader's own words, who said or wrote them, and when."""

    raised_on: date
    raised_by: str
    words: str


def check_dispute(new: NewDispute, *, tested_on: date, waiting: bool, overturned: bool, today: date) -> None:
    """Raise Refusal when a dispute cannot be recorded.

    It is raised from the day of the test to `today`, both included; one at a time; and not of a result that has been
    overturned already.
    """
    if new.raised_on > today:
        raise Refusal("The day must be today or in the past", "raised_on")
    if new.raised_on < tested_on:
        raise Refusal("The result cannot have been disputed before the test", "raised_on")
    if not new.words.strip():
        raise Refusal("Enter what the trader says, in their words", "words")
    if waiting:
        raise Refusal("A dispute of this result is waiting to be decided. Decide it before another is recorded")
    if overturned:
        raise Refusal("This result has been overturned already")


def check_decision(
    decision: DisputeDecision | None,
    reasons: str,
    *,
    decided: bool,
    reviewer_id: UUID | None,
    made_by: Collection[UUID | None],
) -> None:
    """Raise Refusal when a dispute may not be decided so, or by this reviewer.

    The reviewer must not be an officer who made the test, first or second, and gives reasons that the trader can be
    told (Regulators' Code section 2; domain section 6.28).
    """
    if decided:
        raise Refusal("This dispute has been decided already")
    if reviewer_id is None:
        raise Refusal("A dispute is decided by a person who has signed in")
    if reviewer_id in made_by:
        raise Refusal("You made this test, so somebody else must decide the dispute")
    if decision is None:
        raise Refusal("Select whether the result is upheld or overturned", "decision")
    if not reasons.strip():
        raise Refusal("Enter the reasons, as the trader will be told them", "reasons")
