"""The rules of the register, as tables of cases."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.retailers import rules
from compliance.retailers.rules import (
    EntityKind,
    HowKnown,
    OutletDetails,
    OutletKind,
    Period,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("SW1A 1AA", "SW1A 1AA"),
        ("sw1a1aa", "SW1A 1AA"),
        ("  e8   1aa ", "E8 1AA"),
        ("N1 9GU", "N1 9GU"),
        ("NW10.4AA", "NW10 4AA"),
        ("EC1V-9LT", "EC1V 9LT"),
        ("GIR 0AA", "GIR 0AA"),
        ("GIR 1AA", None),
        ("AB1 2CD", None),
        ("E8", None),
        ("QE1 1AA", None),
        ("PE28 OUR", None),
        ("E8 1A", None),
        ("E8 1AAA", None),
        ("PRIVATE", None),
        ("=E8 1AA", None),
        ("", None),
    ],
)
def test_a_postcode_is_full_and_well_formed_or_none(typed, postcode):
    assert rules.normalise_postcode(typed) == postcode


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_postcode_and_what_is_read_reads_the_same_again(text):
    found = rules.normalise_postcode(text)
    assert found is None or rules.normalise_postcode(found) == found


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("e8", "E8 "),
        ("E8 1", "E8 1"),
        ("e8 1a", "E8 1A"),
        ("EC1V", "EC1V "),
        ("E8 1AA", None),
        ("shop", None),
        ("", None),
    ],
)
def test_the_first_part_of_a_postcode_stands_for_how_postcodes_begin(typed, beginning):
    assert rules.postcode_beginning(typed) == beginning


@pytest.mark.parametrize(
    ("typed", "number", "noted"),
    [
        ("00445790", "00445790", False),
        ("0044 5790", "00445790", False),
        ("sc123456", "SC123456", False),
        ("OC301234", "OC301234", False),
        ("NI012345", "NI012345", False),
        ("445790", "00445790", True),
        ("1234567", "01234567", True),
        ("SC12345", "SC012345", True),
    ],
)
def test_a_company_number_is_written_as_companies_house_does_and_a_mended_one_says_so(typed, number, noted):
    found = rules.check_company_number(typed)
    assert found.value == number
    assert bool(found.note) is noted
    assert not noted or number in found.note


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("O1234567", "Did you mean 01234567?"),
        ("0123456I", "Did you mean 01234561?"),
        ("AB123456", "gives no number that begins AB"),
        ("123456789", "has 8 characters and this has 9"),
        ("12345", "has 8 characters and this has 5"),
        ("", "has 8 characters and this has 0"),
        ("SC1234567", "not a company number"),
        ("Kooner Ltd", "not a company number"),
        ("=00445790", "not a company number"),
        ("１２３４５６７８", "not a company number"),
    ],
)
def test_a_company_number_that_cannot_be_is_refused_with_how_to_mend_it(typed, message):
    with pytest.raises(Refusal) as refused:
        rules.check_company_number(typed)
    assert message in refused.value.message
    assert refused.value.field == "company_number"


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_a_company_number_and_what_is_read_stays(text):
    try:
        found = rules.check_company_number(text)
    except Refusal:
        return
    assert len(found.value) == 8
    assert rules.check_company_number(found.value) == rules.CompanyNumber(found.value)


@pytest.mark.parametrize(
    ("kind", "number", "allowed"),
    [
        (EntityKind.COMPANY, "00445790", True),
        (EntityKind.COMPANY, None, False),
        (EntityKind.LLP, None, False),
        (EntityKind.PARTNERSHIP, None, True),
        (EntityKind.OTHER, None, True),
        (EntityKind.COMPANY, "SC123456", True),
        (EntityKind.COMPANY, "OC301234", False),
        (EntityKind.LLP, "OC301234", True),
        (EntityKind.LLP, "SO301234", True),
        (EntityKind.LLP, "00445790", False),
        (EntityKind.SOLE_TRADER, None, True),
        (EntityKind.SOLE_TRADER, "00445790", False),
        (EntityKind.PARTNERSHIP, "00445790", False),
    ],
)
def test_only_companies_and_llps_have_a_number_each_of_its_own_form(kind, number, allowed):
    if allowed:
        rules.check_entity(kind, number)
    else:
        with pytest.raises(Refusal) as refused:
            rules.check_entity(kind, number)
        assert refused.value.field == "company_number"


@pytest.mark.parametrize(
    ("typed", "uprn"), [("100023336956", "100023336956"), ("010 0023 336", "100023336"), ("1", "1")]
)
def test_a_uprn_has_up_to_twelve_digits(typed, uprn):
    assert rules.check_uprn(typed) == uprn


@pytest.mark.parametrize("typed", ["", "0", "1000233369561", "10002A", "-1", "=1"])
def test_anything_else_is_no_uprn(typed):
    with pytest.raises(Refusal):
        rules.check_uprn(typed)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The “Corner” Café & Co.", "corner cafe and co"),
        ("Sainsbury's", "sainsburys"),
        ("SAINSBURY’S", "sainsburys"),
        ("THE SHOP", "shop"),
        ("The", "the"),
        ("Theatre Bar", "theatre bar"),
        ("Marks & Spencer", "marks and spencer"),
        ("Marks and Spencer", "marks and spencer"),
        ('"Quoted Knives"', "quoted knives"),
        ("=SUM(A1)", "sum a1"),
        ("Straße 9", "strasse 9"),
        ("!!!", "!!!"),
        ("Kitchen_Shop", "kitchen shop"),
        ("刀屋", "刀屋"),
    ],
)
def test_a_name_is_sorted_without_case_accents_quotation_marks_punctuation_or_the(name, folded):
    assert rules.sort_name(name) == folded


@given(st.text(max_size=300))
def test_a_sorted_name_fits_its_column_and_folding_it_again_changes_nothing(name):
    folded = rules.sort_name(name)
    assert len(folded) <= 200
    assert folded.startswith("the ") or rules.sort_name(folded) == folded


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Example.co.uk/knives?page=2", "example.co.uk"),
        ("example.co.uk", "example.co.uk"),
        ("WWW.EXAMPLE.COM.", "example.com"),
        ("http://user:secret@shop.example.com:8080/a#b", "shop.example.com"),
        ("müller.example", "xn--mller-kva.example"),
    ],
)
def test_the_domain_of_an_online_shop_loses_scheme_www_port_and_path(typed, domain):
    assert rules.check_domain(typed) == domain


@pytest.mark.parametrize(
    "typed", ["", "example", "not a domain", "-x.com", "192.168.0.1", "a..b", "x" * 300 + ".com", "="]
)
def test_what_is_no_web_address_is_refused(typed):
    with pytest.raises(Refusal) as refused:
        rules.check_domain(typed)
    assert refused.value.field == "domain"


def period(from_on: date, to_on: date | None = None, entity: UUID | None = None) -> Period:
    return Period(uuid4(), entity or uuid4(), "Former Ltd", from_on, to_on)


FORMER = period(date(2024, 3, 1), date(2025, 2, 28))
CURRENT = period(date(2025, 6, 1))


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (date(2024, 2, 29), None),
        (date(2024, 3, 1), FORMER),
        (date(2025, 2, 28), FORMER),
        (date(2025, 3, 1), None),
        (date(2025, 5, 31), None),
        (date(2025, 6, 1), CURRENT),
        (TODAY, CURRENT),
    ],
)
def test_the_operator_of_a_day_is_the_period_that_includes_it_both_days_inclusive(day, who):
    assert rules.operator_on([CURRENT, FORMER], day) == who


@pytest.mark.parametrize(
    ("from_on", "to_on", "field"),
    [
        (date(2025, 3, 1), date(2025, 5, 31), None),
        (date(2025, 2, 28), date(2025, 5, 31), "from_on"),
        (date(2025, 3, 1), date(2025, 6, 1), "from_on"),
        (date(2025, 3, 1), None, "from_on"),
        (date(2023, 1, 1), date(2024, 2, 29), None),
        (date(2023, 1, 1), date(2024, 3, 1), "from_on"),
        (date(2022, 12, 31), date(2023, 2, 1), "from_on"),
        (TODAY + timedelta(days=1), None, "from_on"),
        (date(2025, 4, 2), date(2025, 4, 1), "to_on"),
        (date(2025, 4, 1), date(2025, 4, 1), None),
    ],
)
def test_a_period_neither_overlaps_nor_begins_before_the_outlet_opened_or_after_today(from_on, to_on, field):
    def check():
        rules.check_period([CURRENT, FORMER], from_on, to_on, opened_on=date(2023, 1, 1), today=TODAY)

    if field is None:
        check()
    else:
        with pytest.raises(Refusal) as refused:
            check()
        assert refused.value.field == field


def test_a_period_may_begin_today_and_may_not_end_tomorrow():
    rules.check_period([], TODAY, TODAY, opened_on=None, today=TODAY)
    with pytest.raises(Refusal) as refused:
        rules.check_period([], TODAY, TODAY + timedelta(days=1), opened_on=None, today=TODAY)
    assert refused.value.field == "to_on"


def test_a_corrected_period_does_not_overlap_itself():
    rules.check_period([CURRENT, FORMER], date(2025, 7, 1), None, opened_on=None, today=TODAY, own_id=CURRENT.id)


DAYS = st.dates(date(2020, 1, 1), date(2026, 11, 22))
ENDS = st.one_of(st.none(), DAYS)


@given(DAYS, ENDS, DAYS, ENDS)
def test_two_periods_that_pass_never_share_a_day(first, first_end, second, second_end):
    one = period(first, first_end)
    try:
        rules.check_period([], first, first_end, opened_on=None, today=TODAY)
        rules.check_period([one], second, second_end, opened_on=None, today=TODAY)
    except Refusal:
        return
    other = period(second, second_end)
    for day in (first, first_end, second, second_end, TODAY):
        assert day is None or not (one.includes(day) and other.includes(day))


def test_the_former_operator_ends_the_day_before_another_takes_over():
    assert rules.former_ends_on(CURRENT, date(2026, 1, 1)) == date(2025, 12, 31)
    assert rules.former_ends_on(CURRENT, date(2025, 6, 2)) == date(2025, 6, 1)
    with pytest.raises(Refusal):
        rules.former_ends_on(CURRENT, date(2025, 6, 1))


@pytest.mark.parametrize(
    ("on", "allowed"), [(TODAY, True), (TODAY + timedelta(days=1), False), (date(2024, 1, 1), False)]
)
def test_a_status_changes_no_later_than_today_and_no_earlier_than_the_outlet_opened(on, allowed):
    if allowed:
        rules.check_status_day(on, opened_on=date(2024, 1, 2), today=TODAY)
    else:
        with pytest.raises(Refusal):
            rules.check_status_day(on, opened_on=date(2024, 1, 2), today=TODAY)


SHOP = OutletDetails(kind=OutletKind.PREMISES, name="Blades", address_lines=("1 High Street",), postcode="E8 1AA")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (SHOP, None),
        (OutletDetails(OutletKind.PREMISES, "Blades", postcode="E8 1AA"), None),
        (OutletDetails(OutletKind.PREMISES, " ", postcode="E8 1AA"), "name"),
        (OutletDetails(OutletKind.PREMISES, "Blades"), "address_1"),
        (OutletDetails(OutletKind.PREMISES, "Blades", postcode="e8 1aa"), "postcode"),
        (OutletDetails(OutletKind.PREMISES, "Blades", postcode="E8 1AA", uprn="x"), "uprn"),
        (OutletDetails(OutletKind.PREMISES, "Blades", postcode="E8 1AA", opened_on=TODAY), None),
        (
            OutletDetails(OutletKind.PREMISES, "Blades", postcode="E8 1AA", opened_on=TODAY + timedelta(days=1)),
            "opened_on",
        ),
        (OutletDetails(OutletKind.ONLINE_SHOP, "Blades", domain="blades.example"), None),
        (OutletDetails(OutletKind.ONLINE_SHOP, "Blades", domain="blades"), "domain"),
        (OutletDetails(OutletKind.ONLINE_SHOP, "Blades", postcode="E8 1AA"), "domain"),
        (OutletDetails(OutletKind.ONLINE_SHOP, "Blades", marketplace="Bazaar"), "marketplace_seller"),
        (OutletDetails(OutletKind.ONLINE_SHOP, "Blades", marketplace="Bazaar", marketplace_seller="blades99"), None),
    ],
)
def test_an_outlet_must_be_findable_again(details, field):
    if field is None:
        rules.check_outlet(details, TODAY)
    else:
        with pytest.raises(Refusal) as refused:
            rules.check_outlet(details, TODAY)
        assert refused.value.field == field


def test_other_ways_of_knowing_the_operator_are_explained():
    rules.check_how_known(HowKnown.LICENCE, "")
    rules.check_how_known(HowKnown.OTHER, "His landlord said so")
    with pytest.raises(Refusal):
        rules.check_how_known(HowKnown.OTHER, " ")


@pytest.mark.parametrize("kind", [EntityKind.COMPANY, EntityKind.LLP])
def test_a_company_whose_number_is_not_known_yet_is_recorded_as_that(kind):
    rules.check_entity(kind, None, number_unknown=True)
    assert rules.is_number_missing(kind, None)
    assert not rules.is_number_missing(kind, "01234567")
    assert not rules.is_number_missing(EntityKind.SOLE_TRADER, None)


def test_a_number_that_is_given_is_not_unknown():
    with pytest.raises(Refusal) as refused:
        rules.check_entity(EntityKind.COMPANY, "01234567", number_unknown=True)
    assert refused.value.field == "number_unknown"
