"""What the authority's policy asks after a failed test while an agreement is held, with the working (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.agreements.rules.policy import AFTER_FAILED_TEST_LABELS, AfterFailedTest, Policy
from compliance.agreements.rules.standing import Event, Standing
from compliance.agreements.rules.words import EVENT_LABELS, AgreementEventKind
from compliance.dates import months_before

BEGINS = {
    AfterFailedTest.REVIEW: AgreementEventKind.REVIEWED,
    AfterFailedTest.SUSPEND: AgreementEventKind.SUSPENDED,
    AfterFailedTest.PROPOSE_REMOVAL: AgreementEventKind.REMOVAL_PROPOSED,
}
"""The event by which officers do what the policy asks."""

_ANSWERS = frozenset(BEGINS.values())


@dataclass(frozen=True, slots=True)
class Weighed:
    """The days of failed tests that still ask for something, and those that do not, each with why."""

    counted: tuple[date, ...]
    left_out: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the policy asks of officers, by which day (inclusive), for which tests. Nothing follows by itself."""

    action: AfterFailedTest
    by_on: date
    overdue: bool
    counted: tuple[date, ...]
    left_out: tuple[tuple[date, str], ...]
    working: tuple[str, ...]

    @property
    def begins(self) -> AgreementEventKind:
        """The event by which it is done."""
        return BEGINS[self.action]


def weigh_failed_tests(
    policy: Policy, standing: Standing, failed_on: Sequence[date], events: Iterable[Event], today: date
) -> Weighed:
    """Return which failed tests still ask for something of an agreement that is held on `today`.

    `failed_on` are the days of completed illegal sales that count, at an outlet on a day on which the agreement covered
    it: none that was overturned, intercepted or a Challenge 25 test. Two on one day count once. A test counts from the
    day after the signature (on its day nobody knows which came first), both ends of the window of the policy inclusive,
    until a review, a suspension or a proposal of removal of its day or later answers it.
    """
    counted: list[date] = []
    left_out: list[tuple[date, str]] = []
    answers = sorted((event.on, event.kind) for event in events if event.kind in _ANSWERS and event.on <= today)
    since = months_before(today, policy.failed_within_months)
    for on in sorted(set(failed_on)):
        answer = next((one for one in answers if one[0] >= on), None)
        if on > today:
            left_out.append((on, "It is after today."))
        elif standing.signed_on is None or on <= standing.signed_on:
            left_out.append((on, "It was not after the agreement was signed."))
        elif on < since:
            left_out.append((on, f"It is more than {policy.failed_within_months} months ago."))
        elif answer is not None:
            left_out.append((on, f"It was answered: {EVENT_LABELS[answer[1]].lower()} on {_say(answer[0])}."))
        else:
            counted.append(on)
    return Weighed(tuple(counted), tuple(left_out))


def consequence(
    policy: Policy, standing: Standing, failed_on: Sequence[date], events: Iterable[Event], today: date
) -> Consequence | None:
    """Return what the policy of today asks after failed tests, or None where it asks nothing.

    See `weigh_failed_tests` for what counts. Nothing is asked where the agreement is not held, where it is suspended
    and the policy asks for a suspension, or where its removal is proposed. It is due `act_days` after the first test
    that counts, inclusive. An authority's own choice, never law: no officer is bound by it.
    """
    if not standing.held or policy.on_failed_test is AfterFailedTest.NOTHING or standing.proposed_on is not None:
        return None
    if policy.on_failed_test is AfterFailedTest.SUSPEND and not standing.in_force:
        return None
    weighed = weigh_failed_tests(policy, standing, failed_on, events, today)
    if not weighed.counted:
        return None
    by_on = weighed.counted[0] + timedelta(days=policy.act_days)
    working = [f"Illegal sale in a test on {_say(on)}, while the agreement was held." for on in weighed.counted]
    working += [f"The test on {_say(on)} does not count. {why}" for on, why in weighed.left_out]
    working.append(
        f"The policy asks: {_lower(AFTER_FAILED_TEST_LABELS[policy.on_failed_test])}, within {policy.act_days} days of "
        f"the test, so by {_say(by_on)}."
    )
    return Consequence(policy.on_failed_test, by_on, by_on < today, weighed.counted, weighed.left_out, tuple(working))


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
