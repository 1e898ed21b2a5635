"""Decide the rung that a history of test purchases reaches, and show the working."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.dates import months_before
from compliance.escalations.rules.policy import Per, Policy, Step
from compliance.purchases.rules import REFUSED, SOLD, BuyerBasis, Outcome, Proof, Type

_GRADES = list(Proof)


class Reason(StrEnum):
    """Why a purchase was left out of the count. The first that applies is given, in this order."""

    CHALLENGE_25 = "challenge_25"
    INTERCEPTED = "intercepted"
    LISTING_CHECK = "listing_check"
    DELIVERY_CHECK = "delivery_check"
    VOID = "void"
    ABORTED = "aborted"
    REFUSED = "refused"
    NO_ATTEMPT = "no_attempt"
    BUYER_NOT_UNDER_18 = "buyer_not_under_18"
    TYPE_NOT_IN_POLICY = "type_not_in_policy"
    OVERTURNED = "overturned"
    OTHER_PREMISES = "other_premises"
    OPERATOR_NOT_CONFIRMED = "operator_not_confirmed"
    OTHER_OPERATOR = "other_operator"
    PROOF_BELOW_POLICY = "proof_below_policy"
    AFTER_AS_AT = "after_as_at"
    BEFORE_WINDOW = "before_window"
    SAME_DATE = "same_date"


REASON_SENTENCES = {
    Reason.CHALLENGE_25: "A Challenge 25 test is made with an adult buyer and is never an offence.",
    Reason.INTERCEPTED: "An intercepted test is stopped before payment, so there was no sale.",
    Reason.LISTING_CHECK: "A listing check has no buyer, so there was no sale.",
    Reason.DELIVERY_CHECK: "A delivery or collection test is about the hand-over; the sale is a result of its own.",
    Reason.VOID: "The test was void: the protocol was not followed.",
    Reason.ABORTED: "The test was aborted.",
    Reason.REFUSED: "The sale was refused.",
    Reason.NO_ATTEMPT: "No attempt could be made, so there was no sale.",
    Reason.BUYER_NOT_UNDER_18: "The buyer was not under 18, so the sale was not an offence.",
    Reason.TYPE_NOT_IN_POLICY: "The policy does not count this type of test.",
    Reason.OVERTURNED: "The result was disputed and overturned on review.",
    Reason.OTHER_PREMISES: "It was at other premises, and the policy counts each premises by itself.",
    Reason.OPERATOR_NOT_CONFIRMED: "Who operated the outlet on that day has not been confirmed.",
    Reason.OTHER_OPERATOR: "Another operator ran the outlet on that day; a new operator starts with a fresh count.",
    Reason.PROOF_BELOW_POLICY: "The sale is not proved to the grade that the policy asks for.",
    Reason.AFTER_AS_AT: "It was after the day that this decision is made for.",
    Reason.BEFORE_WINDOW: "It was before the start of the policy's window.",
    Reason.SAME_DATE: "Another sale on the same date already counts, and a date counts once.",
}

_NEVER_BY_TYPE = {
    Type.CHALLENGE_25: Reason.CHALLENGE_25,
    Type.INTERCEPTED: Reason.INTERCEPTED,
    Type.LISTING_CHECK: Reason.LISTING_CHECK,
    Type.DELIVERY_CHECK: Reason.DELIVERY_CHECK,
}
_NEVER_BY_OUTCOME = {
    Outcome.VOID: Reason.VOID,
    Outcome.ABORTED: Reason.ABORTED,
    Outcome.WOULD_HAVE_SOLD_INTERCEPTED: Reason.INTERCEPTED,
    **dict.fromkeys(REFUSED, Reason.REFUSED),
}


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """One test purchase as the rule sees it. `operator` and `outlet` are any identifiers; None is "not confirmed"."""

    on: date
    type: Type
    outcome: Outcome
    buyer_basis: BuyerBasis = BuyerBasis.UNDER_18
    proof: Proof = Proof.OFFICER_WITNESSED
    operator: str | None = None
    outlet: str | None = None
    overturned: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A purchase that does not count, and the first reason that applies."""

    purchase: PastPurchase
    reason: Reason

    @property
    def why(self) -> str:
        """The reason as a sentence."""
        return REASON_SENTENCES[self.reason]


