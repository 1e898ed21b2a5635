"""Rates of test purchases: by kind, never pooled, with the number behind each."""

import csv
import io
from datetime import date

import pytest

from compliance.operations.rules import Purpose
from compliance.permissions import Role
from compliance.purchases.rules import BuyerBasis, Channel, DisputeDecision, Outcome, Type
from compliance.reports import queries
from compliance.reports.rules.rates import COUNTED_AS, Tests, rates_of
from tests.factories.operations import OperationFactory
from tests.factories.purchases import DisputeFactory, PurchaseFactory
from tests.factories.retailers import OutletFactory
from tests.page import text_of

TODAY = date(2026, 11, 22)


def some(count, outcome=Outcome.SOLD_UNCHALLENGED, **changes):
    known = {
        "type": Type.UNDERAGE,
        "buyer_basis": BuyerBasis.UNDER_18,
        "purpose": Purpose.BASELINE,
        "channel": Channel.TILL,
        "overturned": False,
    }
    return Tests(**(known | changes), outcome=outcome, count=count)


ADULT = {"type": Type.CHALLENGE_25, "buyer_basis": BuyerBasis.ADULT}


def lines(*counted, **asked):
    found = rates_of(counted, least=10, **asked)
    return {
        (group.label, line.purpose.partition(":")[0], line.channel): (
            line.rate.count,
            line.rate.n,
            None if line.rate.percent is None else round(line.rate.percent, 1),
        )
        for group in found.groups
        for line in group.lines
    }


@pytest.mark.parametrize(("sold", "refused", "percent"), [(3, 6, None), (3, 7, 30.0), (0, 10, 0.0), (10, 0, 100.0)])
def test_a_share_is_shown_from_ten_valid_attempts_on(sold, refused, percent):
    found = lines(some(sold), some(refused, Outcome.REFUSED_NO_ID))
    assert list(found.values()) == [(sold, sold + refused, percent)]


def test_the_interval_is_wilsons():
    found = rates_of([some(7), some(14, Outcome.REFUSED_NO_ID)], least=10).groups[0].lines[0].rate
    assert [round(end) for end in found.interval] == [17, 55]


def test_the_policy_says_how_many_attempts_are_too_few():
    found = rates_of([some(1), some(14, Outcome.REFUSED_NO_ID)], least=16).groups[0].lines[0].rate
    assert found.percent is None


def test_no_line_stands_for_two_kinds_of_test_or_of_buyer():
    found = lines(
        some(5),
        some(5, **ADULT),
        some(5, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY),
        some(5, type=Type.ONLINE_ORDER, buyer_basis=BuyerBasis.ADULT, channel=Channel.HOME_DELIVERY),
    )
    assert [label for label, _purpose, _channel in found] == [
        "Underage test purchase",
        "Challenge 25 test",
        "Online order test: volunteer under 18",
        "Online order test: buyer of 18 or over",
    ]
    assert {n for _count, n, _percent in found.values()} == {5}


def test_a_baseline_is_never_pooled_with_intelligence():
    found = lines(some(10), some(20, purpose=Purpose.INTELLIGENCE_LED), some(30, purpose=None))
    assert [(purpose, n) for (_label, purpose, _channel), (_count, n, _percent) in found.items()] == [
        ("Baseline", 10),
        ("Intelligence-led", 20),
        ("No operation", 30),
    ]


def test_a_line_is_split_by_channel_only_when_asked():
    counted = some(10), some(20, channel=Channel.SELF_CHECKOUT)
    assert [n for _count, n, _percent in lines(*counted).values()] == [30]
    assert sorted(n for _count, n, _percent in lines(*counted, by_channel=True).values()) == [10, 20]


