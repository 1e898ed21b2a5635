"""Sessions, invitations, replies, places and the register: what is kept, what is refused, and who may."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from compliance.audit import queries as audit
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.training import queries, services
from compliance.training.rules import (
    AttendanceStatus,
    CourseKind,
    NewInvitation,
    NewPlace,
    NewSession,
    Reply,
    ReplyGiven,
    Result,
    ServedHow,
    StandingKind,
)
from tests.factories.retailers import OutletFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory

COURSE = NewSession(CourseKind.ACCREDITED, date(2026, 11, 10), "Invented Hall", 150, 1, pass_mark=70)
LETTER = NewInvitation(
    CourseKind.ACCREDITED, date(2026, 10, 1), ServedHow.LETTER, date(2026, 10, 3), date(2026, 10, 17)
)
NO = ReplyGiven(Reply.DECLINED, date(2026, 10, 10), "Sam Example", "No time")
ATTENDED = Result(AttendanceStatus.ATTENDED, 150, 70)


@pytest.fixture
def held(session, officer):
    return services.add_session(session, officer, COURSE)


def history(session, officer, kind, row):
    return audit.list_subject(session, officer, kind, row.id)


def test_a_session_is_added_with_a_reference_and_audited(session, officer, held):
    assert held.reference == "HAC-TS-2026-0001"
    assert history(session, officer, "training_session", held)[0].action == "training_session.added"


def test_a_form_sent_twice_adds_one_session(session, officer):
    own = new_id()
    first = services.add_session(session, officer, COURSE, session_id=own)
    assert services.add_session(session, officer, COURSE, session_id=own) is first
    with pytest.raises(Refusal, match="HAC-TS-2026-0001"):
        services.add_session(session, officer, COURSE)


def test_a_session_is_changed_with_its_history(session, officer, held):
    moved = replace(COURSE, on=date(2026, 12, 1))
    services.correct_session(session, officer, held.id, moved, version=held.version, reason="Trainer ill")
    entry = history(session, officer, "training_session", held)[0]
    assert entry.detail["changes"] == {"on": ["2026-11-10", "2026-12-01"]}
    with pytest.raises(Refusal, match="Somebody else"):
        services.correct_session(session, officer, held.id, COURSE, version=1, reason="Back")


def test_a_course_with_people_booked_never_becomes_another(session, officer, outlet, held):
    services.book_place(session, officer, held.id, outlet.id, NewPlace("Alex Example"))
    other = replace(COURSE, course=CourseKind.E_LEARNING)
    with pytest.raises(Refusal) as refused:
        services.correct_session(session, officer, held.id, other, version=held.version, reason="x")
    assert refused.value.field == "course"


def test_the_last_place_goes_to_one_of_two(session, officer, outlet, held):
    services.book_place(session, officer, held.id, outlet.id, NewPlace("Alex Example"))
    with pytest.raises(Refusal, match="The last place has gone"):
        services.book_place(session, officer, held.id, outlet.id, NewPlace("Kim Example"))


def test_somebody_excused_gives_their_place_back_and_may_not_take_it_again(session, officer, outlet, held):
    place = services.book_place(session, officer, held.id, outlet.id, NewPlace("Alex Example"))
    excused = Result(AttendanceStatus.EXCUSED)
    services.record_attendance(session, officer, place.id, excused, version=place.version, reason="")
    services.book_place(session, officer, held.id, outlet.id, NewPlace("Kim Example"))
    with pytest.raises(Refusal, match="given to somebody else"):
        services.record_attendance(session, officer, place.id, ATTENDED, version=place.version, reason="Came after all")


def test_a_person_has_one_place_at_a_session(session, officer, outlet):
    held = services.add_session(session, officer, replace(COURSE, capacity=5))
    services.book_place(session, officer, held.id, outlet.id, NewPlace("Alex Example"))
    with pytest.raises(Refusal) as refused:
        services.book_place(session, officer, held.id, outlet.id, NewPlace("alex example"))
    assert refused.value.field == "person"


def test_a_register_line_is_recorded_and_corrected_for_a_reason(session, officer, outlet, held, today):
    place = services.book_place(session, officer, held.id, outlet.id, NewPlace("Alex Example"))
    services.record_attendance(session, officer, place.id, ATTENDED, version=place.version, reason="")
    assert queries.standing_of(session, officer, outlet.id, today).trained
    lower = replace(ATTENDED, mark=69)
    with pytest.raises(Refusal) as refused:
        services.record_attendance(session, officer, place.id, lower, version=place.version, reason="")
    assert refused.value.field == "reason"
    services.record_attendance(session, officer, place.id, lower, version=place.version, reason="Marked again")
    assert queries.standing_of(session, officer, outlet.id, today).kind is StandingKind.NOT_PASSED
    actions = [entry.action for entry in history(session, officer, "attendance", place)]
    assert actions == ["attendance.corrected", "attendance.recorded", "attendance.booked"]


def test_an_invitation_and_its_refusal_are_recorded_at_once(session, officer, outlet, today):
    invitation = services.record_invitation(session, officer, outlet.id, LETTER, NO)
    standing = queries.standing_of(session, officer, outlet.id, today)
    assert (standing.kind, standing.refused, standing.words) == (StandingKind.DECLINED, True, "No time")
    entry = history(session, officer, "invitation", invitation)[0]
    assert (entry.action, entry.outlet_id) == ("invitation.recorded", outlet.id)


def test_an_outlet_is_invited_once_a_day_in_one_way(session, officer, outlet):
    services.record_invitation(session, officer, outlet.id, LETTER)
    with pytest.raises(Refusal) as refused:
        services.record_invitation(session, officer, outlet.id, LETTER)
    assert refused.value.field == "invited_on"
    services.record_invitation(session, officer, outlet.id, replace(LETTER, served_how=ServedHow.EMAIL))


def test_an_invitation_to_a_session_is_to_its_course(session, officer, outlet, held):
    with pytest.raises(Refusal) as refused:
        services.record_invitation(
            session, officer, outlet.id, replace(LETTER, course=CourseKind.E_LEARNING, session_id=held.id)
        )
    assert refused.value.field == "session_id"


def test_a_reply_is_recorded_and_a_change_of_mind_kept(session, officer, outlet, today):
    invitation = services.record_invitation(session, officer, outlet.id, LETTER)
    services.record_reply(session, officer, invitation.id, NO, version=1, reason="")
    yes = ReplyGiven(Reply.ACCEPTED, date(2026, 10, 12), "Sam Example")
    with pytest.raises(Refusal):
        services.record_reply(session, officer, invitation.id, yes, version=invitation.version, reason="")
    services.record_reply(session, officer, invitation.id, yes, version=invitation.version, reason="Rang back")
    standing = queries.standing_of(session, officer, outlet.id, today)
    assert (standing.kind, standing.refused) == (StandingKind.AWAITING_PLACE, False)
    changes = history(session, officer, "invitation", invitation)[0].detail["changes"]
    assert changes["reply"] == ["declined", "accepted"]


def test_a_blank_is_filled_in_without_a_reason_and_what_stood_is_not_changed_without_one(session, officer, outlet):
    invitation = services.record_invitation(session, officer, outlet.id, replace(LETTER, served_on=None))
    served = LETTER
    services.correct_invitation(session, officer, invitation.id, served, version=1, reason="")
    returned = replace(served, returned_on=date(2026, 10, 8))
    services.correct_invitation(session, officer, invitation.id, returned, version=2, reason="")
    assert history(session, officer, "invitation", invitation)[0].action == "invitation.returned"
    other = replace(returned, reply_by_on=date(2026, 10, 20))
    with pytest.raises(Refusal) as refused:
        services.correct_invitation(session, officer, invitation.id, other, version=3, reason="")
    assert refused.value.field == "reason"
    services.correct_invitation(session, officer, invitation.id, other, version=3, reason="As the letter says")


def test_another_authoritys_training_is_not_found(session, officer, outlet, held, act, today):
    place = services.book_place(session, officer, held.id, outlet.id, NewPlace("Alex Example"))
    invitation = services.record_invitation(session, officer, outlet.id, LETTER)
    stranger = act(authority="camden")
    own = OutletFactory(authority_id=stranger.authority_id)
    for ask in (
        lambda: services.correct_session(session, stranger, held.id, COURSE, version=1, reason="x"),
        lambda: services.book_place(session, stranger, held.id, own.id, NewPlace("Kim")),
        lambda: services.book_place(session, stranger, held.id, outlet.id, NewPlace("Kim")),
        lambda: services.record_invitation(session, stranger, outlet.id, LETTER),
        lambda: services.record_invitation(session, stranger, own.id, replace(LETTER, session_id=held.id)),
        lambda: services.record_reply(session, stranger, invitation.id, NO, version=1, reason=""),
        lambda: services.correct_invitation(session, stranger, invitation.id, LETTER, version=1, reason="x"),
        lambda: services.record_attendance(session, stranger, place.id, ATTENDED, version=1, reason=""),
    ):
        with pytest.raises(NotFound):
            ask()
    assert queries.standing_of(session, stranger, outlet.id, today).kind is StandingKind.NOT_INVITED
    assert queries.timeline(session, stranger, outlet.id) == []


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.CLERK, True), (Role.MANAGER, True), (Role.VIEWER, False), (Role.POLICE_PLANNER, False)],
)
def test_clerks_record_training_and_viewers_do_not(session, act, role, may):
    actor = act(role)
    if may:
        services.add_session(session, actor, COURSE)
        return
    with pytest.raises(Forbidden):
        services.add_session(session, actor, COURSE)


def refuses(session, make):
    with pytest.raises(IntegrityError), session.begin_nested():
        make()


def test_the_database_itself_refuses_what_cannot_be_true(session, officer, outlet):
    mine = {"authority_id": officer.authority_id}
    held = TrainingSessionFactory(**mine, capacity=1, on=date(2026, 6, 10))
    coming = TrainingSessionFactory(**mine, on=date(2026, 12, 10))
    theirs = {**mine, "outlet_id": outlet.id}
    here = {**theirs, "session_id": held.id}
    attended = {"status": AttendanceStatus.ATTENDED, "minutes": 150}
    refuses(session, lambda: AttendanceFactory(**theirs, session_id=coming.id, **attended))
    refuses(session, lambda: AttendanceFactory(**here, status=AttendanceStatus.DID_NOT_ATTEND, minutes=1))
    refuses(session, lambda: AttendanceFactory(**here, **(attended | {"minutes": 1441})))
    refuses(session, lambda: InvitationFactory(**theirs, recorded_on=date(2026, 5, 31)))
    refuses(session, lambda: InvitationFactory(**theirs, reply=Reply.ACCEPTED))
    refuses(session, lambda: TrainingSessionFactory(**mine, pass_mark=None))
    AttendanceFactory(**here)
    refuses(session, lambda: AttendanceFactory(**here))
    AttendanceFactory(**here, status=AttendanceStatus.EXCUSED)
    opened = {**mine, "outlet_id": OutletFactory(**mine, opened_on=date(2026, 6, 11)).id}
    refuses(session, lambda: InvitationFactory(**opened))
    refuses(session, lambda: AttendanceFactory(**opened, session_id=held.id, status=AttendanceStatus.EXCUSED))
