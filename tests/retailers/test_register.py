"""The list of retailers: its filters, orders and pages, views kept of it, and the same as a file."""

import csv
import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from compliance.places.models import District, Postcode, Ward
from compliance.places.rules import Source
from compliance.purchases import queries as purchases
from compliance.retailers import queries
from compliance.retailers.models import OutletChannel, OutletProduct
from compliance.retailers.queries import OutletFilter, orders
from compliance.retailers.rules import OutletKind, OutletStatus
from compliance.retailers.rules.searching import OutletOrder
from compliance.retailers.views import exporting, register
from tests.factories.agreements import signed
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.page import parse, text_of

SEEN = date(2026, 11, 1)


@pytest.fixture
def shop(officer):
    def make(name, **given):
        return OutletFactory(authority_id=officer.authority_id, name=name, **given)

    return make


@pytest.fixture
def tested(officer):
    def make(outlet, days_ago, **given):
        on = clock.today() - timedelta(days=days_ago)
        return PurchaseFactory(
            authority_id=officer.authority_id,
            outlet_id=outlet.id,
            officer_id=officer.officer_id,
            tested_on=on,
            **given,
        )

    return make


def rows_of(response):
    return ["".join(link.itertext()) for link in parse(response.get_data(as_text=True)).findall(".//tbody//th/a")]


def tags_of(response):
    links = parse(response.get_data(as_text=True)).findall(".//a[@class='moj-filter__tag']")
    return ["".join(link.itertext()).replace("Remove this filter", "").strip() for link in links]


def shown(client, **asked):
    return rows_of(client.get("/retailers/", query_string=asked))


# Filters


def test_each_filter_shows_just_what_it_says(client, session, officer, shop, tested):
    today = clock.today()
    chain = shop("Chain Stores", brand="Chain Stores", postcode="N1 9GU")
    alone = shop("Independent", brand="Chain Stores", is_chain=False)
    session.add(
        OutletProduct(
            authority_id=officer.authority_id, outlet_id=chain.id, category="kitchen_knife", sold=True, seen_on=SEEN
        )
    )
    session.add(
        OutletProduct(
            authority_id=officer.authority_id, outlet_id=alone.id, category="kitchen_knife", sold=False, seen_on=SEEN
        )
    )
    session.add(OutletChannel(authority_id=officer.authority_id, outlet_id=chain.id, channel="till", seen_on=SEEN))
    session.flush()
    signed(officer.authority_id, chain.id, today - timedelta(days=30))
    tested(chain, 10)
    both, none = ["Chain Stores", "Independent"], []
    for asked, expected in (
        ({"chain": "yes"}, ["Chain Stores"]),
        ({"chain": "no"}, ["Independent"]),
        ({"selling": "kitchen_knife"}, ["Chain Stores"]),
        ({"selling": "axe"}, none),
        ({"channel": "till"}, ["Chain Stores"]),
        ({"agreement": "yes"}, ["Chain Stores"]),
        ({"agreement": "no"}, ["Independent"]),
        ({"training": "yes"}, none),
        ({"training": "no"}, both),
        ({"tested": "never"}, ["Independent"]),
        ({"tested": "ever"}, ["Chain Stores"]),
        ({"tested_since": (today - timedelta(days=10)).isoformat()}, ["Chain Stores"]),
        ({"tested_since": (today - timedelta(days=9)).isoformat()}, none),
        ({"clock": "yes"}, ["Chain Stores"]),
        ({"district": "N1"}, ["Chain Stores"]),
        ({"doubt": "no_position"}, both),
        ({"doubt": "postcode_elsewhere"}, none),
        ({"q": "chain", "tested": "never"}, none),
        ({"q": "stores", "chain": "yes", "clock": "yes"}, ["Chain Stores"]),
    ):
        assert shown(client, **asked) == expected, asked