def test_what_is_no_valid_attempt_stands_beside_the_share_and_not_in_it():
    found = rates_of(
        [
            some(10),
            some(2, Outcome.VOID),
            some(3, Outcome.ABORTED),
            some(4, overturned=True),
            some(5, Outcome.NOT_STOCKED),
            some(6, Outcome.NOT_TRADING),
        ],
        least=10,
    )
    line = found.groups[0].lines[0]
    assert (line.rate.n, line.void, line.overturned, line.no_attempt, found.tests) == (10, 5, 4, 11, 30)


def test_a_challenge_25_test_is_never_called_a_sale_to_a_child():
    for (type_, basis), words in COUNTED_AS.items():
        assert ("under 18" in words) is (basis is BuyerBasis.UNDER_18), type_


def test_a_listing_check_has_no_rate():
    found = rates_of(
        [
            some(2, Outcome.OFFERED_FOR_SALE, type=Type.LISTING_CHECK, buyer_basis=BuyerBasis.NONE),
            some(3, Outcome.NOT_STOCKED, type=Type.LISTING_CHECK, buyer_basis=BuyerBasis.NONE),
            some(1, Outcome.VOID, type=Type.LISTING_CHECK, buyer_basis=BuyerBasis.NONE),
        ],
        least=10,
    )
    assert (found.groups, found.listings, found.offered) == ((), 5, 2)


@pytest.fixture
def make(officer):
    outlet = OutletFactory(authority_id=officer.authority_id)

    def made(**kwargs):
        known = {"outlet_id": outlet.id, "officer_id": officer.officer_id, "authority_id": officer.authority_id}
        return PurchaseFactory(**(known | kwargs))

    return made


def test_the_record_is_counted_by_period_purpose_and_authority(session, act, officer, make):
    operation = OperationFactory(
        authority_id=officer.authority_id, partner_id=officer.authority_id, purpose=Purpose.BASELINE
    )
    make(operation_id=operation.id)
    make(refused=True, operation_id=operation.id)
    make(tested_on=date(2025, 1, 1))
    wrong = make()
    DisputeFactory(
        authority_id=officer.authority_id,
        purchase_id=wrong.id,
        decision=DisputeDecision.OVERTURNED,
        decided_on=TODAY,
        reviewer_id=act(Role.MANAGER).officer_id,
        reasons="The recording shows ID.",
    )
    found = queries.measure_rates(session, officer, TODAY, since=date(2026, 1, 1), until=date(2026, 12, 31))
    (group,) = found.groups
    assert [(line.rate.count, line.rate.n, line.overturned) for line in group.lines] == [(1, 2, 0), (0, 0, 1)]
    assert queries.measure_rates(session, officer, TODAY).tests == 4
    assert queries.measure_rates(session, act(Role.OFFICER, "camden"), TODAY).tests == 0
    assert queries.measure_rates(session, act(Role.POLICE_PLANNER, "metropolitan-police"), TODAY).tests == 4


def test_the_page_shows_the_number_behind_each_share_and_hides_what_is_too_few(make, sign_in, officer):
    client = sign_in(officer)
    assert "No test was made in this time" in text_of(client.get("/rates"))
    for _ in range(10):
        make()
    make(challenge_25=True)
    page = text_of(client.get("/rates"))
    for words in ("11 tests.", "100% (72 to 100)", "Too few to show", "Counted: sold to an adult without checking"):
        assert words in page, words


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_rates_are_taken_away_as_a_file(make, sign_in, officer, kind):
    make()
    answer = sign_in(officer).get(f"/rates/export?format={kind}", buffered=True)
    assert answer.status_code == 200
    if kind == "csv":
        (row,) = csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
        assert (row["Valid attempts (n)"], row["Per cent"], row["What is counted"]) == (
            "1",
            "Too few to show",
            "Sold to a person under 18",
        )


def test_one_query_counts_however_many_tests_there_are(session, officer, make):
    import sqlalchemy as sa

    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    for _ in range(3):
        make()
    session.flush()
    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        queries.measure_rates(session, officer, TODAY)
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)
    assert sum("purchases" in statement and "count" in statement for statement in sent) == 1
    assert len(sent) <= 3
