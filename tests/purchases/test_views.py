"""The pages of test purchases."""

import re
from datetime import date

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from compliance.purchases.models import HandOver, Purchase
from compliance.purchases.rules import HandOverResult
from tests.factories.operations import OperationFactory, OperationTargetFactory
from tests.factories.purchases import DisputeFactory, HandOverFactory, PurchaseFactory
from tests.factories.volunteers import register
from tests.page import text_of

HANDED = {"handed_to_officer_at_time": "15:40"}


@pytest.fixture
def typed(officer, volunteer):
    """What an officer types at the counter."""
    return {
        "type": "underage",
        "outcome": "sold_unchallenged",
        "tested_on-day": "1",
        "tested_on-month": "10",
        "tested_on-year": "2026",
        "started_at_time": "14:30",
        "ended_at_time": "14:34",
        "words_spoken": "“Anything else?” – “No, thank you.”",
        "channel": "till",
        "volunteer_code": "v07",
        "officer_id": str(officer.officer_id),
        "product_category": "kitchen_knife",
        "price_pence": "4.99",
        "handed_to_officer_at_time": "14:35",
        "id_asked": "no",
    }


@pytest.fixture
def ordered(typed):
    """What an officer types of an online order."""
    return typed | {
        "type": "online_order_under_18",
        "channel": "home_delivery",
        "url": "https://knives.example/chef",
        "seller_name": "Example Blades",
        "age_check": "tick_box",
    }


@pytest.fixture
def new_url(outlet):
    return f"/retailers/{outlet.id}/purchases/new"


@pytest.fixture
def online_url(outlet):
    return f"/retailers/{outlet.id}/purchases/online"


@pytest.fixture
def purchase(officer, outlet):
    return PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)


@pytest.fixture
def order(officer, outlet):
    return PurchaseFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id, online=True
    )


def test_a_sale_is_recorded_at_the_counter(session, client, new_url, typed):
    answer = client.post(new_url, data=typed)
    purchase = session.exec(select(Purchase)).one()
    assert answer.location == f"/purchases/{purchase.id}"
    assert purchase.counts_as_sale
    assert (purchase.price_pence, purchase.volunteer_code, purchase.age_years) == (499, "V07", 16)
    page = text_of(client.get(answer.location))
    for words in (
        f"Test purchase {purchase.reference} recorded",
        "Sold: no challenge",
        "Last day to prosecute: 1 April 2027",
        "Criminal Justice Act 1988, section 141A",
        "Volunteer under 18, V07, 16 years 6 months old on the day",
        "Operator not confirmed",
        "14:30 – 14:34",
        "£4.99",
        "History",
    ):
        assert words in page


def test_the_form_knows_the_day_the_officer_and_the_till(client, officer, new_url):
    page = client.get(new_url).get_data(as_text=True)
    assert f'<option value="{officer.officer_id}" selected>' in page
    assert 'value="till" checked' in page


def test_the_same_form_sent_twice_records_once(session, client, new_url, typed):
    twice = typed | {"submission": "018f3e4c-0000-7000-8000-000000000001"}
    assert client.post(new_url, data=twice).location == client.post(new_url, data=twice).location
    assert len(session.exec(select(Purchase)).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"tested_on-month": "2", "tested_on-day": "30"}, "must be a real date"),
        ({"tested_on-year": "2099"}, "must be today or in the past"),
        ({"tested_on-year": "0001"}, "Year must be between"),
        ({"volunteer_code": ""}, "Enter the volunteer’s code"),
        ({"volunteer_code": "V99"}, "There is no volunteer V99"),
        ({"volunteer_code": "=V07"}, "V and two to four digits"),
        ({"outcome": "would_have_sold_intercepted"}, "Only an intercepted test can end this way"),
        ({"outcome": "offered_for_sale"}, "Select the outcome from the list"),
        ({"outcome": ""}, "Select the outcome"),
        ({"type": "intercepted_under_18"}, "stopped before payment, so it cannot be a sale"),
        ({"type": "listing_check"}, "from the list"),
        ({"outcome": "void"}, "Say why the attempt was void"),
        ({"outcome": "aborted", "outcome_reason": "Recognised"}, "A second officer must agree"),
        ({"words_spoken": "x" * 100_000}, "5000 characters or less"),
        ({"staff_badge": "x" * 100_000}, "60 characters or less"),
        ({"product_category": "crossbow"}, "Crossbows Act 1987"),
        ({"product_category": ""}, "Select the kind of product"),
        ({"price_pence": "cheap"}, "must be an amount of money"),
        ({"ended_at_time": "13:00"}, "time out must be at or after the time in"),
        ({"id_asked": "yes"}, "nobody was challenged"),
        ({"officer_id": "018f3e4c-0000-7000-8000-000000000001"}, "from the list"),
    ],
)
def test_a_wrong_field_is_said_and_nothing_is_saved_or_lost(session, client, new_url, typed, wrong, message):
    answer = client.post(new_url, data=typed | wrong)
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert "Anything else?" in answer.get_data(as_text=True) or "words_spoken" in wrong
    assert session.exec(select(Purchase)).all() == []


