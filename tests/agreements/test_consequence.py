"""What the policy asks after a failed test: which tests count, by when, and what answers them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.agreements.rules import (
    AfterFailedTest,
    AgreementEventKind,
    Event,
    Policy,
    StandingKind,
    consequence,
    in_force_on,
    policy_sentences,
    weigh_failed_tests,
)

KIND = AgreementEventKind
SIGNED = date(2026, 1, 10)
TODAY = date(2026, 11, 22)
POLICY = Policy(on_failed_test=AfterFailedTest.SUSPEND, failed_within_months=6, act_days=28)
SIGNATURE = Event(KIND.SIGNED, SIGNED, lapses_on=date(2028, 1, 10), signatory="Sam Example", capacity="Owner")


def ask(*failed, events=(), policy=POLICY, today=TODAY):
    history = [SIGNATURE, *events]
    return consequence(policy, in_force_on(history, today), failed, history, today)


@pytest.mark.parametrize(
    ("failed", "counts"),
    [
        pytest.param(SIGNED - timedelta(days=1), False, id="before the signature"),
        pytest.param(SIGNED, False, id="on the day of signature"),
        pytest.param(date(2026, 5, 21), False, id="a day more than six months ago"),
        pytest.param(date(2026, 5, 22), True, id="exactly six months ago"),
        pytest.param(TODAY, True, id="today"),
        pytest.param(TODAY + timedelta(days=1), False, id="after today"),
    ],
)
def test_a_failed_test_counts_between_two_days_both_included(failed, counts):
    asked = ask(failed)
    assert (asked is not None) is counts
    if asked:
        assert asked.counted == (failed,)


def test_the_day_after_the_signature_counts():
    policy = replace(POLICY, failed_within_months=24)
    assert ask(SIGNED, policy=policy) is None
    assert ask(SIGNED + timedelta(days=1), policy=policy).counted == (SIGNED + timedelta(days=1),)


def test_a_window_that_ends_on_a_29_february_that_is_not_there_begins_on_the_28th():
    signature = replace(SIGNATURE, on=date(2024, 1, 1), lapses_on=date(2030, 1, 1))
    policy = replace(POLICY, failed_within_months=12)
    today = date(2028, 2, 29)
    for failed, counts in ((date(2027, 2, 27), False), (date(2027, 2, 28), True)):
        asked = consequence(policy, in_force_on([signature], today), [failed], [signature], today)
        assert (asked is not None) is counts


@pytest.mark.parametrize(
    ("action", "begins"),
    [
        (AfterFailedTest.REVIEW, KIND.REVIEWED),
        (AfterFailedTest.SUSPEND, KIND.SUSPENDED),
        (AfterFailedTest.PROPOSE_REMOVAL, KIND.REMOVAL_PROPOSED),
    ],
)
def test_what_is_asked_is_what_the_policy_says(action, begins):
    asked = ask(date(2026, 11, 1), policy=replace(POLICY, on_failed_test=action))
    assert (asked.action, asked.begins) == (action, begins)
    assert ask(date(2026, 11, 1), policy=replace(POLICY, on_failed_test=AfterFailedTest.NOTHING)) is None


def test_it_is_due_a_number_of_days_after_the_first_test_that_counts():
    asked = ask(date(2026, 11, 10), date(2026, 11, 1))
    assert (asked.by_on, asked.overdue) == (date(2026, 11, 29), False)
    assert ask(date(2026, 11, 1), today=date(2026, 11, 29)).overdue is False
    assert ask(date(2026, 11, 1), today=date(2026, 11, 30)).overdue is True
    assert "by 29 November 2026" in asked.working[-1]


def test_two_tests_on_one_day_count_once_and_none_is_asked_of_twice():
    assert ask(date(2026, 11, 1), date(2026, 11, 1)).counted == (date(2026, 11, 1),)
    reviewed = Event(KIND.REVIEWED, date(2026, 11, 1))
    assert ask(date(2026, 11, 1), events=[reviewed]) is None
    asked = ask(date(2026, 11, 1), date(2026, 11, 2), events=[reviewed])
    assert asked.counted == (date(2026, 11, 2),)
    assert asked.left_out == ((date(2026, 11, 1), "It was answered: reviewed on 1 November 2026."),)


def test_nothing_is_asked_of_what_is_not_held_or_is_answered_already():
    failed = date(2026, 11, 1)
    assert ask(failed, events=[Event(KIND.WITHDRAWN, date(2026, 11, 5))]) is None
    assert ask(failed, events=[Event(KIND.SUSPENDED, date(2026, 10, 1))]) is None
    review = replace(POLICY, on_failed_test=AfterFailedTest.REVIEW)
    assert ask(failed, events=[Event(KIND.SUSPENDED, date(2026, 10, 1))], policy=review) is not None
    proposed = Event(KIND.REMOVAL_PROPOSED, date(2026, 10, 20), reply_by_on=date(2026, 11, 30))
    assert ask(failed, events=[proposed]) is None


@given(
    failed=st.lists(st.integers(-400, 30), max_size=8),
    answers=st.lists(st.tuples(st.sampled_from(list(KIND)), st.integers(-300, 10)), max_size=5),
    action=st.sampled_from(list(AfterFailedTest)),
    window=st.integers(1, 36),
)
def test_whatever_happened_each_day_is_weighed_once_and_only_what_is_held_is_asked_of(failed, answers, action, window):
    policy = Policy(on_failed_test=action, failed_within_months=window)
    days = [TODAY + timedelta(days=n) for n in failed]
    events = [SIGNATURE, *(Event(kind, TODAY + timedelta(days=n)) for kind, n in answers)]
    standing = in_force_on(events, TODAY)
    weighed = weigh_failed_tests(policy, standing, days, events, TODAY)
    assert sorted([*weighed.counted, *(on for on, _why in weighed.left_out)]) == sorted(set(days))
    asked = consequence(policy, standing, days, events, TODAY)
    if asked is not None:
        assert standing.kind in {StandingKind.IN_FORCE, StandingKind.SUSPENDED}
        assert asked.counted == weighed.counted
        assert all(standing.signed_on < on <= TODAY for on in asked.counted)


def test_the_policy_is_told_in_words():
    said = " ".join(policy_sentences(POLICY))
    for words in ("runs for 12 months", "6 months after a signature", "officers suspend the agreement, within 28 days"):
        assert words in said
    said = " ".join(policy_sentences(Policy(review_months=0, on_failed_test=AfterFailedTest.NOTHING, reply_days=1)))
    for words in ("No day is set for a review", "nothing is asked for", "has 1 day to reply"):
        assert words in said
