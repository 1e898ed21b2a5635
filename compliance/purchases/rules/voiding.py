"""Making an attempt void or aborted: proposed by one person with a reason, agreed by a second (pure)."""

from collections.abc import Collection
from uuid import UUID

from compliance.errors import Refusal
from compliance.purchases.rules.words import NEEDS_SECOND_OFFICER, Outcome, VoidingDecision

ANOTHER = "You proposed this, so somebody else must agree. You can withdraw it"


def check_proposal(now: Outcome, wanted: Outcome | None, reason: str, *, waiting: bool) -> Outcome:
    """Return what is proposed, void or aborted, or raise Refusal.

    `now` is the outcome as it is recorded; `waiting` says that another proposal for this test is not decided yet, so
    that a double press proposes once. A reason is always needed (Code of Practice; domain section 6.8).
    """
    if waiting:
        raise Refusal("It is already proposed that this attempt is void or aborted. Somebody else must decide first")
    if wanted is None or wanted not in NEEDS_SECOND_OFFICER:
        raise Refusal("Select whether the attempt was void or aborted", "wanted")
    if wanted is now:
        raise Refusal("The attempt is recorded so already", "wanted")
    if not reason.strip():
        raise Refusal("Say why the attempt was void or aborted", "reason")
    return wanted


def why_not_second(  # who asks and who answers, each once
    decider_id: UUID | None,
    *,
    proposer_id: UUID,
    named_id: UUID | None,
    made_by: Collection[UUID | None],
    counts: bool,
    may_decide_disputes: bool,
    may_review: bool,
) -> str:
    """Return why somebody cannot be the second person who agrees, in words; empty when they can.

    Never the proposer. Where an officer is named, that officer, or whoever may review tests. Of a completed sale to a
    person under 18 (`counts`) only somebody who may decide disputes and did not make the test: no officer can make
    their own sale disappear (domain sections 6.8 and 6.28).
    """
    if decider_id is None or decider_id == proposer_id:
        return ANOTHER
    if counts and (not may_decide_disputes or decider_id in made_by):
        return (
            "This is recorded as a sale to a person under 18. Only somebody who may decide disputes, and who did not "
            "make the test, can agree that it is void or aborted"
        )
    if named_id is not None and decider_id != named_id and not may_review:
        return "Another officer was named to agree. That officer must decide, or somebody who reviews tests"
    return ""


def check_answer(decision: VoidingDecision | None, reason: str) -> VoidingDecision:
    """Return the second person's decision, or raise Refusal without one; to decline needs reasons."""
    if decision not in {VoidingDecision.AGREED, VoidingDecision.DECLINED}:
        raise Refusal("Select whether you agree", "decision")
    if decision is VoidingDecision.DECLINED and not reason.strip():
        raise Refusal("Say why you do not agree", "decision_reason")
    return decision


def asked_to_agree(officer_id: UUID, second_officer_id: UUID | None, *, recorded_by: UUID | None) -> UUID | None:
    """Return which officer of a test must agree to what was recorded at the counter: the one who did not record it."""
    return officer_id if recorded_by is not None and recorded_by == second_officer_id else second_officer_id
