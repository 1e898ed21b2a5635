"""Which sessions a letter offers, and the two letters after which training counts as refused."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from compliance.letters import queries, services
from compliance.letters.rules import About, Kind
from compliance.letters.rules.serving import NewServing, ServedBy
from compliance.training import queries as training
from compliance.training import services as training_services
from compliance.training.models import Invitation
from compliance.training.rules import AttendanceStatus, NewWithdrawal, StandingKind
from tests.factories.training import AttendanceFactory, TrainingSessionFactory

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("monday", "authority", "operator")


@pytest.fixture
def send(session, officer):
    """Return a function that drafts a letter as it begins, issues it and posts it first class on a day."""

    def now(kind, on, **about):
        subject = queries.get_subject(session, officer, About(**about))
        decided = queries.begin(session, officer, kind, subject, officer_id=officer.officer_id)
        letter = services.draft_letter(session, officer, kind, decided, About(**about))
        services.issue_letter(session, officer, letter.id)
        services.serve_letter(session, officer, letter.id, NewServing(how=ServedBy.FIRST_CLASS, served_on=on))
        return session.exec(select(Invitation).where(Invitation.letter_id == letter.id)).one()

    return now


@pytest.mark.parametrize(
    ("taken", "offered"),
    [
        ([], True),
        ([AttendanceStatus.BOOKED], True),
        ([AttendanceStatus.BOOKED, AttendanceStatus.BOOKED], False),
        ([AttendanceStatus.BOOKED, AttendanceStatus.EXCUSED], True),
        ([AttendanceStatus.BOOKED, AttendanceStatus.CANCELLED], True),
    ],
)
def test_a_letter_begins_with_the_sessions_that_have_a_place_left(session, officer, outlet, visit, taken, offered):
    owner = {"authority_id": officer.authority_id}
    held = TrainingSessionFactory(**owner, on=date(2026, 12, 10), capacity=2)
    later = TrainingSessionFactory(**owner, on=date(2026, 12, 17), capacity=2)
    for number, status in enumerate(taken):
        AttendanceFactory(
            **owner,
            session_id=held.id,
            outlet_id=outlet.id,
            person=f"Person {number}",
            status=status,
            recorded_on=TODAY,
        )
    subject = queries.get_subject(session, officer, About(visit_id=visit.id))
    begun = queries.begin(session, officer, Kind.TRAINING_INVITATION, subject, officer_id=officer.officer_id)
    assert begun.offer.session_ids == ((held.id, later.id) if offered else (later.id,))


def test_two_letters_without_reply_past_their_dates_are_a_refusal_until_an_officer_withdraws_it(
    session, officer, outlet, visit, monday, send
):
    def standing(day):
        return training.standing_of(session, officer, outlet.id, day)

    first = send(Kind.TRAINING_INVITATION, TODAY, visit_id=visit.id)
    second_on = first.reply_by_on + timedelta(days=1)
    monday(second_on)
    assert standing(second_on).kind is StandingKind.NO_REPLY
    second = send(Kind.TRAINING_REMINDER, second_on, invitation_id=first.id)
    assert second.reply_by_on > second_on
    monday(second.reply_by_on)
    assert not standing(second.reply_by_on).refused, "the day to reply by is still in time"
    refused_on = second.reply_by_on + timedelta(days=1)
    monday(refused_on)
    assert standing(refused_on).refused
    assert "2 invitations served without reply" in standing(refused_on).refusal
    withdrawal = NewWithdrawal(withdrawn_on=refused_on, reason="They rang and asked for a place.")
    training_services.withdraw_refusal(session, officer, outlet.id, withdrawal)
    assert not standing(refused_on).refused
    assert standing(refused_on).withdrawn_on == refused_on
