"""The list of test purchases: its filters, its saved views and its files."""

import csv
import io
import re
from datetime import date

import pytest

from compliance import clock
from compliance.operations.rules import Purpose
from compliance.permissions import Role
from compliance.purchases import queries
from compliance.purchases.queries import PurchaseFilter
from compliance.purchases.rules import Attempts, DisputeDecision, Outcome, Reviewed
from tests.factories.operations import OperationFactory, OperationTargetFactory
from tests.factories.purchases import DisputeFactory, PurchaseFactory
from tests.page import text_of

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.usefixtures("the_day")


@pytest.fixture
def make(officer, outlet):
    def made(**kwargs):
        known = {"outlet_id": outlet.id, "officer_id": officer.officer_id, "authority_id": officer.authority_id}
        return PurchaseFactory(**(known | kwargs))

    return made


@pytest.fixture
def void(act, make):
    second = act()
    return make(
        outcome=Outcome.VOID,
        outcome_reason="The phone was filming",
        second_officer_id=second.officer_id,
        voided_by_id=second.officer_id,
    )


def exercise(officer, outlet, purpose):
    operation = OperationFactory(
        authority_id=officer.authority_id, partner_id=officer.authority_id, purpose=purpose, name="Autumn exercise"
    )
    OperationTargetFactory(authority_id=officer.authority_id, operation_id=operation.id, outlet_id=outlet.id)
    return operation


def overturned(act, purchase):
    return DisputeFactory(
        authority_id=purchase.authority_id,
        purchase_id=purchase.id,
        decision=DisputeDecision.OVERTURNED,
        decided_on=TODAY,
        reviewer_id=act(Role.MANAGER).officer_id,
        reasons="The recording shows ID.",
    )


def test_a_list_is_filtered_by_product_attempts_disputes_purpose_and_operation(
    session, act, officer, outlet, make, void
):
    operation = exercise(officer, outlet, Purpose.BASELINE)
    sale = make(operation_id=operation.id)
    axe = make(category_code="axe")
    disputed, wrong = make(), make()
    DisputeFactory(authority_id=officer.authority_id, purchase_id=disputed.id)
    overturned(act, wrong)

    def found(**wanted):
        return {row.id for row in queries.list_purchases(session, officer, PurchaseFilter(**wanted)).rows}

    assert found(category_code="axe") == {axe.id}
    assert found(attempts=Attempts.VOID) == {void.id}
    assert found(attempts=Attempts.VALID) == {sale.id, axe.id, disputed.id}
    assert found(reviewed=Reviewed.DISPUTED) == {disputed.id}
    assert found(reviewed=Reviewed.OVERTURNED) == {wrong.id}
    assert found(purpose=Purpose.BASELINE) == found(operation_id=operation.id) == {sale.id}
    assert found(purpose=Purpose.INTELLIGENCE_LED) == set()
    assert [text for _id, text in queries.list_operations_tested(session, officer)] == [
        f"{operation.reference} Autumn exercise"
    ]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("clock=running", "1 test purchase"),
        ("clock=within-14", "No test purchase fits these filters"),
        ("clock=passed", "1 test purchase"),
        ("clock=none", "1 test purchase"),
        ("attempts=void", "1 test purchase"),
        ("type=underage&since-day=1&since-month=10&since-year=2026", "2 test purchases"),
        ("product=axe", "No test purchase fits these filters"),
    ],
)
def test_the_page_filters_and_counts_in_a_sentence(make, void, sign_in, officer, asked, shown):
    make(tested_on=date(2026, 10, 2))
    make(tested_on=date(2026, 1, 1))
    assert shown in text_of(sign_in(officer).get(f"/purchases/?{asked}"))


def test_what_is_filtered_on_stands_above_the_list_in_words(make, sign_in, officer):
    make()
    page = text_of(sign_in(officer).get("/purchases/?clock=running&product=kitchen_knife&attempts=valid"))
    for words in ("Prosecution clock: Running", "Product: Kitchen knife", "Attempts: Valid attempts"):
        assert words in page


def test_the_list_and_its_file_stand_in_the_order_that_was_chosen(make, sign_in, officer):
    old, new = make(tested_on=date(2026, 10, 1)).reference, make(tested_on=date(2026, 10, 2)).reference
    client = sign_in(officer)

    def shown(asked):
        page = client.get(f"/purchases/?{asked}").text
        return page.index(old) < page.index(new)

    assert not shown("type=underage")
    assert shown("type=underage&sort=oldest")
    assert not shown("sort=sideways")
    page = client.get("/purchases/?type=underage&sort=oldest")
    assert "2 test purchases, oldest first" in text_of(page)
    assert 'href="/purchases/?type=underage&amp;sort=outlet"' in page.text
    assert '<input type="hidden" name="sort" value="oldest">' in page.text
    file = client.get("/purchases/export?sort=oldest&format=csv", buffered=True).get_data(as_text=True)
    assert file.index(old) < file.index(new)


