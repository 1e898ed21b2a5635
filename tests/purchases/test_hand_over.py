"""How an order reached its buyer: dispatch, parcel and delivery, each with its own day, and into whose hands."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.errors import Refusal
from compliance.purchases import queries, rules, services
from compliance.purchases.rules import (
    AddressKind,
    Channel,
    HandOverResult,
    NewHandOver,
    StageKind,
    Type,
    has_hand_over,
    needs_reason,
)
from tests.factories.purchases import HandOverFactory

TODAY = date(2026, 11, 22)
ORDERED = date(2026, 11, 2)
HANDED = NewHandOver(result=HandOverResult.HANDED_OVER_UNCHECKED, handed_over_on=date(2026, 11, 5))


@pytest.fixture
def order(session, officer, outlet, sale):
    new = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY, url="https://knives.example/chef")
    return services.record_purchase(session, officer, outlet.id, new)


@pytest.mark.parametrize(
    ("changed", "type_", "field"),
    [
        ({}, Type.ONLINE_ORDER, ""),
        ({"dispatched_on": ORDERED, "handed_over_on": ORDERED, "parcel_on": ORDERED}, Type.ONLINE_ORDER, ""),
        ({"dispatched_on": date(2026, 11, 1)}, Type.ONLINE_ORDER, "dispatched_on"),
        ({"parcel_on": date(2026, 11, 1)}, Type.ONLINE_ORDER, "parcel_on"),
        ({"dispatched_on": date(2026, 11, 4), "parcel_on": date(2026, 11, 3)}, Type.ONLINE_ORDER, "parcel_on"),
        ({"parcel_on": date(2026, 11, 23)}, Type.ONLINE_ORDER, "parcel_on"),
        ({"parcel_at_time": time(9)}, Type.ONLINE_ORDER, "parcel_on"),
        ({"handed_over_on": TODAY, "handed_over_at_time": time(14, 30)}, Type.ONLINE_ORDER, ""),
        ({"handed_over_on": TODAY, "handed_over_at_time": time(14, 31)}, Type.ONLINE_ORDER, "handed_over_at_time"),
        ({"handed_over_on": ORDERED}, Type.DELIVERY_CHECK, ""),
        ({"handed_over_on": date(2026, 11, 3)}, Type.DELIVERY_CHECK, "handed_over_on"),
        ({"handed_over_on": ORDERED, "dispatched_on": date(2026, 10, 30)}, Type.DELIVERY_CHECK, ""),
        ({"handed_over_on": ORDERED, "dispatched_on": date(2026, 11, 3)}, Type.DELIVERY_CHECK, "dispatched_on"),
        ({"id_looked_at": True}, Type.ONLINE_ORDER, "id_looked_at"),
        ({"id_asked": True}, Type.ONLINE_ORDER, ""),
        ({"result": HandOverResult.HANDED_OVER_AFTER_ID, "id_looked_at": True, "id_asked": False}, Type.ONLINE_ORDER,
         "id_asked"),
        ({"result": HandOverResult.LEFT_WITH_NEIGHBOUR, "handed_to": "woman of about 40"}, Type.ONLINE_ORDER, ""),
        ({"result": HandOverResult.LEFT_WITH_NEIGHBOUR, "handed_to_age_years": 40}, Type.ONLINE_ORDER, ""),
        ({"result": HandOverResult.LEFT_UNATTENDED, "handed_to": "neighbour"}, Type.ONLINE_ORDER, "handed_to"),
        ({"result": HandOverResult.LOCKER, "address_kind": AddressKind.LOCKER}, Type.ONLINE_ORDER, ""),
        ({"result": HandOverResult.LOCKER, "address_kind": AddressKind.MAILBOX}, Type.ONLINE_ORDER, "address_kind"),
        ({"words_spoken": "4111 1111 1111 1111"}, Type.ONLINE_ORDER, "words_spoken"),
        ({"tracking_number": "15501234567899"}, Type.ONLINE_ORDER, ""),
    ],
)  # fmt: skip
def test_a_hand_over_is_as_it_can_have_been(changed, type_, field):
    new = replace(HANDED, **changed)
    known = {"ordered_on": ORDERED, "today": TODAY, "type_": type_, "now": time(14, 30)}
    if type_ is Type.DELIVERY_CHECK and "handed_over_on" not in changed:
        new = replace(new, handed_over_on=ORDERED)
    if not field:
        rules.check_hand_over(new, **known)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_hand_over(new, **known)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("type_", "outcome", "has"),
    [
        (Type.DELIVERY_CHECK, rules.Outcome.SOLD_UNCHALLENGED, True),
        (Type.DELIVERY_CHECK, rules.Outcome.REFUSED_NO_ID, True),
        (Type.DELIVERY_CHECK, rules.Outcome.VOID, False),
        (Type.ONLINE_ORDER, rules.Outcome.REFUSED_NO_ID, False),
        (Type.LISTING_CHECK, rules.Outcome.OFFERED_FOR_SALE, False),
    ],
)
def test_a_delivery_that_was_tested_has_a_hand_over_too(type_, outcome, has):
    assert has_hand_over(type_, outcome) is has


@pytest.mark.parametrize(
    ("before", "after", "needs"),
    [
        (None, "x", False),
        ("", "x", False),
        (HandOverResult.NOT_YET, HandOverResult.REFUSED, False),
        (False, True, True),
        (0, 1, True),
        ("x", "", True),
        ("x", "x", False),
        (True, None, True),
    ],
)
def test_only_what_was_recorded_is_corrected_with_a_reason(before, after, needs):
    assert needs_reason({"field": before}, {"field": after}) is needs


def test_the_age_of_the_volunteer_who_took_it_is_worked_out(session, officer, order):
    told = {"result": HandOverResult.HANDED_OVER_UNCHECKED, "handed_over_on": date(2026, 10, 5), "handed_to": "v07"}
    with pytest.raises(Refusal, match="not that of V07"):
        services.record_part(session, officer, order.id, told | {"handed_to_age_years": 17})
    hand_over = services.record_part(session, officer, order.id, told)
    assert (hand_over.handed_to, hand_over.handed_to_age_years) == ("V07", 16)


def test_parts_are_saved_by_themselves_and_leave_the_others_as_they_are(session, officer, order):
    services.record_part(session, officer, order.id, {"dispatched_on": date(2026, 10, 2), "tracking_number": "SW1"})
    services.record_part(
        session, officer, order.id, {"parcel_on": date(2026, 10, 5), "package_marking": "none"}, version=1
    )
    hand_over = queries.find_hand_over(session, officer, order.id)
    assert (hand_over.dispatched_on, hand_over.tracking_number, hand_over.package_marking) == (
        date(2026, 10, 2),
        "SW1",
        "none",
    )
    views = {one.stage: one for one in queries.stages_of(session, officer, order.id)}
    assert (views[StageKind.DISPATCH].on, views[StageKind.PARCEL].on) == (date(2026, 10, 2), date(2026, 10, 5))
    with pytest.raises(Refusal, match="Say why"):
        services.record_part(session, officer, order.id, {"tracking_number": "SW2"}, version=2)
    services.record_part(session, officer, order.id, {"tracking_number": "SW2"}, version=2, reason="Misread")
    last = session.exec(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert (last.action, last.detail["changes"]) == ("hand_over.corrected", {"tracking_number": ["SW1", "SW2"]})


def test_a_parcel_that_comes_days_after_its_dispatch_was_recorded_can_be_recorded(session, officer, order):
    hand_over = HandOverFactory(
        authority_id=order.authority_id,
        purchase_id=order.id,
        result=HandOverResult.NOT_YET,
        handed_over_on=None,
        recorded_on=date(2026, 10, 1),
    )
    services.record_part(
        session, officer, order.id, {"result": HandOverResult.REFUSED, "handed_over_on": date(2026, 10, 5)}, version=1
    )
    assert hand_over.recorded_on >= date(2026, 10, 5)


def test_no_name_of_the_volunteer_is_kept(session, officer, order):
    with pytest.raises(Refusal, match="could lead to the volunteer"):
        services.record_part(session, officer, order.id, {"package_marking": "For Invented Person"})


@pytest.mark.parametrize(
    "changed",
    [
        {"parcel_on": date(2026, 9, 30)},
        {"parcel_on": date(2099, 1, 1)},
        {"parcel_on": date(2026, 10, 2), "dispatched_on": date(2026, 10, 3)},
    ],
    ids=["before the order", "in the future", "before its dispatch"],
)
def test_the_database_refuses_a_parcel_out_of_order(session, order, changed):
    with pytest.raises(DBAPIError), session.begin_nested():
        HandOverFactory(authority_id=order.authority_id, purchase_id=order.id, **changed)