def test_a_ward_is_chosen_by_its_name(client, session, shop):
    session.add(District(code="E09000012", name="Hackney")) if session.get(District, "E09000012") is None else None
    session.add(Ward(code="E05999999", name="Invented Ward", district_code="E09000012"))
    session.add(
        Postcode(
            postcode="E8 1ZZ",
            latitude=51.5,
            longitude=-0.06,
            ward_code="E05999999",
            district_code="E09000012",
            source=next(iter(Source)),
        )
    )
    session.flush()
    shop("In the ward", postcode="E8 1ZZ")
    shop("Elsewhere", postcode="E8 1AA")
    page = client.get("/retailers/?ward=E05999999")
    assert rows_of(page) == ["In the ward"]
    assert tags_of(page) == ["Ward: Invented Ward"]


def test_what_is_on_is_said_in_words_and_each_is_taken_off_alone(client, shop, tested):
    tested(shop("Chain Stores", brand="Chain Stores"), 10)
    asked = {"chain": "yes", "clock": "yes", "tested_since-day": "1", "tested_since-month": "1", "sort": "newest"}
    page = client.get("/retailers/", query_string={**asked, "tested_since-year": "2026"})
    assert set(tags_of(page)) == {
        "Chain or independent: Part of a chain",
        "Tested since: 1 January 2026",
        "A sale whose prosecution clock runs",
    }
    links = [a.get("href") for a in parse(page.get_data(as_text=True)).findall(".//a[@class='moj-filter__tag']")]
    assert all("sort=newest" in link for link in links)
    assert sum("tested_since-year=2026" in link for link in links) == 2


def test_a_filter_rests_on_what_one_may_see(act, sign_in, shop, tested):
    outlet = shop("Chain Stores", brand="Chain Stores")
    tested(outlet, 3)
    administrator = sign_in(act(Role.ADMINISTRATOR))
    text = text_of(administrator.get("/retailers/"))
    assert "Training" not in text
    assert "Last tested" not in text
    assert shown(administrator, tested="never", clock="yes", sort="last_tested") == ["Chain Stores"]
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    text = text_of(planner.get("/retailers/"))
    assert "Last tested" in text
    assert "Responsible Retailer Agreement" not in text
    assert shown(planner, clock="yes") == ["Chain Stores"]
    assert shown(planner, agreement="yes") == ["Chain Stores"]


# Orders and pages


def every(session, officer, ordering, limit):
    """Return the names on every page forwards, and on every page backwards, in the order of the list."""
    forwards, page = [], queries.list_outlets(session, officer, ordering=ordering, limit=limit)
    assert page.before is None
    while True:
        forwards += page.rows
        if page.after is None:
            break
        page = queries.list_outlets(session, officer, ordering=ordering, after=page.after, limit=limit)
    backwards = list(page.rows)
    while page.before is not None:
        page = queries.list_outlets(session, officer, ordering=ordering, before=page.before, limit=limit)
        backwards = [*page.rows, *backwards]
    assert backwards == forwards
    return [row.name for row in forwards]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 50])
