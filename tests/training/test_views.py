"""The pages of training."""

from datetime import date, timedelta

import pytest

from compliance.permissions import Role
from compliance.training import queries
from compliance.training.rules import AttendanceStatus, Reply, StandingKind
from compliance.visits.rules import OfferAnswer
from tests.factories.agreements import signed
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory
from tests.factories.visits import VisitFactory
from tests.page import text_of


def on(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def a_session(**more):
    return {
        "id": "0199f000-0000-7000-8000-000000000003",
        "course": "accredited",
        **on("on", date(2026, 12, 10)),
        "starts_at_time": "2pm",
        "venue": "Invented Hall",
        "minutes": "150",
        "pass_mark": "70",
        "capacity": "12",
    } | more


def an_invitation(**more):
    return {
        "course": "accredited",
        "session_id": "",
        **on("invited_on", date(2026, 10, 1)),
        "served_how": "letter",
        **on("served_on", date(2026, 10, 3)),
        **on("reply_by_on", date(2026, 10, 17)),
        "reply": "none",
    } | more


@pytest.fixture
def mine(officer):
    return {"authority_id": officer.authority_id}


def test_a_session_is_added_once_and_shown(client, session, officer, today):
    first = client.post("/training/sessions/new", data=a_session())
    second = client.post("/training/sessions/new", data=a_session())
    assert first.status_code == 302
    assert first.location == second.location
    text = text_of(client.get(first.location))
    for words in ("HAC-TS-2026-0001", "14:00", "150 minutes or more, and a mark of 70% or more", "0 of 12 taken"):
        assert words in text
    assert len(queries.list_upcoming(session, officer, today)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pass_mark": ""}, "Enter the pass mark"),
        ({"pass_mark": "101"}, "must be between 0 and 100"),
        ({"capacity": "0"}, "must be between 1 and 1000"),
        ({"minutes": "many"}, "must be a whole number"),
        ({"on-day": "31", "on-month": "2"}, "must be a real date"),
        ({"venue_address": "x" * 100_000}, "must be 400 characters or less"),
    ],
)
def test_a_session_that_cannot_be_is_told_kept_and_not_saved(client, session, officer, today, typed, said):
    page = client.post("/training/sessions/new", data=a_session(**typed))
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert said in text
    assert "Invented Hall" in text
    assert queries.list_upcoming(session, officer, today) == []


def test_a_session_is_changed_for_a_reason(client, mine):
    held = TrainingSessionFactory(**mine)
    page = client.get(f"/training/sessions/{held.id}/correct")
    assert held.venue in page.get_data(as_text=True)
    data = a_session(version="1", venue="Other Hall", reason="Double booked")
    answer = client.post(f"/training/sessions/{held.id}/correct", data=data)
    assert answer.status_code == 302
    text = text_of(client.get(answer.location))
    assert "Other Hall" in text
    assert "Double booked" in text


def test_the_calendar_shows_what_is_coming_and_what_is_due(client, officer, outlet, mine, today):
    TrainingSessionFactory(**mine, on=today + timedelta(days=3), venue="Coming Hall")
    TrainingSessionFactory(**mine, on=today - timedelta(days=3), venue="Past Hall")
    InvitationFactory(**mine, outlet_id=outlet.id, reply=Reply.ACCEPTED, replied_on=date(2026, 6, 5))
    signed(officer.authority_id, outlet.id, date(2026, 1, 1), lapses_on=today + timedelta(days=5))
    text = text_of(client.get("/training/"))
    for words in (
        "Coming Hall",
        "Past Hall",
        "1 invitation was accepted and has no place yet",
        "lapses on 27 November",
    ):
        assert words in text


def test_an_empty_calendar_says_what_to_do(client):
    assert "No session is planned" in text_of(client.get("/training/"))


