"""The pages of the shape of a retailer, as officers meet them: one thing a page, nothing typed is lost."""

from datetime import timedelta

import pytest
from sqlmodel import select

from compliance import clock
from compliance.accounts.rules import Nation
from compliance.audit.models import AuditEntry
from compliance.offences.rules import ProductCategory
from compliance.permissions import Role
from compliance.retailers import queries, services
from compliance.retailers.models import Arrangement, Contact, Entity, Licence, Outlet, OutletProduct, TradingName
from compliance.retailers.rules import (
    ArrangementDetails,
    ArrangementKind,
    Channel,
    ContactDetails,
    ContactPurpose,
    Display,
    LicenceDetails,
    Look,
    NameDetails,
    read_hours,
    stamp_of,
)
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.page import parse, text_of
from tests.retailers.test_views import day_of

NOTHING = stamp_of([])
NOWHERE = {"address_1": "", "address_2": "", "postcode": None}


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def shop(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Blades of Dalston")


@pytest.fixture
def courier(officer):
    return EntityFactory(authority_id=officer.authority_id, name="Swift Couriers Ltd", is_delivery_company=True)


def hidden(response, name):
    """Return the value of a hidden field of a page."""
    page = parse(response.get_data(as_text=True))
    return next(field.get("value") for field in page.findall(".//input[@type='hidden']") if field.get("name") == name)


def fill(session, officer, shop, courier, today, times=1):
    """Say everything of a shop that can be said, so many times where there may be many."""
    services.say_products(
        session,
        officer,
        shop.id,
        Look(frozenset({ProductCategory.AXE, ProductCategory.STATUS_WEAPON}), at_all=True, seen_on=today),
        stamp=NOTHING,
    )
    services.say_channels(session, officer, shop.id, [Channel.TILL], seen_on=today, stamp=NOTHING)
    services.say_displays(session, officer, shop.id, [Display.LOCKED_CABINET], seen_on=today, stamp=NOTHING)
    services.say_hours(session, officer, shop.id, {0: read_hours("9am to 5pm")}, stamp=NOTHING)
    add_more(session, officer, shop, courier, times)


def add_more(session, officer, shop, courier, times):
    for number in range(times):
        services.add_name(session, officer, shop.id, NameDetails(f"Former {number} {shop.reference}"))
        contact = ContactDetails(ContactPurpose.MANAGER, name=f"Jo Example {number}", telephone="020 7946 0123")
        services.add_contact(session, officer, contact, outlet_id=shop.id)
        delivery = ArrangementDetails(ArrangementKind.DELIVERY_COMPANY, courier.id)
        services.add_arrangement(session, officer, shop.id, delivery)
        services.add_licence(session, officer, shop.id, LicenceDetails(Nation.SCOTLAND, f"KD/{number}"))


def test_the_details_of_a_shop_that_nobody_looked_at_say_not_recorded(client, shop):
    text = text_of(client.get(f"/retailers/{shop.id}/details"))
    for words in ("nobody has said yet what it sells", "Independent", "None recorded", "Not recorded"):
        assert words in text


def test_the_details_show_everything_with_the_law_and_the_day(client, session, officer, shop, courier, today):
    fill(session, officer, shop, courier, today)
    text = text_of(client.get(f"/retailers/{shop.id}/details"))
    for words in (
        "Section 141A article Bladed product Prohibited weapon",
        "Looked for and not on sale",
        officer.name,
        "Staffed till",
        "In a locked cabinet",
        "Monday 9am to 5pm",
        "Swift Couriers Ltd",
        "Jo Example 0",
        "020 7946 0123",
        "KD/0",
        "Former 0",
    ):
        assert words in text


def test_every_change_link_of_the_details_opens(client, session, officer, shop, courier, today):
    fill(session, officer, shop, courier, today)
    page = parse(client.get(f"/retailers/{shop.id}/details").get_data(as_text=True))
    links = {
        a.get("href") for a in page.findall(".//main//a") if a.get("href", "").startswith(f"/retailers/{shop.id}/")
    }
    assert len(links) > 20
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_number_of_queries_of_the_details_does_not_grow(
    client, session, officer, shop, courier, today, count_queries
):
    fill(session, officer, shop, courier, today)
    client.get(f"/retailers/{shop.id}/details")
    with count_queries() as few:
        client.get(f"/retailers/{shop.id}/details")
    add_more(session, officer, OutletFactory(authority_id=officer.authority_id), courier, 1)
    for number in range(12):
        services.add_name(session, officer, shop.id, NameDetails(f"Another {number}"))
        contact = ContactDetails(ContactPurpose.LETTERS, name=f"Sam {number}")
        services.add_contact(session, officer, contact, outlet_id=shop.id)
        services.add_arrangement(session, officer, shop.id, ArrangementDetails(ArrangementKind.OWN_DELIVERY))
    with count_queries() as many:
        client.get(f"/retailers/{shop.id}/details")
    assert len(many) <= len(few) <= 24


def test_a_police_planner_sees_products_and_channels_but_no_contact(
    session, act, sign_in, officer, shop, courier, today
):
    fill(session, officer, shop, courier, today)
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    text = text_of(planner.get(f"/retailers/{shop.id}/details"))
    for words in ("Blades of Dalston", "Axe", "Staffed till", "Monday", "Former 0"):
        assert words in text
    for words in ("Jo Example", "7946", "Contacts", "KD/0", "Swift", "Change", officer.name):
        assert words not in text
    assert planner.get(f"/retailers/{shop.id}/names").status_code == 404


def test_a_viewer_sees_the_details_and_changes_nothing(session, act, sign_in, officer, shop, courier, today):
    fill(session, officer, shop, courier, today)
    viewer = sign_in(act(Role.VIEWER))
    text = text_of(viewer.get(f"/retailers/{shop.id}/details"))
    assert "Jo Example 0" in text
    assert "Change" not in text
    assert "Add a contact" not in text
    assert viewer.get(f"/retailers/{shop.id}/names").status_code == 200
    for page in ("products", "channels", "displays", "hours", "chain", "contacts/new", "names/new", "status/correct"):
        assert viewer.get(f"/retailers/{shop.id}/{page}").status_code == 403, page


def test_what_is_sold_is_ticked_and_what_was_looked_for_is_said(client, session, shop, today):
    url = f"/retailers/{shop.id}/products"
    stamp = hidden(client.get(url), "stamp")
    sent = {"sold": ["axe", "corrosive"], "at_all": "looked", "stamp": stamp, **day_of("seen_on", today)}
    assert client.post(url, data=sent).location == f"/retailers/{shop.id}/details"
    sold = session.exec(select(OutletProduct.category).where(OutletProduct.sold)).all()
    assert set(sold) == {ProductCategory.AXE, ProductCategory.CORROSIVE}
    page = client.post(url, data={**sent, "sold": ["axe"]})  # of a page that was open before
    assert "Somebody else changed this" in text_of(page)
    assert page.get_data(as_text=True).count("checked") == 2


def test_seen_to_sell_no_knives_is_said_by_ticking_nothing(client, shop, today):
    url = f"/retailers/{shop.id}/products"
    sent = {"at_all": "not_looked", "stamp": NOTHING, **day_of("seen_on", today)}
    assert "Tick what is sold here, or say that you looked" in text_of(client.post(url, data=sent))
    assert client.post(url, data={**sent, "at_all": "looked"}).status_code == 302
    assert "It sells no knives" in text_of(client.get(f"/retailers/{shop.id}/details"))


@pytest.mark.parametrize(("page", "ticked"), [("channels", "self_checkout"), ("displays", "behind_counter")])
def test_channels_and_displays_are_ticked(client, session, shop, today, page, ticked):
    url = f"/retailers/{shop.id}/{page}"
    sent = {"ticked": [ticked], "stamp": hidden(client.get(url), "stamp"), **day_of("seen_on", today)}
    assert client.post(url, data=sent).status_code == 302
    again = client.post(url, data={**sent, "stamp": hidden(client.get(url), "stamp")})
    assert "Nothing was different" in text_of(client.get(again.location))
    late = {**sent, **day_of("seen_on", today + timedelta(days=1))}
    assert "must be today or in the past" in text_of(client.post(url, data=late))
    assert len(session.exec(select(AuditEntry).where(AuditEntry.action == f"outlet.{page}_seen")).all()) == 1


def test_opening_hours_are_typed_a_box_a_day_and_what_cannot_be_read_stays(client, shop):
    url = f"/retailers/{shop.id}/hours"
    stamp = hidden(client.get(url), "stamp")
    page = client.post(url, data={"monday": "nine till five", "tuesday": "9am to 5pm", "stamp": stamp})
    assert "Monday: type hours like 9am to 5:30pm" in text_of(page)
    assert 'value="nine till five"' in page.get_data(as_text=True)
    page = client.post(url, data={"monday": "6pm to 9am", "tuesday": "8am to 5pm", "stamp": stamp})
    assert "Monday runs past midnight into the hours of Tuesday" in text_of(page)
    week = dict.fromkeys(("monday", "tuesday", "wednesday"), "0900-1730") | {"sunday": "closed"}
    assert client.post(url, data={**week, "stamp": stamp}).status_code == 302
    text = text_of(client.get(f"/retailers/{shop.id}/details"))
    assert "Monday to Wednesday 9am to 5:30pm" in text
    assert "Sunday Closed" in text
    assert 'value="9am to 5:30pm"' in client.get(url).get_data(as_text=True)


def test_a_chain_is_said_with_a_reason_and_shown_in_the_head_of_every_page(client, session, shop):
    url = f"/retailers/{shop.id}/chain"
    sent = {"says": "chain", "version": hidden(client.get(url), "version"), "reason": "Receipt"}
    assert "Enter the name of the chain" in text_of(client.post(url, data=sent))
    assert client.post(url, data={**sent, "brand": "Blade Group"}).status_code == 302
    assert "Chain (Blade Group)" in text_of(client.get(f"/retailers/{shop.id}"))
    sent = {"says": "as_named", "version": hidden(client.get(url), "version"), "reason": "It is not"}
    assert client.post(url, data=sent).status_code == 302
    outlet = session.exec(select(Outlet)).one()
    assert (outlet.is_chain, outlet.brand) == (None, "")


def test_a_new_name_over_the_door_keeps_the_one_before(client, session, shop, today):
    url = f"/retailers/{shop.id}/names/rename"
    sent = {"name": "Tesco Express", "version": hidden(client.get(url), "version"), **day_of("on", today)}
    answer = client.post(url, data=sent)
    text = text_of(client.get(answer.location))
    assert "Blades of Dalston kept as its former name" in text
    assert "Tesco Express" in text
    assert session.exec(select(TradingName)).one().name == "Blades of Dalston"
    assert "Chain (Tesco)" in text_of(client.get(f"/retailers/{shop.id}/details"))
    assert client.post(url, data=sent).status_code == 200
    assert "Last day called “Blades of Dalston”" in text_of(client.get(f"/retailers/{shop.id}"))


def test_a_name_recorded_by_mistake_is_removed_with_a_reason(client, session, shop):
    answer = client.post(f"/retailers/{shop.id}/names/new", data={"name": "L&K Tools"})
    assert answer.location == f"/retailers/{shop.id}/names"
    url = f"/retailers/{shop.id}/names/{session.exec(select(TradingName)).one().id}"
    sent = {"name": "L&K Tools", "remove": "yes", "version": hidden(client.get(url), "version")}
    assert "Say why this is corrected" in text_of(client.post(url, data=sent))
    assert client.post(url, data={**sent, "reason": "Another shop’s"}).status_code == 302
    assert session.exec(select(TradingName)).all() == []
    text = text_of(client.get(f"/retailers/{shop.id}/history"))
    assert "Trading name removed" in text
    assert "Another shop’s" in text


def test_a_contact_is_added_once_and_corrected(client, session, shop):
    url = f"/retailers/{shop.id}/contacts/new"
    page = client.get(url)
    sent = {"purpose": "knife_sales", "name": "Jo Example", "telephone": "no", "new_id": hidden(page, "new_id")}
    page = client.post(url, data=sent)
    assert "Enter a telephone number, like 020 7946 0123" in text_of(page)
    assert 'value="no"' in page.get_data(as_text=True)
    sent["telephone"] = "020 7946 0123"
    assert client.post(url, data=sent).status_code == client.post(url, data=sent).status_code == 302
    contact = session.exec(select(Contact)).one()
    url = f"/retailers/{shop.id}/contacts/{contact.id}"
    sent = {**sent, "name": "Sam Example", "reason": "Took over", "version": hidden(client.get(url), "version")}
    assert client.post(url, data=sent).status_code == 302
    text = text_of(client.get(f"/retailers/{shop.id}/history"))
    assert "Name: from Jo Example to Sam Example" in text


def test_a_delivery_is_added_corrected_and_removed(client, session, shop, courier):
    url = f"/retailers/{shop.id}/deliveries/new"
    sent = {"kind": "own_delivery", "entity": str(courier.id), "new_id": hidden(client.get(url), "new_id")}
    assert "The shop’s own people do this" in text_of(client.post(url, data=sent))
    assert client.post(url, data={**sent, "kind": "rapid_delivery"}).status_code == 302
    row = session.exec(select(Arrangement)).one()
    assert row.entity_id == courier.id
    url = f"/retailers/{shop.id}/deliveries/{row.id}"
    assert f'value="{courier.id}" selected' in client.get(url).get_data(as_text=True)
    sent = {"kind": "own_delivery", "reason": "Told", "version": hidden(client.get(url), "version")}
    assert client.post(url, data=sent).status_code == 302
    sent = {**sent, "remove": "yes", "version": hidden(client.get(url), "version")}
    assert client.post(url, data=sent).status_code == 302
    assert session.exec(select(Arrangement)).all() == []


def test_a_licence_is_added_and_corrected(client, session, shop):
    url = f"/retailers/{shop.id}/licences/new"
    sent = {"nation": "scotland", "number": "KD/1", "new_id": hidden(client.get(url), "new_id")}
    assert client.post(url, data=sent).status_code == 302
    url = f"/retailers/{shop.id}/licences/{session.exec(select(Licence)).one().id}"
    sent = {**sent, "number": "KD/2", "reason": "Read again", "version": hidden(client.get(url), "version")}
    assert client.post(url, data=sent).status_code == 302
    assert "KD/2" in text_of(client.get(f"/retailers/{shop.id}/details"))


def test_a_status_that_was_wrong_is_corrected_and_the_former_ones_are_listed(client, session, shop, today):
    closed = today - timedelta(days=5)
    url = f"/retailers/{shop.id}/status"
    assert client.post(url, data={"status": "closed", "reason": "Shutters", **day_of("on", closed)}).status_code == 302
    text = text_of(client.get(url))
    assert "It is recorded as closed since" in text
    assert "Shutters" in text
    sent = {"status": "vacant", "reason": "Nothing inside", **day_of("on", closed)}
    sent["version"] = hidden(client.get(f"{url}/correct"), "version")
    assert client.post(f"{url}/correct", data=sent).location == url
    assert "Vacant (corrected)" in text_of(client.get(url))
    assert session.exec(select(Outlet)).one().status.value == "vacant"


@pytest.mark.parametrize(
    ("part", "sent", "column", "value"),
    [
        ("name", {"name": "New", "business_type": "Shop"}, "business_type", "Shop"),
        ("address", {"address_1": "9 Mare Street", "postcode": "e81aa"}, "address_1", "9 Mare Street"),
        ("contact", {"telephone": "020 7946 0123"}, "telephone_e164", "+442079460123"),
    ],
)
def test_a_part_of_a_shop_is_corrected_and_the_rest_stays(client, session, officer, part, sent, column, value):
    shop = OutletFactory(authority_id=officer.authority_id, notes="Keep", uprn="7", telephone="1", email="a@b.example")
    url = f"/retailers/{shop.id}/correct/{part}"
    assert client.post(url, data={**sent, "reason": "Seen", "version": "1"}).status_code == 302
    session.refresh(shop)
    assert getattr(shop, column) == value
    kept = {"notes": "name", "uprn": "address", "email": "contact"}
    before = {"notes": "Keep", "uprn": "7", "email": "a@b.example"}
    assert all(getattr(shop, name) == before[name] for name, own in kept.items() if own != part)


def test_the_lines_of_an_address_stand_together(client, shop):
    page = parse(client.get(f"/retailers/{shop.id}/correct/address").get_data(as_text=True))
    typed = [field.get("name") for field in page.findall(".//main//input[@type='text']")]
    assert typed == ["address_1", "address_2", "address_3", "address_4", "postcode", "uprn"]


def test_other_names_are_told_with_their_days(client, session, officer, shop, today):
    services.add_name(session, officer, shop.id, NameDetails("Old Blades", to_on=today))
    assert f"Old Blades (until {today.day} {today:%B %Y})" in text_of(client.get(f"/retailers/{shop.id}/details"))


def test_where_an_online_shop_sells_is_corrected_with_whoever_runs_the_marketplace(client, session, officer):
    market = EntityFactory(authority_id=officer.authority_id, name="Bazaar Ltd", is_marketplace=True)
    shop = OutletFactory(authority_id=officer.authority_id, kind="online_shop", domain="blades.example", **NOWHERE)
    sent = {
        "marketplace": "Bazaar",
        "marketplace_seller": "blades",
        "marketplace_seller_id": "B-1",
        "marketplace_entity": str(market.id),
        "reason": "The website leads there",
        "version": "1",
    }
    assert client.post(f"/retailers/{shop.id}/correct/online", data=sent).status_code == 302
    text = text_of(client.get(f"/retailers/{shop.id}/details"))
    for words in ("blades on Bazaar", "B-1", "Bazaar Ltd"):
        assert words in text
    assert "Seller on its marketplace" in text_of(client.get(f"/retailers/entities/{market.id}"))
    assert "Lark" not in text_of(client.get("/retailers/entities"))


def test_a_legal_entity_that_runs_no_shop_is_recorded_once_and_found(client, session, officer):
    url = "/retailers/entities/new"
    sent = {
        "kind": "company",
        "name": "Swift Couriers Ltd",
        "company_number": "1234567",
        "also": ["delivery_company"],
        "new_id": hidden(client.get(url), "new_id"),
    }
    answer = client.post(url, data=sent)
    assert answer.status_code == client.post(url, data=sent).status_code == 302
    entity = session.exec(select(Entity)).one()
    assert (entity.company_number, entity.is_delivery_company, entity.is_marketplace) == ("01234567", True, False)
    text = text_of(client.get(answer.location))
    assert "was read as 01234567" in text
    assert "Delivers for others" in text
    assert "Swift Couriers Ltd" in text_of(client.get("/retailers/entities?q=01234567"))
    assert "No legal entity matches" in text_of(client.get("/retailers/entities?q=nobody"))


def test_an_entity_shows_premises_and_online_shops_together_and_its_contacts(client, session, officer, shop, courier):
    online = OutletFactory(authority_id=officer.authority_id, kind="online_shop", domain="blades.example")
    for outlet in (shop, online):
        OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=courier.id)
    url = f"/retailers/entities/{courier.id}/contacts/new"
    sent = {"purpose": "compliance", "job_title": "Head of compliance", "new_id": hidden(client.get(url), "new_id")}
    assert client.post(url, data=sent).status_code == 302
    text = text_of(client.get(f"/retailers/entities/{courier.id}"))
    for words in ("Blades of Dalston", "E8 1AA", "blades.example Online", "Head of compliance", "Body corporate Yes"):
        assert words in text
    row = session.exec(select(Contact)).one()
    url = f"/retailers/entities/{courier.id}/contacts/{row.id}"
    sent = {**sent, "remove": "yes", "reason": "Asked us to", "version": hidden(client.get(url), "version")}
    assert client.post(url, data=sent).status_code == 302
    assert client.get(url).status_code == 404


def test_a_change_of_operator_ends_one_period_begins_the_next_and_says_so(
    client, session, officer, shop, courier, today
):
    company = EntityFactory(authority_id=officer.authority_id, name="Kestrel Ltd")
    OperatorFactory(authority_id=officer.authority_id, outlet_id=shop.id, entity_id=company.id)
    first = today - timedelta(days=3)
    sent = {
        "entity": str(courier.id),
        "how_known": "told_by_trader",
        "replaces_former": "yes",
        **day_of("from_on", first),
    }
    answer = client.post(f"/retailers/{shop.id}/operators/confirm?q=swift", data=sent)
    assert "Kestrel Ltd ended on" in text_of(client.get(answer.location))
    last, begun = queries.operator_on(session, officer, shop.id, first - timedelta(days=1)), first
    assert last is not None
    assert last.entity_name == "Kestrel Ltd"
    now = queries.operator_on(session, officer, shop.id, begun)
    assert now is not None
    assert now.entity_name == "Swift Couriers Ltd"
