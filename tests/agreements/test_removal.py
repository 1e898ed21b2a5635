"""Removing an agreement goes its way: proposed with a reason, a chance to reply, then removed."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from compliance.agreements import queries, services
from compliance.agreements.rules import AgreementEventKind, NewEvent, Policy, StandingKind
from compliance.errors import Refusal
from tests.factories.agreements import AgreementEventFactory, signed

KIND = AgreementEventKind
PROPOSAL = NewEvent(KIND.REMOVAL_PROPOSED, date(2026, 11, 1), words="Sold twice", reply_by_on=date(2026, 11, 15))


@pytest.fixture
def agreement(officer, outlet):
    return signed(officer.authority_id, outlet.id, date(2026, 6, 1))


def say(session, officer, agreement, kind, on, **more):
    return services.record_event(session, officer, agreement.id, NewEvent(kind, on, words="Said", **more))


def test_it_is_not_removed_without_a_proposal(session, officer, agreement):
    with pytest.raises(Refusal, match="Propose the removal first") as refused:
        say(session, officer, agreement, KIND.REMOVED, date(2026, 11, 20))
    assert refused.value.field == "kind"


@pytest.mark.parametrize(("day", "removed"), [(14, False), (15, False), (16, True)])
def test_it_is_removed_once_the_day_to_reply_by_has_passed(session, officer, outlet, agreement, today, day, removed):
    services.record_event(session, officer, agreement.id, PROPOSAL)
    assert queries.standing_of(session, officer, outlet.id, today).in_force
    if not removed:
        with pytest.raises(Refusal, match="may reply until 15 November 2026"):
            say(session, officer, agreement, KIND.REMOVED, date(2026, 11, day))
        return
    say(session, officer, agreement, KIND.REMOVED, date(2026, 11, day))
    assert queries.standing_of(session, officer, outlet.id, today).kind is StandingKind.REMOVED


def test_a_trader_has_as_long_to_reply_as_the_policy_of_that_day_says(session, officer, agreement):
    short = NewEvent(KIND.REMOVAL_PROPOSED, date(2026, 11, 1), words="Sold twice", reply_by_on=date(2026, 11, 8))
    with pytest.raises(Refusal, match="until 15 November 2026 at least"):
        services.record_event(session, officer, agreement.id, short)
    services.record_event(session, officer, agreement.id, short, policy=Policy(reply_days=7))


def test_it_is_removed_before_that_day_once_a_reply_is_recorded(session, officer, outlet, agreement, today):
    services.record_event(session, officer, agreement.id, PROPOSAL)
    say(session, officer, agreement, KIND.REPLIED, date(2026, 11, 3), signatory="Sam Example")
    standing = queries.standing_of(session, officer, outlet.id, today)
    assert (standing.in_force, standing.replied_on) == (True, date(2026, 11, 3))
    with pytest.raises(Refusal, match="how any reply was considered"):
        services.record_event(session, officer, agreement.id, NewEvent(KIND.REMOVED, date(2026, 11, 4)))
    say(session, officer, agreement, KIND.REMOVED, date(2026, 11, 4))
    assert not queries.standing_of(session, officer, outlet.id, today).in_force


def test_a_review_keeps_it_and_ends_the_proposal(session, officer, agreement):
    services.record_event(session, officer, agreement.id, PROPOSAL)
    say(session, officer, agreement, KIND.REVIEWED, date(2026, 11, 18))
    with pytest.raises(Refusal, match="Propose the removal first"):
        say(session, officer, agreement, KIND.REMOVED, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewEvent(KIND.REMOVAL_PROPOSED, date(2026, 11, 1), reply_by_on=date(2026, 11, 9)), "words"),
        (NewEvent(KIND.REMOVAL_PROPOSED, date(2026, 11, 1), words="Why"), "reply_by_on"),
        (NewEvent(KIND.REMOVAL_PROPOSED, date(2026, 11, 1), words="W", reply_by_on=date(2026, 11, 1)), "reply_by_on"),
        (NewEvent(KIND.REMOVAL_PROPOSED, date(2026, 11, 1), words="W", reply_by_on=date(2027, 11, 2)), "reply_by_on"),
        (NewEvent(KIND.REMOVAL_PROPOSED, date(2026, 11, 1), words="W", reply_by_on=date(2026, 11, 14)), "reply_by_on"),
        (NewEvent(KIND.SUSPENDED, date(2026, 11, 1), words="W", reply_by_on=date(2026, 11, 9)), "reply_by_on"),
        (NewEvent(KIND.SUSPENDED, date(2026, 11, 1), words="W", review_on=date(2026, 12, 9)), "review_on"),
        (NewEvent(KIND.REVIEWED, date(2026, 11, 1), review_on=date(2026, 11, 1)), "review_on"),
        (NewEvent(KIND.REPLIED, date(2026, 11, 1), "Sam Example", words="Said"), "kind"),
        (NewEvent(KIND.REPLIED, date(2026, 11, 1), words="Said"), "signatory"),
    ],
    ids=[
        "no reason",
        "no day",
        "same day",
        "too long",
        "too short",
        "no proposal",
        "no review",
        "same review",
        "nothing",
        "nobody",
    ],
)
def test_what_a_step_lacks_is_told_beside_its_field(session, officer, agreement, new, field):
    with pytest.raises(Refusal) as refused:
        services.record_event(session, officer, agreement.id, new)
    assert refused.value.field == field


def test_the_database_wants_a_day_to_reply_by_too(session, officer, agreement):
    with pytest.raises(IntegrityError):
        AgreementEventFactory(
            authority_id=officer.authority_id, agreement_id=agreement.id, kind=KIND.REMOVAL_PROPOSED, words="Why"
        )


def test_a_review_is_due_as_the_policy_sets_it_and_is_listed(session, officer, outlet, agreement, today):
    say(session, officer, agreement, KIND.REVIEWED, date(2026, 10, 1))
    (row,) = queries.list_reviews_due(session, officer, today, date(2027, 4, 1))
    assert (row.review_on, row.outlet_id, row.reference) == (date(2027, 4, 1), outlet.id, agreement.reference)
    assert queries.list_reviews_due(session, officer, today, date(2027, 3, 31)) == []
    say(session, officer, agreement, KIND.WITHDRAWN, date(2026, 11, 20))
    assert queries.list_reviews_due(session, officer, today, date(2027, 4, 1)) == []


def test_an_overdue_review_is_listed_until_it_is_done(session, officer, agreement, today):
    say(session, officer, agreement, KIND.REVIEWED, date(2026, 8, 1), review_on=date(2026, 10, 1))
    assert [one.review_on for one in queries.list_reviews_due(session, officer, today, today)] == [date(2026, 10, 1)]
    say(session, officer, agreement, KIND.REVIEWED, date(2026, 11, 1))
    assert queries.list_reviews_due(session, officer, today, today) == []
