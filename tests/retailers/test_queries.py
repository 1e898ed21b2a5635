"""Reads of the register: whose, in what order, in how many statements."""

from datetime import date
from uuid import uuid4

import pytest

from compliance import clock
from compliance.errors import NotFound
from compliance.permissions import Role
from compliance.retailers import queries
from compliance.retailers.queries import OutletFilter
from compliance.retailers.rules import Candidate, Degree, Likeness, OutletDetails, OutletKind, OutletStatus, Scheme
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory, ReferenceFactory


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Blades of Dalston")


def confirm(outlet, entity, **days):
    return OperatorFactory(authority_id=outlet.authority_id, outlet_id=outlet.id, entity_id=entity.id, **days)


def names(session, actor, **asked):
    return [row.name for row in queries.list_outlets(session, actor, OutletFilter(**asked)).rows]


def test_another_authoritys_outlet_is_not_found_by_any_query(session, act, outlet):
    other = act(authority="croydon")
    entity = EntityFactory(authority_id=outlet.authority_id, name="Kestrel Ltd", company_number="01234567")
    operator = confirm(outlet, entity)
    ReferenceFactory(authority_id=outlet.authority_id, outlet_id=outlet.id)
    for read in (queries.get_outlet, queries.get_own_outlet, queries.get_identity, queries.timeline):
        with pytest.raises(NotFound):
            read(session, other, outlet.id)
    with pytest.raises(NotFound):
        queries.get_entity(session, other, entity.id)
    with pytest.raises(NotFound):
        queries.get_operator(session, other, outlet.id, operator.id)
    assert queries.operator_on(session, other, outlet.id, clock.today()) is None
    assert queries.find_entity_by_company_number(session, other, "01234567") is None
    for rows in (
        queries.list_operators(session, other, outlet.id),
        queries.list_references(session, other, outlet.id),
        queries.list_operated(session, other, entity.id),
        queries.search_entities(session, other, "Kestrel"),
        queries.list_by_reference(session, other, Scheme.FHRS),
        queries.list_business_types(session, other),
        names(session, other),
    ):
        assert list(rows) == []
    assert queries.names_of(session, other, [outlet.id]) == {}
    assert queries.periods_of(session, other, [outlet.id]) == {}
    assert queries.count_outlets(session, other) == 0


def test_a_police_planner_reads_their_area_but_owns_none_of_it(session, act, outlet):
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    city = OutletFactory(authority_id=act(authority="city-of-london").authority_id)
    entity = EntityFactory(authority_id=outlet.authority_id, name="Kestrel Ltd")
    confirm(outlet, entity)
    assert queries.get_outlet(session, planner, outlet.id).name == "Blades of Dalston"
    identity = queries.get_identity(session, planner, outlet.id)
    assert (identity.is_own, identity.authority_name, identity.operator_name) == (False, "Hackney", "Kestrel Ltd")
    assert names(session, planner) == ["Blades of Dalston"]
    assert set(queries.names_of(session, planner, [outlet.id, city.id])) == {outlet.id}
    for read in (queries.get_own_outlet,):
        with pytest.raises(NotFound):
            read(session, planner, outlet.id)
    with pytest.raises(NotFound):
        queries.get_outlet(session, planner, city.id)
    with pytest.raises(NotFound):
        queries.get_entity(session, planner, entity.id)


def test_an_officer_of_a_borough_does_not_see_its_neighbours(session, officer, act):
    OutletFactory(authority_id=act(authority="islington").authority_id)
    assert names(session, officer) == []


def test_the_operator_is_the_one_of_the_day_not_of_today(session, officer, outlet):
    former = EntityFactory(authority_id=officer.authority_id, name="Former Ltd")
    current = EntityFactory(authority_id=officer.authority_id, name="Current Ltd")
    confirm(outlet, former, from_on=date(2024, 1, 1), to_on=date(2024, 12, 31))
    confirm(outlet, current, from_on=date(2025, 2, 1))
    cases = {
        date(2023, 12, 31): None,
        date(2024, 1, 1): "Former Ltd",
        date(2024, 12, 31): "Former Ltd",
        date(2025, 1, 1): None,
        date(2025, 1, 31): None,
        date(2025, 2, 1): "Current Ltd",
    }
    for day, name in cases.items():
        found = queries.operator_on(session, officer, outlet.id, day)
        assert (found.entity_name if found else None) == name
    many = queries.operators_on(session, officer, [(outlet.id, day) for day in cases])
    assert {day: many[outlet.id, day].entity_name for day in cases if (outlet.id, day) in many} == {
        day: name for day, name in cases.items() if name
    }
    assert queries.get_identity(session, officer, outlet.id).operator_name == "Current Ltd"
    assert [row.entity_name for row in queries.list_operators(session, officer, outlet.id)] == [
        "Current Ltd",
        "Former Ltd",
    ]


