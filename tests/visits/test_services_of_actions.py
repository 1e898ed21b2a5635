"""Actions: asked for, done, open again; and what is due."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from compliance.audit import queries as audit
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.retailers import services as retailers
from compliance.retailers.rules import OutletStatus
from compliance.visits import queries, services
from compliance.visits.queries import ActionFilter, DueKind
from compliance.visits.rules import Basis, Done, NewAction
from tests.factories.retailers import OutletFactory
from tests.factories.visits import VisitActionFactory, VisitFactory

TODAY = date(2026, 11, 22)
DONE = Done(date(2026, 11, 21), "Seen")


@pytest.fixture
def visit(officer, outlet):
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    return VisitFactory(visited_on=date(2026, 11, 20), **mine)


@pytest.fixture
def action(officer, visit):
    return VisitActionFactory(authority_id=officer.authority_id, visit_id=visit.id, due_on=date(2026, 11, 21))


def test_an_action_more_is_asked_for_once_however_often_it_is_sent(session, officer, visit, action):
    own, new = new_id(), NewAction(" Train the staff ", Basis.GOOD_PRACTICE, date(2026, 12, 1))
    added = services.add_action(session, officer, visit.id, new, action_id=own)
    assert services.add_action(session, officer, visit.id, new, action_id=own) is added
    assert (added.text, added.number) == ("Train the staff", action.number + 1)
    assert audit.list_subject(session, officer, "visit", visit.id)[0].action == "visit.action_added"


def test_an_action_is_done_once_with_who_and_when(session, officer, action):
    version = action.version
    done = services.complete_action(session, officer, action.id, DONE, version=version)
    assert (done.done_on, done.done_note, done.done_by_id) == (DONE.on, "Seen", officer.officer_id)
    services.complete_action(session, officer, action.id, DONE, version=version)
    entries = audit.list_subject(session, officer, "visit", action.visit_id)
    assert [entry.action for entry in entries] == ["visit.action_done"]
    with pytest.raises(Refusal, match="done already"):
        services.complete_action(session, officer, action.id, Done(date(2026, 11, 20)), version=done.version)


def test_an_action_is_opened_again_with_a_reason_and_what_stood_is_kept(session, officer, action):
    services.complete_action(session, officer, action.id, DONE, version=action.version)
    with pytest.raises(Refusal) as refused:
        services.reopen_action(session, officer, action.id, reason=" ", version=action.version)
    assert refused.value.field == "reason"
    services.reopen_action(session, officer, action.id, reason="It was another shop", version=action.version)
    assert (action.done_on, action.done_note, action.done_by_id) == (None, "", None)
    entry = audit.list_subject(session, officer, "visit", action.visit_id)[0]
    assert (entry.reason, entry.detail["changes"]["done_on"]) == ("It was another shop", ["2026-11-21", None])
    with pytest.raises(Refusal, match="open already"):
        services.reopen_action(session, officer, action.id, reason="Again", version=action.version)


def test_an_action_is_corrected_with_a_reason(session, officer, action):
    new, text = NewAction("Lock the knives away", Basis.GOOD_PRACTICE, date(2026, 12, 1)), action.text
    with pytest.raises(Refusal) as refused:
        services.correct_action(session, officer, action.id, new, reason="", version=action.version)
    assert refused.value.field == "reason"
    services.correct_action(session, officer, action.id, new, reason="Misheard", version=action.version)
    entry = audit.list_subject(session, officer, "visit", action.visit_id)[0]
    assert entry.detail["changes"]["text"] == [text, "Lock the knives away"]
    stale = NewAction("Other", Basis.LAW)
    with pytest.raises(Refusal, match="Somebody else"):
        services.correct_action(session, officer, action.id, stale, reason="Again", version=action.version - 1)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER, Role.POLICE_PLANNER, Role.ADMINISTRATOR])
def test_only_who_records_visits_changes_actions(session, act, visit, action, role):
    actor = act(role)
    for deed in (
        lambda: services.add_action(session, actor, visit.id, NewAction("One", Basis.LAW), action_id=new_id()),
        lambda: services.complete_action(session, actor, action.id, DONE, version=1),
        lambda: services.reopen_action(session, actor, action.id, reason="x", version=1),
        lambda: services.correct_action(session, actor, action.id, NewAction("One", Basis.LAW), reason="x", version=1),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_another_authoritys_action_is_not_found(session, act, action):
    stranger = act(authority="camden")
    with pytest.raises(NotFound):
        services.complete_action(session, stranger, action.id, DONE, version=1)
    assert queries.list_actions_due(session, stranger, TODAY) == []
    assert queries.list_actions(session, stranger, action.visit_id) == []


def test_what_is_due_comes_in_its_order_and_a_day_that_is_today_is_in_time(session, officer, visit):
    mine = {"authority_id": officer.authority_id, "visit_id": visit.id}
    never = VisitActionFactory(due_on=None, basis=Basis.GOOD_PRACTICE, **mine)
    today = VisitActionFactory(due_on=TODAY, **mine)
    late = VisitActionFactory(due_on=date(2026, 11, 21), **mine)
    done = VisitActionFactory(due_on=date(2026, 11, 21), **mine)
    services.complete_action(session, officer, done.id, DONE, version=done.version)
    due = queries.list_actions_due(session, officer, TODAY)
    assert [(one.action_id, one.overdue) for one in due] == [(late.id, True), (today.id, False), (never.id, False)]
    assert due[0].outlet_name == "Invented Hardware"

    def asked(**wanted):
        found = queries.list_actions_due(session, officer, TODAY, ActionFilter(**wanted))
        return [one.action_id for one in found]

    assert asked(overdue=True) == [late.id]
    assert asked(overdue=False) == [today.id, never.id]
    assert asked(basis=Basis.GOOD_PRACTICE) == [never.id]
    assert asked(officer_id=new_id()) == []
    assert asked(officer_id=officer.officer_id, kind=DueKind.ACTION) == [late.id, today.id, never.id]
    assert asked(kind=DueKind.VISIT_AGAIN) == []


@pytest.mark.parametrize(("again_on", "open_still"), [(None, True), (date(2026, 11, 20), True), (TODAY, False)])
def test_a_place_is_to_be_visited_again_until_a_later_visit_is_recorded(session, officer, outlet, again_on, open_still):
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    visit = VisitFactory(visited_on=date(2026, 11, 20), visit_again_by=date(2026, 11, 21), **mine)
    if again_on:
        VisitFactory(visited_on=again_on, **mine)
    session.flush()
    due = queries.list_actions_due(session, officer, TODAY)
    assert [(one.kind, one.visit_id, one.action_id, one.overdue) for one in due] == (
        [(DueKind.VISIT_AGAIN, visit.id, None, True)] if open_still else []
    )


def test_a_place_that_has_closed_need_not_be_visited_again(session, officer, outlet):
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    VisitFactory(visited_on=date(2026, 11, 20), visit_again_by=date(2026, 11, 30), **mine)
    session.flush()
    retailers.change_status(session, officer, outlet.id, status=OutletStatus.CLOSED, on=date(2026, 11, 21))
    assert queries.list_actions_due(session, officer, TODAY) == []


def test_nothing_is_due_to_who_may_not_see_visits(session, act, action):
    assert queries.list_actions_due(session, act(Role.ADMINISTRATOR), TODAY) == []
    assert len(queries.list_actions_due(session, act(Role.CLERK), TODAY)) == 1


def test_what_is_due_takes_four_queries_however_long(session, officer):
    mine = {"authority_id": officer.authority_id, "officer_id": officer.officer_id}
    for _number in range(6):
        outlet = OutletFactory(authority_id=officer.authority_id)
        visit = VisitFactory(outlet_id=outlet.id, visit_again_by=date(2026, 12, 1), **mine)
        VisitActionFactory(authority_id=officer.authority_id, visit_id=visit.id)
    session.flush()
    session.expunge_all()
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(queries.list_actions_due(session, officer, TODAY)) == 12
    assert len([one for one in asked if one.startswith("SELECT")]) == 4


def test_the_database_never_deletes_an_action_and_keeps_it_with_its_authority(session, officer, act, visit, action):
    session.flush()
    with pytest.raises(IntegrityError, match="never deleted"), session.begin_nested():
        session.execute(sa.text("DELETE FROM visit_actions"))
    with pytest.raises(IntegrityError, match="belongs to its authority"), session.begin_nested():
        VisitActionFactory(authority_id=act(authority="camden").authority_id, visit_id=visit.id)


def test_the_timeline_tells_how_much_is_open(session, officer, outlet, visit, action):
    def told():
        (entry,) = queries.timeline(session, officer, outlet.id)
        return entry.text

    assert told() == "1 action, 1 open."
    VisitActionFactory(authority_id=officer.authority_id, visit_id=visit.id)
    services.complete_action(session, officer, action.id, DONE, version=action.version)
    assert told() == "2 actions, 1 open."
    for one in queries.list_actions(session, officer, visit.id)[1:]:
        services.complete_action(session, officer, one.id, DONE, version=one.version)
    visit.visit_again_by = date(2026, 12, 5)
    assert told() == "To be visited again by 5 December 2026. 2 actions, done."
