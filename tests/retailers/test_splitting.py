"""One retailer that is really two becomes two: what goes to the second, and what is refused."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.retailers import services
from compliance.retailers.models import Operator, Outlet
from compliance.retailers.queries.moving import list_moves
from compliance.retailers.queries.records import list_records
from compliance.retailers.rules import OutletDetails, OutletKind
from compliance.retailers.rules.moving import RECORDS
from compliance.retailers.services import Chosen
from compliance.visits.models import Visit
from tests.factories.merges import add_everything, differences, snapshot, two_shops
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.visits import VisitFactory

NEXT_DOOR = OutletDetails(OutletKind.PREMISES, "Nako Next Door", address_lines=("41 Ridley Road",), postcode="E8 2NP")


@pytest.fixture
def outlet(session, officer):
    outlet = OutletFactory(authority_id=officer.authority_id, name="Nako General Store")
    add_everything(session, officer, outlet)
    return outlet


def everything(session, officer, outlet):
    return {
        group.table_name: {line.record_id for line in group.lines}
        for group in list_records(session, officer, outlet.id)
    }


def split(session, officer, outlet, chosen, **said):
    said = {"reason": "Two shops", "details": NEXT_DOOR, **said}
    return services.split_outlet(session, officer, outlet.id, chosen, **said)


def test_every_record_that_can_go_is_listed_in_words(session, officer, outlet):
    groups = list_records(session, officer, outlet.id)
    assert {group.table_name for group in groups} == set(RECORDS) - {"delivery_arrangements"}
    lines = {group.table_name: [line.text for line in group.lines] for group in groups}
    assert len(lines["visits"]) == 2
    assert "1 June 2026" in lines["visits"][0]
    assert lines["opening_hours"] == ["Monday, 09:00-17:00"]
    assert lines["trading_names"] == ["Old Sign"]
    assert "from 1 January 2020" in lines["operators"][0]
    assert all(line.text for group in groups for line in group.lines)
    assert len(lines["letters"]) == 1  # the draft: the issued one stays


def test_what_is_chosen_goes_to_a_new_outlet_with_a_reference_of_its_own(session, officer, outlet):
    visits = session.exec(select(Visit).order_by(Visit.id)).all()
    goes, stays = visits[0].id, visits[1].id
    second = split(session, officer, outlet, Chosen({"visits": {goes}}))
    assert second.name == "Nako Next Door"
    assert second.reference.startswith("HAC-R-")
    assert session.get(Visit, goes).outlet_id == second.id
    assert session.get(Visit, stays).outlet_id == outlet.id
    (move,) = list_moves(session, officer, second.id)
    assert (move.from_id, move.to_id) == (outlet.id, second.id)
    entries = session.exec(select(AuditEntry).where(AuditEntry.reason == "Two shops")).all()
    assert {entry.action for entry in entries} == {"outlet.split", "outlet.split_off"}


def test_an_operator_period_goes_stays_or_holds_for_both(session, officer, outlet):
    entity = EntityFactory(authority_id=officer.authority_id)
    earlier = OperatorFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        entity_id=entity.id,
        from_on=date(2018, 1, 1),
        to_on=date(2018, 12, 31),
    )
    now = session.exec(select(Operator).where(Operator.to_on.is_(None))).one()
    ids = earlier.id, now.id
    second = split(session, officer, outlet, Chosen({"operators": {ids[0]}}, shared=frozenset({ids[1]})))
    rows = session.exec(select(Operator).where(Operator.outlet_id == second.id).order_by(Operator.from_on)).all()
    assert [row.id == ids[0] for row in rows] == [True, False]
    assert rows[1].from_on == date(2020, 1, 1)
    assert session.get(Operator, ids[1]).outlet_id == outlet.id


def test_all_of_it_can_go_and_come_back_by_a_merge(session, officer, outlet):
    before = snapshot(session)
    second = split(session, officer, outlet, Chosen(everything(session, officer, outlet)))
    services.merge_outlets(session, officer, outlet.id, second.id, reason="One after all")
    tables = differences(before, snapshot(session)).keys()
    # the second itself, merged away, its name, and what both are searched by
    assert set(tables) == {"outlets", "outlet_words", "trading_names"}


def test_one_that_was_merged_away_is_brought_back_with_what_belongs_to_it(session, officer):
    kept, merged = two_shops(officer)
    visit = VisitFactory(authority_id=officer.authority_id, outlet_id=merged.id, officer_id=officer.officer_id)
    ids = kept.id, merged.id, visit.id
    move = services.merge_outlets(session, officer, ids[0], ids[1], reason="One")
    chosen = Chosen({"visits": {ids[2]}})
    second = split(session, officer, kept, chosen, details=None, brought_back_id=ids[1])
    assert second.id == ids[1]
    assert session.get(Outlet, ids[1]).merged_into_id is None
    assert session.get(Visit, ids[2]).outlet_id == ids[1]
    with pytest.raises(Refusal, match="undone already"):
        services.undo_merge(session, officer, move.id, reason="No")
    with pytest.raises(Refusal, match="was not merged into this one"):
        split(session, officer, kept, Chosen({"visits": {ids[2]}}), details=None, brought_back_id=ids[1])


def test_what_cannot_be_is_refused_and_leaves_nothing(session, officer, outlet):
    chosen = Chosen(everything(session, officer, outlet))
    sent = uuid4()
    before = snapshot(session)
    late = OutletDetails(
        kind=OutletKind.PREMISES, name="Late", address_lines=("1 A Road",), opened_on=date(2026, 11, 1)
    )
    for arguments, message in (
        ({"reason": " "}, "Say why"),
        ({"details": None}, "Give the name and address"),
        ({"details": late}, "from before the day it opened"),
        ({"second_id": outlet.id}, "sent already"),
    ):
        with pytest.raises(Refusal, match=message):
            split(session, officer, outlet, chosen, **arguments)
    with pytest.raises(Refusal, match="Choose what belongs"):
        split(session, officer, outlet, Chosen())
    assert differences(before, snapshot(session)) == {}
    split(session, officer, outlet, chosen, second_id=sent)
    with pytest.raises(Refusal, match="sent already"):
        split(session, officer, outlet, chosen, second_id=sent)


def test_another_outlets_record_does_not_go(session, officer, outlet):
    other = OutletFactory(authority_id=officer.authority_id)
    visit = VisitFactory(authority_id=officer.authority_id, outlet_id=other.id, officer_id=officer.officer_id)
    operator = OperatorFactory(
        authority_id=officer.authority_id,
        outlet_id=other.id,
        entity_id=EntityFactory(authority_id=officer.authority_id).id,
    )
    ids = visit.id, operator.id, other.id
    second = split(session, officer, outlet, Chosen({"visits": {ids[0]}, "operators": {ids[1]}}, frozenset({ids[1]})))
    assert session.get(Visit, ids[0]).outlet_id == ids[2]
    assert session.exec(select(Operator).where(Operator.outlet_id == second.id)).all() == []


def test_only_officers_and_managers_split_and_only_their_own(session, act, officer, outlet):
    chosen = Chosen(everything(session, officer, outlet))
    with pytest.raises(Forbidden):
        split(session, act(Role.CLERK), outlet, chosen)
    with pytest.raises(NotFound):
        split(session, act(authority="croydon"), outlet, chosen)
    with pytest.raises(NotFound):
        list_records(session, act(authority="croydon"), outlet.id)
