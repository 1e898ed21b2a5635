"""The record gives the same answers as the pure rules: generated histories, judged by both."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from compliance.database import new_id
from compliance.retailers.models import Outlet
from compliance.retailers.rules import Period
from compliance.training import queries
from compliance.training.models import Course, Module, ModuleCompletion, RefusalWithdrawal
from compliance.training.rules import (
    AskedModule,
    AttendanceStatus,
    Attended,
    Completed,
    CourseKind,
    HowShown,
    Invited,
    Policy,
    Reply,
    Withdrawn,
    completed_courses,
    passed,
    standing,
)
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory

FIRST = date(2025, 1, 1)
LATE = date(2030, 1, 1)
AT = datetime(2025, 1, 1, 9, tzinfo=UTC)
DAYS = st.integers(0, 14).map(lambda weeks: FIRST + timedelta(days=7 * weeks))
"""Weeks apart, as the gaps are, so that days of different records fall together as often as boundaries need."""
COURSES = st.sampled_from([CourseKind.ACCREDITED, CourseKind.ACCREDITED, CourseKind.E_LEARNING])
GAPS = st.sampled_from([0, 7, 14])


@st.composite
def invitations(draw):
    on = draw(DAYS)
    served = on + timedelta(days=draw(GAPS)) if draw(st.booleans()) else None
    reply = draw(st.sampled_from([Reply.NONE, Reply.NONE, Reply.DECLINED, *Reply]))
    return Invited(
        course=draw(COURSES),
        invited_on=on,
        served_on=served,
        reply_by_on=on + timedelta(days=draw(GAPS)) if draw(st.integers(0, 4)) else None,
        returned_on=on + timedelta(days=draw(GAPS)) if draw(st.integers(0, 4)) == 0 else None,
        reply=reply,
        replied_on=None if reply is Reply.NONE else on + timedelta(days=draw(GAPS)),
        replied_by="" if reply is Reply.NONE else "Sam Example",
        reply_words="No" if reply is Reply.DECLINED else "",
    )


@st.composite
def places(draw):
    status = draw(st.sampled_from([AttendanceStatus.ATTENDED, AttendanceStatus.ATTENDED, *AttendanceStatus]))
    came = status is AttendanceStatus.ATTENDED
    on = draw(DAYS)
    lost = status is AttendanceStatus.CANCELLED and draw(st.booleans())
    return Attended(
        course=draw(COURSES),
        on=on,
        status=status,
        needed_minutes=150,
        pass_mark=70,
        minutes=draw(st.sampled_from([149, 150])) if came else None,
        mark=draw(st.sampled_from([None, 69, 70, 71])) if came else None,
        person=f"Person {draw(st.integers(0, 10**9))}",
        asked_on=on - timedelta(days=draw(GAPS)),
        session_cancelled_on=on - timedelta(days=draw(st.integers(0, 5))) if lost else None,
    )


OPERATORS = st.sampled_from(
    [
        [],
        [(0, 0, None)],
        [(0, 0, 55), (1, 56, None)],
        [(0, 14, 70)],
        [(1, 35, None)],
        [(0, 0, 27), (1, 28, 62), (0, 63, None)],
    ]
)
PASSES = st.lists(st.tuples(DAYS, st.integers(0, 1), st.sampled_from(["Alex", "Kim"]), st.booleans()), max_size=6)
HISTORIES = st.lists(
    st.tuples(
        st.lists(invitations(), max_size=4),
        st.lists(places(), max_size=3),
        st.lists(DAYS, max_size=2),
        PASSES,
        OPERATORS,
    ),
    min_size=3,
    max_size=6,
)
POLICIES = st.builds(
    Policy, course=COURSES, refresh_months=st.sampled_from([1, 12, 24]), unanswered=st.sampled_from([1, 2, 3])
)


@st.composite
def wanted(draw, weeks, person):
    """A place that somebody asked for some weeks before the session, and came, waited, gave up or lost it."""
    on = draw(weeks) + timedelta(days=draw(GAPS))
    status = draw(st.sampled_from([AttendanceStatus.ATTENDED, *AttendanceStatus]))
    came = status is AttendanceStatus.ATTENDED
    lost = status is AttendanceStatus.CANCELLED and draw(st.booleans())
    return Attended(
        CourseKind.ACCREDITED,
        on,
        status,
        needed_minutes=150,
        pass_mark=70,
        minutes=draw(st.sampled_from([149, 150])) if came else None,
        mark=70 if came else None,
        person=person,
        asked_on=on - timedelta(days=draw(GAPS)),
        session_cancelled_on=on - timedelta(days=draw(st.integers(0, 5))) if lost else None,
    )


@st.composite
def refusing(draw):
    """A history in which training is mostly refused: a few invitations served, and now and then somebody willing."""
    weeks = st.integers(0, 5).map(lambda week: FIRST + timedelta(days=7 * week))
    asked = []
    for on in draw(st.lists(weeks, min_size=2, max_size=4, unique=True)):
        reply = draw(
            st.sampled_from([Reply.NONE, Reply.NONE, Reply.NONE, Reply.DECLINED, Reply.DECLINED, Reply.EXCUSED])
        )
        said = {} if reply is Reply.NONE else {"replied_on": on + timedelta(days=draw(GAPS)), "replied_by": "Sam"}
        late = timedelta(days=draw(st.sampled_from([0, 7])))
        due = on + timedelta(days=draw(GAPS))
        asked.append(Invited(CourseKind.ACCREDITED, on, on + late, due, reply=reply, **said))
    came = [draw(wanted(weeks, f"Person {number}")) for number in range(draw(st.integers(0, 1)))]
    return (
        asked,
        came,
        draw(st.lists(weeks, max_size=1)),
        [],
        draw(st.sampled_from([[], [], [(0, 0, 13), (1, 14, None)]])),
    )


REFUSERS = st.lists(refusing(), min_size=5, max_size=8)


@pytest.fixture
def world(session, officer):
    """An e-learning course of two modules, and two entities that may operate an outlet."""
    mine = {"authority_id": officer.authority_id}
    course = Course(**mine, kind=CourseKind.E_LEARNING, name="Modules", minutes=50, recorded_at=AT)
    session.add(course)
    session.flush()
    names = ["Storage", "Assess"]
    modules = [Module(course_id=course.id, position=i, name=name, asked_from_on=FIRST) for i, name in enumerate(names)]
    session.add_all(modules)
    entities = [EntityFactory(**mine) for _ in range(2)]
    session.flush()
    return mine, modules, entities


def put(session, world, history):
    """Put a history on record for a new outlet; return its identifier and what the rules are told of it."""
    mine, modules, entities = world
    asked, held, withdrawn, passes, spans = history
    theirs = mine | {"outlet_id": OutletFactory(**mine).id}
    unique = {(one.course, one.invited_on): one for one in asked}
    unique = {key: one for key, one in unique.items() if one.served_on is None or one.served_on >= one.invited_on}
    for one in unique.values():
        said = {name: getattr(one, name) for name in Invited.__dataclass_fields__ if name != "served_how"}
        InvitationFactory(**theirs, **said, recorded_on=LATE)
    for one in held:
        cancelled = one.session_cancelled_on
        at = datetime(cancelled.year, cancelled.month, cancelled.day, 12, tzinfo=UTC) if cancelled else None
        sitting = TrainingSessionFactory(**mine, on=one.on, course=one.course)
        told = {name: getattr(one, name) for name in ("person", "status", "minutes", "mark")}
        noon = datetime(one.asked_on.year, one.asked_on.month, one.asked_on.day, 12, tzinfo=UTC)
        AttendanceFactory(**theirs, **told, session_id=sitting.id, asked_at=noon, recorded_on=LATE)
        if at is not None:
            sitting.cancelled_at, sitting.cancelled_reason = at, "Ill"
            session.add(sitting)
    recorded = {"recorded_on": LATE, "recorded_at": AT}
    session.add_all(RefusalWithdrawal(**theirs, **recorded, withdrawn_on=on, reason="Rang") for on in withdrawn)
    done = [Completed(new_id(), modules[which].id, person, on, good) for on, which, person, good in passes]
    known = [AskedModule(one.id, one.course_id, one.name, FIRST) for one in modules]
    completing = completed_courses(done, known)
    session.add_all(
        ModuleCompletion(
            id=one.id,
            **theirs,
            **recorded,
            module_id=one.module_id,
            person=one.person,
            completed_on=one.on,
            check_passed=one.check_passed,
            how_shown=HowShown.CERTIFICATE,
            completes_course=one.id in completing,
        )
        for one in done
    )
    periods = []
    for which, begin, end in spans:
        days = FIRST + timedelta(days=begin), FIRST + timedelta(days=end) if end is not None else None
        OperatorFactory(**theirs, entity_id=entities[which].id, from_on=days[0], to_on=days[1])
        periods.append(Period(None, entities[which].id, entities[which].name, *days))
    session.flush()
    lifted = [Withdrawn(on, "Rang") for on in withdrawn]
    return theirs["outlet_id"], (list(unique.values()), [*held, *completing.values()], lifted, periods)


def told(history, day, policy):
    asked, held, lifted, periods = history
    return standing(asked, held, today=day, policy=policy, operators=periods, withdrawals=lifted)


@given(HISTORIES, POLICIES, st.lists(DAYS, min_size=1, max_size=3))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_the_queries_say_what_the_rules_say(session, officer, world, histories, policy, days):
    nested = session.begin_nested()
    try:
        written = dict(put(session, world, history) for history in histories)
        reply_days = {one.reply_by_on for asked, *_rest in written.values() for one in asked if one.reply_by_on}
        for day in [*days, *sorted(reply_days)[:2], *(one + timedelta(days=1) for one in sorted(reply_days)[:2])]:
            agree(session, officer, written, policy, day)
    finally:
        nested.rollback()
        session.expunge_all()


@given(REFUSERS, st.sampled_from([1, 2]))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_the_queries_say_what_the_rules_say_of_refusals(session, officer, world, histories, unanswered):
    nested = session.begin_nested()
    try:
        written = dict(put(session, world, history) for history in histories)
        for week in range(1, 8):
            for day in (FIRST + timedelta(days=7 * week), FIRST + timedelta(days=7 * week + 1)):
                agree(session, officer, written, Policy(unanswered=unanswered), day)
    finally:
        nested.rollback()
        session.expunge_all()


def agree(session, officer, written, policy, day):
    """Hold the standings and both conditions to the rules, for every outlet on a day."""
    by_rule = {outlet_id: told(history, day, policy) for outlet_id, history in written.items()}
    by_query = queries.standings(session, officer, written, day, policy=policy)
    for outlet_id, one in by_rule.items():
        other = by_query[outlet_id]
        assert (other.kind, other.refused, other.trained_on, other.refresh_due_on) == (
            one.kind,
            one.refused,
            one.trained_on,
            one.refresh_due_on,
        )
        assert {item.text for item in other.working} == {item.text for item in one.working}
    assert those(session, queries.trained_on(officer, day, policy), written) == {
        outlet_id for outlet_id, one in by_rule.items() if one.trained
    }
    assert those(session, queries.refused_on(officer, day, policy), written) == {
        outlet_id for outlet_id, one in by_rule.items() if one.refused
    }
    scored = queries.refused_for_scoring(session, officer, officer.authority_id, day, policy=policy)
    assert scored & written.keys() == {outlet_id for outlet_id, one in by_rule.items() if one.refused}


def those(session, condition, written) -> set[UUID]:
    """Return the outlets that a condition finds among those written."""
    statement = sa.select(col(Outlet.id)).where(col(Outlet.id).in_(list(written)), condition(col(Outlet.id)))
    return set(session.scalars(statement))


@given(PASSES)
def test_a_course_is_completed_on_the_day_of_its_last_module_and_not_before(passes):
    """Whoever completed it passed both modules since they last did, the second one on that very day."""
    course, ids = UUID(int=1), [UUID(int=2), UUID(int=3)]
    modules = [AskedModule(one, course, str(one), FIRST) for one in ids]
    done = [Completed(UUID(int=10 + n), ids[m], who, on, good) for n, (on, m, who, good) in enumerate(passes)]
    found = completed_courses(done, modules)
    for person in ("Alex", "Kim"):
        completions = sorted(one.on for one in found.values() if one.person == person)
        after = None
        for on in completions:
            since = [d for d in done if d.person == person and d.check_passed and (after is None or d.on > after)]
            assert {d.module_id for d in since if d.on <= on} == set(ids)
            assert {d.module_id for d in since if d.on < on} != set(ids)
            after = on
    assert all(passed(one) for one in found.values())