def test_an_invitation_is_recorded_and_answered(client, session, officer, outlet, today):
    answer = client.post(f"/retailers/{outlet.id}/training/invite", data=an_invitation())
    assert answer.status_code == 302
    assert "No reply" in text_of(client.get(answer.location))
    invitation = queries.list_invitations(session, officer, outlet.id)[0].invitation
    path = f"/training/invitations/{invitation.id}/reply"
    reply = {"reply": "declined", "replied_by": "Sam Example", "version": "1", **on("replied_on", date(2026, 10, 9))}
    refused = client.post(path, data=reply).get_data(as_text=True)
    assert "in their own words" in refused
    assert "Sam Example" in refused
    assert client.post(path, data=reply | {"reply_words": "I know it all"}).status_code == 302
    text = text_of(client.get(f"/retailers/{outlet.id}/training"))
    for words in ("Declined", "Training refused", "Sam Example declined on 9 October 2026", "I know it all"):
        assert words in text


def test_an_invitation_sent_twice_is_refused(client, outlet):
    client.post(f"/retailers/{outlet.id}/training/invite", data=an_invitation())
    again = client.post(f"/retailers/{outlet.id}/training/invite", data=an_invitation())
    assert again.status_code == 200
    assert "is recorded already" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (on("invited_on", date(2026, 12, 1)), "must be today or in the past"),
        (on("served_on", date(2026, 9, 30)), "cannot have been served before"),
        (on("reply_by_on", date(2026, 10, 2)), "must not be before the day it was served"),
        ({"reply": "accepted"}, "Enter the day of the reply"),
        ({"session_id": "0199f000-0000-7000-8000-000000000009"}, "from the list"),
    ],
)
def test_an_invitation_that_cannot_be_is_told_and_not_saved(client, session, officer, outlet, typed, said):
    page = client.post(f"/retailers/{outlet.id}/training/invite", data=an_invitation(**typed))
    assert page.status_code == 200
    assert said in page.get_data(as_text=True)
    assert queries.list_invitations(session, officer, outlet.id) == []


def test_what_was_heard_at_a_visit_is_carried_over(client, session, officer, outlet, mine, today):
    visit = VisitFactory(
        **mine,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        training_offer=OfferAnswer.DECLINED,
        spoke_to="Kim Example",
        capacity="Manager",
        offer_words="Too far to travel",
    )
    path = f"/retailers/{outlet.id}/training/invite?visit={visit.id}"
    page = client.get(path).get_data(as_text=True)
    for words in ("Carried over from your visit of 1 June 2026", "Kim Example, Manager", "Too far to travel"):
        assert words in page
    data = an_invitation(
        **on("invited_on", date(2026, 6, 1)),
        **on("served_on", date(2026, 6, 1)),
        **on("replied_on", date(2026, 6, 1)),
        **on("reply_by_on", date(2026, 6, 1)),
        served_how="at_visit",
        reply="declined",
        replied_by="Kim Example, Manager",
        reply_words="Too far to travel",
    )
    assert client.post(path, data=data).status_code == 302
    assert queries.standing_of(session, officer, outlet.id, today).refused
    assert "Recorded with the training invitations" in text_of(client.get(f"/visits/{visit.id}"))


def test_an_invitation_that_came_back_is_recorded(client, session, officer, outlet, mine, today):
    full = TrainingSessionFactory(**mine, capacity=1)
    invitation = InvitationFactory(**mine, outlet_id=outlet.id, session_id=full.id)
    AttendanceFactory(**mine, session_id=full.id, outlet_id=outlet.id, status=AttendanceStatus.DID_NOT_ATTEND)
    path = f"/training/invitations/{invitation.id}"
    assert "(full, 0 waiting)" in client.get(path).get_data(as_text=True)
    data = an_invitation(
        **on("invited_on", date(2026, 6, 1)),
        **on("served_on", date(2026, 6, 3)),
        **on("reply_by_on", date(2026, 6, 17)),
        **on("returned_on", date(2026, 6, 9)),
        session_id=str(full.id),
        version="1",
    )
    assert client.post(path, data=data).status_code == 302
    assert "Came back undelivered" in text_of(client.get(f"/retailers/{outlet.id}/training"))
    assert queries.list_invitations(session, officer, outlet.id)[0].session is not None


