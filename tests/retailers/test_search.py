"""Finding outlets: the words that the database keeps, what is found by them, and what is spelt nearly so."""

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.database import new_id
from compliance.permissions import Role
from compliance.retailers import queries
from compliance.retailers.models import Entity, Operator, Outlet, OutletWords, TradingName
from compliance.retailers.queries import OutletFilter, search
from compliance.retailers.queries.register import list_nearly
from compliance.retailers.rules import OutletKind, Scheme, sort_name
from compliance.retailers.rules.searching import Term, list_alike, read_terms
from tests.factories.retailers import RECORDED_AT, EntityFactory, OperatorFactory, OutletFactory, ReferenceFactory


def names(session, actor, asked):
    return [row.name for row in queries.list_outlets(session, actor, OutletFilter(asked)).rows]


def nearly(session, actor, asked):
    return [row.name for row in list_nearly(session, actor, OutletFilter(asked))]


@pytest.fixture
def shop(officer):
    def make(name, **given):
        return OutletFactory(authority_id=officer.authority_id, name=name, **given)

    return make


# What was typed, as words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Nako  Ridley", ["nako", "ridley"]),
        ("  the “Corner” Café & Co. ", ["corner", "cafe", "and", "co"]),
        ("St. John's", ["st", "johns"]),
        ("nako nako", ["nako"]),
        ("https://www.knives.example/all?page=2", ["knivesexample"]),
        ("www.knives.example", ["knivesexample"]),
        ("", []),
        ("a b c d e f g h i j", ["a", "b", "c", "d", "e", "f", "g", "h"]),
        ("x" * 200, ["x" * 40]),
    ],
)
def test_a_search_is_read_as_the_words_of_it(typed, words):
    assert [term.text for term in read_terms(typed)] == words


def test_an_accent_is_looked_for_with_and_without():
    assert read_terms("Café")[0].pieces == ("cafe", "café")


@pytest.mark.parametrize(("word", "piece"), [("nako", "nako"), ("of", " of"), ("a", " a"), ("1", " 1 "), ("12", " 12")])
def test_short_words_are_looked_for_at_the_beginning_of_one(word, piece):
    assert Term(word).pieces == (piece,)


@pytest.mark.parametrize(
    ("typed", "written", "alike"),
    [
        ("nacko", "nako general store", True),
        ("superdrgu", "superdrug", True),
        ("superdrug", "super drug", True),
        ("resturant", "the old restaurant", True),
        ("mcdonlads", "mcdonalds", True),
        ("tesko expres", "tesco express", True),
        ("tesko expres", "tesco extra", False),
        ("nacko", "bakery", False),
        ("blade", "knife", False),
    ],
)
def test_words_are_alike_when_a_letter_in_five_is_wrong(typed, written, alike):
    assert bool(list_alike(read_terms(typed), [written])) is alike


# The words that the database keeps


def kept(session, outlet):
    return session.scalar(sa.select(OutletWords.words).where(OutletWords.outlet_id == outlet.id))


def test_the_words_of_an_outlet_follow_whatever_is_written_by_whoever(session, officer, shop):
    outlet = shop("Nako", address_1="St. John's Row", address_2="", postcode="E8 2PB")
    assert kept(session, outlet) == " nako st johns row e8 2pb "
    session.execute(sa.update(Outlet).where(Outlet.id == outlet.id).values(sort_name="other", address_2="B & Q"))
    assert kept(session, outlet) == " other st johns row b  and  q e8 2pb "
    entity = EntityFactory(authority_id=officer.authority_id, name="Kestrel Ltd")
    OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id)
    assert kept(session, outlet).endswith(" kestrel ltd ")
    session.execute(sa.update(Entity).where(Entity.id == entity.id).values(name="Harrier Ltd"))
    assert kept(session, outlet).endswith(" harrier ltd ")
    session.execute(sa.delete(Operator).where(Operator.outlet_id == outlet.id))
    assert "harrier" not in kept(session, outlet)
    session.execute(sa.delete(Outlet).where(Outlet.id == outlet.id))
    assert kept(session, outlet) is None


def trading_name(officer, outlet_id, name):
    return {
        "id": new_id(),
        "authority_id": officer.authority_id,
        "outlet_id": outlet_id,
        "name": name,
        "sort_name": sort_name(name),
        "note": "",
        "recorded_at": RECORDED_AT,
        "version": 1,
    }


