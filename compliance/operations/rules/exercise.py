"""An exercise: why and when it is held, and how far it has got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.errors import Refusal


class Purpose(StrEnum):
    """Why the exercise is held, fixed before its first result: results of different purposes are never pooled."""

    BASELINE = "baseline"
    INTELLIGENCE_LED = "intelligence_led"
    RETEST = "retest"
    COMPLAINT = "complaint"


PURPOSE_LABELS = {
    Purpose.BASELINE: "Baseline: outlets picked at random, to measure",
    Purpose.INTELLIGENCE_LED: "Intelligence-led: outlets picked for what is known of them",
    Purpose.RETEST: "Re-test: outlets that sold before",
    Purpose.COMPLAINT: "Complaint: outlets somebody has complained of",
}


PURPOSE_NAMES = {
    Purpose.BASELINE: "Baseline",
    Purpose.INTELLIGENCE_LED: "Intelligence-led",
    Purpose.RETEST: "Re-test",
    Purpose.COMPLAINT: "Complaint",
}


class TargetStatus(StrEnum):
    OPEN = "open"
    DONE = "done"


TARGET_STATUS_LABELS = {TargetStatus.OPEN: "Open", TargetStatus.DONE: "Done"}


@dataclass(frozen=True, slots=True)
class Attempted:
    """A purchase recorded against a target: its day, its result in words, and whether it was a valid attempt."""

    on: date
    result: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class TargetState:
    """Whether a target is open or done, and its result in words, "" while open."""

    status: TargetStatus
    result: str


def check_dates(starts_on: date, ends_on: date) -> None:
    """Raise Refusal unless the operation ends on or after the day it starts; both days are inclusive."""
    if ends_on < starts_on:
        raise Refusal("The day the operation ends must be on or after the day it starts", "ends_on")


def check_purpose_fixed(before: Purpose, after: Purpose, *, results: int) -> None:
    """Raise Refusal when the purpose would change once the operation has results.

    A purpose chosen after the results are known would let targeted results pass for a baseline (domain section 6.5).
    The database refuses it too. `results` is the number of purchases recorded against the operation.
    """
    if results and before is not after:
        raise Refusal(
            "The purpose cannot be changed: this operation already has a result, or had one. Plan a new "
            "operation instead",
            "purpose",
        )


def target_state(attempts: Sequence[Attempted]) -> TargetState:
    """Return where a target stands: open until something is recorded against it, then done with its result.

    The result is that of the latest valid attempt, or else of the latest attempt: an outlet found closed and then
    tested shows the test. `attempts` stand in the order they were made; of one day the later in the list is the later.
    """
    if not attempts:
        return TargetState(TargetStatus.OPEN, "")
    latest = max(enumerate(attempts), key=lambda pair: (pair[1].is_valid, pair[1].on, pair[0]))[1]
    return TargetState(TargetStatus.DONE, latest.result)
