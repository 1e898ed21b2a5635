"""Adoption: rates with the number behind them, and the same answers as a slow count with the pure rules."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.agreements import queries as agreements
from compliance.offences.rules import ProductCategory
from compliance.purchases.rules import Outcome
from compliance.reports import queries
from compliance.reports.rules import By, Member, Rate, Seller, adopted, adopted_by, wilson
from compliance.retailers.models import OutletProduct
from compliance.retailers.rules import OutletStatus
from compliance.retailers.rules.trade import Channel
from compliance.training import queries as training
from compliance.training.rules import AttendanceStatus, Reply
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import OutletFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory

DAY = date(2026, 11, 23)


def member(*, agreement=False, trained=False, refused=False, **changes):
    values = {"outlet_id": uuid4(), "reference": "HAC-1", "name": "Invented", "where": ""}
    return Member(Seller(**(values | changes)), agreement, trained, refused)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(7, 21, 0.172, 0.546), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (1, 1, 0.207, 1.0), (50, 100, 0.404, 0.596)],
)
def test_wilsons_interval_is_the_known_one(count, n, low, high):
    found = wilson(count, n)
    assert (round(found[0], 3), round(found[1], 3)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(pair):
    count, n = pair
    low, high = wilson(count, n)
    assert 0 <= low <= count / n <= high <= 1


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_no_percentage_is_shown_below_ten_retailers(n, shown):
    rate = Rate(3, n)
    assert (rate.percent is not None) is shown
    assert (rate.interval is not None) is shown


def test_each_retailer_counts_once_and_the_unknown_come_last():
    members = [member(ward="Zed"), member(ward=""), member(agreement=True, ward="Amber"), member(ward="Zed")]
    rows = adopted_by(members, By.WARD)
    assert [(row.label, row.n) for row in rows] == [("Amber", 1), ("Zed", 2), ("Not known", 1)]
    assert sum(row.n for row in rows) == adopted("All of them", members).n
    assert rows[0].agreement == Rate(1, 1)


def test_a_shop_counts_once_for_each_way_in_which_it_sells():
    members = [member(channels=frozenset({Channel.TILL, Channel.HOME_DELIVERY})), member()]
    assert sum(row.n for row in adopted_by(members, By.CHANNEL)) == 3


@pytest.fixture
def town(session, officer):
    """Sixteen outlets: selling or not, trading or not, trained, refused, or nothing of these."""
    owner = {"authority_id": officer.authority_id}
    held = TrainingSessionFactory(**owner, on=date(2026, 6, 10))
    for number in range(16):
        closed = {"status": OutletStatus.CLOSED, "closed_on": date(2026, 9, 1)} if number % 5 == 4 else {}
        shop = OutletFactory(**owner, name=f"Invented Shop {number:02d}", business_type=f"Type {number % 2}", **closed)
        if number % 4 != 3:
            sold = OutletProduct(
                **owner, outlet_id=shop.id, category=ProductCategory.KITCHEN_KNIFE, sold=number % 4 != 2, seen_on=DAY
            )
            session.add(sold)
        if number % 3 == 0:
            place = {"status": AttendanceStatus.ATTENDED, "minutes": 150, "mark": 90 if number % 2 else 10}
            AttendanceFactory(**owner, session_id=held.id, outlet_id=shop.id, **place)
        if number % 3 == 1:
            declined = {"reply": Reply.DECLINED, "replied_on": date(2026, 6, 9), "replied_by": "The owner"}
            InvitationFactory(**owner, outlet_id=shop.id, **declined)
        if number % 6 == 2:
            PurchaseFactory(
                **owner,
                outlet_id=shop.id,
                officer_id=officer.officer_id,
                tested_on=date(2026, 10, 1),
                outcome=Outcome.SOLD_UNCHALLENGED,
            )
    session.flush()


@pytest.mark.parametrize("day", [date(2026, 6, 9), date(2026, 6, 10), date(2026, 8, 31), date(2026, 9, 1), DAY])
def test_the_table_says_what_a_slow_count_with_the_rules_says(session, officer, town, day):
    sellers = queries.list_sellers(session, officer, day)
    counted = []
    for one in sellers:
        if one.status is OutletStatus.TRADING or (one.closed_on and day < one.closed_on):
            trained = training.standing_of(session, officer, one.outlet_id, day)
            signed = agreements.standing_of(session, officer, one.outlet_id, day)
            counted.append((signed.in_force, trained.trained, trained.refused))
    found = queries.measure_adoption(session, officer, day, By.BUSINESS_TYPE)
    assert found.total.n == len(counted)
    assert (found.total.agreement.count, found.total.trained.count, found.total.refused.count) == tuple(
        sum(column) for column in zip(*counted, strict=True)
    )
    assert sum(row.n for row in found.rows) == found.total.n
    assert found.not_trading == len(sellers) - len(counted)


def test_who_sells_is_who_was_seen_to_sell_or_sold_in_a_test(session, officer, town):
    names = [one.name for one in queries.list_sellers(session, officer, DAY)]
    seen = {number for number in range(16) if number % 4 in {0, 1}}
    tested = {number for number in range(16) if number % 6 == 2}
    assert names == [f"Invented Shop {number:02d}" for number in sorted(seen | tested)]
    before = {one.name for one in queries.list_sellers(session, officer, date(2026, 9, 30))}
    assert "Invented Shop 02" not in before, "the sale in a test was not known yet"
