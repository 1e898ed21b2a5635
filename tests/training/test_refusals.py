"""Withdrawn refusals, modules of e-learning, courses, the dated policy, and what letters tell of invitations."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from compliance.audit import queries as audit
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.retailers.models import Outlet
from compliance.training import queries, services
from compliance.training.rules import (
    AttendanceStatus,
    CourseKind,
    HowShown,
    NewCompletion,
    NewCourse,
    NewInvitation,
    NewPolicy,
    NewWithdrawal,
    Policy,
    Reply,
    ReplyGiven,
    ServedHow,
    StandingKind,
)
from tests.factories.retailers import EntityFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory

ON = date(2026, 10, 20)
RANG = NewWithdrawal(ON, "She rang and asked for a place", "I will come after all")
MODULES = ("Storage and display", "Assess", "Challenge", "Check", "When to call the police")
LEARNING = NewCourse(CourseKind.E_LEARNING, "Five modules", 50, modules=MODULES)
LETTER = NewInvitation(CourseKind.ACCREDITED, date(2026, 10, 1), ServedHow.LETTER, None, date(2026, 10, 17))


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


@pytest.fixture
def refused(officer, outlet):
    """A refusal of 10 October 2026."""
    return InvitationFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        invited_on=date(2026, 10, 1),
        served_on=date(2026, 10, 3),
        reply_by_on=date(2026, 10, 17),
        reply=Reply.DECLINED,
        replied_on=date(2026, 10, 10),
        replied_by="Sam Example",
        reply_words="No",
    )


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [
        (date(2026, 10, 9), False),
        (date(2026, 10, 10), True),
        (ON - timedelta(days=1), True),
        (ON, False),
        (ON + timedelta(days=1), False),
    ],
)
def test_a_withdrawal_counts_from_its_day(session, officer, outlet, refused, day, is_refused):
    services.withdraw_refusal(session, officer, outlet.id, RANG)
    assert queries.standing_of(session, officer, outlet.id, day).refused is is_refused


@pytest.mark.parametrize(
    ("booking", "is_refused"),
    [
        ((date(2026, 10, 9), AttendanceStatus.BOOKED, False), True),
        ((date(2026, 10, 10), AttendanceStatus.BOOKED, False), False),
        ((date(2026, 10, 20), AttendanceStatus.BOOKED, False), False),
        ((date(2026, 10, 21), AttendanceStatus.BOOKED, False), True),
        ((date(2026, 10, 12), AttendanceStatus.WAITING, False), False),
        ((date(2026, 10, 12), AttendanceStatus.EXCUSED, False), False),
        ((date(2026, 10, 12), AttendanceStatus.CANCELLED, True), False),
        ((date(2026, 10, 12), AttendanceStatus.CANCELLED, False), True),
    ],
)
def test_who_asks_for_a_place_after_refusing_has_not_refused(session, officer, outlet, refused, booking, is_refused):
    """As at 20 October: asked for on the day of the refusal or since; lost with its session, but not given up."""
    asked_on, status, is_lost = booking
    mine = {"authority_id": officer.authority_id}
    at = datetime(2026, 10, 15, 12, tzinfo=UTC) if is_lost else None
    held = TrainingSessionFactory(**mine, on=date(2026, 11, 5), cancelled_at=at, cancelled_reason="Ill" if at else "")
    AttendanceFactory(**mine, session_id=held.id, outlet_id=outlet.id, status=status, asked_on=asked_on)
    found = queries.standing_of(session, officer, outlet.id, ON)
    assert found.refused is is_refused
    shown = any(f"Asked for on {asked_on.day} October 2026." in item.text for item in found.working)
    assert shown is (asked_on <= ON), "the day that decides is in the working"
    condition = queries.refused_on(officer, ON)(col(Outlet.id))
    assert (outlet.id in set(session.scalars(select(Outlet.id).where(condition)))) is is_refused


def test_a_withdrawal_is_in_the_working_with_its_reason_and_words(session, officer, outlet, refused, today):
    row = services.withdraw_refusal(session, officer, outlet.id, RANG)
    found = queries.standing_of(session, officer, outlet.id, today)
    assert (found.kind, found.refused, found.withdrawn_on) == (StandingKind.DECLINED, False, ON)
    assert found.working[-1].text == (
        "Refusal withdrawn on 20 October 2026. She rang and asked for a place. The trader said: “I will come after all”"
    )
    entry = audit.list_subject(session, officer, "training_refusal", row.id)[0]
    assert (entry.action, entry.reason, entry.outlet_id) == ("training_refusal.withdrawn", RANG.reason, outlet.id)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"withdrawn_on": date(2026, 11, 23)}, "withdrawn_on"),
        ({"withdrawn_on": date(2026, 10, 9)}, "withdrawn_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_nothing_is_withdrawn_unrefused_or_without_a_reason(session, officer, outlet, refused, change, field):
    with pytest.raises(Refusal) as found:
        services.withdraw_refusal(session, officer, outlet.id, replace(RANG, **change))
    assert found.value.field == field


def test_a_withdrawal_is_recorded_once_and_a_mistake_is_struck_out(session, officer, outlet, refused, today):
    row = services.withdraw_refusal(session, officer, outlet.id, RANG)
    with pytest.raises(Refusal, match="nothing to withdraw"):
        services.withdraw_refusal(session, officer, outlet.id, RANG)
    with pytest.raises(Refusal):
        services.strike_out_withdrawal(session, officer, row.id, reason="")
    services.strike_out_withdrawal(session, officer, row.id, reason="Another shop rang")
    assert queries.standing_of(session, officer, outlet.id, today).refused
    with pytest.raises(Refusal):
        services.strike_out_withdrawal(session, officer, row.id, reason="Again")


def test_a_delivery_company_refuses_and_is_let_off_like_an_outlet(session, officer, today):
    company = EntityFactory(authority_id=officer.authority_id)
    no = ReplyGiven(Reply.DECLINED, date(2026, 10, 10), "Sam Example", "No")
    invitation = services.record_entity_invitation(session, officer, company.id, LETTER, no)
    assert (invitation.outlet_id, invitation.entity_id) == (None, company.id)
    assert queries.standing_of_entity(session, officer, company.id, today).refused
    services.withdraw_entity_refusal(session, officer, company.id, RANG)
    assert not queries.standing_of_entity(session, officer, company.id, today).refused
    with pytest.raises(Refusal):
        services.record_entity_invitation(session, officer, company.id, LETTER)


def completion(module, on, *, person="Alex Example", passed=True):
    return NewCompletion(module.id, person, on, passed, HowShown.CERTIFICATE)


def test_e_learning_is_completed_on_the_day_of_its_last_module(session, manager, outlet, monkeypatch):
    """The failed check counts for nothing, and a module of another person for nobody else."""
    from compliance.training.services import courses

    monkeypatch.setattr(courses.clock, "today", lambda: date(2026, 1, 1))
    course = services.add_course(session, manager, LEARNING)
    monkeypatch.undo()
    modules = queries.list_modules(session, manager, course.id)
    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(5)]
    policy = Policy(course=CourseKind.E_LEARNING)

    def stands(day):
        return queries.standing_of(session, manager, outlet.id, day, policy=policy)

    for module, on in zip(modules[:4], days, strict=False):
        services.record_completion(session, manager, outlet.id, completion(module, on))
    services.record_completion(session, manager, outlet.id, completion(modules[4], days[3], passed=False))
    services.record_completion(session, manager, outlet.id, completion(modules[4], days[3], person="Kim"))
    assert not stands(days[4]).trained
    last = services.record_completion(session, manager, outlet.id, completion(modules[4], days[4]))
    assert last.completes_course
    assert (stands(days[4]).trained_on, stands(days[3]).trained) == (days[4], False)
    assert stands(date(2027, 3, 5)).trained
    assert stands(date(2027, 3, 6)).kind is StandingKind.REFRESH_OVERDUE
    assert queries.standing_of(session, manager, outlet.id, days[4]).kind is StandingKind.NOT_INVITED
    with pytest.raises(Refusal):
        services.record_completion(session, manager, outlet.id, completion(modules[4], days[4]))
    services.strike_out_completion(session, manager, last.id, reason="Another Alex")
    assert not stands(days[4]).trained


def test_a_course_is_added_once_and_changed_with_its_history(session, manager, officer):
    own = new_id()
    course = services.add_course(session, manager, LEARNING, course_id=own)
    assert services.add_course(session, manager, LEARNING, course_id=own) is course
    with pytest.raises(Refusal) as taken:
        services.add_course(session, manager, LEARNING)
    assert taken.value.field == "name"
    fewer = replace(LEARNING, modules=MODULES[:4], price_pence=1250)
    services.correct_course(session, manager, course.id, fewer, version=1, reason="One less from now on")
    (row,) = queries.list_courses(session, officer)
    assert [one.name for one in row.modules] == list(MODULES[:4])
    assert len(queries.list_modules(session, officer, course.id)) == 5
    entry = audit.list_subject(session, manager, "course", course.id)[0]
    assert set(entry.detail["changes"]) == {"price_pence", "modules"}
    with pytest.raises(Forbidden):
        services.add_course(session, officer, replace(LEARNING, name="Other"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": CourseKind.ACCREDITED}, "kind"),
        ({"modules": ()}, "modules"),
        ({"modules": ("One", "one")}, "modules"),
    ],
)
def test_a_course_that_cannot_be_is_refused(session, manager, change, field):
    course = services.add_course(session, manager, LEARNING)
    with pytest.raises(Refusal) as found:
        services.correct_course(session, manager, course.id, replace(LEARNING, **change), version=1, reason="x")
    assert found.value.field == field


def test_the_policy_of_the_day_decides(session, manager, outlet, refused, today):
    """Silence once is a refusal from the day the policy says so, and the year before keeps its own."""
    two = Policy(unanswered=1, refresh_months=6)
    assert queries.policy_on(session, manager, today) == Policy()
    services.set_policy(session, manager, NewPolicy(two, today, "Decided by the head of service"))
    assert queries.policy_on(session, manager, today) == two
    assert queries.policy_on(session, manager, today - timedelta(days=1)) == Policy()
    for new, field in (
        (NewPolicy(two, today, "Again"), "in_force_from"),
        (NewPolicy(two, today - timedelta(days=1), "Before"), "in_force_from"),
        (NewPolicy(two, today + timedelta(days=1), " "), "reason"),
        (NewPolicy(replace(two, unanswered=0), today + timedelta(days=1), "x"), "unanswered"),
        (NewPolicy(replace(two, refresh_months=121), today + timedelta(days=1), "x"), "refresh_months"),
    ):
        with pytest.raises(Refusal) as found:
            services.set_policy(session, manager, new)
        assert found.value.field == field
    row = queries.list_policies(session, manager)[0]
    assert (row.reason, row.in_force_from) == ("Decided by the head of service", today)


def test_only_a_manager_sets_the_policy_and_it_stays_as_set(session, officer, manager, today):
    new = NewPolicy(Policy(unanswered=3), today, "Decided")
    with pytest.raises(Forbidden):
        services.set_policy(session, officer, new)
    row = services.set_policy(session, manager, new)
    row.unanswered = 1
    session.add(row)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_letter_tells_when_its_invitation_was_served_and_that_it_came_back(session, officer, outlet, today):
    invitation = services.record_invitation(session, officer, outlet.id, LETTER)
    letter = new_id()
    assert services.note_served(session, officer, letter, ServedHow.LETTER, today) is None
    assert services.note_returned(session, officer, letter, today) is None
    services.note_letter(session, officer, invitation.id, letter)
    services.note_served(session, officer, letter, ServedHow.EMAIL, date(2026, 10, 5))
    assert (invitation.served_on, invitation.served_how) == (date(2026, 10, 5), ServedHow.EMAIL)
    with pytest.raises(Refusal):
        services.note_served(session, officer, letter, ServedHow.LETTER, date(2026, 9, 30))
    services.note_returned(session, officer, letter, date(2026, 10, 9))
    assert queries.standing_of(session, officer, outlet.id, today).kind is StandingKind.NOT_INVITED
    actions = [entry.action for entry in audit.list_subject(session, officer, "invitation", invitation.id)]
    assert actions == ["invitation.returned", "invitation.served", "invitation.sent", "invitation.recorded"]


def test_another_authority_finds_none_of_it_and_a_viewer_records_none(session, officer, outlet, refused, act, manager):
    row = services.withdraw_refusal(session, officer, outlet.id, RANG)
    course = services.add_course(session, manager, LEARNING)
    module = queries.list_modules(session, manager, course.id)[0]
    on = date(2026, 11, 22)
    done = services.record_completion(session, officer, outlet.id, completion(module, on))
    stranger = act(Role.MANAGER, "camden")
    company = EntityFactory(authority_id=officer.authority_id)
    for ask in (
        lambda who: services.withdraw_refusal(session, who, outlet.id, RANG),
        lambda who: services.withdraw_entity_refusal(session, who, company.id, RANG),
        lambda who: services.strike_out_withdrawal(session, who, row.id, reason="x"),
        lambda who: services.record_completion(session, who, outlet.id, completion(module, on)),
        lambda who: services.record_entity_completion(session, who, company.id, completion(module, on)),
        lambda who: services.strike_out_completion(session, who, done.id, reason="x"),
        lambda who: services.correct_course(session, who, course.id, LEARNING, version=1, reason="x"),
        lambda who: services.record_entity_invitation(session, who, company.id, LETTER),
        lambda who: services.note_letter(session, who, refused.id, new_id()),
    ):
        with pytest.raises(NotFound):
            ask(stranger)
        with pytest.raises(Forbidden):
            ask(act(Role.VIEWER))
