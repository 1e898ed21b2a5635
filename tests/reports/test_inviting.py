"""Who is invited next, in which order, and why the others are not: the rule, then what the pages make of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.offences.rules import ProductCategory
from compliance.reports.rules import (
    Asked,
    Candidate,
    Group,
    LeftOut,
    Seller,
    SellerFilter,
    decide_invitation,
    in_order,
    is_trading_on,
)
from compliance.retailers.rules import OutletStatus
from compliance.training.rules import CourseKind, StandingKind, TrainingStanding

TODAY = date(2026, 11, 23)
KNIFE = frozenset({ProductCategory.KITCHEN_KNIFE})


def seller(**changes):
    values = {"outlet_id": uuid4(), "reference": "HAC-1", "name": "Invented Shop", "where": "E8 1EA", "sells": KNIFE}
    values |= changes
    return Seller(**{"sells_a_knife": values["sells"] >= KNIFE} | values)


def candidate(kind=StandingKind.NOT_INVITED, *, asked=None, refused=False, on=None, **changes):
    standing = TrainingStanding(kind, TODAY, CourseKind.ACCREDITED, on=on, because="So it is.", refused=refused)
    return Candidate(seller(**changes), standing, asked)


def asked(served_on=date(2026, 11, 1), reply_by_on=date(2026, 11, 15)):
    return Asked(uuid4(), date(2026, 11, 1), served_on, reply_by_on)


def decide(one, **more):
    choice = decide_invitation(one, today=TODAY, **more)
    return choice.group or choice.left_out


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (StandingKind.NOT_INVITED, Group.NEVER_INVITED),
        (StandingKind.TRAINED, LeftOut.TRAINED),
        (StandingKind.OWN_SCHEME, LeftOut.OWN_SCHEME),
        (StandingKind.BOOKED, LeftOut.BOOKED),
        (StandingKind.AWAITING_PLACE, LeftOut.AWAITING_PLACE),
        (StandingKind.DECLINED, LeftOut.DECLINED),
        (StandingKind.DID_NOT_ATTEND, Group.DID_NOT_FINISH),
        (StandingKind.EXCUSED, Group.DID_NOT_FINISH),
        (StandingKind.NOT_PASSED, Group.DID_NOT_FINISH),
        (StandingKind.REFRESH_OVERDUE, Group.REFRESH_OVERDUE),
    ],
)
def test_where_a_seller_stands_decides_whether_it_is_invited(kind, answer):
    assert decide(candidate(kind)) == answer


@pytest.mark.parametrize(
    ("served_on", "reply_by_on", "answer"),
    [
        (date(2026, 11, 1), date(2026, 11, 22), Group.SECOND_INVITATION),
        (date(2026, 11, 1), date(2026, 11, 23), LeftOut.TIME_TO_REPLY),
        (date(2026, 11, 1), date(2026, 11, 24), LeftOut.TIME_TO_REPLY),
        (None, date(2026, 11, 22), LeftOut.NOT_SERVED),
        (date(2026, 11, 24), date(2026, 12, 8), LeftOut.NOT_SERVED),
        (date(2026, 11, 1), None, Group.SECOND_INVITATION),
    ],
)
def test_a_second_invitation_is_due_the_day_after_the_day_to_reply(served_on, reply_by_on, answer):
    assert decide(candidate(StandingKind.NO_REPLY, asked=asked(served_on, reply_by_on))) == answer


@pytest.mark.parametrize(
    ("sold_on", "group"),
    [
        (date(2026, 11, 23), Group.AFTER_FAILED_TEST),
        (date(2024, 11, 23), Group.AFTER_FAILED_TEST),
        (date(2024, 11, 22), Group.NEVER_INVITED),
        (None, Group.NEVER_INVITED),
    ],
)
def test_a_failed_test_of_the_last_twenty_four_months_comes_first(sold_on, group):
    assert decide(candidate(sold_on=sold_on)) is group


def test_a_failed_test_is_sign_enough_that_knives_are_sold():
    assert decide(candidate(sells=frozenset(), sold_on=date(2026, 11, 1))) is Group.AFTER_FAILED_TEST
    assert decide(candidate(sells=frozenset())) is LeftOut.NOT_SELLING
    assert decide(candidate(sells=frozenset({ProductCategory.CORROSIVE}))) is LeftOut.NOT_SELLING


def test_who_refused_is_apart_whatever_else_is_true():
    assert decide(candidate(StandingKind.NO_REPLY, asked=asked(), refused=True)) is LeftOut.REFUSED
    assert decide(candidate(sold_on=date(2026, 11, 1), refused=True)) is LeftOut.REFUSED


def test_who_declined_is_shown_only_when_asked_for():
    assert decide(candidate(StandingKind.DECLINED)) is LeftOut.DECLINED
    assert decide(candidate(StandingKind.DECLINED), with_declined=True) is Group.DECLINED_BEFORE


def test_a_seller_trained_since_the_failed_test_is_left_out():
    assert decide(candidate(StandingKind.TRAINED, sold_on=date(2026, 11, 1))) is LeftOut.TRAINED


@pytest.mark.parametrize(
    ("status", "days", "on", "trading"),
    [
        (OutletStatus.TRADING, {}, TODAY, True),
        (OutletStatus.TRADING, {"opened_on": TODAY}, TODAY, True),
        (OutletStatus.TRADING, {"opened_on": date(2026, 11, 24)}, TODAY, False),
        (OutletStatus.CLOSED, {}, TODAY, False),
        (OutletStatus.CLOSED, {"closed_on": TODAY}, TODAY, False),
        (OutletStatus.CLOSED, {"closed_on": TODAY}, date(2026, 11, 22), True),
        (OutletStatus.VACANT, {"status_on": date(2026, 11, 1)}, date(2026, 10, 31), True),
        (OutletStatus.VACANT, {"status_on": date(2026, 11, 1)}, date(2026, 11, 1), False),
        (OutletStatus.CLOSED, {"closed_on": TODAY, "opened_on": date(2026, 1, 1)}, date(2025, 12, 31), False),
    ],
)
def test_a_shop_trades_from_its_opening_until_the_day_it_closed(status, days, on, trading):
    known = {"status_on": None, "opened_on": None, "closed_on": None} | days
    assert is_trading_on(status, day=on, **known) is trading


def test_the_list_goes_by_reason_then_by_days_then_by_name():
    late = candidate(sold_on=date(2026, 11, 20), name="Late")
    early = candidate(sold_on=date(2026, 1, 20), name="Early")
    second = candidate(StandingKind.NO_REPLY, asked=asked(), name="Second")
    never = [candidate(name="b never"), candidate(name="A never")]
    trained = candidate(StandingKind.TRAINED, name="Trained")
    choices = [decide_invitation(one, today=TODAY) for one in (second, *never, late, trained, early)]
    names = [one.candidate.seller.name for one in in_order(choices)]
    assert names == ["Early", "Late", "A never", "b never", "Second"]


@given(
    kind=st.sampled_from(StandingKind),
    refused=st.booleans(),
    sold=st.none() | st.integers(0, 2000),
    waits=st.none() | st.tuples(st.none() | st.integers(-30, 400), st.none() | st.integers(-30, 400)),
    status=st.sampled_from(OutletStatus),
    declined=st.booleans(),
)
def test_everybody_is_on_the_list_or_left_out_for_one_reason(kind, refused, sold, waits, status, declined):
    def ago(days):
        return None if days is None else TODAY - timedelta(days=days)

    waiting = None if waits is None else asked(ago(waits[0]), ago(waits[1]))
    one = candidate(kind, asked=waiting, refused=refused, sold_on=ago(sold), status=status)
    choice = decide_invitation(one, today=TODAY, with_declined=declined)
    assert (choice.group is None) != (choice.left_out is None)
    if choice.group is not None:
        assert kind not in {StandingKind.TRAINED, StandingKind.BOOKED}
        assert status is OutletStatus.TRADING


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (SellerFilter(), True),
        (SellerFilter(search="invented"), True),
        (SellerFilter(search=" e8 1ea "), True),
        (SellerFilter(search="other"), False),
        (SellerFilter(chain=True), False),
        (SellerFilter(selling=ProductCategory.AXE), False),
        (SellerFilter(selling=ProductCategory.KITCHEN_KNIFE), True),
        (SellerFilter(ward="E05000001"), False),
    ],
)
def test_a_filter_asks_what_it_says(wanted, fits):
    assert wanted.fits(seller()) is fits
