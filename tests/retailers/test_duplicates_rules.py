"""Two shops, one or two: what speaks for it and against it, as a table of cases."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.retailers.rules import (
    DEGREE_COLOURS,
    DEGREE_LABELS,
    DIFFERENCE_LABELS,
    LIKENESS_LABELS,
    POSSIBLE,
    VERY_LIKELY,
    WORTH_A_LOOK,
    Candidate,
    Degree,
    Difference,
    Likeness,
    OutletKind,
    weigh,
)
from compliance.retailers.rules.duplicates import alike, compare_numbers, degree_of, metres_between, read_place
from compliance.retailers.rules.duplicates.places import Numbers

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "fhrs"


def shop(name="Nako General Store", *lines, **said):
    return Candidate(name, lines or ("39 Ridley Road", "Hackney", "London"), **{"postcode": "E8 2NP", **said})


def degree(one, other):
    return degree_of(weigh(one, other)[0])


ONE = shop()
PHONE = frozenset({"+442079460123"})
NUMBER = frozenset({"01234567"})
SAME = Degree.VERY_LIKELY
MAYBE = Degree.POSSIBLE


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (shop(), SAME),
        (shop("NAKO GENERAL STORES LTD"), SAME),
        (shop("Nako Genral Store"), SAME),
        (shop("Nako Gen. Store"), SAME),
        (shop("General Store, Nako"), SAME),
        (shop("Kemal Limited T/A Nako General Store"), SAME),
        (shop("Nako General Store", "39 Ridley Rd"), SAME),
        (shop("Nako General Store", "39", "Ridley Road"), SAME),
        (shop("Nako General Store", "Ground Floor", "39 Ridley Road"), SAME),
        (shop("Nako General Store", "39-41 Ridley Road"), SAME),
        (shop("Nako General Store", "Ridley Road"), MAYBE),
        (shop("Nako General Store", postcode=None), MAYBE),
        (shop("Nako General Store", postcode="E8 2PN"), MAYBE),
        (shop("Nako General Store", "London"), MAYBE),
        (shop("Nako General Store", "41 Ridley Road"), None),
        (shop("Nako General Store", "37 Ridley Road"), None),
        (shop("Nako General Store", "39 Ridley Road", postcode="N16 8AA", telephones=frozenset()), MAYBE),
        (shop("Ridley Fish", "40 Ridley Road"), None),
        (shop("Ridley Fish"), Degree.WORTH_A_LOOK),
    ],
)
def test_a_shop_is_known_again_however_it_is_written_and_a_neighbour_is_not(other, expected):
    assert degree(ONE, other) is expected
    assert weigh(ONE, other)[0] == weigh(other, ONE)[0]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (shop("Silvio's", "58 Paul Street"), shop("Silvios", "60 Paul Street"), Difference.NUMBER),
        (shop("Berry's News", "46A High Street"), shop("Berry's News", "46B High Street"), Difference.NUMBER),
        (shop("Kwik Mart", "Unit 3", "160 Main Road"), shop("Kwik Mart", "Unit 4", "160 Main Road"), Difference.UNIT),
        (shop("Kwik Mart", "Unit 3, Euston Station"), shop("Kwik Mart", "Unit 11, Euston Station"), Difference.UNIT),
        (shop("Hassan", "Flat 1", "9 High Street"), shop("Hassan", "Flat 2", "9 High Street"), Difference.UNIT),
        (
            shop("Fruit And Veg", "Q 150", "Queens Market"),
            shop("Fruit And Veg", "Q 39", "Queens Market"),
            Difference.UNIT,
        ),
        (shop("Site 084", "Portobello Road"), shop("Site 086", "Portobello Road"), Difference.UNIT),
        (shop("Sainsbury's", "2 High Street"), shop("Argos at Sainsbury's", "2 High Street"), Difference.INSIDE),
        (shop("Tesco", "55 High Street"), shop("Fresh Halal (within Tesco)", "55 High Street"), Difference.INSIDE),
        (shop("Tesco Metro", "5 High Street"), shop("Mitie @Tesco Metro", "5 High Street"), Difference.INSIDE),
        (shop("Nisa Local", "5 High Street"), shop("Post Office Counter Nisa", "5 High Street"), Difference.PART),
        (shop("Nisa Local", "5 High Street"), shop("Nisa Local cash machine", "5 High Street"), Difference.PART),
        (shop("Sainsbury's", "1 High Street"), shop("Sainsbury's Petrol Station", "1 High Street"), Difference.PART),
        (
            shop("Tesco Express", "10 Mare Street", company_numbers=frozenset({"00445790"})),
            shop("Tesco Express", "90 Mare Street", company_numbers=frozenset({"00445790"})),
            Difference.NUMBER,
        ),
        (shop("Edge", uprn="100"), shop("Edge", "London", uprn="200"), Difference.UPRN),
        (shop("Edge", "London"), shop("Edge", kind=OutletKind.ONLINE_SHOP, domain="edge.example"), Difference.KIND),
    ],
)
def test_traps_stay_apart_and_the_reason_is_said(one, other, why):
    score, _reasons, against = weigh(one, other)
    assert why in against
    assert score < POSSIBLE


@pytest.mark.parametrize(
    ("one", "other", "reasons", "least"),
    [
        ({"domain": "a.example"}, {"domain": "a.example"}, {Likeness.DOMAIN}, VERY_LIKELY),
        ({"uprn": "100"}, {"uprn": "100"}, {Likeness.UPRN}, 30),
        ({"telephones": PHONE}, {"telephones": PHONE}, {Likeness.TELEPHONE}, 30),
        ({"company_numbers": NUMBER}, {"company_numbers": NUMBER}, {Likeness.COMPANY_NUMBER}, 20),
        (
            {"marketplace": "Bazaar", "marketplace_seller": "Blades99"},
            {"marketplace": "bazaar", "marketplace_seller": "blades99"},
            {Likeness.MARKETPLACE_SELLER},
            VERY_LIKELY,
        ),
        (
            {"marketplace": "Bazaar", "marketplace_seller_id": "A1"},
            {"marketplace": "Bazaar", "marketplace_seller_id": "A1"},
            {Likeness.MARKETPLACE_SELLER},
            VERY_LIKELY,
        ),
        ({"domain": ""}, {"domain": ""}, set(), 0),
        ({"uprn": "100"}, {"uprn": None}, set(), 0),
    ],
)  # fmt: skip
def test_each_number_that_two_share_says_so(one, other, reasons, least):
    score, found, _against = weigh(Candidate("Wholly", **one), Candidate("Other", **other))
    assert set(found) == reasons
    assert score >= least


def test_a_company_number_alone_makes_no_duplicate_for_a_chain_has_many_shops():
    numbers = {"company_numbers": frozenset({"00445790"})}
    assert (
        degree(shop("Tesco Express", "10 Mare Street", **numbers), shop("Tesco Metro", postcode="N1 1AA", **numbers))
        is None
    )


def test_the_seller_is_another_though_the_marketplace_is_the_same():
    one = Candidate("Edge", kind=OutletKind.ONLINE_SHOP, marketplace="Bazaar", marketplace_seller="one")
    other = Candidate("Edge", kind=OutletKind.ONLINE_SHOP, marketplace="Bazaar", marketplace_seller="two")
    assert Difference.SELLER in weigh(one, other)[2]
    assert degree(one, other) is None


def test_a_former_trading_name_is_compared_too():
    assert degree(shop("Wholly New Name", other_names=("Nako General Store",)), ONE) is SAME


def test_near_is_one_sector_and_within_150_metres():
    here = shop("Edge", "London", postcode="E8 2NP", latitude=51.5, longitude=0.0)
    for north, near in ((0.0013, True), (0.0014, False)):
        there = shop("Edge", "London", postcode="E8 2NQ", latitude=51.5 + north, longitude=0.0)
        assert (Likeness.NEAR in weigh(here, there)[1]) is near
    other_sector = shop("Edge", "London", postcode="E8 3NQ", latitude=51.5, longitude=0.0)
    assert Likeness.NEAR not in weigh(here, other_sector)[1]
    assert round(metres_between((51.5, 0.0), (51.5, 0.001))) == 69


@pytest.mark.parametrize(
    ("lines", "numbers", "street", "units"),
    [
        (("39 Ridley Road",), ((39, 39, ""),), "ridley road", set()),
        (("", "144-150 Stoke Newington Rd"), ((144, 150, ""),), "stoke newington road", set()),
        (("144-50 High St",), ((144, 150, ""),), "high street", set()),
        (("Unit 3, 5 Mare St",), ((5, 5, ""),), "mare street", {"3"}),
        (("Units 38 to 40", "West Mall"), (), "west mall", {"38", "40"}),
        (("Flat A", "7a St Paul's Road"), ((7, 7, "a"),), "st pauls road", {"a"}),
        (("28", "East Street"), ((28, 28, ""),), "east street", set()),
        (("National Halal, 384 Streatham High",), ((384, 384, ""),), "streatham high", set()),
        (("12 & 14 Broad Lane",), ((12, 12, ""), (14, 14, "")), "broad lane", set()),
        (("Q143", "Queens Market"), (), "queens market", {"q143"}),
        ((), (), "", set()),
        (("London",), (), "", set()),
    ],
)
def test_an_address_is_read_however_it_is_laid_out(lines, numbers, street, units):
    place = read_place(lines)
    assert (place.numbers, place.street, set(place.units)) == (numbers, street, units)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("39 A Road", "39 A Road", Numbers.SAME),
        ("39 A Road", "41 A Road", Numbers.OTHER),
        ("144-150 A Road", "146 A Road", Numbers.SAME),
        ("144-150 A Road", "151 A Road", Numbers.OTHER),
        ("25 A Road", "25A A Road", Numbers.UNKNOWN),
        ("46A A Road", "46B A Road", Numbers.OTHER),
        ("12 & 14 A Road", "14 A Road", Numbers.SAME),
        ("A Road", "14 A Road", Numbers.UNKNOWN),
    ],
)
def test_numbers_of_a_street_are_compared(one, other, expected):
    assert compare_numbers(read_place((one,)), read_place((other,))) is expected


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("W H Smith", "WH Smith", 95, 100),
        ("Sharp & Sons", "Sharp and Sons Ltd", 95, 100),
        ("The Pembury Tavern", "Pembury Tavern", 95, 100),
        ("Royal Food & Wine", "Best Deal Food & Wine", 0, 60),
        ("Shaheer Halal Butchers", "Ali Halal Butchers", 0, 60),
        ("Site 084", "Site 086", 0, 63.9),
        ("Abbey Wines", "Abbey News", 0, 87.9),
        ("", "Abbey News", 0, 0),
        ("!!!", "???", 0, 100),
    ],
)
def test_names_are_compared_by_the_words_that_tell_shops_apart(one, other, least, most):
    assert least <= alike(one, other) <= most
    assert alike(one, other) == pytest.approx(alike(other, one))


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (100, Degree.VERY_LIKELY),
        (VERY_LIKELY, Degree.VERY_LIKELY),
        (VERY_LIKELY - 1, Degree.POSSIBLE),
        (POSSIBLE, Degree.POSSIBLE),
        (POSSIBLE - 1, Degree.WORTH_A_LOOK),
        (WORTH_A_LOOK, Degree.WORTH_A_LOOK),
        (WORTH_A_LOOK - 1, None),
    ],
)
def test_a_score_is_said_in_words(score, expected):
    assert degree_of(score) is expected


def test_every_word_has_its_label():
    assert set(LIKENESS_LABELS) == set(Likeness)
    assert set(DIFFERENCE_LABELS) == set(Difference)
    assert set(DEGREE_LABELS) == set(DEGREE_COLOURS) == set(Degree)


text = st.text(max_size=30)


@given(text, text, st.lists(text, max_size=3), st.lists(text, max_size=3))
def test_whatever_is_typed_is_weighed_alike_both_ways_within_0_and_100(one, other, here, there):
    first, second = Candidate(one, tuple(here), postcode="E8 1AA"), Candidate(other, tuple(there), postcode="E8 1AA")
    score, _reasons, _against = weigh(first, second)
    assert 0 <= score <= 100
    assert score == weigh(second, first)[0]


@given(text.filter(str.strip), st.lists(text, max_size=3))
def test_nothing_is_more_like_a_shop_than_itself(name, lines):
    itself = Candidate(name, tuple(lines), postcode="E8 1AA", domain="a.example")
    assert weigh(itself, itself)[2] == ()


@pytest.mark.shared_data
def test_the_known_traps_of_hackney_stay_apart():
    rows = real_rows()
    nako = [row for row in rows if row.name == "Nako General Store"]
    silvio = [row for row in rows if row.postcode == "EC2A 4LN" and row.name.startswith("Silvio")]
    assert [len(nako), len(silvio)] == [2, 2]
    for pair in (nako, silvio):
        score, _reasons, against = weigh(*pair)
        assert score < WORTH_A_LOOK
        assert against == (Difference.NUMBER,)
    twice = [row for row in rows if row.name.casefold().endswith("duke of wellington") and row.postcode == "N1 4BL"]
    assert degree(*twice) is SAME


def real_rows():
    from defusedxml import ElementTree

    path = DATA / "FHRS512en-GB_hackney_2020-11.xml"
    if not path.exists():
        pytest.skip("the shared data is not beside the checkout")
    return [
        Candidate(
            one.findtext("BusinessName") or "",
            tuple(filter(None, (one.findtext(f"AddressLine{n}") for n in range(1, 5)))),
            one.findtext("PostCode"),
        )
        for one in ElementTree.parse(path).iter("EstablishmentDetail")
    ]


def test_a_name_that_is_a_letter_apart_is_called_similar_and_not_the_same():
    assert Likeness.SAME_NAME in weigh(ONE, shop("NAKO GENERAL STORE"))[1]
    misspelt = weigh(ONE, shop("Nako Genral Store"))[1]
    assert (Likeness.SAME_NAME in misspelt, Likeness.SIMILAR_NAME in misspelt) == (False, True)
