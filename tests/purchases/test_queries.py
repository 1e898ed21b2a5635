"""Reads of test purchases."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from compliance.database import db
from compliance.errors import NotFound
from compliance.permissions import Role
from compliance.purchases import queries
from compliance.purchases.models import Purchase
from compliance.purchases.queries import PurchaseFilter
from compliance.purchases.rules import DisputeDecision, HandOverResult, ListOrder, Outcome, Type
from tests.factories.purchases import DisputeFactory, HandOverFactory, PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

TODAY = date(2026, 11, 22)


@pytest.fixture
def make(officer, outlet):
    def purchase(**changed):
        known = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
        return PurchaseFactory(**known | changed)

    return purchase


@pytest.fixture
def counted():
    """Count the statements that a block sends."""
    statements = []
    engine = db.engine

    def note(_conn, _cursor, statement, *_rest):
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def overturn(purchase, reviewer):
    DisputeFactory(
        authority_id=purchase.authority_id,
        purchase_id=purchase.id,
        decision=DisputeDecision.OVERTURNED,
        decided_on=date(2026, 11, 1),
        reviewer_id=reviewer.officer_id,
        reasons="The receipt",
    )


def test_another_authoritys_purchase_is_not_found_and_a_police_planner_of_the_area_sees_it(session, act, make):
    purchase = make()
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    assert queries.get_purchase(session, planner, purchase.id) == purchase
    assert [row.id for row in queries.list_purchases(session, planner).rows] == [purchase.id]
    with pytest.raises(NotFound):
        queries.get_own_purchase(session, planner, purchase.id)
    elsewhere = act(authority="camden")
    with pytest.raises(NotFound):
        queries.get_purchase(session, elsewhere, purchase.id)
    assert queries.list_purchases(session, elsewhere).rows == ()
    assert queries.count_purchases(session, elsewhere) == 0
    assert queries.history_of(session, elsewhere) == []
    assert queries.timeline(session, elsewhere, purchase.outlet_id) == []


@pytest.mark.parametrize("order", ListOrder, ids=str)
def test_pages_follow_each_other_without_gap_or_repeat(session, officer, make, order):
    outlets = [OutletFactory(authority_id=officer.authority_id, name=name).id for name in ("Oak", "Ash", "Elm")]
    for day in range(7):
        make(tested_on=date(2026, 10, 1) + timedelta(days=day // 2), outlet_id=outlets[day % 3])
    seen, place = [], None
    while True:
        page = queries.list_purchases(session, officer, order=order, after=place, limit=3)
        seen += page.rows
        if page.after is None:
            break
        place = page.after
    assert len({row.id for row in seen}) == 7
    days = {
        ListOrder.NEWEST: sorted(seen, key=lambda row: (row.tested_on, row.id), reverse=True),
        ListOrder.OLDEST: sorted(seen, key=lambda row: (row.tested_on, row.id)),
        ListOrder.OUTLET: sorted(seen, key=lambda row: (row.outlet_name, row.tested_on, row.id)),
    }
    assert seen == days[order]
    back = queries.list_purchases(session, officer, order=order, before=seen[3].id, limit=3)
    assert list(back.rows) == seen[:3]
    assert back.before is None
    assert list(queries.stream_purchases(session, officer, order=order)) == seen


def test_a_list_is_filtered(session, act, officer, make):
    second = act()
    sale = make(tested_on=date(2026, 10, 1), second_officer_id=second.officer_id)
    adult = make(tested_on=date(2026, 10, 2), challenge_25=True)
    refused = make(tested_on=date(2026, 1, 1), refused=True)
    old = make(tested_on=date(2026, 5, 21))
    overturned = make(tested_on=date(2026, 10, 3))
    overturn(overturned, act(Role.MANAGER))

    def found(**wanted):
        return {row.id for row in queries.list_purchases(session, officer, PurchaseFilter(**wanted)).rows}

    assert found(type=Type.CHALLENGE_25) == {adult.id}
    assert found(outcome=Outcome.REFUSED_NO_ID) == {refused.id}
    assert found(officer_id=second.officer_id) == {sale.id}
    assert found(since=date(2026, 10, 1), until=date(2026, 10, 2)) == {sale.id, adult.id}
    assert found(counts_as_sale=True) == {sale.id, old.id}


def test_the_history_names_the_operator_on_the_day(session, act, officer, outlet, make):
    entities = [EntityFactory(authority_id=officer.authority_id) for _ in range(2)]
    for entity, from_on, to_on in (
        (entities[0], date(2026, 1, 1), date(2026, 6, 30)),
        (entities[1], date(2026, 7, 2), None),
    ):
        OperatorFactory(
            authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id, from_on=from_on, to_on=to_on
        )
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)]
    made = [make(tested_on=day) for day in days]
    overturn(made[2], act(Role.MANAGER))
    history = queries.history_of(session, officer, [outlet.id])
    first, second = (entity.id for entity in entities)
    assert [(test.on, test.entity_id) for test in history] == list(
        zip(days, [None, first, first, None, second], strict=True)
    )
    assert [test.overturned for test in history] == [False, False, True, False, False]
    assert [test.on for test in queries.history_of(session, officer, entity_ids=[second])] == days[4:]
    assert [test.on for test in queries.history_of(session, officer, until=days[1])] == days[:2]
    assert queries.history_of(session, officer, []) == []


def test_the_history_of_many_outlets_is_one_query(session, officer, counted):
    outlets = [OutletFactory(authority_id=officer.authority_id) for _ in range(30)]
    for outlet in outlets:
        PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
    counted.clear()
    assert len(queries.history_of(session, officer, [outlet.id for outlet in outlets])) == 30
    assert len(counted) == 1
    counted.clear()
    assert len(queries.list_purchases(session, officer, limit=30).rows) == 30
    assert len(counted) == 1


def test_the_repeat_list_reads_the_partial_index_of_sales(session, officer, make, counted):
    make()
    for day in range(30):
        make(refused=True, tested_on=date(2026, 9, 1) + timedelta(days=day))
    session.execute(sa.text("ANALYZE"))
    counted.clear()
    found = queries.list_outlets_with_sales(session, officer, since=date(2026, 1, 1), until=TODAY)
    assert len(found) == 1
    if session.get_bind().dialect.name == "sqlite":
        parameters = (officer.authority_id.hex, "2026-01-01", "2026-11-22")
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {counted[-1]}", parameters).all()
        assert any("ix_purchases_sales" in str(step) for step in plan), plan


@pytest.mark.parametrize(("since", "until", "found"), [(1, 1, 1), (2, 9, 0), (0, 0, 0), (0, 1, 1)])
def test_the_days_of_the_repeat_list_are_both_included(session, officer, make, since, until, found):
    make(tested_on=date(2026, 10, 1))
    ends = [date(2026, 9, 30) + timedelta(days=offset) for offset in (since, until)]
    assert len(queries.list_outlets_with_sales(session, officer, since=ends[0], until=ends[1])) == found


def test_notices_are_owed_for_passes_and_fails_alike_until_a_letter_is_issued(session, officer, make):
    sold, passed = make(tested_on=date(2026, 11, 1)), make(tested_on=date(2026, 11, 8), refused=True)
    make(tested_on=date(2026, 11, 8), outcome=Outcome.NOT_STOCKED)
    make(tested_on=date(2025, 11, 21), refused=True)
    owed = queries.list_outcome_notices_owed(session, officer, today=TODAY, days=14, noticed=set())
    assert [(one.purchase.id, one.overdue) for one in owed] == [(sold.id, True), (passed.id, False)]
    assert owed[1].due_on == TODAY
    left = queries.list_outcome_notices_owed(session, officer, today=TODAY, days=14, noticed={sold.id})
    assert [one.purchase.id for one in left] == [passed.id]


def test_disputes_wait_and_hand_overs_are_awaited(session, act, officer, make):
    disputed, order, delivered = make(), make(online=True), make(online=True)
    HandOverFactory(authority_id=officer.authority_id, purchase_id=delivered.id)
    HandOverFactory(
        authority_id=officer.authority_id, purchase_id=order.id, result=HandOverResult.NOT_YET, handed_over_on=None
    )
    DisputeFactory(authority_id=officer.authority_id, purchase_id=disputed.id)
    waiting = queries.list_disputes_waiting(session, officer)
    assert [(one.purchase.id, one.raised_on) for one in waiting] == [(disputed.id, date(2026, 10, 20))]
    assert waiting[0].purchase.disputed
    assert [row.id for row in queries.list_hand_overs_awaited(session, officer)] == [order.id]
    assert queries.list_disputes_waiting(session, act(authority="camden")) == []


def test_the_timeline_tells_tests_hand_overs_and_disputes(session, act, officer, outlet, make):
    order = make(online=True)
    HandOverFactory(authority_id=officer.authority_id, purchase_id=order.id)
    overturn(order, act(Role.MANAGER))
    entries = queries.timeline(session, officer, outlet.id)
    assert sorted((entry.on, entry.kind, entry.tag) for entry in entries) == [
        (date(2026, 10, 1), "purchase", "Sold: no challenge"),
        (date(2026, 10, 5), "hand_over", "Handed over, no age check"),
        (date(2026, 10, 20), "dispute", ""),
        (date(2026, 11, 1), "dispute", "Result overturned"),
    ]


def test_the_standing_shows_the_law_of_the_day(session, officer, make):
    standing = queries.get_standing(session, officer, make(tested_on=date(2026, 5, 22)).id, today=TODAY)
    assert standing.law.clock.last_day == TODAY
    assert not standing.overturned
    assert session.get(Purchase, standing.purchase.id).counts_as_sale