def test_an_outlet_is_found_by_another_name_of_its_own_until_the_name_is_taken_away(session, officer, shop):
    first, second = shop("First Shop"), shop("Second Shop")
    session.execute(sa.insert(TradingName), [trading_name(officer, first.id, "Kingfisher Knives")])
    assert names(session, officer, "kingfisher") == ["First Shop"]
    session.execute(sa.update(TradingName).values(outlet_id=second.id))
    assert names(session, officer, "kingfisher") == ["Second Shop"]
    session.execute(sa.delete(TradingName))
    assert names(session, officer, "kingfisher") == []


def test_many_added_at_once_are_all_found_the_newest_too(session, officer):
    """More than a lot of the index: those behind the last lot are looked through."""
    rows = [
        {
            "id": new_id(), "authority_id": officer.authority_id, "reference": f"M-{n}", "kind": OutletKind.PREMISES,
            "name": f"Lark {n}", "sort_name": f"lark {n:04d}", "status": "trading", "recorded_at": RECORDED_AT,
        }
        for n in range(1300)
    ]  # fmt: skip
    session.execute(sa.insert(Outlet), rows)
    lark = OutletFilter("lark")
    assert queries.count_outlets(session, officer, lark, limit=2000) == 1300
    assert queries.count_outlets(session, officer, lark) == queries.count_limit(lark) + 1
    assert names(session, officer, "lark 0000") == ["Lark 0"]
    assert names(session, officer, "lark 1299") == ["Lark 1299"]
    session.execute(sa.delete(Outlet).where(Outlet.reference.in_([f"M-{n}" for n in range(600, 1300)])))
    assert names(session, officer, "lark 1299") == []
    assert queries.count_outlets(session, officer, OutletFilter("lark")) == 600
    session.execute(sa.update(Outlet).where(Outlet.reference == "M-0").values(sort_name="finch"))
    assert names(session, officer, "lark 0000") == []
    assert names(session, officer, "finch") == ["Lark 0"]


SYLLABLES = ["na", "ko", "ri", "d", "ley", "sto", "re", " ", " & ", "'", ".", "é", "1", "39"]
FEW_EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@FEW_EXAMPLES
@given(
    written=st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6).map("".join),
    street=st.lists(st.sampled_from(SYLLABLES), max_size=6).map("".join),
)
def test_an_outlet_is_found_by_every_word_of_its_name(session, officer, written, street):
    name = f"Zed{written}"
    outlet = OutletFactory(authority_id=officer.authority_id, name=name, address_1=street)
    found = queries.list_outlets(session, officer, OutletFilter(name), limit=1000).rows
    assert outlet.id in {row.id for row in found}
    few, search.FEW = search.FEW, -1
    try:
        walked = queries.list_outlets(session, officer, OutletFilter(name), limit=1000).rows
    finally:
        search.FEW = few
    assert walked == found


# What is found


@pytest.mark.parametrize(
    "asked",
    [
        "nako", "AKO GENERAL", "ridley nako", "nako 39", "store e8", "dalston", "knives-direct.example", "Direct",
        "https://knives-direct.example/x", "blades4u", "A1B2C3", "kestrel", "01234567", "E8 2PB", "e82pb", "E8", "e8 2",
        "HAC-R-2026-000777", "hac-r-2026-000777", "700999", "100023336956", "Café",
    ],
)  # fmt: skip
def test_the_one_box_finds_by(session, officer, shop, asked):
    outlet = shop(
        "Nako General Store",
        reference="HAC-R-2026-000777",
        address_1="39 Ridley Road",
        address_2="Dalston",
        address_3="Café Row",
        postcode="E8 2PB",
        uprn="100023336956",
        domain="knives-direct.example",
        marketplace="Bazaar",
        marketplace_seller="Blades4U",
        marketplace_seller_id="A1B2C3",
    )
    shop("Somebody Else", postcode="N1 9GU", address_1="41 Elsewhere")
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=outlet.id, scheme=Scheme.FHRS, value="700999")
    entity = EntityFactory(authority_id=officer.authority_id, name="Kestrel Cutlery Ltd", company_number="01234567")
    OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id)
    assert names(session, officer, asked) == ["Nako General Store"]
    few, search.FEW = search.FEW, -1
    try:
        assert names(session, officer, asked) == ["Nako General Store"], "walked in its order"
    finally:
        search.FEW = few