def test_the_last_filter_and_the_order_are_taken_away_without_coming_to_the_default_view(make, sign_in, officer):
    make()
    client = sign_in(officer)
    page = client.get("/purchases/?type=underage").text
    assert 'class="moj-filter__tag" href="/purchases/?view=all"' in page
    assert 'href="/purchases/?view=all">Newest first' in client.get("/purchases/?sort=oldest").text
    assert "Save this view" not in client.get("/purchases/?view=all").text


def test_a_long_list_is_cut_into_pages_that_keep_its_order(make, sign_in, officer):
    made = [make(tested_on=date(2026, 10, 1)).reference for _ in range(queries.PAGE + 1)]
    client = sign_in(officer)
    first = client.get("/purchases/?sort=oldest").text
    assert made[-1] not in first
    onward = re.search(r'href="([^"]*after=[^"]*)"', first).group(1).replace("&amp;", "&")
    assert "sort=oldest" in onward
    assert made[-1] in client.get(onward).text


@pytest.mark.parametrize(
    ("asked", "said", "left"), [("clock=running", ", today", "0"), ("clock=passed", ", passed", "-1")]
)
def test_a_list_that_is_filtered_by_clocks_says_when_each_runs_out(make, sign_in, officer, asked, said, left):
    make(tested_on=date(2026, 5, 22)), make(tested_on=date(2026, 5, 21))
    client = sign_in(officer)
    assert f"{22 + int(left)} November 2026{said}" in text_of(client.get(f"/purchases/?{asked}"))
    assert "Last day to prosecute" not in text_of(client.get("/purchases/"))
    file = client.get(f"/purchases/export?{asked}&format=csv", buffered=True).get_data(as_text=True)
    (row,) = csv.DictReader(io.StringIO(file.lstrip("\ufeff")))
    assert (row["Last day to prosecute"][:4], row["Days left"]) == ("2026", left)


def test_a_view_of_the_list_is_saved_and_opens_it(make, sign_in, officer):
    make()
    client = sign_in(officer)
    asked = "clock=running&type=underage"
    answer = client.post(
        "/account/views/save",
        data={"page": "purchases.index", "query": asked, "name": "Open sales"},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert "Open sales" in client.get("/purchases/?type=underage").text


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_list_is_taken_away_as_a_file_and_counted(session, make, sign_in, officer, kind):
    from sqlmodel import select

    from compliance.audit.models import AuditEntry

    make(), make()
    answer = sign_in(officer).get(f"/purchases/export?type=underage&format={kind}", buffered=True)
    assert answer.status_code == 200
    assert f"test-purchases-{clock.today()}.{kind}" in answer.headers["Content-Disposition"]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "purchase.exported")).one()
    assert entry.detail["count"] == 2


def test_a_file_holds_what_the_list_shows_and_nothing_of_who_bought(make, sign_in, officer):
    sale = make(words_spoken="No ID asked")
    make(challenge_25=True)
    answer = sign_in(officer).get("/purchases/export?type=underage&format=csv", buffered=True)
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row["Reference"] for row in rows] == [sale.reference]
    assert (rows[0]["Product"], rows[0]["Counts as a sale"], rows[0]["Buyer"]) == (
        "Kitchen knife",
        "Yes",
        "Volunteer under 18",
    )
    assert "V07" not in answer.get_data(as_text=True)


def test_a_file_tells_a_baseline_from_what_followed_intelligence(officer, outlet, make, sign_in):
    operation = exercise(officer, outlet, Purpose.BASELINE)
    make(operation_id=operation.id), make()
    answer = sign_in(officer).get("/purchases/export?sort=oldest&format=csv", buffered=True)
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(row["Operation"], row["Purpose"].partition(":")[0]) for row in rows] == [
        (operation.reference, "Baseline"),
        ("", ""),
    ]


def test_a_file_is_of_a_kind_that_is_offered(sign_in, officer):
    assert sign_in(officer).get("/purchases/export?format=exe").status_code == 404


def test_the_number_of_queries_of_the_list_does_not_depend_on_its_length(session, officer, make, count_queries):
    wanted = PurchaseFilter(attempts=Attempts.VALID)
    make()

    def read():
        return queries.list_purchases(session, officer, wanted).rows

    one = count_queries(read)
    for _ in range(5):
        make()
    assert len(read()) == 6
    assert count_queries(read) == one


def test_a_long_list_streams_whole(session, officer, make):
    made = {make().id for _ in range(3)}
    assert {row.id for row in queries.stream_purchases(session, officer)} == made