def test_an_operator_who_left_leaves_the_outlet_not_confirmed(session, officer, outlet):
    confirm(outlet, EntityFactory(authority_id=officer.authority_id), to_on=date(2025, 1, 31))
    identity = queries.get_identity(session, officer, outlet.id)
    assert (identity.operator_name, identity.entity_id) == (None, None)
    assert names(session, officer, operator_confirmed=False) == [outlet.name]
    assert names(session, officer, operator_confirmed=True) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("blades", True),
        ("DALSTON", True),
        ("des of d", True),
        ("the blades", True),
        ("50%", False),
        ("_lades", True),
        ("bla_es", False),
        ("blades%", True),
        ("E8 1AA", True),
        ("e81aa", True),
        ("E8", True),
        ("E8 1", True),
        ("E9", False),
        ("E8 1AB", False),
        ("hac-r-2026-000777", True),
        ("700999", True),
        ("700", False),
        ("01234567", True),
        ("1234567", True),
        ("Kestrel", True),
        ("12 Kingsland", True),
        ("=1+1", False),
        ("\\", False),
        ("' OR 1=1 --", False),
    ],
)
def test_a_search_finds_by_part_of_a_name_or_address_by_postcode_reference_and_operator(
    session, officer, search, found
):
    outlet = OutletFactory(
        authority_id=officer.authority_id,
        name="Blades of Dalston",
        reference="HAC-R-2026-000777",
        address_1="12 Kingsland High Street",
    )
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=outlet.id, value="700999")
    entity = EntityFactory(authority_id=officer.authority_id, name="Kestrel Cutlery Ltd", company_number="01234567")
    confirm(outlet, entity)
    assert names(session, officer, search=search) == ([outlet.name] if found else [])


@pytest.mark.parametrize("search", ["blades.example", "https://www.blades.example/knives", "blades.ex", "blades99"])
def test_an_online_shop_is_found_by_its_domain_or_its_seller_name(session, officer, search):
    OutletFactory(
        authority_id=officer.authority_id,
        kind=OutletKind.ONLINE_SHOP,
        name="Sharp Things",
        domain="blades.example",
        marketplace="Bazaar",
        marketplace_seller="blades99",
        postcode=None,
        address_1="",
        address_2="",
    )
    assert names(session, officer, search=search) == ["Sharp Things"]


def test_each_filter_leaves_out_the_others(session, officer):
    mine = {"authority_id": officer.authority_id}
    OutletFactory(**mine, name="A Trading")
    OutletFactory(**mine, name="B Closed", status=OutletStatus.CLOSED, closed_on=date(2026, 1, 1))
    OutletFactory(**mine, name="C Market", business_type="Retailers - supermarkets/hypermarkets", postcode="N16 8AA")
    OutletFactory(**mine, name="D Missing", missing_since_on=date(2026, 11, 8), postcode="N1 8AA")
    OutletFactory(**mine, name="E Online", kind=OutletKind.ONLINE_SHOP, domain="e.example", postcode=None)
    assert names(session, officer, status=OutletStatus.CLOSED) == ["B Closed"]
    assert names(session, officer, business_type="Retailers - supermarkets/hypermarkets") == ["C Market"]
    assert names(session, officer, missing=True) == ["D Missing"]
    assert names(session, officer, kind=OutletKind.ONLINE_SHOP) == ["E Online"]
    assert names(session, officer, district="n1") == ["D Missing"]
    assert names(session, officer, district="N16") == ["C Market"]
    assert names(session, officer, district="E8", status=OutletStatus.TRADING) == ["A Trading"]
    assert queries.list_business_types(session, officer) == [
        "Retailers - other",
        "Retailers - supermarkets/hypermarkets",
    ]


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_pages_go_through_every_row_once_forwards_and_backwards_even_with_equal_names(session, officer, limit):
    for number in range(23):
        OutletFactory(authority_id=officer.authority_id, name=["The Same", "Same", "same", "Other"][number % 4])
    every = [row.id for row in queries.list_outlets(session, officer, limit=100).rows]
    assert len(every) == 23
    forwards, page = [], queries.list_outlets(session, officer, limit=limit)
    assert page.before is None
    forwards += [row.id for row in page.rows]
    while page.after:
        page = queries.list_outlets(session, officer, after=page.after, limit=limit)
        forwards += [row.id for row in page.rows]
    assert forwards == every
    backwards = [row.id for row in page.rows]
    while page.before:
        page = queries.list_outlets(session, officer, before=page.before, limit=limit)
        backwards = [row.id for row in page.rows] + backwards
    assert backwards == every