def test_every_order_has_every_outlet_once_forwards_and_backwards(session, officer, shop, tested, limit):
    today = clock.today()
    cutlery, bakery = (
        shop("Cutlery", postcode="N1 9GU"),
        shop("Bakery", postcode=None, kind="online_shop", domain="b.example"),
    )
    axes, tools = shop("Axes", postcode="E8 1AA"), shop("Tools", postcode="E8 1AA")
    knives = shop("Knives", postcode=None, kind="online_shop", domain="k.example")
    for outlet, days in ((cutlery, 5), (tools, 50), (knives, 5), (cutlery, 90)):
        tested(outlet, days)
    last = purchases.last_tested_by(officer, today)
    made = [one.name for one in (cutlery, bakery, axes, tools, knives)]
    found = {
        order: every(session, officer, ordering, limit)
        for order, ordering in {
            OutletOrder.NAME: orders.by_name,
            OutletOrder.POSTCODE: orders.by_postcode,
            OutletOrder.NEWEST: orders.newest_first,
            OutletOrder.LAST_TESTED: orders.last_tested_first(last),
            OutletOrder.LONGEST_UNTESTED: orders.longest_untested_first(last),
        }.items()
    }
    assert found[OutletOrder.NAME] == ["Axes", "Bakery", "Cutlery", "Knives", "Tools"]
    assert found[OutletOrder.POSTCODE] == ["Axes", "Tools", "Cutlery", "Bakery", "Knives"]
    assert found[OutletOrder.NEWEST] == made[::-1]
    assert found[OutletOrder.LAST_TESTED] == ["Knives", "Cutlery", "Tools", "Axes", "Bakery"]
    assert found[OutletOrder.LONGEST_UNTESTED] == ["Axes", "Bakery", "Tools", "Cutlery", "Knives"]
    for order, ordering in ((OutletOrder.POSTCODE, orders.by_postcode), (OutletOrder.NAME, orders.by_name)):
        streamed = [row.name for row in queries.register.stream_outlets(session, officer, ordering=ordering)]
        assert streamed == found[order]


def test_the_order_is_in_the_address_and_survives_the_filter_and_the_next_page(client, shop, monkeypatch):
    for n in range(3):
        shop(f"Shop {n}")
    monkeypatch.setattr(queries.register, "PAGE", 1)
    page = client.get("/retailers/?sort=newest&status=trading")
    text = text_of(page)
    assert "3 retailers, newest first" in text
    forms = parse(page.get_data(as_text=True)).findall(".//form[@method='get']")
    kept = [
        {field.get("name"): field.get("value") for field in form.findall(".//input[@type='hidden']")} for form in forms
    ]
    assert all(one["sort"] == "newest" for one in kept)
    assert "by name" in text_of(client.get("/retailers/?sort=nonsense"))


def test_a_page_asks_the_database_no_more_for_fifty_than_for_one(client, officer, shop, tested, count_queries):
    entity = EntityFactory(authority_id=officer.authority_id)

    def add(n):
        outlet = shop(f"Shop {n}")
        OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id)
        tested(outlet, n)

    add(0)
    for address in ("/retailers/", "/retailers/?q=shop&tested=ever&sort=last_tested"):
        client.get(address)
        with count_queries() as few:
            client.get(address)
        for n in range(1, 50):
            add(n + 50 * ("q" in address))
        with count_queries() as many:
            client.get(address)
        assert len(many) <= len(few)
        assert len(many) < 25


# Misspelt


def test_a_misspelt_name_is_answered_with_what_is_spelt_nearly_so(client, shop):
    shop("Nako General Store")
    page = client.get("/retailers/?q=Nacko")
    text = text_of(page)
    assert "No retailer is called “Nacko”" in text
    assert "These are spelt nearly so" in text
    assert rows_of(page) == ["Nako General Store"]
    assert "No retailer matches" in text_of(client.get("/retailers/?q=Nacko&status=closed"))


# As a file


def test_the_file_holds_what_the_list_shows_on_all_its_pages_and_nothing_runs(client, session, officer, shop, tested):
    for n in range(60):
        shop(f"Shop {n:02}", reference=f"R-{n:02}")
    evil = shop("=HYPERLINK(1)", postcode="E8 1AB", status=OutletStatus.CLOSED, closed_on=SEEN)
    tested(evil, 3)
    online = shop(
        "Online", kind=OutletKind.ONLINE_SHOP, domain="knives.example", postcode=None, address_1="", address_2=""
    )
    answer = client.get("/retailers/export?format=csv", buffered=True)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=retailers-{clock.today()}.csv"
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["Name", "Reference", "Where", "Operator", "Last tested", "Status"]
    assert len(rows) == 63
    by_name = {row[0]: row for row in rows}
    day = (clock.today() - timedelta(days=3)).isoformat()
    assert by_name["'=HYPERLINK(1)"][3:] == ["Not confirmed", day, "Closed"]
    assert by_name["Online"][1:] == [online.reference, "knives.example", "Not confirmed", "Never", "Trading; Online"]
    shown_rows = rows_of(client.get("/retailers/")) + rows_of(
        client.get(f"/retailers/?after={queries.list_outlets(session, officer).after}")
    )
    assert [row[0].removeprefix("'") for row in rows[1:]] == shown_rows


