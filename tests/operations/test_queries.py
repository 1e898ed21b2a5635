"""Who sees which operation, and that a list asks the database a fixed number of questions."""

from datetime import date, timedelta

import pytest

from compliance.errors import NotFound
from compliance.operations import queries
from compliance.operations.queries import CandidateFilter
from compliance.operations.rules import Phase
from compliance.permissions import Role
from compliance.purchases import queries as purchases
from compliance.purchases.rules import DisputeDecision, Outcome
from compliance.retailers.rules import OutletKind, OutletStatus
from tests.factories.operations import OperationFactory
from tests.factories.purchases import DisputeFactory
from tests.factories.retailers import OutletFactory

TODAY = date(2026, 11, 22)


def test_both_authorities_see_an_operation_and_no_third(session, operation, planner, officer, act):
    for actor in (planner, officer):
        assert queries.get_operation(session, actor, operation.id).id == operation.id
        assert [one.id for one in queries.list_current(session, actor, TODAY)] == [operation.id]
    third = act(authority="camden")
    with pytest.raises(NotFound):
        queries.get_operation(session, third, operation.id)
    assert not queries.list_current(session, third, TODAY)


def test_a_police_planner_does_not_see_what_a_borough_plans_alone(session, officer, planner):
    alone = OperationFactory(authority_id=officer.authority_id, partner_id=officer.authority_id)
    with pytest.raises(NotFound):
        queries.get_operation(session, planner, alone.id)


def test_a_planner_plans_with_the_boroughs_of_their_area(session, planner, manager):
    names = [one.name for one in queries.list_partners(session, planner)]
    assert len(names) > 30
    assert not any("Police" in name for name in names)
    assert [one.id for one in queries.list_partners(session, manager)] == [manager.authority_id]


def test_operations_stand_by_their_days(session, officer):
    def held(first, last):
        return OperationFactory(
            authority_id=officer.authority_id, partner_id=officer.authority_id, starts_on=first, ends_on=last
        ).id

    day = timedelta(days=1)
    past, ends, begins, coming = (
        held(TODAY - 3 * day, TODAY - day),
        held(TODAY - day, TODAY),
        held(TODAY, TODAY + day),
        held(TODAY + day, TODAY + day),
    )
    current = {one.id: one.phase for one in queries.list_current(session, officer, TODAY)}
    assert current == {ends: Phase.UNDER_WAY, begins: Phase.UNDER_WAY, coming: Phase.COMING}
    assert [one.id for one in queries.list_past(session, officer, TODAY).operations] == [past]
    assert [one.id for one in queries.list_upcoming(session, officer, TODAY, limit=2)] == [ends, begins]


def test_past_operations_come_a_page_at_a_time(session, officer):
    made = [
        OperationFactory(
            authority_id=officer.authority_id,
            partner_id=officer.authority_id,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 1, 1) + timedelta(days=number // 2),
        ).id
        for number in range(60)
    ]
    seen, before = [], None
    while True:
        page = queries.list_past(session, officer, TODAY, before=before)
        seen += [one.id for one in page.operations]
        before = page.older
        if before is None:
            break
    assert seen == made[::-1]


def test_a_list_counts_targets_done_and_open_in_one_question(session, officer, planner, shops, target, bought, asked):
    for _ in range(3):
        operation = OperationFactory(authority_id=planner.authority_id, partner_id=officer.authority_id)
        for shop in shops:
            target(operation, shop)
        bought(shops[0], operation_id=operation.id)
        bought(shops[0], outcome=Outcome.REFUSED_NO_ID, operation_id=operation.id)
    with asked() as statements:
        found = queries.list_current(session, officer, TODAY)
    assert [(one.targets, one.done, one.open) for one in found] == [(3, 1, 2)] * 3
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 12, 6), False),
        (date(2026, 12, 7), True),
        (date(2026, 12, 8), True),
        (date(2026, 12, 9), False),
    ],
)
def test_an_outlets_operations_are_those_of_the_day(session, officer, operation, shops, target, day, found):
    target(operation, shops[0])
    assert bool(queries.list_for_outlet(session, officer, shops[0].id, day)) is found
    assert not queries.list_for_outlet(session, officer, shops[1].id, day)