@pytest.mark.parametrize("url", ["new", "online"])
def test_the_error_summary_follows_the_order_of_the_page(client, outlet, url):
    page = client.post(f"/retailers/{outlet.id}/purchases/{url}", data={"brand": "Invented"}).get_data(as_text=True)
    summary, _, form = page.partition('method="post" novalidate')
    links = re.findall(r'href="#([a-z_-]+)"', summary.partition("error-summary")[2])
    places = [form.index(f'id="{link}"') for link in links]
    assert len(links) >= 4
    assert places == sorted(places)


def test_a_19_year_old_volunteer_is_refused_beside_the_code_and_the_asking_is_kept(
    session, client, officer, new_url, typed
):
    register(session, officer, "V19", born_on=date(2007, 1, 1))
    session.commit()
    answer = client.post(new_url, data=typed | {"volunteer_code": "V19"})
    assert "Volunteer V19 was 19 on the day of the test" in text_of(answer)
    assert 'href="#volunteer_code"' in answer.get_data(as_text=True)
    assert session.exec(select(Purchase)).all() == []
    kept = session.exec(select(AuditEntry).where(AuditEntry.action == "volunteer.age_worked_out")).all()
    assert [entry.detail["code"] for entry in kept] == ["V19"]


def test_a_challenge_25_result_is_never_a_sale(session, client, new_url, typed):
    adult = typed | {"type": "challenge_25", "volunteer_code": "", "age_years": "19"}
    page = text_of(client.get(client.post(new_url, data=adult).location))
    assert "It cannot prove an offence under" in page
    assert "It does not count as a sale" in page
    assert "Last day to prosecute" not in page
    assert session.exec(select(Purchase)).one().counts_as_sale is False


def test_a_purchase_is_recorded_against_the_operation_of_the_day(session, client, officer, outlet, new_url, typed):
    operation = OperationFactory(
        authority_id=officer.authority_id,
        partner_id=officer.authority_id,
        name="Autumn knives",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 2),
    )
    assert "Autumn knives" not in text_of(client.get(new_url))
    OperationTargetFactory(authority_id=officer.authority_id, operation_id=operation.id, outlet_id=outlet.id)
    session.commit()
    chosen = {"operation_id": str(operation.id)}
    afterwards = client.get(new_url, query_string=chosen).get_data(as_text=True)
    assert f'<option value="{operation.id}" selected>' in afterwards
    assert client.get(new_url, query_string={"operation_id": str(outlet.id)}).status_code == 404
    late = client.post(new_url, data=typed | chosen | {"tested_on-day": "3"})
    assert late.status_code == 200
    assert client.post(new_url, data=typed | chosen).status_code == 302
    purchase = session.exec(select(Purchase)).one()
    assert purchase.operation_id == operation.id
    assert "Autumn knives" in text_of(client.get(f"/purchases/{purchase.id}"))


def test_an_online_order_has_two_results_with_their_own_days(session, client, online_url, ordered):
    stages = client.post(online_url, data=ordered).location
    where = stages.removesuffix("/stages")
    assert stages != where
    assert "Each stage has its own day and result" in text_of(client.get(stages))
    parcel = {
        "result": "handed_over_unchecked",
        "handed_over_on-day": "5",
        "handed_over_on-month": "10",
        "handed_over_on-year": "2026",
        "delivery_company": "Example Couriers Ltd",
        "address_kind": "residential",
        "handed_to": "V07",
        "id_looked_at": "no",
        "words_spoken": "Parcel for you",
    }
    early = client.post(f"{where}/hand-over", data=parcel | {"handed_over_on-month": "9"})
    assert "cannot have been handed over before it was ordered" in text_of(early)
    assert client.post(f"{where}/hand-over", data=parcel).location == stages
    page = text_of(client.get(stages))
    for words in ("Handed over, no age check", "5 October 2026", "Example Couriers Ltd", "Parcel for you", "16"):
        assert words in page
    again = client.get(f"{where}/hand-over").get_data(as_text=True)
    assert "Parcel for you" in again
    changed = parcel | {"version": "1", "words_spoken": "Sign here", "handed_to_age_years": "16"}
    assert "Say why the record is corrected" in text_of(client.post(f"{where}/hand-over", data=changed))
    reasoned = changed | {"reason": "The recording has it"}
    assert client.post(f"{where}/hand-over", data=reasoned).status_code == 302
    assert session.exec(select(HandOver)).one().words_spoken == "Sign here"
    assert "from Parcel for you to Sign here" in text_of(client.get(stages))