def test_a_page_begins_where_an_outlet_stands_now_and_at_the_start_when_it_is_not_known(session, officer, act):
    first, second = (OutletFactory(authority_id=officer.authority_id, name=name) for name in ("Alpha", "Beta"))
    other = OutletFactory(authority_id=act(authority="croydon").authority_id, name="Aaa")
    assert [row.id for row in queries.list_outlets(session, officer, after=first.id).rows] == [second.id]
    for nowhere in (uuid4(), other.id):
        assert len(queries.list_outlets(session, officer, after=nowhere).rows) == 2


def test_a_count_stops_one_beyond_its_limit(session, officer):
    for _ in range(5):
        OutletFactory(authority_id=officer.authority_id)
    assert queries.count_outlets(session, officer) == 5
    assert queries.count_outlets(session, officer, limit=3) == 4


def test_lists_of_many_outlets_take_one_statement(session, officer, count_queries):
    outlets = [OutletFactory(authority_id=officer.authority_id) for _ in range(20)]
    entity = EntityFactory(authority_id=officer.authority_id)
    for outlet in outlets:
        confirm(outlet, entity)
    ids = [outlet.id for outlet in outlets]
    with count_queries() as sent:
        assert set(queries.names_of(session, officer, [*ids, uuid4(), ids[0]])) == set(ids)
    assert len(sent) == 1
    with count_queries() as sent:
        assert len(queries.operators_on(session, officer, [(one, clock.today()) for one in ids])) == 20
    assert len(sent) == 1
    with count_queries() as sent:
        queries.get_identity(session, officer, ids[0])
    assert len(sent) == 1


def test_what_came_from_a_register_is_listed_by_its_reference_for_the_next_import(session, officer):
    outlet = OutletFactory(
        authority_id=officer.authority_id, address_1="", address_2="5 Mare Street", postcode_given="E8 1AA "
    )
    OutletFactory(authority_id=officer.authority_id)
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=outlet.id, value="2")
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=outlet.id, scheme=Scheme.COUNCIL, value="PI/1")
    (known,) = queries.list_by_reference(session, officer, Scheme.FHRS)
    assert (known.outlet_id, known.reference) == (outlet.id, "2")
    assert (known.address_lines, known.postcode_given) == (("5 Mare Street",), "E8 1AA ")


def test_entities_are_found_by_part_of_the_name_or_the_number(session, officer):
    entity = EntityFactory(
        authority_id=officer.authority_id, name="Kestrel 100% Cutlery Ltd", company_number="01234567"
    )
    for search in ("kestrel", "100%", "CUTLERY", "01234567", "1234567"):
        assert [one.id for one in queries.search_entities(session, officer, search)] == [entity.id]
    for search in ("", "  ", "%", "osprey", "_"):
        found = queries.search_entities(session, officer, search)
        assert [one.id for one in found] == ([entity.id] if search == "%" else [])


def details(**said):
    return OutletDetails(**{"kind": OutletKind.PREMISES, "name": "Nako General Store", "postcode": "E8 2NP", **said})


def test_a_likely_duplicate_comes_with_its_reasons_and_a_neighbour_with_another_name_does_not(session, officer, act):
    mine = {"authority_id": officer.authority_id, "postcode": "E8 2NP"}
    same = OutletFactory(**mine, name="Nako General Stores", address_1="39 Ridley Road")
    OutletFactory(**mine, name="Nako General Store", address_1="41 Ridley Road")
    OutletFactory(**mine, name="Ridley Fish", address_1="40 Ridley Road")
    OutletFactory(**mine, name="Nako General Store", address_1="39 Ridley Road", merged_into_id=same.id)
    OutletFactory(authority_id=act(authority="croydon").authority_id, postcode="E8 2NP", name="Nako General Store")
    (found,) = queries.list_likely_duplicates(session, officer, details(address_lines=("39 Ridley Road",)))
    assert (found.outlet.id, found.likely.degree) == (same.id, Degree.VERY_LIKELY)
    assert found.likely.reasons == (Likeness.SIMILAR_NAME, Likeness.ADDRESS, Likeness.POSTCODE)
    assert queries.list_likely_duplicates(session, officer, details(name="Wholly Other", postcode="E8 2NQ")) == []


