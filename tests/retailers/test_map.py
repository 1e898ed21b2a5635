"""The map beside the list: the same filter, what it draws, whose boundaries, and what loads from where."""

import re
from pathlib import Path

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from compliance.places.models import Postcode
from compliance.places.rules import Source
from compliance.retailers.queries import OutletFilter, mapped
from compliance.retailers.queries.mapped import list_mapped
from compliance.retailers.rules import OutletStatus
from compliance.settings import ROOT, settings
from tests.factories.retailers import OutletFactory
from tests.page import text_of

HACKNEY = (51.545, -0.0553)
POSTCODES = (
    "Contains OS data © Crown copyright and database right 2014. Contains Royal Mail data © Royal Mail copyright and "
    "database right 2014. Contains National Statistics data © Crown copyright and database right 2014"
)
BOUNDARIES = (
    "Contains National Statistics data © Crown copyright and database right 2018. "
    "Contains OS data © Crown copyright and database right 2018"
)
REGISTERS = "Contains FSA Food Hygiene Rating Scheme data © Crown copyright"


@pytest.fixture
def known(session):
    """A table of two postcodes."""
    for code, at, district in (("E8 4AE", (51.54328, -0.07586), "E09000012"), ("CR0 1AA", (51.37, -0.1), "E09000008")):
        session.add(
            Postcode(
                postcode=code,
                latitude=at[0],
                longitude=at[1],
                ward_code="",
                district_code=district,
                source=Source.LONDON,
            )
        )
    session.flush()


def put(actor, name, at=(None, None), **values):
    return OutletFactory(
        authority_id=actor.authority_id, name=name, sort_name=name.lower(), latitude=at[0], longitude=at[1], **values
    )


def test_an_outlet_is_at_its_own_position_or_else_its_postcodes(session, officer, known):
    put(officer, "Own", HACKNEY, postcode="E8 4AE")
    put(officer, "Postcode", postcode="E8 4AE")
    put(officer, "Nowhere", postcode="E8 4ZZ")
    put(officer, "Nothing", postcode=None)
    found = list_mapped(session, officer, OutletFilter())
    assert [(one.name, one.latitude, one.by_postcode) for one in found.rows] == [
        ("Own", 51.545, False),
        ("Postcode", 51.54328, True),
    ]
    assert (found.placed, found.without_position) == (2, 2)


def test_the_map_obeys_the_filter_and_shows_another_authoritys_to_nobody(session, act, officer, known):
    put(officer, "Open", HACKNEY)
    put(officer, "Closed", HACKNEY, status=OutletStatus.CLOSED)
    put(act(authority="croydon"), "Theirs", HACKNEY)
    found = list_mapped(session, officer, OutletFilter(status=OutletStatus.TRADING))
    assert [one.name for one in found.rows] == ["Open"]
    assert found.placed == 1


def test_a_chain_is_told_by_its_brand_unless_an_officer_said_otherwise(session, officer, known):
    put(officer, "A brand", HACKNEY, brand="Tesco")
    put(officer, "Believed", HACKNEY, brand="Tesco", is_chain=False)
    put(officer, "Said", HACKNEY, is_chain=True)
    put(officer, "Without", HACKNEY)
    assert [one.is_chain for one in list_mapped(session, officer, OutletFilter()).rows] == [True, False, True, False]


def test_more_than_a_map_holds_are_cut_and_said(client, officer, known, monkeypatch):
    for number in range(3):
        put(officer, f"Shop {number}", HACKNEY)
    put(officer, "Without", postcode=None)
    monkeypatch.setattr("compliance.retailers.views.map.list_mapped", lambda *a: list_mapped(*a, limit=2))
    answer = client.get("/retailers/map/data").get_json()
    assert len(answer["outlets"]) == 2
    assert answer["sentence"] == ("Showing the first 2 of 3 by name. 1 more has no position and is in the list only.")
    assert mapped.MOST_ON_A_MAP == 2_000
    monkeypatch.setattr(mapped, "MOST_COUNTED", 3)
    many = client.get("/retailers/map/data").get_json()["sentence"]
    assert many == "Showing the first 2 of very many by name. Filter to see the rest."


def test_the_data_is_text_and_not_markup_and_the_look_is_written_down(session, client, officer, known):
    outlet = put(officer, "<script>alert(1)</script>", HACKNEY, postcode="E8 4AE")
    lines = (outlet.address_1, outlet.address_2, outlet.address_3, outlet.address_4)
    answer = client.get("/retailers/map/data?q=script")
    assert answer.mimetype == "application/json"
    assert answer.get_json()["outlets"] == [
        {
            "name": "<script>alert(1)</script>",
            "where": ", ".join(part for part in (*lines, "E8 4AE") if part),
            "at": [51.545, -0.0553],
            "chain": False,
            "notes": ["Independent"],
            "url": f"/retailers/{outlet.id}",
        }
    ]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "map.viewed")).one()
    assert (entry.detail["count"], entry.detail["asked"]) == (1, {"q": "script"})


def test_the_page_is_whole_without_javascript(client, officer, known):
    put(officer, "Corner <b>shop</b>", HACKNEY)
    page = client.get("/retailers/map?q=corner")
    text = text_of(page)
    assert "The map needs JavaScript. The same retailers are in the list below." in text
    assert "Corner <b>shop</b>" in text
    html = page.get_data(as_text=True)
    assert 'href="/retailers/?q=corner"' in html
    assert 'data-outlets="/retailers/map/data?q=corner"' in html
    assert 'id="map" class="app-map" role="region" aria-label="Map of retailers" hidden' in html
    assert page.headers["Content-Security-Policy"].count("img-src 'self' data:;") == 1


def test_nothing_matches_and_a_wrong_filter_are_said(client, officer, known):
    assert "No retailer matches" in text_of(client.get("/retailers/map?q=nobody"))
    page = client.get("/retailers/map?status=nonsense")
    assert "Nothing was searched" in text_of(page)
    assert client.get("/retailers/map/data?status=nonsense").get_json()["outlets"] == []


def test_tiles_are_let_in_from_their_one_host_and_on_this_page_alone(client, officer, known, monkeypatch):
    put(officer, "Shop", HACKNEY)
    monkeypatch.setattr(settings(), "map_tiles", "https://tiles.example.org/{z}/{x}/{y}.png")
    policy = client.get("/retailers/map").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example.org;" in policy
    assert "connect-src 'self';" in policy
    assert "example.org" not in client.get("/retailers/").headers["Content-Security-Policy"]


def test_boundaries_are_those_of_the_officers_authority(client, act, sign_in):
    answer = client.get("/places/boundaries")
    features = [feature["properties"] for feature in answer.get_json()["features"]]
    assert [one["name"] for one in features if one["kind"] == "borough"] == ["Hackney"]
    assert len([one for one in features if one["kind"] == "ward"]) == 21
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    features = [feature["properties"] for feature in planner.get("/places/boundaries").get_json()["features"]]
    assert len(features) == 32
    assert {one["kind"] for one in features} == {"borough"}


def test_the_data_page_says_whose_it_is_word_for_word(client):
    text = text_of(client.get("/places/about"))
    for sentence in (POSTCODES, BOUNDARIES, REGISTERS, "Open Government Licence v3.0"):
        assert sentence in text
    assert "About the data" in client.get("/").get_data(as_text=True)


def test_the_script_writes_names_as_text():
    script = (Path(ROOT) / "static" / "js" / "map.js").read_text()
    assert not re.search(r"innerHTML\s*=|insertAdjacentHTML|outerHTML|document\.write|bindPopup|bindTooltip", script)