def test_an_order_page_makes_no_listing_check(session, client, online_url, ordered):
    listing = ordered | {"type": "listing_check", "outcome": "offered_for_sale", "volunteer_code": ""}
    assert client.post(online_url, data=listing).status_code == 200
    assert session.exec(select(Purchase)).all() == []


def test_a_hand_over_of_a_test_in_store_is_not_found(client, purchase):
    assert client.get(f"/purchases/{purchase.id}/hand-over").status_code == 404


def test_a_correction_keeps_what_stood_before(session, client, new_url, typed):
    where = client.post(new_url, data=typed).location
    form = client.get(f"{where}/correct").get_data(as_text=True)
    assert 'value="underage" checked' in form
    assert 'value="14:30"' in form
    changed = typed | {"version": "1", "till_number": "4"}
    assert "Say why the record is corrected" in text_of(client.post(f"{where}/correct", data=changed))
    assert client.post(f"{where}/correct", data=changed | {"reason": "The receipt shows it"}).location == where
    page = text_of(client.get(f"{where}/history"))
    assert "Till number: from not recorded to 4" in page
    assert "Reason: The receipt shows it" in page
    stale = client.post(f"{where}/correct", data=changed | {"till_number": "5", "reason": "Late"})
    assert "Somebody else changed this record" in text_of(stale)
    hidden = changed | {"version": "2", "reason": "Why", "outcome": "refused_no_id", "id_asked": "yes"}
    assert "Only somebody who may decide disputes" in text_of(client.post(f"{where}/correct", data=hidden))
    assert session.exec(select(Purchase)).one().counts_as_sale


@pytest.mark.parametrize("version", ["", "0", "²", "9" * 40, "-1"])
def test_a_version_that_was_tampered_with_changes_nothing(session, client, new_url, typed, version):
    where = client.post(new_url, data=typed).location
    changed = typed | {"version": version, "till_number": "5", "reason": "Why"}
    assert client.post(f"{where}/correct", data=changed).status_code == 200
    assert session.exec(select(Purchase)).one().till_number == ""


def test_the_list_is_filtered_and_says_how_many(client, officer, outlet, purchase):
    PurchaseFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id, challenge_25=True
    )
    assert "2 test purchases" in text_of(client.get("/purchases/"))
    filtered = client.get("/purchases/?type=underage&since=2026-10-01&sales=yes&clock=yes")
    assert "1 test purchase" in text_of(filtered)
    assert "Kind of test: Underage test purchase" in text_of(filtered)
    assert "From: 1 October 2026" in text_of(filtered)
    assert purchase.reference in text_of(filtered)
    assert "No test purchase fits" in text_of(client.get("/purchases/?until=2020-01-01"))
    for nonsense in ("type=spoon", "since=2026-02-30", "after=x", "officer=1", "before=%27", "sort=up", "_scheme=x"):
        assert client.get(f"/purchases/?{nonsense}").status_code == 200


def test_an_empty_list_says_what_to_do_next(client, outlet):
    assert "Find the retailer" in text_of(client.get("/purchases/"))
    assert "has not been tested" in text_of(client.get(f"/retailers/{outlet.id}/purchases"))


def test_the_outlet_lists_its_tests(client, outlet, purchase):
    page = text_of(client.get(f"/retailers/{outlet.id}/purchases"))
    assert purchase.reference in page
    assert "Record a test in store" in page


def pages(outlet, purchase, order, dispute):
    return [
        f"/retailers/{outlet.id}/purchases",
        f"/purchases/{purchase.id}",
        f"/retailers/{outlet.id}/purchases/new",
        f"/retailers/{outlet.id}/purchases/online",
        f"/purchases/{purchase.id}/correct",
        f"/purchases/{order.id}/hand-over",
        f"/purchases/{purchase.id}/dispute",
        f"/purchases/{purchase.id}/disputes/{dispute.id}",
    ]