@pytest.mark.parametrize("asked", ["E80", "E8 3", "n1 8", "nako elsewhere", "41 ridley", "E8 2PA"])
def test_it_does_not_find_what_has_only_a_part_of_it(session, officer, shop, asked):
    shop("Nako General Store", address_1="39 Ridley Road", postcode="E8 2PB")
    shop("Somebody Else", postcode="N1 9GU", address_1="41 Elsewhere")
    assert names(session, officer, asked) == []


def test_a_shop_whose_name_holds_a_postcode_district_is_found_by_it_too(session, officer, shop):
    shop("E8 Barbers", postcode="N1 9GU")
    shop("In Hackney", postcode="E8 2PB")
    shop("In Bow", postcode="E80 1AA", address_1="1 Elsewhere")
    assert names(session, officer, "E8") == ["E8 Barbers", "In Hackney"]


def test_the_reference_of_an_outlet_merged_away_leads_to_the_one_that_stands(session, officer, shop):
    stands = shop("Stands")
    between = shop("Between", reference="HAC-R-2026-000002", merged_into_id=stands.id)
    shop("Away", reference="HAC-R-2026-000001", merged_into_id=between.id)
    for reference in ("HAC-R-2026-000001", "hac-r-2026-000002"):
        assert names(session, officer, reference) == ["Stands"]
    assert names(session, officer, "away") == []
    assert queries.count_outlets(session, officer) == 1


def test_what_many_find_is_counted_from_the_index(session, officer, shop, monkeypatch):
    for n in range(5):
        shop(f"Lark {n}", reference=f"LARK-{n}")
    shop("Finch", reference="LARK")
    monkeypatch.setattr(search, "FEW", -1)
    assert queries.count_outlets(session, officer, OutletFilter("lark")) == 6
    monkeypatch.setattr(search, "LARGE", 2)
    assert queries.count_outlets(session, officer, OutletFilter("lark")) == 6
    assert queries.count_outlets(session, officer, OutletFilter("lark"), limit=3) == 4


def test_another_authoritys_outlet_is_found_by_nobody_but_the_planner_of_its_force(session, officer, act, shop):
    shop("Nako General Store", uprn="100023336956")
    other, planner = act(authority="croydon"), act(Role.POLICE_PLANNER, "metropolitan-police")
    for asked in ("nako", "100023336956", "E8"):
        assert names(session, other, asked) == []
        assert names(session, planner, asked) == ["Nako General Store"]
    assert nearly(session, other, "nacko") == []
    assert nearly(session, planner, "nacko") == ["Nako General Store"]


# What is spelt nearly so


@pytest.mark.parametrize(
    "asked", ["nacko", "Nacko General", "Nako Genral Store", "genaral", "superdrgu", "supredrug", "Sperdrug"]
)
def test_a_misspelt_name_is_known_again(session, officer, shop, asked):
    shop("Nako General Store")
    shop("Superdrug")
    shop("Kingsland Cutlery")
    assert names(session, officer, asked) == []
    assert nearly(session, officer, asked) == ["Superdrug" if asked[0] in "sS" else "Nako General Store"]


def test_a_misspelt_street_is_known_where_no_name_is_near(session, officer, shop):
    shop("Corner Shop", address_1="41 Ridley Road")
    assert nearly(session, officer, "Ridely") == ["Corner Shop"]


def test_the_other_filters_hold_for_what_is_nearly_so(session, officer, shop):
    shop("Nako General Store")
    shop("Nako Online", kind=OutletKind.ONLINE_SHOP, domain="nako.example", postcode=None)
    asked = OutletFilter("nacko", kind=OutletKind.ONLINE_SHOP)
    assert [row.name for row in list_nearly(session, officer, asked)] == ["Nako Online"]


@pytest.mark.parametrize("asked", ["E8 1AB", "", "xx", "%%%%", '""""', "NOT AND", "nako* OR x"])
def test_odd_searches_find_nothing_and_break_nothing(session, officer, shop, asked):
    shop("Kingsland Cutlery", opened_on=date(2020, 1, 1))
    assert nearly(session, officer, asked) == []
    if asked:
        assert names(session, officer, asked) == []


@pytest.mark.parametrize("asked", ["hac-r-2026-111", "HAC-R-2019-0001", "dem-r-2026"])
def test_a_reference_that_nobody_has_is_not_another_one_misspelt(session, officer, shop, asked):
    shop("Hac Supplies 2026")
    shop("Dem Retail 2026 111")
    assert nearly(session, officer, asked) == []