def test_another_name_at_the_same_address_is_worth_a_look(session, officer):
    OutletFactory(authority_id=officer.authority_id, postcode="E8 2NP", name="Old Name", address_1="39 Ridley Road")
    (found,) = queries.list_likely_duplicates(session, officer, details(address_lines=("39 Ridley Road",)))
    assert (found.likely.degree, found.likely.reasons) == (
        Degree.WORTH_A_LOOK,
        (Likeness.ADDRESS, Likeness.POSTCODE),
    )


def test_an_outlet_of_the_same_company_and_name_without_an_address_is_likely_the_same(session, officer):
    outlet = OutletFactory(authority_id=officer.authority_id, name="Nako Store", address_1="", postcode=None)
    confirm(outlet, EntityFactory(authority_id=officer.authority_id, company_number="01234567"))
    (found,) = queries.list_likely_duplicates(session, officer, details(), "01234567")
    assert found.outlet.id == outlet.id
    assert Likeness.COMPANY_NUMBER in found.likely.reasons


def test_a_telephone_number_of_a_contact_or_of_the_shop_itself_finds_it(session, officer):
    own = OutletFactory(authority_id=officer.authority_id, name="Nako", postcode=None, address_1="")
    own.telephone_e164 = "+442079460123"
    session.flush()
    wanted = details(name="Nako Stores", postcode=None, address_lines=("1 Far Road",), telephone="020 7946 0123")
    (found,) = queries.list_likely_duplicates(session, officer, wanted)
    assert Likeness.TELEPHONE in found.likely.reasons


def rows_of(*names):
    return [Candidate(name, ("39 Ridley Road",), "E8 2NP") for name in names]


def test_many_rows_are_compared_by_a_handful_of_statements(session, officer, count_queries):
    mine = {"authority_id": officer.authority_id, "postcode": "E8 2NP", "address_1": "39 Ridley Road"}
    kept = OutletFactory(**mine, name="Nako General Store")
    referred = OutletFactory(**mine, name="Nako General Store")
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=referred.id)
    with count_queries() as sent:
        found = queries.list_likely(session, officer, rows_of("Ridley Fish", "Nako Gen Store", *["Other"] * 300))
    assert len(sent) <= 5
    assert list(found) == [1]
    assert {one.outlet_id for one in found[1]} == {kept.id, referred.id}
    found = queries.list_likely(session, officer, rows_of("Nako General Store"), without_scheme=Scheme.FHRS)
    assert [one.outlet_id for one in found[0]] == [kept.id]
    own = [Candidate("Nako General Store", ("39 Ridley Road",), "E8 2NP", outlet_id=kept.id)]
    assert [one.outlet_id for one in queries.list_likely(session, officer, own)[0]] == [referred.id]
    assert queries.list_likely(session, officer, []) == {}


def test_pairs_of_the_whole_register_are_found_once_each_the_likeliest_first(session, officer, act, count_queries):
    mine = {"authority_id": officer.authority_id, "postcode": "E8 2NP"}
    first = OutletFactory(**mine, name="Nako General Store", address_1="39 Ridley Road")
    second = OutletFactory(**mine, name="Nako General Store", address_1="39 Ridley Rd")
    vague = OutletFactory(**mine | {"postcode": None}, name="Nako General Store", address_1="39 Ridley Road")
    OutletFactory(**mine, name="Nako General Store", address_1="41 Ridley Road")
    OutletFactory(authority_id=act(authority="croydon").authority_id, postcode="E8 2NP", name="Nako General Store")
    with count_queries() as sent:
        pairs = queries.list_pairs(session, officer)
    assert len(sent) == 4
    assert [(pair.first_id, pair.second_id) for pair in pairs] == [
        (first.id, second.id),
        (first.id, vague.id),
        (second.id, vague.id),
    ]
    assert [pair.likely.degree for pair in pairs] == [Degree.VERY_LIKELY, Degree.POSSIBLE, Degree.POSSIBLE]


def test_nothing_to_compare_finds_only_the_name(session, officer):
    OutletFactory(authority_id=officer.authority_id, name="Nako General Store", postcode=None, address_1="")
    (found,) = queries.list_likely_duplicates(session, officer, details(postcode=None))
    assert found.likely.reasons == (Likeness.SAME_NAME,)
    assert found.likely.degree is Degree.WORTH_A_LOOK
