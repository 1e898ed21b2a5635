"""The pages of work: who to invite, refresh due, about to lapse, adoption; their filters, files and letters."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from compliance import jobs
from compliance.database import db
from compliance.letters.models import Letter
from compliance.letters.rules import Kind
from compliance.offences.rules import ProductCategory
from compliance.permissions import Role
from compliance.purchases.rules import Outcome
from compliance.retailers.models import OutletProduct
from compliance.training.models import Invitation
from compliance.training.rules import AttendanceStatus, ServedHow
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory
from tests.letters.conftest import authority, monday  # noqa: F401 - fixtures
from tests.page import text_of

TODAY = date(2026, 11, 23)
PAGES = ("/due/invite", "/due/refresh", "/due/lapsing", "/adoption")


@pytest.fixture
def sells(session, officer):
    """Return a function that makes a shop with an operator that sells kitchen knives."""

    def make(name, **changes):
        owner = {"authority_id": officer.authority_id}
        shop = OutletFactory(**owner, name=name, address_1="7 Made-up Street", **changes)
        entity = EntityFactory(**owner, name=f"{name} Limited")
        OperatorFactory(**owner, outlet_id=shop.id, entity_id=entity.id)
        category = ProductCategory.KITCHEN_KNIFE
        session.add(OutletProduct(**owner, outlet_id=shop.id, category=category, sold=True, seen_on=TODAY))
        return shop

    return make


@pytest.mark.parametrize("url", PAGES)
def test_an_empty_page_says_why(client, monday, url):  # noqa: F811
    assert "app-empty" in client.get(url).get_data(as_text=True)


@pytest.mark.parametrize("url", PAGES)
def test_a_police_planner_may_not_see_them(act, sign_in, url):
    assert sign_in(act(Role.POLICE_PLANNER, "metropolitan-police")).get(url).status_code == 403


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_each_list_can_be_taken_away_as_a_file(client, monday, sells, url, kind):  # noqa: F811
    sells("Invented Hardware")
    with client.get(f"{url}/export?format={kind}") as answer:
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("url", PAGES)
def test_a_file_of_another_kind_is_not_found(client, url):
    assert client.get(f"{url}/export?format=exe").status_code == 404


def test_whoever_sold_in_a_test_stands_first_and_the_trained_are_explained(client, officer, monday, sells):  # noqa: F811
    owner = {"authority_id": officer.authority_id}
    never, failed, trained = sells("Never Invited"), sells("Sold Once"), sells("Well Trained")
    sold = {"tested_on": date(2026, 11, 3), "outcome": Outcome.SOLD_UNCHALLENGED, "officer_id": officer.officer_id}
    PurchaseFactory(**owner, outlet_id=failed.id, **sold)
    held = TrainingSessionFactory(**owner, on=date(2026, 6, 10))
    passed = {"status": AttendanceStatus.ATTENDED, "minutes": 150, "mark": 90}
    AttendanceFactory(**owner, session_id=held.id, outlet_id=trained.id, **passed)
    page = text_of(client.get("/due/invite?why=trained"))
    assert "2 retailers to invite" in page
    assert page.index("Sold Once") < page.index("Never Invited")
    assert "20 days since the failed test" in page
    assert "Well Trained" in page
    assert "not on the list: Trained." in page
    assert "Trained: 1" in page
    assert never.name in text_of(client.get("/due/invite?group=never_invited"))


def test_the_shop_of_another_authority_is_on_no_list(client, act, monday):  # noqa: F811
    stranger = act(authority="croydon")
    shop = OutletFactory(authority_id=stranger.authority_id, name="Far Away Hardware")
    product = {"category": ProductCategory.KITCHEN_KNIFE, "sold": True, "seen_on": TODAY}
    db.session.add(OutletProduct(authority_id=stranger.authority_id, outlet_id=shop.id, **product))
    for url in (*PAGES, "/due/invite?why=far"):
        assert "Far Away Hardware" not in text_of(client.get(url))


def test_ticked_retailers_are_invited_and_written_to_in_one_step(session, client, officer, authority, monday, sells):  # noqa: F811
    owner = {"authority_id": officer.authority_id}
    first, second = sells("Never Invited"), sells("No Reply")
    InvitationFactory(**owner, outlet_id=second.id, reply_by_on=date(2026, 6, 17))
    chosen = re.findall(r'name="item" value="([^"]+)"', client.get("/due/invite?tick=all").get_data(as_text=True))
    assert len(chosen) == 2
    ready = client.post("/letters/runs/new", data=MultiDict([("item", one) for one in chosen]))
    assert "Nothing stands against them" in text_of(ready)
    made = re.search(r'name="id"[^>]*value="([0-9a-f-]{36})"', ready.get_data(as_text=True)).group(1)
    sent = MultiDict([*(("item", one) for one in chosen), ("id", made), ("start", "1")])
    sent.add("officer_id", str(officer.officer_id))
    client.post("/letters/runs/new", data=sent)
    jobs.run_now(session)
    letters = session.exec(select(Letter).order_by(Letter.kind)).all()
    assert [letter.kind for letter in letters] == [Kind.TRAINING_INVITATION, Kind.TRAINING_REMINDER]
    invited = session.exec(select(Invitation).where(Invitation.outlet_id == first.id)).one()
    assert (invited.served_how, invited.invited_on, invited.served_on) == (ServedHow.LETTER, TODAY, None)
    assert "Invited, and the invitation is not recorded as served" in text_of(client.get("/due/invite"))


def test_what_is_to_be_refreshed_is_listed_until_the_day_asked_for(client, officer, monday, sells):  # noqa: F811
    owner = {"authority_id": officer.authority_id}
    shop = sells("Well Trained")
    held = TrainingSessionFactory(**owner, on=date(2026, 1, 15))
    passed = {"status": AttendanceStatus.ATTENDED, "minutes": 150, "mark": 90, "recorded_on": date(2026, 1, 15)}
    place = AttendanceFactory(**owner, session_id=held.id, outlet_id=shop.id, **passed)
    page = client.get("/due/refresh?days=90")
    assert "Well Trained" in text_of(page)
    assert f"training_reminder.attendance_id.{place.id}" in page.get_data(as_text=True)
    assert "Well Trained" not in text_of(client.get("/due/refresh?days=30"))


def test_adoption_says_what_it_counts_and_shows_no_share_of_few(client, monday, sells):  # noqa: F811
    for number in range(9):
        sells(f"Invented Shop {number}", business_type="Hardware")
    page = client.get("/adoption?by=business_type")
    assert "9 retailers that sell knives" in text_of(page)
    assert "Not shown" in text_of(page)
    assert "app-bar" not in page.get_data(as_text=True)
    sells("The Tenth", business_type="Hardware")
    page = client.get("/adoption?by=business_type")
    assert "0% (0 to 28)" in text_of(page)
    assert "app-bar" in page.get_data(as_text=True)


def test_the_queries_of_a_list_do_not_grow_with_its_rows(client, monday, sells):  # noqa: F811
    def asked(url):
        db.session.commit()
        seen = []
        listener = lambda *given: seen.append(given[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listener)
        client.get(url)
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    sells("One")
    client.get(PAGES[0])
    few = {url: asked(url) for url in PAGES}
    for number in range(6):
        sells(f"More {number}")
    assert {url: asked(url) for url in PAGES} == few