def test_the_last_place_is_booked_once_and_the_next_waits(client, session, officer, outlet, mine, today):
    held = TrainingSessionFactory(**mine, on=today + timedelta(days=3), capacity=1)
    path = f"/retailers/{outlet.id}/training/book"
    data = {"session_id": str(held.id), "person": "Alex Example", "capacity": "Owner"}
    assert str(held.id) in client.get(path).get_data(as_text=True)
    assert client.post(path, data=data).status_code == 302
    second = client.post(path, data=data | {"person": "Kim Example"})
    assert second.status_code == 302
    assert "Kim Example is number 1 on its waiting list" in text_of(client.get(second.location))
    third = client.post(path, data=data | {"person": "Kim Example"})
    assert third.status_code == 200
    assert "Kim Example has a place at this session already" in third.get_data(as_text=True)
    assert queries.places_taken(session, officer, held.id) == 1


def test_whoever_accepted_is_offered_for_the_place(client, outlet, mine, today):
    TrainingSessionFactory(**mine, on=today)
    invitation = InvitationFactory(
        **mine,
        outlet_id=outlet.id,
        reply=Reply.ACCEPTED,
        replied_on=date(2026, 6, 5),
        replied_by="Kim Example, Manager",
    )
    page = client.get(f"/retailers/{outlet.id}/training/book?invitation={invitation.id}").get_data(as_text=True)
    assert 'value="Kim Example"' in page
    assert 'value="Manager"' in page


def test_the_register_is_kept_and_corrected(client, session, officer, outlet, mine, today):
    held = TrainingSessionFactory(**mine)
    place = AttendanceFactory(**mine, session_id=held.id, outlet_id=outlet.id, person="Alex Example")
    path = f"/training/places/{place.id}"
    assert "150 minutes or more, and a mark of 70% or more" in text_of(client.get(path))
    missing = client.post(path, data={"status": "attended", "version": "1"})
    assert "Enter how many minutes they attended" in missing.get_data(as_text=True)
    data = {"status": "attended", "minutes": "150", "mark": "70", "version": "1"}
    answer = client.post(path, data=data)
    assert answer.status_code == 302
    assert "Passed" in text_of(client.get(answer.location))
    again = client.post(path, data=data | {"mark": "69", "version": "2"})
    assert "Enter why it changes" in again.get_data(as_text=True)
    assert client.post(path, data=data | {"mark": "69", "version": "2", "reason": "Marked again"}).status_code == 302
    assert queries.standing_of(session, officer, outlet.id, today).kind is StandingKind.NOT_PASSED
    assert "Marked again" in text_of(client.get(path))


@pytest.fixture
def reached(outlet, mine):
    held = TrainingSessionFactory(**mine)
    place = AttendanceFactory(**mine, session_id=held.id, outlet_id=outlet.id)
    invitation = InvitationFactory(**mine, outlet_id=outlet.id)
    return [
        f"/retailers/{outlet.id}/training",
        f"/training/sessions/{held.id}",
        f"/training/sessions/{held.id}/correct",
        f"/retailers/{outlet.id}/training/invite",
        f"/retailers/{outlet.id}/training/book",
        f"/training/invitations/{invitation.id}",
        f"/training/invitations/{invitation.id}/reply",
        f"/training/places/{place.id}",
    ]


def test_another_authoritys_training_is_not_found(sign_in, act, reached):
    stranger = sign_in(act(authority="camden"))
    assert [stranger.get(path).status_code for path in reached] == [404] * 8


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.CLERK, [200] * 8),
        (Role.VIEWER, [200, 200] + [403] * 6),
        (Role.POLICE_PLANNER, [403] * 8),
        (Role.ADMINISTRATOR, [403] * 8),
    ],
)
def test_each_role_reaches_what_it_may(sign_in, act, reached, role, codes):
    client = sign_in(act(role))
    assert [client.get(path).status_code for path in reached] == codes
