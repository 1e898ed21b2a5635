"""Who is trained, who refused, and what may be recorded of training: the boundary day on each side."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.retailers.rules import Period
from compliance.training.rules import (
    AttendanceStatus,
    Attended,
    CourseKind,
    Invited,
    NewInvitation,
    NewSession,
    Policy,
    Reply,
    ReplyGiven,
    Result,
    ServedHow,
    StandingKind,
    Withdrawn,
    check_invitation,
    check_place,
    check_reply,
    check_result,
    check_session,
    handed_over,
    passed,
    refresh_due_on,
    standing,
    unanswered,
)


def day(text):
    return date.fromisoformat(text) if text else None


def invited(
    on="2026-06-01",
    served="2026-06-03",
    by="2026-06-17",
    reply="none",
    replied=None,
    returned=None,
    course="accredited",
):
    return Invited(
        course=CourseKind(course),
        invited_on=day(on),
        served_on=day(served),
        reply_by_on=day(by),
        returned_on=day(returned),
        reply=Reply(reply),
        replied_on=day(replied),
        replied_by="Sam Example" if replied else "",
        reply_words="No time" if reply == "declined" else "",
    )


def attended(on="2026-06-10", status="attended", minutes=150, mark=70, course="accredited", pass_mark=70, needed=150):
    here = status == "attended"
    return Attended(
        course=CourseKind(course),
        on=day(on),
        status=AttendanceStatus(status),
        needed_minutes=needed,
        pass_mark=pass_mark,
        minutes=minutes if here else None,
        mark=mark if here else None,
        person="Alex Example",
    )


def stand(invitations=(), attendances=(), today="2026-11-22", **more):
    return standing(invitations, attendances, today=day(today), policy=Policy(), **more)


@pytest.mark.parametrize(
    ("place", "yes"),
    [
        (attended(), True),
        (attended(minutes=149), False),
        (attended(minutes=151), True),
        (attended(mark=69), False),
        (attended(mark=100), True),
        (attended(mark=None), False),
        (attended(minutes=None), False),
        (attended(pass_mark=None), False),
        (attended(status="booked"), False),
        (attended(status="did_not_attend"), False),
        (attended(course="e_learning", pass_mark=None, mark=None, needed=50, minutes=50), True),
        (attended(course="e_learning", pass_mark=None, mark=None, needed=50, minutes=49), False),
        (attended(course="e_learning", pass_mark=80, mark=79, needed=50), False),
        (attended(course="e_learning", pass_mark=80, mark=80, needed=50), True),
    ],
)
def test_a_session_is_passed_by_its_minutes_and_its_mark(place, yes):
    assert passed(place) is yes


@pytest.mark.parametrize(
    ("passed_on", "due_on"),
    [("2026-06-10", "2027-06-10"), ("2028-02-29", "2029-02-28"), ("2027-02-28", "2028-02-28")],
)
def test_a_pass_counts_until_the_day_its_refresh_is_due(passed_on, due_on):
    due = day(due_on)
    assert refresh_due_on(day(passed_on), Policy()) == due
    places = [attended(on=passed_on)]
    assert stand((), places, today=passed_on).trained
    assert stand((), places, today=str(due)).trained
    assert stand((), places, today=str(due + timedelta(days=1))).kind is StandingKind.REFRESH_OVERDUE
    assert not stand((), places, today=str(day(passed_on) - timedelta(days=1))).trained


@pytest.mark.parametrize(
    ("invitations", "attendances", "kind"),
    [
        ([], [], "not_invited"),
        ([invited(returned="2026-06-08")], [], "not_invited"),
        ([invited()], [], "no_reply"),
        ([invited(by="2026-11-22")], [], "no_reply"),
        ([invited(served=None)], [], "no_reply"),
        ([invited(reply="declined", replied="2026-06-05")], [], "declined"),
        ([invited(reply="accepted", replied="2026-06-05")], [], "awaiting_place"),
        ([invited(reply="own_scheme", replied="2026-06-05")], [], "own_scheme"),
        ([invited(reply="excused", replied="2026-06-05")], [], "excused"),
        ([invited(reply="accepted", replied="2026-06-05")], [attended(status="did_not_attend")], "did_not_attend"),
        ([invited(reply="accepted", replied="2026-06-05")], [attended(status="excused")], "excused"),
        ([invited(reply="accepted", replied="2026-06-05")], [attended(status="booked", on="2026-12-01")], "booked"),
        ([invited(reply="accepted", replied="2026-06-05")], [attended(minutes=100)], "not_passed"),
        ([invited(reply="accepted", replied="2026-06-05")], [attended()], "trained"),
        ([], [attended(status="did_not_attend"), attended()], "trained"),
        (
            [invited(on="2026-07-01", reply="declined", replied="2026-07-02")],
            [attended(status="did_not_attend")],
            "declined",
        ),
        ([invited(on="2026-07-01")], [attended(status="did_not_attend")], "no_reply"),
        ([invited(on="2026-11-23")], [], "not_invited"),
        ([invited(course="e_learning", reply="declined", replied="2026-06-05")], [], "not_invited"),
        ([], [attended(course="e_learning", pass_mark=None)], "not_invited"),
        ([], [attended(on="2025-06-10")], "refresh_overdue"),
        ([invited(on="2026-07-01")], [attended(on="2025-06-10")], "no_reply"),
    ],
)
def test_why_an_outlet_is_not_trained_is_what_its_latest_record_says(invitations, attendances, kind):
    assert stand(invitations, attendances).kind is StandingKind(kind)


def test_who_declined_when_and_in_which_words_is_part_of_the_standing():
    found = stand([invited(reply="declined", replied="2026-06-05")])
    assert (found.declined_by, found.on, found.words) == ("Sam Example", day("2026-06-05"), "No time")
    assert found.because == "Sam Example declined on 5 June 2026."


def test_an_operator_that_trains_its_own_staff_is_not_merely_uninvited():
    assert stand(own_scheme=True).kind is StandingKind.OWN_SCHEME
    assert stand([invited()], own_scheme=True).kind is StandingKind.NO_REPLY


@pytest.mark.parametrize(
    ("one", "today", "yes"),
    [
        (invited(), "2026-06-17", False),
        (invited(), "2026-06-18", True),
        (invited(served=None), "2026-06-18", False),
        (invited(by=None), "2099-01-01", False),
        (invited(returned="2026-06-10"), "2026-06-18", False),
        (invited(reply="declined", replied="2026-06-18"), "2026-06-18", False),
    ],
)
def test_an_invitation_is_unanswered_once_its_reply_day_has_passed(one, today, yes):
    assert unanswered(one, day(today)) is yes


SECOND = {"on": "2026-07-01", "served": "2026-07-03", "by": "2026-07-17"}


@pytest.mark.parametrize(
    ("invitations", "attendances", "today", "refused"),
    [
        ([invited()], [], "2026-11-22", False),
        ([invited(), invited(**SECOND)], [], "2026-07-17", False),
        ([invited(), invited(**SECOND)], [], "2026-07-18", True),
        ([invited(), invited(**(SECOND | {"served": None}))], [], "2026-11-22", False),
        ([invited(), invited(**(SECOND | {"returned": "2026-07-08"}))], [], "2026-11-22", False),
        ([invited(), invited(**(SECOND | {"served": "2026-06-03", "on": "2026-06-02"}))], [], "2026-11-22", False),
        ([invited(), invited(**(SECOND | {"course": "e_learning"}))], [], "2026-11-22", False),
        ([invited(reply="declined", replied="2026-06-05")], [], "2026-06-04", False),
        ([invited(reply="declined", replied="2026-06-05")], [], "2026-06-05", True),
        ([invited(reply="accepted", replied="2026-06-05")], [attended(status="did_not_attend")], "2026-11-22", False),
        (
            [
                invited(reply="declined", replied="2026-06-05"),
                invited(**SECOND, reply="accepted", replied="2026-07-05"),
            ],
            [],
            "2026-11-22",
            False,
        ),
        (
            [
                invited(reply="accepted", replied="2026-06-05"),
                invited(**SECOND, reply="declined", replied="2026-07-05"),
            ],
            [],
            "2026-11-22",
            True,
        ),
        ([invited(reply="declined", replied="2026-06-05")], [attended(minutes=10)], "2026-11-22", False),
        ([invited(reply="declined", replied="2026-06-10")], [attended(minutes=10)], "2026-11-22", False),
        ([invited(reply="declined", replied="2026-06-11")], [attended(minutes=10)], "2026-11-22", True),
        ([invited(reply="declined", replied="2026-06-11")], [attended()], "2026-11-22", False),
        (
            [invited(), invited(**SECOND), invited(on="2026-08-01", reply="excused", replied="2026-08-02")],
            [],
            "2026-11-22",
            False,
        ),
    ],
)
def test_training_is_refused_in_words_or_by_two_served_invitations(invitations, attendances, today, refused):
    found = stand(invitations, attendances, today=today)
    assert found.refused is refused
    assert bool(found.refusal) is refused


def test_a_refusal_says_by_which_records():
    assert stand([invited(), invited(**SECOND)]).refusal == (
        "2 invitations served without reply past their dates: 3 June 2026, 3 July 2026."
    )
    assert stand([invited(reply="declined", replied="2026-06-05")]).refusal == "Declined on 5 June 2026 by Sam Example."


def test_a_refusal_was_the_former_operators():
    former = Period(None, UUID(int=1), "First Ltd", day("2020-01-01"), day("2026-08-31"))
    now = Period(None, UUID(int=2), "Second Ltd", day("2026-09-01"))
    declined = [invited(reply="declined", replied="2026-06-05")]
    assert stand(declined, today="2026-08-31", operators=[former, now]).refused
    found = stand(declined, today="2026-09-01", operators=[former, now])
    assert not found.refused
    assert found.kind is StandingKind.NOT_INVITED
    assert [(item.counted, item.why) for item in found.working] == [
        (False, "Second Ltd took over the outlet on 1 September 2026.")
    ]


def test_the_working_shows_every_record_and_why_one_does_not_count():
    found = stand([invited(), invited(course="e_learning", on="2026-05-01")], [attended(mark=60)])
    assert [(item.text, item.counted) for item in found.working] == [
        ("Invited on 1 May 2026. Served on 3 June 2026; no reply by 17 June 2026.", False),
        ("Invited on 1 June 2026. Served on 3 June 2026; no reply by 17 June 2026.", True),
        ("Alex Example: attended, 10 June 2026. 150 of 150 minutes, mark 60 where 70 passes: not passed.", True),
    ]
    assert found.working[0].why == "It is another course: e-learning modules."


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
INVITATIONS = st.lists(
    st.builds(
        lambda on, wait, reply, served: Invited(
            CourseKind.ACCREDITED,
            on,
            served_on=on if served else None,
            reply_by_on=on + timedelta(days=14),
            reply=reply,
            replied_on=None if reply is Reply.NONE else on + timedelta(days=wait),
        ),
        DAYS,
        st.integers(0, 60),
        st.sampled_from(list(Reply)),
        st.booleans(),
    ),
    max_size=5,
)
PLACES = st.lists(
    st.builds(
        lambda on, status, minutes, mark: attended(on=str(on), status=status.value, minutes=minutes, mark=mark),
        DAYS,
        st.sampled_from(list(AttendanceStatus)),
        st.sampled_from([0, 149, 150]),
        st.sampled_from([None, 69, 70]),
    ),
    max_size=4,
)


@given(INVITATIONS, PLACES, DAYS)
def test_whoever_is_trained_passed_and_has_not_refused(invitations, places, today):
    found = standing(invitations, places, today=today, policy=Policy())
    if found.trained:
        assert not found.refused
        assert any(passed(one) and one.on == found.trained_on for one in places)
        assert found.trained_on <= today <= found.refresh_due_on


@given(INVITATIONS, PLACES, DAYS)
def test_nobody_refuses_who_was_never_asked_and_every_record_is_shown(invitations, places, today):
    found = standing(invitations, places, today=today, policy=Policy())
    asked = [one for one in invitations if one.invited_on <= today]
    assert len(found.working) == len(asked) + len(places)
    if found.refused:
        assert asked


TODAY = day("2026-11-22")


def invitation(**more):
    return NewInvitation(
        **({"course": CourseKind.ACCREDITED, "invited_on": TODAY, "served_how": ServedHow.LETTER} | more)
    )


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (invitation(invited_on=day("2026-11-23")), "invited_on"),
        (invitation(invited_on=day("2019-12-31")), "invited_on"),
        (invitation(served_on=day("2026-11-23")), "served_on"),
        (invitation(served_on=day("2026-11-21")), "served_on"),
        (invitation(reply_by_on=day("2026-11-21")), "reply_by_on"),
        (invitation(returned_on=day("2026-11-21")), "returned_on"),
        (invitation(returned_on=day("2026-11-23")), "returned_on"),
    ],
)
def test_an_invitation_whose_days_cannot_be_true_is_refused(new, field):
    with pytest.raises(Refusal) as refused:
        check_invitation(new, today=TODAY, opened_on=day("2020-01-01"))
    assert refused.value.field == field


def test_an_invitation_whose_days_are_in_order_is_let_through():
    new = invitation(served_on=TODAY, reply_by_on=TODAY, returned_on=TODAY)
    check_invitation(new, today=TODAY, opened_on=TODAY)


def test_what_is_given_by_hand_is_served_that_day_and_a_letter_is_not():
    assert handed_over(invitation(served_how=ServedHow.AT_VISIT)).served_on == TODAY
    assert handed_over(invitation(served_how=ServedHow.BY_HAND)).served_on == TODAY
    assert handed_over(invitation(served_how=ServedHow.LETTER)).served_on is None


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        (ReplyGiven(Reply.ACCEPTED), "replied_on"),
        (ReplyGiven(Reply.ACCEPTED, day("2026-11-23")), "replied_on"),
        (ReplyGiven(Reply.ACCEPTED, day("2026-05-31")), "replied_on"),
        (ReplyGiven(Reply.DECLINED, day("2026-06-05"), "", "No"), "replied_by"),
        (ReplyGiven(Reply.DECLINED, day("2026-06-05"), "Sam", ""), "reply_words"),
    ],
)
def test_a_reply_needs_its_day_and_a_refusal_who_said_it_and_how(given_, field):
    with pytest.raises(Refusal) as refused:
        check_reply(given_, invited_on=day("2026-06-01"), today=TODAY)
    assert refused.value.field == field


def test_no_reply_and_a_reply_on_the_day_itself_are_let_through():
    check_reply(ReplyGiven(Reply.NONE), invited_on=TODAY, today=TODAY)
    check_reply(ReplyGiven(Reply.ACCEPTED, TODAY), invited_on=TODAY, today=TODAY)


def a_session(**more):
    return NewSession(
        **(
            {
                "course": CourseKind.ACCREDITED,
                "on": TODAY,
                "venue": "Hall",
                "minutes": 150,
                "capacity": 3,
                "pass_mark": 70,
            }
            | more
        )
    )


def test_the_accredited_course_has_an_examination():
    with pytest.raises(Refusal) as refused:
        check_session(a_session(pass_mark=None))
    assert refused.value.field == "pass_mark"
    check_session(a_session(pass_mark=None, course=CourseKind.E_LEARNING))


def test_a_session_cannot_have_fewer_places_than_are_taken():
    with pytest.raises(Refusal):
        check_session(a_session(), taken=4)
    check_session(a_session(), taken=3)


def test_a_session_with_results_cannot_move_into_the_future():
    with pytest.raises(Refusal):
        check_session(a_session(on=day("2026-11-23")), results=True, today=TODAY)
    check_session(a_session(), results=True, today=TODAY)


def test_the_last_place_is_booked_and_none_after_it():
    check_place(free=1, session_on=TODAY, opened_on=None)
    with pytest.raises(Refusal):
        check_place(free=0, session_on=TODAY, opened_on=None)
    with pytest.raises(Refusal):
        check_place(free=1, session_on=TODAY, opened_on=day("2026-11-23"))


STATUS = AttendanceStatus


@pytest.mark.parametrize(
    ("result", "session_on", "free", "field"),
    [
        (Result(STATUS.ATTENDED, 150), "2026-11-23", 1, "status"),
        (Result(STATUS.DID_NOT_ATTEND), "2026-11-23", 1, "status"),
        (Result(STATUS.ATTENDED), "2026-11-22", 1, "minutes"),
        (Result(STATUS.DID_NOT_ATTEND, 10), "2026-11-22", 1, "status"),
        (Result(STATUS.EXCUSED, None, 50), "2026-11-22", 1, "status"),
        (Result(STATUS.BOOKED), "2026-11-23", 0, "status"),
    ],
)
def test_a_result_that_cannot_be_true_is_refused(result, session_on, free, field):
    with pytest.raises(Refusal) as refused:
        check_result(result, session_on=day(session_on), today=TODAY, free=free)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("result", "session_on", "free"),
    [
        (Result(STATUS.ATTENDED, 0), "2026-11-22", 1),
        (Result(STATUS.EXCUSED), "2026-12-01", 0),
        (Result(STATUS.DID_NOT_ATTEND), "2026-11-22", 1),
    ],
)
def test_a_result_that_can_be_true_is_let_through(result, session_on, free):
    check_result(result, session_on=day(session_on), today=TODAY, free=free)


def waited(on="2026-12-10", status="waiting", asked="2026-11-01", cancelled=None):
    return replace(attended(on=on, status=status), asked_on=day(asked), session_cancelled_on=day(cancelled))


@pytest.mark.parametrize(
    ("place", "today", "kind"),
    [
        (waited(), "2026-10-31", "not_invited"),
        (waited(), "2026-11-01", "awaiting_place"),
        (waited(), "2026-12-10", "awaiting_place"),
        (waited(), "2026-12-11", "awaiting_place"),
        (waited(status="booked"), "2026-10-31", "not_invited"),
        (waited(status="booked"), "2026-11-01", "booked"),
        (waited(status="cancelled", cancelled="2026-11-20"), "2026-11-19", "booked"),
        (waited(status="cancelled", cancelled="2026-11-20"), "2026-11-20", "awaiting_place"),
        (waited(status="cancelled"), "2026-11-22", "not_invited"),
    ],
)
def test_a_place_that_is_waited_for_or_lost_counts_from_its_day(place, today, kind):
    assert stand([], [place], today=today).kind is StandingKind(kind)


@pytest.mark.parametrize(("served", "yes"), [("2026-06-17", True), ("2026-06-18", False)])
def test_what_was_served_after_the_day_to_reply_by_is_no_silence(served, yes):
    assert unanswered(invited(served=served), day("2026-07-01")) is yes


@pytest.mark.parametrize(
    ("withdrawn", "today", "refused"),
    [
        ("2026-07-18", "2026-07-17", False),
        ("2026-07-19", "2026-07-18", True),
        ("2026-07-19", "2026-07-19", False),
        ("2026-07-02", "2026-07-18", False),
        ("2026-06-02", "2026-07-18", True),
    ],
)
def test_a_withdrawal_lifts_what_was_served_by_its_day(withdrawn, today, refused):
    """Silence of 3 June and 3 July, past on 18 July; one withdrawn between them needs two more."""
    lifted = [Withdrawn(day(withdrawn), "They rang")]
    assert stand([invited(), invited(**SECOND)], today=today, withdrawals=lifted).refused is refused
