"""Where many outlets stand with training, what is due, and how many queries that takes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from compliance.dates import months_before
from compliance.permissions import Role
from compliance.training import queries
from compliance.training.rules import AttendanceStatus, CourseKind, Reply, StandingKind
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory


@pytest.fixture
def count(session):
    """Count the SELECTs of what is called."""
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))

    def run(call):
        session.flush()
        session.expunge_all()
        asked.clear()
        answer = call()
        return answer, len([one for one in asked if one.lstrip().startswith("SELECT")])

    return run


@pytest.fixture
def mine(officer):
    return {"authority_id": officer.authority_id}


def trained(mine, outlet_id, on, course=CourseKind.ACCREDITED):
    held = TrainingSessionFactory(**mine, on=on, course=course)
    return AttendanceFactory(
        **mine,
        session_id=held.id,
        outlet_id=outlet_id,
        status=AttendanceStatus.ATTENDED,
        minutes=150,
        mark=80,
        recorded_on=on,
    )


def test_every_outlet_asked_for_has_an_answer_in_seven_queries(session, officer, mine, today, count):
    ids = [OutletFactory(**mine).id for _ in range(4)]
    trained(mine, ids[0], date(2026, 6, 10))
    InvitationFactory(**mine, outlet_id=ids[1], reply=Reply.DECLINED, replied_on=date(2026, 6, 5))
    entity = EntityFactory(**mine, own_training_scheme=True)
    OperatorFactory(**mine, outlet_id=ids[2], entity_id=entity.id)
    found, made = count(lambda: queries.standings(session, officer, ids, today))
    assert [found[one].kind for one in ids] == [
        StandingKind.TRAINED,
        StandingKind.DECLINED,
        StandingKind.OWN_SCHEME,
        StandingKind.NOT_INVITED,
    ]
    assert made == 7


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 1, 31), StandingKind.NOT_INVITED),
        (date(2026, 2, 1), StandingKind.OWN_SCHEME),
        (date(2026, 3, 31), StandingKind.OWN_SCHEME),
        (date(2026, 4, 1), StandingKind.NOT_INVITED),
    ],
)
def test_an_operators_own_scheme_stands_on_the_days_that_it_operated(session, officer, outlet, mine, day, kind):
    entity = EntityFactory(**mine, own_training_scheme=True)
    months = {"from_on": date(2026, 2, 1), "to_on": date(2026, 3, 31)}
    OperatorFactory(**mine, outlet_id=outlet.id, entity_id=entity.id, **months)
    assert queries.standing_of(session, officer, outlet.id, day).kind is kind


def test_one_course_never_counts_as_another(session, officer, outlet, mine, today):
    trained(mine, outlet.id, date(2026, 6, 10), CourseKind.E_LEARNING)
    assert queries.standing_of(session, officer, outlet.id, today).kind is StandingKind.NOT_INVITED


def test_a_police_planner_learns_who_refused_in_their_area_and_nothing_else(session, officer, outlet, mine, today, act):
    InvitationFactory(**mine, outlet_id=outlet.id, reply=Reply.DECLINED, replied_on=date(2026, 6, 5))
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    hackney = officer.authority_id
    assert queries.refused_for_scoring(session, planner, hackney, today) == {outlet.id}
    assert queries.refused_for_scoring(session, planner, hackney, date(2026, 6, 4)) == frozenset()
    assert queries.refused_for_scoring(session, act(authority="camden"), hackney, today) == frozenset()
    assert queries.list_invitations(session, planner, outlet.id) == []


def test_what_was_accepted_waits_until_there_is_a_place(session, officer, outlet, mine, today, count):
    accepted = {"reply": Reply.ACCEPTED, "replied_on": date(2026, 6, 5)}
    InvitationFactory(**mine, outlet_id=outlet.id, **accepted)
    booked = OutletFactory(**mine)
    InvitationFactory(**mine, outlet_id=booked.id, **accepted)
    held = TrainingSessionFactory(**mine, on=date(2026, 6, 5))
    AttendanceFactory(**mine, outlet_id=booked.id, session_id=held.id)
    earlier = OutletFactory(**mine)
    InvitationFactory(**mine, outlet_id=earlier.id, **accepted)
    before = TrainingSessionFactory(**mine, on=date(2026, 6, 4))
    AttendanceFactory(**mine, outlet_id=earlier.id, session_id=before.id)
    rows, made = count(lambda: queries.list_unconfirmed(session, officer, today))
    assert {row.outlet_id for row in rows} == {outlet.id, earlier.id}
    assert made == 2


def test_a_refresh_is_listed_from_the_first_day_to_the_last(session, officer, mine, today):
    until = today + timedelta(days=60)
    for due in (today - timedelta(days=1), today, until, until + timedelta(days=1)):
        trained(mine, OutletFactory(**mine).id, months_before(due, 12))
    renewed = OutletFactory(**mine)
    trained(mine, renewed.id, months_before(today, 12))
    trained(mine, renewed.id, today)
    rows = queries.list_refresh_due(session, officer, today, until)
    assert [row.due_on for row in rows] == [today, until]


def test_sessions_come_in_order_with_their_places(session, officer, outlet, mine, today, count, act):
    later = TrainingSessionFactory(**mine, on=today + timedelta(days=9), capacity=1)
    sooner = TrainingSessionFactory(**mine, on=today, capacity=2)
    past = TrainingSessionFactory(**mine, on=today - timedelta(days=1))
    AttendanceFactory(**mine, outlet_id=outlet.id, session_id=later.id)
    AttendanceFactory(**mine, outlet_id=outlet.id, session_id=sooner.id, status=AttendanceStatus.EXCUSED)
    ids = [sooner.id, later.id]
    rows, made = count(lambda: queries.list_upcoming(session, officer, today))
    assert [row.session.id for row in rows] == ids
    assert [(row.taken, row.free) for row in rows] == [(0, 2), (1, 0)]
    assert made == 1
    assert [row.session.id for row in queries.list_past(session, officer, today)[0]] == [past.id]
    assert [one.id for one in queries.list_bookable(session, officer, today)] == [sooner.id, past.id]
    assert queries.list_upcoming(session, act(authority="camden"), today) == []


def test_past_sessions_come_in_pages_that_neither_overlap_nor_miss(session, officer, mine, today):
    all_of_them = {TrainingSessionFactory(**mine, on=date(2026, 6, 1 + n // 2)).id for n in range(7)}
    seen, before = [], None
    while True:
        rows, before = queries.list_past(session, officer, today, before=before, limit=3)
        seen += [row.session.id for row in rows]
        if before is None:
            break
    assert len(seen) == 7
    assert set(seen) == all_of_them


def test_a_register_takes_two_queries_however_long(session, officer, mine, count):
    held = TrainingSessionFactory(**mine)
    for _ in range(4):
        AttendanceFactory(**mine, session_id=held.id, outlet_id=OutletFactory(**mine).id)
    rows, made = count(lambda: queries.get_register(session, officer, held))
    assert len(rows) == 4
    assert made == 2


def test_the_timeline_holds_invitations_replies_and_sessions(session, officer, outlet, mine):
    InvitationFactory(**mine, outlet_id=outlet.id, reply=Reply.DECLINED, replied_on=date(2026, 6, 5), reply_words="No")
    trained(mine, outlet.id, date(2026, 7, 1))
    entries = queries.timeline(session, officer, outlet.id)
    assert [(entry.on, entry.tag) for entry in entries] == [
        (date(2026, 6, 1), ""),
        (date(2026, 6, 5), "Declined"),
        (date(2026, 7, 1), "Passed"),
    ]