def test_a_third_authority_finds_no_operation_for_an_outlet(session, act, operation, shops, target):
    target(operation, shops[0])
    assert not queries.list_for_outlet(session, act(authority="camden"), shops[0].id, date(2026, 12, 7))


@pytest.mark.parametrize(
    ("narrow", "names"),
    [
        (CandidateFilter(), ["Ash Stores", "Birch Tools", "Cedar Kitchens", "Dolmen Blades"]),
        (CandidateFilter(name="  kitch "), ["Cedar Kitchens"]),
        (CandidateFilter(name="%"), []),
        (CandidateFilter(postcode="e8"), ["Ash Stores", "Cedar Kitchens"]),
        (CandidateFilter(postcode="E8 3"), ["Cedar Kitchens"]),
        (CandidateFilter(postcode="E"), []),
        (CandidateFilter(postcode="nonsense"), []),
        (CandidateFilter(kind=OutletKind.ONLINE_SHOP), ["Dolmen Blades"]),
    ],
)
def test_candidates_are_narrowed(session, planner, officer, operation, shops, narrow, names):
    OutletFactory(
        authority_id=officer.authority_id,
        name="Dolmen Blades",
        kind=OutletKind.ONLINE_SHOP,
        domain="dolmen.example",
        postcode=None,
    )
    OutletFactory(authority_id=officer.authority_id, name="Elm (closed)", status=OutletStatus.CLOSED)
    assert [one.name for one in queries.list_candidates(session, planner, operation, narrow)] == names


def test_targets_are_no_candidates_any_more(session, planner, operation, shops, target):
    target(operation, shops[0])
    assert [one.name for one in queries.list_candidates(session, planner, operation)] == [
        "Birch Tools",
        "Cedar Kitchens",
    ]


def test_a_partner_that_left_the_area_offers_no_candidates(session, act, operation, shops):
    from dataclasses import replace

    stranger = replace(act(Role.POLICE_PLANNER, "metropolitan-police"), area=frozenset())
    assert not queries.list_candidates(session, stranger, operation)


def test_results_of_an_operation_are_seen_by_both_authorities(session, planner, officer, act, operation, shops, bought):
    bought(shops[0], operation_id=operation.id)
    bought(shops[1])
    for actor in (planner, officer):
        found = purchases.list_for_operation(session, actor, operation.id)
        assert [(one.outlet_id, one.words, one.is_valid, one.colour) for one in found] == [
            (shops[0].id, "Sold: no challenge", True, "red")
        ]
    assert not purchases.list_for_operation(session, act(authority="camden"), operation.id)
    decided = {"decision": DisputeDecision.OVERTURNED, "decided_on": TODAY, "reasons": "Seen"}
    about = {"authority_id": officer.authority_id, "purchase_id": found[0].purchase_id}
    DisputeFactory(**about, **decided, reviewer_id=act(Role.MANAGER).officer_id)
    (result,) = purchases.list_for_operation(session, officer, operation.id)
    assert (result.is_valid, result.colour) == (False, "grey")
    known = purchases.tested_before(session, officer, officer.authority_id, since=TODAY, until=TODAY)
    assert list(known) == [shops[1].id]


def test_what_is_known_of_tests_before(session, planner, officer, act, shops, bought, asked):
    bought(shops[0], on=date(2024, 11, 21))
    bought(shops[0], on=date(2024, 11, 22))
    bought(shops[0], on=date(2026, 5, 1))
    bought(shops[0], on=date(2026, 6, 1), outcome=Outcome.NOT_STOCKED)
    bought(shops[1], on=date(2026, 7, 1), outcome=Outcome.REFUSED_NO_ID)
    bought(shops[2], on=date(2026, 7, 1), outcome=Outcome.NOT_TRADING)
    with asked() as statements:
        known = purchases.tested_before(session, planner, officer.authority_id, since=date(2024, 11, 22), until=TODAY)
    assert len(statements) == 2
    assert known == {
        shops[0].id: purchases.OutletTests((date(2024, 11, 22), date(2026, 5, 1)), date(2026, 5, 1)),
        shops[1].id: purchases.OutletTests((), date(2026, 7, 1)),
    }
    third = act(authority="camden")
    assert not purchases.tested_before(session, third, officer.authority_id, since=date(2024, 1, 1), until=TODAY)