@dataclass(frozen=True, slots=True)
class Decision:
    """The rung reached, whether this is a repeat seller, and every purchase either counted or left out.

    `window_from` and `recent_from` are the first days, inclusive, of the window and of its recent part; both end with
    `as_at`, inclusive. `counted` and `left_out` are in order of date.
    """

    step: Step
    is_repeat: bool
    counted: tuple[PastPurchase, ...]
    left_out: tuple[LeftOut, ...]
    window_from: date
    recent_from: date
    as_at: date
    policy: Policy


def decide(
    history: Iterable[PastPurchase],
    policy: Policy,
    *,
    as_at: date,
    operator: str | None = None,
    outlet: str | None = None,
) -> Decision:
    """Climb one rung for each date with a sale that counts, and show the working.

    `operator` is the legal entity judged, `outlet` the outlet judged when the policy counts per premises; None judges
    what is not confirmed (or, where a history names neither, simply all of it). A seller is a repeat seller with
    `policy.count` dates in the window and at least one in its recent part. Without a recent one the rungs that begin
    with `policy.count` sales are not reached. A policy choice of the authority, modelled on CYPA 1933 s.12A and
    Licensing Act 2003 s.147A (different occasions, same person, same premises, a sale not counted twice).
    """
    window_from = months_before(as_at, policy.window_months)
    recent_from = months_before(as_at, policy.recency_months)
    counted: list[PastPurchase] = []
    left_out: list[LeftOut] = []
    for purchase in sorted(history, key=_strongest_first_of_each_date):
        reason = _why_never(purchase, policy) or _why_not_this_seller(purchase, policy, operator, outlet)
        reason = reason or _why_not_now(purchase, policy, window_from, as_at)
        if reason is None and counted and counted[-1].on == purchase.on:
            reason = Reason.SAME_DATE
        if reason is None:
            counted.append(purchase)
        else:
            left_out.append(LeftOut(purchase, reason))
    is_recent = any(purchase.on >= recent_from for purchase in counted)
    sales = len(counted) if is_recent else min(len(counted), policy.count - 1)
    return Decision(
        step=policy.step_for(sales),
        is_repeat=sales >= policy.count,
        counted=tuple(counted),
        left_out=tuple(left_out),
        window_from=window_from,
        recent_from=recent_from,
        as_at=as_at,
        policy=policy,
    )


def _strongest_first_of_each_date(purchase: PastPurchase) -> tuple[object, ...]:
    """Order by date, the best proved sale of a date first, then so that the order a history came in never matters."""
    return (
        purchase.on,
        -_GRADES.index(purchase.proof),
        purchase.reference,
        purchase.type,
        purchase.outcome,
        purchase.buyer_basis,
        purchase.operator or "",
        purchase.outlet or "",
        purchase.overturned,
    )


def _why_never(purchase: PastPurchase, policy: Policy) -> Reason | None:
    reason = _NEVER_BY_TYPE.get(purchase.type) or _NEVER_BY_OUTCOME.get(purchase.outcome)
    if reason is None and purchase.outcome not in SOLD:
        reason = Reason.NO_ATTEMPT
    if reason is None and purchase.buyer_basis is not BuyerBasis.UNDER_18:
        reason = Reason.BUYER_NOT_UNDER_18
    if reason is None and purchase.type not in policy.types:
        reason = Reason.TYPE_NOT_IN_POLICY
    if reason is None and purchase.overturned:
        reason = Reason.OVERTURNED
    return reason


def _why_not_this_seller(
    purchase: PastPurchase, policy: Policy, operator: str | None, outlet: str | None
) -> Reason | None:
    if policy.per is Per.PREMISES and purchase.outlet != outlet:
        return Reason.OTHER_PREMISES
    if purchase.operator == operator:
        return None
    return Reason.OPERATOR_NOT_CONFIRMED if purchase.operator is None else Reason.OTHER_OPERATOR


def _why_not_now(purchase: PastPurchase, policy: Policy, window_from: date, as_at: date) -> Reason | None:
    if _GRADES.index(purchase.proof) < _GRADES.index(policy.minimum_proof):
        return Reason.PROOF_BELOW_POLICY
    if purchase.on > as_at:
        return Reason.AFTER_AS_AT
    if purchase.on < window_from:
        return Reason.BEFORE_WINDOW
    return None
