"""The pages of the register, as officers meet them."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from compliance.retailers.models import Entity, Operator, Outlet
from compliance.retailers.rules import HowKnown, OutletKind, OutletStatus, Scheme
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory, ReferenceFactory
from tests.page import parse, text_of

NOBODY = "6e0c7b2d-9296-4df5-ad1f-c193e2b6f839"


@pytest.fixture
def shop(officer):
    """A shop of Hackney whose operator is not confirmed."""
    return OutletFactory(authority_id=officer.authority_id, name="Blades of Dalston")


@pytest.fixture
def company(officer):
    return EntityFactory(authority_id=officer.authority_id, name="Kestrel Cutlery Ltd", company_number="01234567")


@pytest.fixture
def operator(officer, shop, company):
    return OperatorFactory(authority_id=officer.authority_id, outlet_id=shop.id, entity_id=company.id)


def day_of(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def rows_of(response) -> list[str]:
    page = parse(response.get_data(as_text=True))
    return ["".join(link.itertext()) for link in page.findall(".//tbody//th/a")]


def test_an_empty_register_says_how_to_begin(client):
    page = client.get("/retailers/")
    assert page.status_code == 200
    assert "There are no retailers yet" in text_of(page)


def test_the_list_shows_where_each_retailer_is_who_operates_it_and_its_status(client, shop, operator):
    text = text_of(client.get("/retailers/"))
    assert "1 retailer, by name" in text
    for words in ("Blades of Dalston", "Invented Road", "E8 1AA", "Kestrel Cutlery Ltd", "Trading"):
        assert words in text


@pytest.mark.parametrize(
    "asked", ["blades", "lades of dal", "E8 1AA", "e8", "01234567", "1234567", "Kestrel", "700999"]
)
def test_a_retailer_is_found_by_part_of_its_name_postcode_reference_or_operator(client, officer, shop, operator, asked):
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=shop.id, scheme=Scheme.FHRS, value="700999")
    OutletFactory(authority_id=officer.authority_id, name="Somebody Else", postcode="N1 9GU", address_1="9 Elsewhere")
    assert rows_of(client.get("/retailers/", query_string={"q": asked})) == ["Blades of Dalston"]


def test_a_search_that_finds_nothing_says_what_to_do(client, shop):
    text = text_of(client.get("/retailers/?q=nothing+of+the+kind"))
    assert "No retailer matches" in text


def test_a_search_too_long_to_be_one_keeps_the_page_and_says_so(client, shop):
    page = client.get("/retailers/", query_string={"q": "x" * 100_000})
    assert page.status_code == 200
    assert "must be 200 characters or less" in text_of(page)


def test_the_filters_work_together_and_each_can_be_removed(client, officer, shop, operator):
    closed = OutletFactory(
        authority_id=officer.authority_id, status=OutletStatus.CLOSED, closed_on=date(2026, 1, 1), name="Closed Cutlery"
    )
    asked = {"status": "closed", "operator": "not_confirmed", "kind": "premises", "district": "E8"}
    page = client.get("/retailers/", query_string=asked)
    assert rows_of(page) == [closed.name]
    links = [a.get("href") for a in parse(page.get_data(as_text=True)).findall(".//a[@class='moj-filter__tag']")]
    assert len(links) == 4
    assert all("district=E8" in link for link in links[:2])
    assert rows_of(client.get("/retailers/?missing=yes")) == []


def test_pages_of_equal_names_neither_lose_nor_repeat_a_row_and_lead_back(client, officer):
    for _ in range(115):
        OutletFactory(authority_id=officer.authority_id, name="Same Name")
    url, seen, previous = "/retailers/", [], []
    while url:
        page = parse(client.get(url).get_data(as_text=True))
        seen += [link.get("href") for link in page.findall(".//tbody//th/a")]
        previous = [a.get("href") for a in page.findall(".//a[@rel='prev']")]
        url = next((a.get("href") for a in page.findall(".//a[@rel='next']")), None)
    assert len(seen) == len(set(seen)) == 115
    back = parse(client.get(previous[0]).get_data(as_text=True))
    assert [link.get("href") for link in back.findall(".//tbody//th/a")] == seen[50:100]


def test_the_number_of_queries_of_the_list_does_not_grow_with_its_rows(client, officer, count_queries):
    company = EntityFactory(authority_id=officer.authority_id)
    for _ in range(3):
        outlet = OutletFactory(authority_id=officer.authority_id)
        OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=company.id)
    client.get("/retailers/")
    with count_queries() as few:
        client.get("/retailers/")
    for _ in range(30):
        outlet = OutletFactory(authority_id=officer.authority_id)
        OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=company.id)
    with count_queries() as many:
        client.get("/retailers/")
    assert len(many) == len(few)


def test_searching_leaves_an_audit_entry_with_what_was_asked(client, session, shop):
    client.get("/retailers/?q=blades")
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "outlet.listed")).one()
    assert entry.detail["asked"] == {"q": "blades"}
    assert entry.detail["count"] == 1


def test_the_page_of_a_retailer_says_what_to_know_and_what_happened(client, session, shop, operator, company):
    company.primary_authority = "Leeds"
    shop.missing_since_on = date(2026, 11, 8)
    session.flush()
    text = text_of(client.get(f"/retailers/{shop.id}"))
    for words in ("Operated by Kestrel Cutlery Ltd from this day", "Primary Authority: Leeds", "8 November 2026"):
        assert words in text


def test_a_retailer_without_operator_says_that_no_warning_can_be_issued(client, shop):
    text = text_of(client.get(f"/retailers/{shop.id}"))
    assert "Operator not confirmed" in text
    assert "no warning can be issued" in text


def test_a_food_hygiene_rating_is_never_shown_nor_a_number_that_could_be_read_as_one(client, officer, shop):
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=shop.id, value="5")
    assert "rating" not in text_of(client.get(f"/retailers/{shop.id}")).lower()


def test_adding_begins_with_a_search(client, shop):
    text = text_of(client.get("/retailers/new"))
    assert "Search first" in text
    assert "Trading name" not in text
    text = text_of(client.get("/retailers/new?q=blades"))
    assert "Already on the register" in text
    assert "Blades of Dalston" in text
    assert "Trading name" in text


NEW_SHOP = {"kind": "premises", "name": "Sharp & Sons", "address_1": "7 Mare Street", "postcode": "e8 3rh"}


def test_a_shop_is_added_with_a_reference_of_its_own(client, session, officer):
    answer = client.post("/retailers/new", data=NEW_SHOP)
    outlet = session.exec(select(Outlet)).one()
    assert answer.location == f"/retailers/{outlet.id}"
    assert outlet.reference == f"HAC-R-{clock.today().year}-0001"
    assert outlet.postcode == "E8 3RH"
    assert outlet.sort_name == "sharp and sons"
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "outlet.registered")).one()
    assert entry.outlet_id == outlet.id


def test_the_same_form_sent_twice_adds_one_shop(client, session):
    data = {**NEW_SHOP, "new_id": str(uuid4())}
    assert client.post("/retailers/new", data=data).location == client.post("/retailers/new", data=data).location
    assert len(session.exec(select(Outlet)).all()) == 1


def test_a_likely_duplicate_is_shown_with_why_and_added_only_when_it_is_none_of_them(client, session, officer):
    OutletFactory(authority_id=officer.authority_id, name="Sharp and Son", postcode="E8 3RH", address_1="7 Mare Street")
    page = client.post("/retailers/new", data=NEW_SHOP)
    text = text_of(page)
    assert page.status_code == 200
    assert "The same postcode" in text
    assert 'value="Sharp &amp; Sons"' in page.get_data(as_text=True)
    assert len(session.exec(select(Outlet)).all()) == 1
    answer = client.post("/retailers/new", data={**NEW_SHOP, "none_of_these": "yes"})
    assert answer.status_code == 302
    assert len(session.exec(select(Outlet)).all()) == 2


def test_an_online_shop_is_added_by_its_domain(client, session):
    data = {"kind": "online_shop", "name": "Blades Online", "domain": "https://www.blades.example/shop"}
    assert client.post("/retailers/new", data=data).status_code == 302
    outlet = session.exec(select(Outlet)).one()
    assert (outlet.kind, outlet.domain) == (OutletKind.ONLINE_SHOP, "blades.example")
    text = text_of(client.post("/retailers/new", data={**data, "name": "Another"}))
    assert "The same web address" in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "Enter the trading name"),
        ({"kind": ""}, "Select premises or online shop"),
        ({"postcode": "AB1 2CD"}, "Enter a full UK postcode"),
        ({"address_1": "", "postcode": ""}, "Enter the address"),
        ({"kind": "online_shop"}, "Enter the web address of the shop"),
        ({"kind": "online_shop", "domain": "no"}, "Enter the web address of the shop"),
        ({"company_number": "O1234567"}, "Did you mean 01234567?"),
        ({"name": "x" * 100_000}, "must be 200 characters or less"),
        (day_of("opened_on", date(2100, 1, 1)), "must be today or in the past"),
        ({"opened_on-day": "31", "opened_on-month": "2", "opened_on-year": "2026"}, "must be a real date"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_kept_as_typed_and_not_saved(client, session, change, message):
    page = client.post("/retailers/new", data={**NEW_SHOP, **change})
    assert page.status_code == 200
    assert message in text_of(page)
    for name, typed in change.items():
        if name in {"postcode", "domain", "company_number"} and typed:
            assert f'value="{typed}"' in page.get_data(as_text=True)
    assert session.exec(select(Outlet)).all() == []


def test_a_name_that_begins_with_an_equals_sign_is_a_name(client, session):
    assert client.post("/retailers/new", data={**NEW_SHOP, "name": "=Knives & More"}).status_code == 302
    outlet = session.exec(select(Outlet)).one()
    assert outlet.name == "=Knives & More"
    assert rows_of(client.get("/retailers/?q=%3Dknives")) == ["=Knives & More"]


def edit_data(shop, **change):
    data = {
        "kind": "premises",
        "name": shop.name,
        "business_type": shop.business_type,
        "address_1": shop.address_1,
        "address_2": shop.address_2,
        "postcode": shop.postcode,
        "reason": "Typed wrongly",
        "version": str(shop.version),
    }
    return {**data, **change}


def test_a_correction_keeps_what_stood_before_with_the_reason(client, session, shop):
    before = shop.name
    answer = client.post(f"/retailers/{shop.id}/correct", data=edit_data(shop, name="Blades of Clapton"))
    assert answer.status_code == 302
    text = text_of(client.get(f"/retailers/{shop.id}/history"))
    assert f"Name: from {before} to Blades of Clapton" in text
    assert "Reason: Typed wrongly" in text


def test_a_correction_without_a_reason_is_shown_again(client, session, shop):
    page = client.post(f"/retailers/{shop.id}/correct", data=edit_data(shop, name="Other", reason=""))
    assert "Say why this is corrected" in text_of(page)
    assert 'value="Other"' in page.get_data(as_text=True)
    session.refresh(shop)
    assert shop.name == "Blades of Dalston"


@pytest.mark.parametrize("version", ["99", "", "x", "9" * 50])
def test_a_correction_from_an_old_page_overwrites_nobody(client, session, shop, version):
    page = client.post(f"/retailers/{shop.id}/correct", data=edit_data(shop, name="Other", version=version))
    assert "Somebody else changed this record" in text_of(page)
    session.refresh(shop)
    assert shop.name == "Blades of Dalston"


def test_a_shop_closes_on_a_day_and_trades_again(client, session, shop):
    data = {"status": "closed", **day_of("on", clock.today())}
    assert client.post(f"/retailers/{shop.id}/status", data=data).status_code == 302
    session.refresh(shop)
    assert (shop.status, shop.closed_on) == (OutletStatus.CLOSED, clock.today())
    assert "Closed" in text_of(client.get(f"/retailers/{shop.id}"))
    page = client.post(f"/retailers/{shop.id}/status", data=data)
    assert "recorded as closed already" in text_of(page)
    data = {"status": "trading", **day_of("on", clock.today())}
    assert client.post(f"/retailers/{shop.id}/status", data=data).status_code == 302
    session.refresh(shop)
    assert shop.closed_on is None


def test_a_shop_cannot_close_tomorrow(client, session, shop):
    data = {"status": "closed", **day_of("on", clock.today() + timedelta(days=1))}
    page = client.post(f"/retailers/{shop.id}/status", data=data)
    assert "must be today or in the past" in text_of(page)
    session.refresh(shop)
    assert shop.status is OutletStatus.TRADING


CONFIRM = {"how_known": "companies_house", **day_of("from_on", date(2025, 4, 1))}


def test_a_known_entity_is_confirmed_as_operator(client, session, shop, company):
    page = client.get(f"/retailers/{shop.id}/operators/confirm?q=kestrel")
    assert "Kestrel Cutlery Ltd (01234567)" in text_of(page)
    url = f"/retailers/{shop.id}/operators/confirm?q=kestrel"
    answer = client.post(url, data={**CONFIRM, "entity": str(company.id)})
    assert answer.location == f"/retailers/{shop.id}/operators"
    text = text_of(client.get(answer.location))
    assert "1 April 2025" in text
    assert "Companies House" in text
    assert client.post(url, data={**CONFIRM, "entity": str(company.id)}).status_code == 302
    assert len(session.exec(select(Operator)).all()) == 1


def test_an_entity_that_was_not_offered_cannot_be_chosen(client, session, shop, company):
    page = client.post(f"/retailers/{shop.id}/operators/confirm", data={**CONFIRM, "entity": str(company.id)})
    assert page.status_code == 200
    assert session.exec(select(Operator)).all() == []


def test_a_new_entity_is_recorded_and_confirmed_in_one(client, session, shop):
    new = {"entity": "new", "kind": "company", "name": "Osprey Ltd", "company_number": "1234567"}
    answer = client.post(f"/retailers/{shop.id}/operators/confirm", data={**CONFIRM, **new})
    assert session.exec(select(Entity)).one().company_number == "01234567"
    assert "“1234567” was read as 01234567" in text_of(client.get(answer.location))
    assert session.exec(select(Operator)).one().outlet_id == shop.id


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"entity": ""}, "Select the legal entity"),
        ({"kind": ""}, "Select what the new legal entity is"),
        ({"name": ""}, "Enter the full legal name"),
        ({"company_number": "KOONERS"}, "This is not a company number"),
        ({"company_number": ""}, "or tick “I do not know the number yet”"),
        ({"number_unknown": "yes"}, "Clear it, or the tick"),
        ({"kind": "sole_trader"}, "Only companies and limited liability partnerships"),
        ({"how_known": "other"}, "Say how you know who operates it"),
        (day_of("from_on", date(2100, 1, 1)), "must be today or in the past"),
    ],
)
def test_a_confirmation_that_cannot_be_saves_neither_entity_nor_operator(client, session, shop, change, message):
    new = {"entity": "new", "kind": "company", "name": "Osprey Ltd", "company_number": "01234567"}
    page = client.post(f"/retailers/{shop.id}/operators/confirm", data={**CONFIRM, **new, **change})
    assert page.status_code == 200
    assert message in text_of(page)
    assert session.exec(select(Operator)).all() == []
    assert session.exec(select(Entity)).all() == []


def test_a_second_operator_is_refused_until_the_officer_says_there_was_a_change(client, session, shop, operator):
    new = {"entity": "new", "kind": "sole_trader", "name": "Jo Example"}
    url = f"/retailers/{shop.id}/operators/confirm"
    page = client.post(url, data={**CONFIRM, **new})
    assert "Kestrel Cutlery Ltd is recorded as operator from 1 January 2020 until now" in text_of(page)
    assert 'value="Jo Example"' in page.get_data(as_text=True)
    assert client.post(url, data={**CONFIRM, **new, "replaces_former": "yes"}).status_code == 302
    session.refresh(operator)
    assert operator.to_on == date(2025, 3, 31)


def test_an_operator_is_ended_and_then_not_confirmed(client, session, shop, operator):
    url = f"/retailers/{shop.id}/operators/{operator.id}/end"
    assert client.get(url).status_code == 200
    data = day_of("to_on", clock.today() - timedelta(days=1))
    assert client.post(url, data=data).status_code == 302
    assert "Operator not confirmed" in text_of(client.get(f"/retailers/{shop.id}"))
    assert "ended already" in text_of(client.post(url, data=data))


def test_the_days_of_an_operator_are_corrected_with_a_reason(client, session, shop, operator, company):
    url = f"/retailers/{shop.id}/operators/{operator.id}/correct"
    assert 'value="2020"' in client.get(url).get_data(as_text=True)
    data = {
        "entity": str(company.id),
        "how_known": "seen_on_visit",
        "reason": "The receipt shows it",
        "version": str(operator.version),
        **day_of("from_on", date(2021, 2, 3)),
    }
    assert client.post(url, data=data).status_code == 302
    session.refresh(operator)
    assert (operator.from_on, operator.how_known) == (date(2021, 2, 3), HowKnown.SEEN_ON_VISIT)
    text = text_of(client.get(f"/retailers/{shop.id}/history"))
    assert "From: from 1 January 2020 to 3 February 2021" in text
    assert "The receipt shows it" in text


def test_an_entity_shows_all_it_operates_or_operated(client, officer, shop, operator, company):
    before = OutletFactory(authority_id=officer.authority_id, name="A Former Shop")
    OperatorFactory(
        authority_id=officer.authority_id,
        outlet_id=before.id,
        entity_id=company.id,
        from_on=date(2018, 1, 1),
        to_on=date(2019, 12, 31),
    )
    page = client.get(f"/retailers/entities/{company.id}")
    assert rows_of(page) == ["Blades of Dalston", "A Former Shop"]
    assert "31 December 2019" in text_of(page)


def test_an_entity_is_corrected_and_its_primary_authority_flagged(client, session, shop, operator, company):
    url = f"/retailers/entities/{company.id}/primary-authority"
    data = {
        "authority": "Leeds",
        "plan": "Knife sales inspection plan 3",
        "reason": "Primary Authority register",
        "version": str(company.version),
        **day_of("since_on", date(2025, 4, 6)),
    }
    assert client.get(url).status_code == 200
    assert client.post(url, data=data).status_code == 302
    text = text_of(client.get(f"/retailers/entities/{company.id}"))
    for words in ("Leeds", "Knife sales inspection plan 3", "6 April 2025", "Primary Authority register"):
        assert words in text
    assert "Primary Authority: Leeds" in text_of(client.get(f"/retailers/{shop.id}"))


def pages_of(shop, company, operator):
    outlet = f"/retailers/{shop.id}"
    return {
        "show": outlet,
        "edit": f"{outlet}/correct",
        "status": f"{outlet}/status",
        "history": f"{outlet}/history",
        "operators": f"{outlet}/operators",
        "confirm": f"{outlet}/operators/confirm",
        "end": f"{outlet}/operators/{operator.id}/end",
        "correct": f"{outlet}/operators/{operator.id}/correct",
        "entity": f"/retailers/entities/{company.id}",
        "edit_entity": f"/retailers/entities/{company.id}/correct",
    }


def test_another_authoritys_retailer_is_not_found_on_any_page(act, sign_in, shop, company, operator):
    client = sign_in(act(authority="croydon"))
    for url in pages_of(shop, company, operator).values():
        assert client.get(url).status_code == 404, url
        assert client.post(url, data={}).status_code in {404, 405}, url
    assert rows_of(client.get("/retailers/?q=blades")) == []


def test_a_police_planner_sees_the_identity_and_nothing_else(act, sign_in, shop, company, operator):
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    pages = pages_of(shop, company, operator)
    page = planner.get(pages.pop("show"))
    text = text_of(page)
    assert "Blades of Dalston" in text
    assert "Kestrel Cutlery Ltd" in text
    assert "Hackney" in text
    for words in ("History", "Operators", "Confirm the operator", "Change", "from this day"):
        assert words not in text
    for url in pages.values():
        assert planner.get(url).status_code in {403, 404}, url
    listed = planner.get("/retailers/")
    assert rows_of(listed) == ["Blades of Dalston"]
    assert "Add a retailer" not in text_of(listed)


def test_a_viewer_reads_and_is_offered_no_change(act, sign_in, shop, company, operator):
    viewer = sign_in(act(Role.VIEWER))
    pages = pages_of(shop, company, operator)
    for name in ("show", "operators", "history", "entity"):
        page = viewer.get(pages.pop(name))
        assert page.status_code == 200
        assert "/correct" not in page.get_data(as_text=True)
    for url in pages.values():
        assert viewer.get(url).status_code == 403, url
    assert "Add a retailer" not in text_of(viewer.get("/retailers/"))
    assert viewer.get("/retailers/new").status_code == 403


def test_a_clerk_corrects_but_confirms_no_operator(act, sign_in, shop, company, operator):
    clerk = sign_in(act(Role.CLERK))
    pages = pages_of(shop, company, operator)
    assert clerk.get(pages["edit"]).status_code == 200
    assert clerk.get(pages["confirm"]).status_code == 403
    assert "Confirm another operator" not in text_of(clerk.get(pages["operators"]))


def test_an_administrators_history_holds_only_the_register(act, sign_in, session, shop, operator):
    from compliance.audit import services as audit

    officer = act()
    audit.record(session, officer, "visit.recorded", "visit", uuid4(), outlet_id=shop.id)
    audit.record(session, officer, "outlet.corrected", "outlet", shop.id, outlet_id=shop.id, reason="Why not")
    url = f"/retailers/{shop.id}/history"
    assert "Visit recorded" in text_of(sign_in(officer).get(url))
    text = text_of(sign_in(act(Role.ADMINISTRATOR)).get(url))
    assert "Visit recorded" not in text
    assert "Why not" in text


def test_a_visitor_is_asked_to_sign_in(visitor, shop):
    assert "/account/sign-in" in visitor.get(f"/retailers/{shop.id}").location


@pytest.mark.parametrize("path", ["not-an-id", NOBODY, f"entities/{NOBODY}"])
def test_an_unknown_identifier_is_not_found(client, path):
    assert client.get(f"/retailers/{path}").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "after=x",
        "after=6e0c7b2d-9296-4df5-ad1f-c193e2b6f839",
        "before=6e0c7b2d-9296-4df5-ad1f-c193e2b6f839",
        "_scheme=javascript",
        "authority=x",
    ],
)
def test_an_address_that_was_tampered_with_is_still_a_list(client, shop, asked):
    assert client.get(f"/retailers/?{asked}").status_code == 200


def test_a_company_is_confirmed_at_the_door_without_its_number_and_every_page_says_what_is_missing(
    client, session, shop
):
    new = {"entity": "new", "kind": "company", "name": "Osprey Ltd", "number_unknown": "yes"}
    assert client.post(f"/retailers/{shop.id}/operators/confirm", data={**CONFIRM, **new}).status_code == 302
    page = text_of(client.get(f"/retailers/{shop.id}"))
    assert "Company number missing" in page
    assert "The company number of Osprey Ltd is not recorded, so no warning can be issued." in page
    entity = session.exec(select(Entity)).one()
    assert "no warning can be issued until it is" in text_of(client.get(f"/retailers/entities/{entity.id}"))
    form = client.get(f"/retailers/entities/{entity.id}/correct").get_data(as_text=True)
    assert re.search(r'name="number_unknown"[^>]*checked', form)


def test_a_day_of_closing_before_the_last_test_is_refused_beside_the_day(client, session, officer, shop):
    PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=shop.id,
        officer_id=officer.officer_id,
        tested_on=date(2026, 3, 3),
    )
    data = {"status": "closed", **day_of("on", date(2026, 3, 2))}
    page = client.post(f"/retailers/{shop.id}/status", data=data)
    assert page.status_code == 200
    assert "A test purchase is recorded here on 3 March 2026, after that day" in text_of(page)
