"""A trader disputes a result, and somebody who did not make the test decides (pure)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal
from compliance.purchases.rules.words import DisputeDecision


class DisputeCameBy(StrEnum):
    """How the trader's dispute reached the authority."""

    LETTER = "letter"
    EMAIL = "email"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"


CAME_BY_LABELS = {
    DisputeCameBy.LETTER: "By letter",
    DisputeCameBy.EMAIL: "By e-mail",
    DisputeCameBy.TELEPHONE: "By telephone",
    DisputeCameBy.IN_PERSON: "In person",
}


class DisputeState(StrEnum):
    """Where a dispute stands."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    WITHDRAWN = "withdrawn"


DISPUTE_STATE_LABELS = {
    DisputeState.WAITING: "Waiting to be decided",
    DisputeState.OVERDUE: "Overdue",
    DisputeState.UPHELD: "Result upheld",
    DisputeState.OVERTURNED: "Result overturned",
    DisputeState.WITHDRAWN: "Withdrawn by the trader",
}
DISPUTE_STATE_COLOURS = {
    DisputeState.WAITING: "yellow",
    DisputeState.OVERDUE: "red",
    DisputeState.UPHELD: "green",
    DisputeState.OVERTURNED: "grey",
    DisputeState.WITHDRAWN: "grey",
}


class Part(StrEnum):
    """The part that somebody took in a test's record before it was disputed."""

    MADE = "made"
    VOIDED = "voided"
    REVIEWED = "reviewed"
    DECIDED = "decided"