@pytest.fixture
def dispute(officer, purchase):
    return DisputeFactory(authority_id=officer.authority_id, purchase_id=purchase.id)


def test_another_authoritys_records_are_not_found(sign_in, act, outlet, purchase, order, dispute):
    elsewhere = sign_in(act(Role.MANAGER, "camden"))
    for url in pages(outlet, purchase, order, dispute):
        assert elsewhere.get(url).status_code == 404
        if "purchases/" in url and url != f"/purchases/{purchase.id}":
            assert elsewhere.post(url, data={}).status_code == 404
    assert purchase.reference not in text_of(elsewhere.get("/purchases/"))


def test_a_police_planner_of_the_area_sees_and_changes_nothing(sign_in, act, outlet, purchase, order, dispute):
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    page = text_of(planner.get(f"/purchases/{purchase.id}"))
    assert "Sold: no challenge" in page
    assert "Correct this record" not in page
    assert "History" not in page.split("Disputes")[-1]
    assert "London Borough of Hackney" in text_of(planner.get("/purchases/")) or "Hackney" in text_of(
        planner.get("/purchases/")
    )
    listed = planner.get(f"/retailers/{outlet.id}/purchases")
    assert "Record a test" not in text_of(listed)
    for url in pages(outlet, purchase, order, dispute)[2:]:
        assert planner.get(url).status_code == 403


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK])
def test_a_viewer_sees_and_changes_nothing(sign_in, act, outlet, purchase, order, dispute, role):
    viewer = sign_in(act(role))
    assert "Correct this record" not in text_of(viewer.get(f"/purchases/{purchase.id}"))
    for url in pages(outlet, purchase, order, dispute)[2:]:
        assert viewer.get(url).status_code == 403
        assert viewer.post(url, data={}).status_code == 403


def test_looking_is_kept(session, client, purchase):
    client.get(f"/purchases/{purchase.id}")
    client.get("/purchases/?type=underage")
    seen = {entry.action: entry for entry in session.exec(select(AuditEntry)).all()}
    assert seen["purchase.viewed"].subject_id == str(purchase.id)
    assert seen["purchase.listed"].detail["purchases"] == [purchase.reference]


def test_an_order_without_hand_over_offers_to_record_it(client, officer, order):
    assert "Record the hand-over" in text_of(client.get(f"/purchases/{order.id}"))
    HandOverFactory(authority_id=officer.authority_id, purchase_id=order.id, result=HandOverResult.REFUSED)
    assert "Record the hand-over" not in text_of(client.get(f"/purchases/{order.id}"))


def test_a_second_sale_of_a_day_is_asked_about_once_and_both_records_say_which_counts(session, client, new_url, typed):
    first = client.post(new_url, data=typed).location
    page = client.post(new_url, data=typed | {"started_at_time": "15:30", "ended_at_time": "15:34"} | HANDED)
    text = text_of(page)
    reference = session.exec(select(Purchase)).one().reference
    assert f"A sale at this outlet on 1 October 2026 is recorded already: {reference}" in text
    assert "Record this one too" in text
    assert "“Anything else?”" in text
    again = typed | {"started_at_time": "15:30", "ended_at_time": "15:34", "again": "yes"} | HANDED
    second = client.post(new_url, data=again).location
    assert second != first
    assert len(session.exec(select(Purchase)).all()) == 2
    here, there = text_of(client.get(first)), text_of(client.get(second))
    for page_text in (here, there):
        assert "Sales on one day count once on the repeat-offender list." in page_text
    assert "Of this day, this one counts." in here
    assert f"Of this day, {reference} counts and this one does not." in there


def test_the_box_for_a_second_sale_is_not_on_the_page_before_it_is_asked(client, new_url, typed):
    assert "Record this one too" not in text_of(client.get(new_url))
    where = client.post(new_url, data=typed).location
    assert "on the repeat-offender list" not in text_of(client.get(where))


@pytest.mark.parametrize("url", ["not a url", "javascript:alert(1)", ""])
def test_an_order_at_premises_needs_the_address_of_a_page(session, client, online_url, ordered, url):
    page = client.post(online_url, data=ordered | {"url": url})
    assert page.status_code == 200
    assert 'id="url-error"' in page.get_data(as_text=True)
    assert session.exec(select(Purchase)).all() == []
