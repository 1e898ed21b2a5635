import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from compliance import clock
from compliance.database import db
from compliance.letters.forms import LetterFilterForm
from compliance.letters.rules.serving import Status
from compliance.permissions import Role
from compliance.purchases.forms import PurchaseFilterForm
from compliance.purchases.rules import ClockWanted, Outcome
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import OutletFactory
from tests.factories.training import AttendanceFactory, TrainingSessionFactory
from tests.page import text_of


@pytest.fixture
def sell(session, officer):
    """Record a sale at a shop of its own, so many days ago."""

    def make(name, days, **more):
        outlet = OutletFactory(authority_id=officer.authority_id, name=name)
        return PurchaseFactory(
            authority_id=officer.authority_id,
            outlet_id=outlet.id,
            officer_id=officer.officer_id,
            tested_on=clock.today() - timedelta(days=days),
            **{"outcome": Outcome.SOLD_UNCHALLENGED} | more,
        )

    return make


def test_an_empty_home_page_says_that_nothing_is_due(client):
    page = text_of(client.get("/"))
    assert "No sale has a running clock." in page
    assert "No letter waits." in page


def test_the_most_urgent_clock_comes_first_and_says_so_in_words(client, sell):
    sell("Corner Hardware", 10)
    sell("Market Tools", 170)
    page = text_of(client.get("/"))
    assert page.index("Market Tools") < page.index("Corner Hardware")
    assert "Urgent" in page
    assert "days left, within 14 days; last day to prosecute" in page
    assert "(Criminal Justice Act 1988, section 141A)" in page


def test_a_result_is_owed_a_notice_and_links_to_the_letter(client, sell):
    purchase = sell("Corner Hardware", 20, outcome=Outcome.REFUSED_NO_ID)
    page = client.get("/").get_data(as_text=True)
    assert f"/letters/new?purchase_id={purchase.id}" in page


def test_a_seller_not_tested_for_long_is_due_again(client, sell):
    sell("Long Ago Tools", 250)
    assert "Long Ago Tools last tested on" in text_of(client.get("/"))


def test_the_link_to_all_running_clocks_leads_to_just_those(client, sell):
    for number in range(6):
        sell(f"Running Tools {number}", 10 + number)
    sell("Long Ago Hardware", 250)
    page = client.get("/").get_data(as_text=True)
    address = re.search(r'href="(/purchases/\?[^"]+)"', page)[1].replace("&amp;", "&")
    listed = text_of(client.get(address))
    assert "Running Tools 5" in listed
    assert "Long Ago Hardware" not in listed


def test_every_link_to_all_of_a_section_asks_what_the_list_understands(app):
    with app.test_request_context():
        assert PurchaseFilterForm(formdata=MultiDict({"clock": "running"})).clock.data.state is ClockWanted.RUNNING
        assert LetterFilterForm(formdata=MultiDict({"status": "to_serve"})).status.data is Status.TO_SERVE


@pytest.mark.parametrize(
    ("role", "authority", "shown", "hidden"),
    [
        (Role.VIEWER, "hackney", "Operations coming up", "Letters to print"),
        (Role.CLERK, "hackney", "Letters to print", "Disputes waiting"),
        (Role.POLICE_PLANNER, "metropolitan-police", "Operations coming up", "Outcome notices"),
        (Role.ADMINISTRATOR, "hackney", "Find a retailer", "What is due"),
    ],
)
def test_everybody_sees_what_they_can_deal_with(act, sign_in, role, authority, shown, hidden):
    page = text_of(sign_in(act(role, authority)).get("/"))
    assert shown in page
    assert hidden not in page


def test_the_number_of_questions_does_not_grow_with_what_is_due(client, sell):
    def questions():
        asked = []

        def count(_connection, _cursor, statement, *_):
            asked.extend([statement] if statement.startswith("SELECT") else [])

        sa.event.listen(db.engine, "before_cursor_execute", count)
        assert client.get("/").status_code == 200
        sa.event.remove(db.engine, "before_cursor_execute", count)
        return len(asked)

    sell("First Tools", 10)
    questions()
    few = questions()
    for number in range(8):
        sell(f"Another {number}", 11 + number)
    assert questions() == few


def test_the_chain_is_on_the_home_page_and_costs_the_same_however_much_is_due(session, officer, client):
    def asked():
        session.commit()
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        page = client.get("/")
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return text_of(page), len(seen)

    def book(number):
        shop = OutletFactory(authority_id=officer.authority_id, name=f"Invented Shop {number}")
        place = {"session_id": held.id, "outlet_id": shop.id, "recorded_on": clock.today(), "moved_up_at": clock.now()}
        AttendanceFactory(authority_id=officer.authority_id, **place)

    held = TrainingSessionFactory(authority_id=officer.authority_id, on=clock.today() + timedelta(days=30))
    book(0)
    asked()
    page, few = asked()
    assert "Letters owed (1)" in page
    assert "Places booked, not confirmed in writing 1 to write" in page
    assert "Moved up from a waiting list, not told yet (1)" in page
    for number in range(1, 9):
        book(number)
    page, many = asked()
    assert "Letters owed (9)" in page
    assert many == few