@pytest.mark.parametrize(("kind", "part"), [("xlsx", "xl/worksheets/sheet1.xml"), ("ods", "content.xml")])
def test_a_workbook_holds_the_filtered_list_in_its_order(client, shop, kind, part):
    for name in ("Axes", "Bakery", "Cutlery"):
        shop(name, status=OutletStatus.VACANT if name == "Bakery" else OutletStatus.TRADING)
    answer = client.get(f"/retailers/export?format={kind}&status=trading&sort=newest", buffered=True)
    assert answer.status_code == 200
    book = ZipFile(io.BytesIO(answer.get_data()))
    text = book.read(part).decode() + (
        book.read("xl/sharedStrings.xml").decode()
        if kind == "xlsx" and "xl/sharedStrings.xml" in book.namelist()
        else ""
    )
    assert "Bakery" not in text
    assert text.index("Cutlery") < text.index("Axes")


def test_a_download_is_in_the_audit_with_its_filter_format_and_count(client, session, shop):
    shop("Axes")
    shop("Bakery", status=OutletStatus.VACANT)
    client.get("/retailers/export?format=ods&status=vacant&q=bak", buffered=True)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "outlet.exported")).one()
    assert entry.detail["count"] == 1
    assert entry.detail["format"] == "ods"
    assert entry.detail["asked"] == {"format": "ods", "status": "vacant", "q": "bak"}


def test_too_much_for_a_workbook_is_sent_back_with_why_and_made_as_csv(client, shop, monkeypatch):
    shop("Axes")
    shop("Bakery")
    monkeypatch.setattr(register, "MOST_IN_A_WORKBOOK", 1)
    answer = client.get("/retailers/export?format=xlsx&status=trading", follow_redirects=True)
    assert "too many for a workbook" in text_of(answer)
    assert rows_of(answer) == ["Axes", "Bakery"]
    assert client.get("/retailers/export?format=csv", buffered=True).status_code == 200


def test_a_planner_downloads_what_they_see_and_no_more(act, sign_in, shop):
    shop("Axes")
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    rows = list(
        csv.reader(
            io.StringIO(planner.get("/retailers/export?format=csv", buffered=True).get_data().decode("utf-8-sig"))
        )
    )
    assert rows[0] == ["Name", "Reference", "Where", "Authority", "Operator", "Last tested", "Status"]
    assert [row[0] for row in rows[1:]] == ["Axes"]
    elsewhere = sign_in(act(authority="croydon"))
    assert elsewhere.get("/retailers/export?format=csv", buffered=True).get_data().count(b"\r\n") == 1


@pytest.mark.parametrize("asked", ["", "format=exe", "format=csv&tested_since=2026-13-45"])
def test_a_file_of_no_kind_or_no_filter_is_not_found(client, asked):
    assert client.get(f"/retailers/export?{asked}", buffered=True).status_code == 404


def test_merged_away_outlets_are_on_no_list_and_in_no_file(client, session, officer, shop):
    stands = shop("Stands")
    shop("Away", merged_into_id=stands.id)
    assert shown(client) == ["Stands"]
    assert queries.count_outlets(session, officer, OutletFilter(status=OutletStatus.TRADING)) == 1
    assert b"Away" not in client.get("/retailers/export?format=csv", buffered=True).get_data()


def test_headings_of_file_and_page_are_the_same(client, officer, shop):
    shop("Axes")
    page = parse(client.get("/retailers/").get_data(as_text=True))
    assert ["".join(head.itertext()) for head in page.findall(".//thead//th")] == exporting.headings(officer)
