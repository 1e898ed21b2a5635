"""How long an agreement runs, and what is asked after a failed test: an authority's own choice, never law (pure)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from compliance.dates import months_after
from compliance.errors import Refusal

MOST_MONTHS = 120
MOST_REVIEW_MONTHS = 60
MOST_DAYS = 366
LONGEST_REASON = 1000


class AfterFailedTest(StrEnum):
    """What the policy asks of officers when an illegal sale was made while an agreement was in force."""

    NOTHING = "nothing"
    REVIEW = "review"
    SUSPEND = "suspend"
    PROPOSE_REMOVAL = "propose_removal"


AFTER_FAILED_TEST_LABELS = {
    AfterFailedTest.REVIEW: "Review the agreement with the trader",
    AfterFailedTest.SUSPEND: "Suspend the agreement",
    AfterFailedTest.PROPOSE_REMOVAL: "Propose to remove it, with a chance to reply",
    AfterFailedTest.NOTHING: "Nothing",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """How agreements are kept, from a day on. Months are calendar months, days are calendar days.

    `months` an agreement runs before it must be signed again, `longest_months` the longest that is allowed;
    `review_months` after a signature or review the next review is due (0: no day is set); `remind_days` before a day
    comes it is shown as coming. After a failed test `on_failed_test` is asked for within `act_days`; tests of the last
    `failed_within_months` count. A trader has `reply_days` to answer a proposal to remove the agreement. A link to sign
    by works for `link_days`.
    """

    months: int = 12
    longest_months: int = 60
    review_months: int = 6
    remind_days: int = 60
    on_failed_test: AfterFailedTest = AfterFailedTest.REVIEW
    failed_within_months: int = 12
    act_days: int = 28
    reply_days: int = 14
    link_days: int = 28


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy from a day on (inclusive), and why it is set."""

    in_force_from: date
    policy: Policy
    reason: str


_LIMITS = (
    ("longest_months", 1, MOST_MONTHS),
    ("review_months", 0, MOST_REVIEW_MONTHS),
    ("failed_within_months", 1, MOST_MONTHS),
    ("remind_days", 1, MOST_DAYS),
    ("act_days", 1, MOST_DAYS),
    ("reply_days", 1, MOST_DAYS),
    ("link_days", 1, MOST_DAYS),
)


def check_policy(policy: Policy) -> None:
    """Raise Refusal, with the field to mend, when a policy of agreements cannot be applied."""
    for name, least, most in _LIMITS:
        if not least <= getattr(policy, name) <= most:
            raise Refusal(f"Enter a whole number from {least} to {most}", name)
    if not 1 <= policy.months <= policy.longest_months:
        raise Refusal(
            "An agreement must run at least 1 month, and no longer than the longest that is allowed", "months"
        )


def check_new_policy(new: NewPolicy, *, today: date, taken: Collection[date]) -> None:
    """Raise Refusal, with the field to mend, unless `new` may be set: from today or later, once for each day."""
    check_policy(new.policy)
    if new.in_force_from < today:
        raise Refusal(
            "A policy applies from today or a later day: what was asked before stays as it was", "in_force_from"
        )
    if new.in_force_from in taken:
        raise Refusal("A policy from this day is set already. Choose another day", "in_force_from")
    if not new.reason.strip():
        raise Refusal("Say why the policy is set, and who decided it", "reason")
    if len(new.reason) > LONGEST_REASON:
        raise Refusal(f"The reason must be {LONGEST_REASON} characters or fewer", "reason")


def lapse_day(signed_on: date, policy: Policy) -> date:
    """Return the day on which an agreement signed on `signed_on` lapses, unless another is agreed.

    It is in force from the day of signature to the day before the one returned: signed on 1 May for 12 months, it
    lapses on 1 May a year later and its last day is 30 April. Signed on 29 February, it lapses on 28 February.
    """
    return months_after(signed_on, policy.months)


def review_day(on: date, policy: Policy) -> date | None:
    """Return the day on which an agreement signed or reviewed on `on` is reviewed next, None where none is set."""
    return months_after(on, policy.review_months) if policy.review_months else None


def reply_day(proposed_on: date, policy: Policy) -> date:
    """Return the last day (inclusive) on which a trader may reply to a removal proposed on `proposed_on`."""
    return proposed_on + timedelta(days=policy.reply_days)


def policy_sentences(policy: Policy) -> tuple[str, ...]:
    """Return a policy in words, for a page."""
    review = (
        f"It is reviewed {_months(policy.review_months)} after a signature or a review, unless another day is agreed."
        if policy.review_months
        else "No day is set for a review, unless one is agreed."
    )
    ask = {
        AfterFailedTest.NOTHING: "After a failed test nothing is asked for.",
        AfterFailedTest.REVIEW: "After a failed test officers review the agreement with the trader",
        AfterFailedTest.SUSPEND: "After a failed test officers suspend the agreement",
        AfterFailedTest.PROPOSE_REMOVAL: "After a failed test officers propose to remove the agreement",
    }[policy.on_failed_test]
    if policy.on_failed_test is not AfterFailedTest.NOTHING:
        window = _months(policy.failed_within_months)
        ask += f", within {_days(policy.act_days)}. An illegal sale of the last {window} counts."
    longest = _months(policy.longest_months)
    return (
        f"An agreement runs for {_months(policy.months)} from its signature, or as agreed, at most {longest}.",
        review,
        f"What lapses or is to be reviewed is shown {_days(policy.remind_days)} before.",
        ask,
        f"A trader has {_days(policy.reply_days)} to reply before an agreement is removed.",
        f"A link to sign by works for {_days(policy.link_days)}.",
    )


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
