"""Where many outlets stand at once, what lapses soon, and how many queries that takes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from compliance.accounts import queries as accounts
from compliance.agreements import queries
from compliance.agreements.rules import AgreementEventKind, StandingKind
from compliance.permissions import Actor, Role
from tests.factories.agreements import AgreementEventFactory, signed
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory


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


def outlets(officer, number):
    return [OutletFactory(authority_id=officer.authority_id) for _ in range(number)]


def test_every_outlet_asked_for_has_an_answer_in_two_queries(session, officer, today, count):
    first, second, third = outlets(officer, 3)
    signed(officer.authority_id, first.id, date(2026, 6, 1))
    signed(officer.authority_id, second.id, date(2025, 6, 1))
    ids = [first.id, second.id, third.id]
    found, queries_made = count(lambda: queries.standings(session, officer, ids, today))
    assert [found[one].kind for one in ids] == [StandingKind.IN_FORCE, StandingKind.LAPSED, StandingKind.NONE]
    assert queries_made == 2


def test_an_agreement_ends_when_another_operator_takes_over(session, officer, outlet, today):
    signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    for number, (from_on, to_on) in enumerate([(date(2020, 1, 1), date(2026, 9, 30)), (date(2026, 10, 1), None)]):
        entity = EntityFactory(authority_id=officer.authority_id, name=f"Invented {number} Ltd")
        OperatorFactory(
            authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id, from_on=from_on, to_on=to_on
        )
    before = queries.standing_of(session, officer, outlet.id, date(2026, 9, 30))
    after = queries.standing_of(session, officer, outlet.id, date(2026, 10, 1))
    assert before.in_force
    assert after.kind is StandingKind.OPERATOR_CHANGED
    assert "Invented 1 Ltd took over the outlet on 1 October 2026" in after.working[-1]


def test_what_lapses_soon_is_listed_with_both_days_included(session, officer, today):
    for days in (0, 1, 60, 61, -1):
        (outlet,) = outlets(officer, 1)
        signed(officer.authority_id, outlet.id, date(2026, 1, 1), lapses_on=today + timedelta(days=days))
    found = queries.list_lapsing(session, officer, today, today + timedelta(days=60))
    assert [(row.lapses_on - today).days for row in found] == [0, 1, 60]


def test_what_was_renewed_or_withdrawn_does_not_lapse_soon(session, officer, today, act):
    renewed, withdrawn = outlets(officer, 2)
    soon = today + timedelta(days=10)
    signed(officer.authority_id, renewed.id, date(2026, 1, 1), lapses_on=soon)
    signed(officer.authority_id, renewed.id, today)
    ended = signed(officer.authority_id, withdrawn.id, date(2026, 1, 1), lapses_on=soon)
    AgreementEventFactory(
        authority_id=officer.authority_id, agreement_id=ended.id, kind=AgreementEventKind.WITHDRAWN, words="Asked"
    )
    rows = queries.list_lapsing(session, officer, today, today + timedelta(days=60))
    assert rows == []
    assert queries.list_lapsing(session, act(authority="camden"), today, soon) == []


def test_a_police_planner_learns_yes_or_no_for_their_area_and_nothing_else(session, officer, outlet, today, act):
    signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    hackney = officer.authority_id
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    assert queries.in_force_for_scoring(session, planner, hackney, today) == {outlet.id}
    assert queries.in_force_for_scoring(session, planner, hackney, date(2026, 5, 31)) == frozenset()
    assert queries.in_force_for_scoring(session, act(authority="camden"), hackney, today) == frozenset()
    assert queries.list_agreements(session, planner, outlet.id, today) == []


def test_the_timeline_holds_what_stands(session, officer, outlet):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    (entry,) = queries.timeline(session, officer, outlet.id)
    assert (entry.on, entry.tag, entry.arguments) == (date(2026, 6, 1), "Signed", {"agreement_id": agreement.id})
    assert entry.text == "Sam Example, Owner."
    viewer = accounts.command_line_actor(session, "hackney")
    assert isinstance(viewer, Actor)
    assert len(queries.timeline(session, viewer, outlet.id)) == 1
