"""What an authority asks for in training from a day on: what may be set, and in words (pure)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from compliance.errors import Refusal
from compliance.training.rules.words import COURSE_NAMES, Policy


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy to be set, from which day on (inclusive), and why."""

    policy: Policy
    in_force_from: date
    reason: str


LIMITS = {
    "refresh_months": (1, 120, "months until the refresh"),
    "unanswered": (1, 10, "unanswered invitations"),
    "minutes": (1, 1440, "minutes"),
    "reply_days": (1, 365, "days to reply"),
    "remind_days_before": (0, 365, "days before the session"),
    "refresh_notice_days": (0, 365, "days of notice"),
}
"""The least and the most of each number of a policy, and what it counts."""


def check_policy(policy: Policy) -> None:
    """Raise Refusal beside the field for a number that a policy cannot have (see LIMITS)."""
    for name, (least, most, noun) in LIMITS.items():
        if not least <= getattr(policy, name) <= most:
            raise Refusal(f"{name} must be from {least} to {most} {noun}; it is {getattr(policy, name)}", name)


def check_new_policy(new: NewPolicy, *, today: date, taken: Collection[date]) -> None:
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


def policy_sentences(policy: Policy) -> tuple[str, ...]:
    """Return a policy in the words of officers."""
    invitations = "invitation" if policy.unanswered == 1 else "invitations"
    month = "month" if policy.refresh_months == 1 else "months"
    return (
        f"An outlet is trained by a pass of: {COURSE_NAMES[policy.course].lower()}. No other course counts as it.",
        f"It is refreshed within {policy.refresh_months} {month} of the session; that day itself still counts.",
        (
            f"It is refused by a recorded refusal, or by {policy.unanswered} {invitations} served on different days "
            "without reply past their dates, until the trader is willing or an officer withdraws the refusal."
        ),
        (
            f"A trader has {policy.reply_days} days to reply and is reminded {policy.remind_days_before} days before "
            f"the session; a refresh is on the lists {policy.refresh_notice_days} days before it is due."
        ),
    )
