"""What an authority asks for in test purchases from a day on: what may be set, and in words (pure)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from compliance.errors import Refusal


@dataclass(frozen=True, slots=True)
class PurchasePolicy:
    """What an authority asks for when it tests sales. The defaults are this product's, and hold until one is set.

    `advance_notice_asked`: whether a seller online is told beforehand that a test is likely (off until an authority
    chooses it; the Croydon exercise of 2018-19 sent such letters, domain section 2.4), and `advance_notice_days` the
    least number of days from that notice to the order. `alert_days`: how many days before the last day to prosecute the
    officers are told, the most first (domain section 6.2). `keep_evidence_months`: for how many months after the test
    its evidence is kept at least; an open case keeps it longer. `rate_least`: below how many valid attempts no rate is
    shown (domain section 6.22), never fewer than ten. `dispute_days` is within how many days of its receipt a dispute
    is decided, and `dispute_letter_days` within how many days of the decision the trader is told in writing.
    `carry_minutes` is for how many minutes a volunteer may carry the item before it reaches an officer without it being
    called long (CJA 1988 s.139: it should reach the officer at once).
    """

    advance_notice_asked: bool = False
    advance_notice_days: int = 14
    alert_days: tuple[int, ...] = (90, 60, 30, 14)
    keep_evidence_months: int = 24
    rate_least: int = 10
    dispute_days: int = 28
    dispute_letter_days: int = 5
    carry_minutes: int = 10


@dataclass(frozen=True, slots=True)
class NewPurchasePolicy:
    """A policy to be set, from which day on (inclusive), and why."""

    policy: PurchasePolicy
    in_force_from: date
    reason: str


POLICY_LIMITS = {
    "advance_notice_days": (0, 365, "days from the notice to the order"),
    "keep_evidence_months": (6, 240, "months"),
    "rate_least": (10, 1000, "valid attempts"),
    "dispute_days": (1, 180, "days from the receipt of a dispute to its decision"),
    "dispute_letter_days": (1, 60, "days from the decision to its letter"),
    "carry_minutes": (1, 120, "minutes"),
}
"""The least and the most of each number of a policy, and what it counts."""
MOST_ALERTS = 8
LONGEST_ALERT = 180


def check_policy(policy: PurchasePolicy) -> None:
    """Raise Refusal beside the field for a number that a policy cannot have (see POLICY_LIMITS), both ends allowed.

    The days before the last day to prosecute are 1 to 8 different numbers from 1 to 180, the most first.
    """
    for name, (least, most, noun) in POLICY_LIMITS.items():
        if not least <= getattr(policy, name) <= most:
            raise Refusal(f"Enter a number from {least} to {most}: {noun}", name)
    days = policy.alert_days
    if not 1 <= len(days) <= MOST_ALERTS or not all(1 <= day <= LONGEST_ALERT for day in days):
        raise Refusal(f"Enter 1 to {MOST_ALERTS} numbers of days, each from 1 to {LONGEST_ALERT}", "alert_days")
    if list(days) != sorted(set(days), reverse=True):
        raise Refusal("Enter each number of days once, the most first", "alert_days")


def alert_days_from(text: str) -> tuple[int, ...]:
    """Return the days that are typed as “90, 60, 30, 14”, each once and the most first. Raises Refusal."""
    words = text.replace(",", " ").split()
    if not words or not all(word.isascii() and word.isdecimal() and len(word) < 5 for word in words):
        raise Refusal("Enter whole numbers of days with commas between them, such as 90, 60, 30, 14", "alert_days")
    return tuple(sorted({int(word) for word in words}, reverse=True))


def check_new_policy(new: NewPurchasePolicy, *, today: date, taken: Collection[date]) -> None:
    """Raise Refusal unless a policy may be set: with a reason, and never so that it changes what was judged before.

    `taken` holds the days from which a policy is set already. The first one may begin in the past, for it replaces the
    one that came ready and that nobody chose.
    """
    check_policy(new.policy)
    if not new.reason.strip():
        raise Refusal("Enter why this policy is set", "reason")
    if new.in_force_from in taken:
        raise Refusal("A policy is set from this day already. Choose a later day", "in_force_from")
    if taken and new.in_force_from < today:
        raise Refusal("It must start today or later: what was judged by the policy before it stays", "in_force_from")


def policy_sentences(policy: PurchasePolicy) -> tuple[str, ...]:
    """Return a policy in the words of officers."""
    days = ", ".join(str(day) for day in policy.alert_days)
    day = "day" if policy.advance_notice_days == 1 else "days"
    notice = (
        "A seller online is told that a test is likely. Without that notice an order is recorded with the reason."
        if policy.advance_notice_asked
        else "A seller online need not be told beforehand that a test is likely. A notice that is sent is recorded."
    )
    least = f"From the notice to the order there are at least {policy.advance_notice_days} {day}."
    return (
        f"{notice} {least}" if policy.advance_notice_asked else notice,
        f"Officers are told of the last day to prosecute {days} days before it.",
        (
            f"The evidence of a test is kept for at least {policy.keep_evidence_months} months after it, and longer "
            "while a case is open."
        ),
        f"A rate of fewer than {policy.rate_least} valid attempts is not shown.",
        (
            f"A dispute is decided within {policy.dispute_days} days of its receipt, and the trader is told in writing "
            f"within {policy.dispute_letter_days} days of the decision."
        ),
        f"An item that took more than {policy.carry_minutes} minutes to reach an officer is shown as carried for long.",
    )
