"""Whether an issued letter still fits the record: decided from what it said and what the record says today (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from compliance.letters.rules.kinds import Kind
from compliance.purchases.rules import FAILED, NEEDS_SECOND_OFFICER, REFUSED, BuyerBasis, Outcome, Type


class Mark(StrEnum):
    """Why a letter in force no longer fits the record, the gravest first."""

    OVERTURNED = "overturned"
    VOID = "void"
    OUTCOME = "outcome"
    KIND_OF_TEST = "kind_of_test"
    ADDRESSEE = "addressee"
    DAY = "day"
    WORDING = "wording"
    RESTS_ON = "rests_on"
    MAY_REST_ON = "may_rest_on"


MARK_LABELS = {
    Mark.OVERTURNED: "The result was overturned after a dispute.",
    Mark.VOID: "The attempt is now recorded as void or aborted.",
    Mark.OUTCOME: "The record now has another result.",
    Mark.KIND_OF_TEST: "The record now has another kind of test or of buyer.",
    Mark.ADDRESSEE: "The record no longer says that whom it is to ran the business on that day.",
    Mark.DAY: "The record now has another day.",
    Mark.WORDING: "The record now says otherwise how the attempt ended.",
    Mark.RESTS_ON: "It takes into account a result that counts no more.",
    Mark.MAY_REST_ON: "A result from before it counts no more. Read its reason: it may take that result into account.",
}
WITHDRAWN_BY_A_CORRECTION = frozenset({Mark.OVERTURNED, Mark.VOID, Mark.OUTCOME, Mark.KIND_OF_TEST, Mark.ADDRESSEE})
"""What takes the ground from under a letter: a correction withdraws it. Of the others a corrected letter supersedes."""
RESULT_KINDS = frozenset({Kind.PASS_NOTICE, Kind.FAIL_NOTICE, Kind.WRITTEN_WARNING})
REASONED_KINDS = frozenset({Kind.WRITTEN_WARNING, Kind.AGREEMENT_WARNING, Kind.AGREEMENT_REMOVED})
"""The kinds that give a reason, which may be an earlier result."""
MARKED_KINDS = RESULT_KINDS | REASONED_KINDS | {Kind.DISPUTE_DECISION}
"""The kinds that may come to fit the record no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an issued letter about a test said of it, and to which legal entity (None: to nobody who was known)."""

    type: Type
    buyer_basis: BuyerBasis
    outcome: Outcome
    first_on: date
    last_on: date
    entity_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What the record says of the same test today; `entity_id` is who operated the outlet on that day."""

    type: Type
    buyer_basis: BuyerBasis
    outcome: Outcome
    tested_on: date
    overturned: bool
    entity_id: UUID | None


def mark_of(told: Told, now: Now) -> Mark | None:
    """Return why a letter that told so no longer fits the record, the gravest reason, or None when it does.

    One rule, whatever changed the record: a dispute that was decided, an attempt made void, a correction. (Regulators'
    Code section 2; UK GDPR article 5(1)(d): what is kept and told of a trader is accurate; domain section 6.28.)
    """
    reasons = (
        (now.overturned, Mark.OVERTURNED),
        (now.outcome in NEEDS_SECOND_OFFICER, Mark.VOID),
        (_side(told.outcome) != _side(now.outcome), Mark.OUTCOME),
        ((told.type, told.buyer_basis) != (now.type, now.buyer_basis), Mark.KIND_OF_TEST),
        (told.entity_id is not None and told.entity_id != now.entity_id, Mark.ADDRESSEE),
        (not told.first_on <= now.tested_on <= told.last_on, Mark.DAY),
        (told.outcome is not now.outcome, Mark.WORDING),
    )
    return next((mark for applies, mark in reasons if applies), None)


def mark_of_decision(now: Now) -> Mark | None:
    """Return why a letter that said "the result is upheld" no longer fits the record, or None while it does."""
    if now.overturned:
        return Mark.OVERTURNED
    return Mark.VOID if now.outcome in NEEDS_SECOND_OFFICER else None


def _side(outcome: Outcome) -> str:
    """Return on which side of a result an outcome is: passed, failed, or neither."""
    if outcome in REFUSED:
        return "passed"
    return "failed" if outcome in FAILED else "none"


def told_from(facts: dict[str, Any], entity_id: UUID | None) -> Told:
    """Return what a letter about a test told, from its facts as they are kept."""
    tested = facts["tested"]
    return Told(
        type=Type(tested["type"]),
        buyer_basis=BuyerBasis(tested["buyer_basis"]),
        outcome=Outcome(tested["outcome"]),
        first_on=date.fromisoformat(tested["first_on"]),
        last_on=date.fromisoformat(tested["last_on"]),
        entity_id=entity_id,
    )


def record_words(mark: Mark, now: Now | None, what: str = "") -> str:
    """Return what the record says, in one line: why a letter needs no correction holds only while it says this."""
    if now is None:
        return f"{mark} {what}"
    overturned = "overturned" if now.overturned else "stands"
    return f"{mark} {now.type} {now.buyer_basis} {now.outcome} {now.tested_on} {overturned} {now.entity_id or '-'}"