_PART_WORDS = {
    Part.MADE: "made this test",
    Part.VOIDED: "proposed or agreed to void this test",
    Part.REVIEWED: "reviewed the record of this test",
    Part.DECIDED: "decided an earlier dispute of this result",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDispute:
    """The trader's own words, who said or wrote them in what capacity, how they came, and the day of receipt.

    `new_grounds` says what is new when an earlier dispute of the result was decided.
    """

    raised_on: date
    words: str
    raised_by: str = ""
    capacity: str = ""
    came_by: DisputeCameBy | None = None
    asks_for: str = ""
    new_grounds: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier dispute of the same result, as far as a new one turns on it."""

    open: bool
    decision: DisputeDecision | None


def dispute_state(
    *, decision: DisputeDecision | None, withdrawn_on: date | None, due_on: date, today: date
) -> DisputeState:
    """Return where a dispute stands `today`. It is overdue from the day after `due_on`."""
    if decision is not None:
        return DisputeState(decision.value)
    if withdrawn_on is not None:
        return DisputeState.WITHDRAWN
    return DisputeState.OVERDUE if today > due_on else DisputeState.WAITING


def decide_by(raised_on: date, days: int) -> date:
    """Return the last day to decide a dispute: `days` calendar days after the day it was received."""
    return raised_on + timedelta(days=days)


def check_dispute(new: NewDispute, *, tested_on: date, past: Collection[Past], today: date) -> None:
    """Raise Refusal when a dispute cannot be recorded.

    It is received from the day of the test to `today`, both included; one at a time; not of a result that has been
    overturned; and, once one was decided, only on new grounds: a decision is not taken again, it is disputed anew.
    """
    if new.raised_on > today:
        raise Refusal("The day must be today or in the past", "raised_on")
    if new.raised_on < tested_on:
        raise Refusal("The result cannot have been disputed before the test", "raised_on")
    if not new.words.strip():
        raise Refusal("Enter what the trader says, in their words", "words")
    if any(one.open for one in past):
        raise Refusal("A dispute of this result is waiting to be decided. Decide it before another is recorded")
    if any(one.decision is DisputeDecision.OVERTURNED for one in past):
        raise Refusal("This result has been overturned already")
    if any(one.decision is DisputeDecision.UPHELD for one in past) and not new.new_grounds.strip():
        raise Refusal(
            "A dispute of this result was decided already. Enter what is new: what was not known or considered then",
            "new_grounds",
        )


def check_corrected(new: NewDispute, *, acknowledged_on: date | None, reason: str) -> None:
    """Raise Refusal when what is recorded of a waiting dispute cannot be corrected so: without a reason, or too late.

    It was received on the day on which it was acknowledged, or before.
    """
    if not reason.strip():
        raise Refusal("Enter why it is corrected", "reason")
    if acknowledged_on is not None and new.raised_on > acknowledged_on:
        raise Refusal("It was acknowledged before that day. Correct the acknowledgement first", "raised_on")


def check_open(*, decided: bool, withdrawn: bool) -> None:
    """Raise Refusal for a dispute that is closed: what was decided or withdrawn never changes."""
    if decided:
        raise Refusal("This dispute has been decided already")
    if withdrawn:
        raise Refusal("The trader withdrew this dispute")


def check_day(day: date, *, raised_on: date, today: date, field: str) -> None:
    """Raise Refusal beside `field` for a day before the dispute was received or after `today` (both days allowed)."""
    if day > today:
        raise Refusal("The day must be today or in the past", field)
    if day < raised_on:
        raise Refusal("The day must be on or after the day the dispute was received", field)


def check_chosen_again(before: UUID | None, now: UUID | None, reason: str) -> None:
    """Raise Refusal when a dispute is taken from the reviewer who was chosen without a reason."""
    if before is not None and before != now and not reason.strip():
        raise Refusal("Somebody else was chosen. Enter why the reviewer changes", "reason")


def check_reviewer(reviewer_id: UUID | None, parts: Collection[tuple[UUID | None, Part]], *, despite: str) -> None:
    """Raise Refusal when somebody may not review a dispute.

    Never an officer who made the test, first or second: no reason helps. Somebody who took another part in its record
    (voided it, accepted it as its supervisor, decided an earlier dispute) may only where nobody else can, and then the
    record says why (Regulators' Code section 2.3: officers who took the decision are not involved in considering the
    appeal; domain section 6.28).
    """
    if reviewer_id is None:
        raise Refusal("A dispute is decided by a person who has signed in", "reviewer_id")
    taken = sorted({part for who, part in parts if who == reviewer_id})
    if Part.MADE in taken:
        raise Refusal(f"The reviewer must be somebody else than an officer who {_PART_WORDS[Part.MADE]}", "reviewer_id")
    if taken and not despite.strip():
        raise Refusal(
            f"This officer {' and '.join(_PART_WORDS[part] for part in taken)}. Choose somebody who took no part, or "
            "say why nobody else can decide",
            "despite",
        )


def check_decision(
    decision: DisputeDecision | None,
    reasons: str,
    considered: str,
    *,
    reviewer_id: UUID | None,
    assigned_id: UUID | None,
) -> None:
    """Raise Refusal when a dispute may not be decided so, or not by this person.

    Whoever is assigned decides, and nobody else; with what was considered and reasons, both as the trader is told them
    (Regulators' Code section 2; domain section 6.28).
    """
    if assigned_id is not None and assigned_id != reviewer_id:
        raise Refusal("Somebody else is to decide this dispute. Choose yourself as its reviewer first, and say why")
    if decision is None:
        raise Refusal("Select whether the result is upheld or overturned", "decision")
    if not considered.strip():
        raise Refusal("Enter what you considered, as the trader will be told it", "considered")
    if not reasons.strip():
        raise Refusal("Enter the reasons, as the trader will be told them", "reasons")


def check_comment(words: str, *, officer_id: UUID | None, invited: Collection[UUID], commented: bool) -> None:
    """Raise Refusal when somebody may not comment on a dispute: not invited, twice, or without words."""
    if officer_id not in invited:
        raise Refusal("Only an officer of the test who was invited comments on a dispute")
    if commented:
        raise Refusal("You have commented already. What was said stays as it was said")
    if not words.strip():
        raise Refusal("Enter your comment", "words")


def may_read_comment(written_by: UUID, reader_id: UUID | None, invited: Collection[UUID], *, closed: bool) -> bool:
    """Say whether somebody may read an officer's comment: an officer of the test not that of another until it closes.

    So that two officers comment apart, as they write their accounts apart. Whoever was not invited reads each.
    """
    return closed or reader_id == written_by or reader_id not in invited
