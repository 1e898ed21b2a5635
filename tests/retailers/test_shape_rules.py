"""The rules of the shape of a retailer: chains, names, hours, what was seen, contacts, deliveries, licences."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.accounts.rules import Nation
from compliance.errors import Refusal
from compliance.offences.rules import CATEGORIES, ProductCategory, by_code, flags_of
from compliance.retailers import rules
from compliance.retailers.rules import (
    ArrangementDetails,
    ArrangementKind,
    ContactDetails,
    ContactPurpose,
    EntityKind,
    Hours,
    KnownName,
    LicenceDetails,
    Look,
    NameDetails,
    OutletStatus,
    Partnership,
    ProductSeen,
    brand_of,
    read_brands,
    read_hours,
)

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
LIST = Path(__file__).parents[2] / "compliance" / "retailers" / "data" / "brands.csv"
BRANDS = read_brands(LIST.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("Tesco", "Tesco"),
        ("Tesco Express", "Tesco"),
        ("TESCO STORES LTD 2345", "Tesco"),
        ("Tesco Hackney Superstore (Morning Lane)", "Tesco"),
        ("Tesco's", "Tesco"),
        ("Tescos Barber", ""),
        ("Teasco", ""),
        ("The Tescoma Kitchen", ""),
        ("Boots", "Boots"),
        ("Boots UK Ltd", "Boots"),
        ("Boots The Chemist", "Boots"),
        ("Boots 0123", "Boots"),
        ("Bootsy's Cafe", ""),
        ("Boots Cobblers", ""),
        ("Boot's & Saddles", ""),
        ("B&Q", "B&Q"),
        ("B & Q plc", "B&Q"),
        ("B&M Bargains", "B&M"),
        ("B & M Newsagents", ""),
        ("Co-op", "Co-op"),
        ("The Co-operative Food", "Co-op"),
        ("Co-op Food Lower Clapton", "Co-op"),
        ("Co-operative Funeralcare", ""),
        ("National Co-op Chemist", ""),
        ("Sainsbury’s Local", "Sainsbury's"),
        ("J Sainsbury plc", "Sainsbury's"),
        ("Marks & Spencer Simply Food", "Marks & Spencer"),
        ("M&S Simply Food", "Marks & Spencer"),
        ("M & S Food & Wine", ""),
        ("Argos at Sainsbury's", "Argos"),
        ("Timpson at Tesco", ""),
        ("Haji Baba Ltd T/A Asda", "Asda"),
        ("3D Food & Wine LTD T/A Westbury News", ""),
        ("Iceland Foods Ltd", "Iceland"),
        ("Iceland Tours", ""),
        ("The Range", "The Range"),
        ("Range Rover Repairs", ""),
        ("Mind", "Mind"),
        ("Mind Body Herbals Limited", ""),
        ("Wilko Ltd", "Wilko"),
        ("Londis", ""),
        ("Premier Food & Wine", ""),
        ("One Stop Food & Wine", ""),
        ("Kestrel Cutlery", ""),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_a_chain_is_told_from_an_independent_by_its_name_precisely(name, brand):
    assert brand_of(name, BRANDS) == brand


def test_every_name_of_the_list_is_written_as_names_are_compared_and_finds_its_brand():
    for word, names in BRANDS.by_word.items():
        for known in names:
            written = " ".join(known.words)
            assert known.words[0] == word
            assert rules.sort_name(written) == written
            assert BRANDS.of(written), written


@pytest.mark.parametrize(
    ("brand", "said", "is_chain"),
    [("Tesco", None, True), ("", None, False), ("Tesco", False, False), ("", True, True), ("Tesco", True, True)],
)
def test_what_an_officer_says_of_a_chain_outweighs_the_name(brand, said, is_chain):
    assert rules.is_chain(brand, said) is is_chain


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("020 7946 0123", "+442079460123"),
        ("+44 20 7946 0123", "+442079460123"),
        ("(020) 7946-0123 ext. 4", "+442079460123"),
        ("07700 900123", "+447700900123"),
        ("+33 1 99 00 12 34", "+33199001234"),
        ("12", ""),
        ("ask inside", ""),
        ("  ", ""),
    ],
)
def test_telephone_numbers_are_compared_in_one_form(typed, compared):
    assert rules.comparable_telephone(typed) == compared


def test_a_telephone_number_is_kept_as_it_was_typed_or_refused():
    assert rules.check_telephone("020 7946 0123") == "020 7946 0123"
    assert rules.check_telephone("") == ""
    with pytest.raises(Refusal) as refused:
        rules.check_telephone("ask inside")
    assert refused.value.field == "telephone"


@pytest.mark.parametrize(
    ("typed", "spans", "words"),
    [
        ("9am to 5:30pm", ((540, 1050),), "9am to 5:30pm"),
        ("09:00-17:30", ((540, 1050),), "9am to 5:30pm"),
        ("0900 - 1730", ((540, 1050),), "9am to 5:30pm"),
        ("9.30am until noon", ((570, 720),), "9:30am to noon"),
        ("9am to 1pm and 2pm to 6pm", ((540, 780), (840, 1080)), "9am to 1pm and 2pm to 6pm"),
        ("9am-1pm, 1pm-6pm", ((540, 780), (780, 1080)), "9am to 1pm and 1pm to 6pm"),
        ("8am to midnight", ((480, 1440),), "8am to midnight"),
        ("6pm to 2am", ((1080, 1560),), "6pm to 2am the next day"),
        ("24:00 to 6am", ((0, 360),), "midnight to 6am"),
        ("Closed", (), "Closed"),
        ("24 hours", ((0, 1440),), "Open 24 hours"),
        ("00:00-24:00", ((0, 1440),), "Open 24 hours"),
    ],
)
def test_opening_hours_are_read_as_officers_type_them(typed, spans, words):
    hours = read_hours(typed)
    assert hours == Hours(spans)
    assert hours.in_words() == words


@pytest.mark.parametrize(
    "typed",
    [
        "8-5",
        "9 to 17",
        "9am",
        "25:00 to 26:00",
        "9:60am to 10am",
        "13pm to 2pm",
        "9am to 9am",
        "sometimes",
        "9am to 5pm to 7pm",
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_how_to_type_them(typed):
    with pytest.raises(Refusal) as refused:
        read_hours(typed, "monday")
    assert refused.value.field == "monday"


@pytest.mark.parametrize(
    "typed", ["9am to 2pm and 1pm to 5pm", "2pm to 5pm and 9am to 1pm", "8pm to 2am and 3am to 4am"]
)
def test_the_hours_of_a_day_follow_each_other(typed):
    with pytest.raises(Refusal) as refused:
        read_hours(typed, "friday")
    assert "follow each other" in refused.value.message


def test_a_day_left_blank_says_nothing():
    assert read_hours("  ") is None


minutes = st.integers(min_value=0, max_value=1439)


@given(st.lists(minutes, min_size=2, max_size=8, unique=True).filter(lambda many: len(many) % 2 == 0))
def test_hours_come_back_from_how_they_are_kept_and_from_how_they_are_typed(many):
    ordered = sorted(many)
    hours = Hours(tuple(zip(ordered[::2], ordered[1::2], strict=True)))
    assert rules.read_stored(hours.stored()) == hours
    assert read_hours(hours.typed()) == hours


@pytest.mark.parametrize(
    ("saturday", "sunday", "holds"),
    [
        ("6pm to 2am", "2am to 5pm", True),
        ("6pm to 2am", "1:59am to 5pm", False),
        ("6pm to 2am", "closed", True),
        ("9am to midnight", "24 hours", True),
        ("9am to 12:01am", "24 hours", False),
    ],
)
def test_a_night_does_not_run_into_the_next_morning(saturday, sunday, holds):
    week = {5: read_hours(saturday), 6: read_hours(sunday)}
    if holds:
        rules.check_week(week)
        return
    with pytest.raises(Refusal) as refused:
        rules.check_week(week)
    assert refused.value.field == "saturday"


def test_sunday_night_is_held_to_monday_morning():
    with pytest.raises(Refusal) as refused:
        rules.check_week({6: read_hours("6pm to 6am"), 0: read_hours("5am to 5pm")})
    assert refused.value.field == "sunday"


def test_a_week_in_words_puts_equal_days_together():
    week = {day: read_hours("9am to 5pm") for day in range(5)} | {6: read_hours("closed")}
    assert rules.week_in_words(week) == [("Monday to Friday", "9am to 5pm"), ("Sunday", "Closed")]
    assert rules.week_in_words({day: read_hours("24 hours") for day in range(7)}) == [("Every day", "Open 24 hours")]
    assert rules.week_in_words({}) == []


MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
OLD = KnownName("Old Blades", MAY, JUNE, id=UUID(int=1))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (NameDetails("Other Blades", MAY, JUNE), None),
        (NameDetails("OLD  blades", JUNE + timedelta(days=1), JULY), None),
        (NameDetails("OLD  blades", JUNE, JULY), "name"),
        (NameDetails("Old Blades", None, MAY - timedelta(days=1)), None),
        (NameDetails("Old Blades", None, MAY), "name"),
        (NameDetails("Old Blades", None, None), "name"),
        (NameDetails("Present Name", MAY, JUNE), None),
        (NameDetails("present name", MAY, None), "to_on"),
        (NameDetails("present name", MAY, TODAY), "to_on"),
        (NameDetails("present name", MAY, YESTERDAY), None),
        (NameDetails(" ", None, None), "name"),
        (NameDetails("Other", JUNE, MAY), "to_on"),
        (NameDetails("Other", TOMORROW, None), "from_on"),
        (NameDetails("Other", None, TOMORROW), "to_on"),
    ],
)
def test_two_names_may_be_in_use_at_once_but_one_name_not_twice(details, field):
    if field is None:
        rules.check_name(details, [OLD], present="Present Name", today=TODAY)
        return
    with pytest.raises(Refusal) as refused:
        rules.check_name(details, [OLD], present="Present Name", today=TODAY)
    assert refused.value.field == field


def test_a_new_name_keeps_the_one_before_with_its_days():
    former = rules.former_name("Old Blades", MAY, "New Blades", JUNE, today=TODAY)
    assert former == NameDetails("Old Blades", MAY, JUNE - timedelta(days=1))
    assert rules.former_name("Old Blades", None, "New Blades", TODAY, today=TODAY).from_on is None


@pytest.mark.parametrize(
    ("new", "on", "field"),
    [("", JUNE, "name"), ("Old Blades", JUNE, "name"), ("New", TOMORROW, "on"), ("New", MAY, "on")],
)
def test_a_new_name_that_cannot_be_is_refused(new, on, field):
    with pytest.raises(Refusal) as refused:
        rules.former_name("Old Blades", MAY, new, on, today=TODAY)
    assert refused.value.field == field


CODES = [one.code for one in CATEGORIES]
AXE, KNIFE, RAZOR = ProductCategory.AXE, ProductCategory.KITCHEN_KNIFE, ProductCategory.RAZOR_BLADE
ASHA, CALLUM = UUID(int=7), UUID(int=8)


def test_what_was_looked_for_and_not_found_is_not_sold():
    after = rules.products_after([], Look(frozenset({AXE}), at_all=True, seen_on=TODAY), codes=CODES, seen_by_id=ASHA)
    assert after[AXE] == ProductSeen(AXE, sold=True, seen_on=TODAY, seen_by_id=ASHA)
    assert after[KNIFE] == ProductSeen(KNIFE, sold=False, seen_on=TODAY, seen_by_id=ASHA)
    assert set(after) == set(ProductCategory)


def test_what_nobody_looked_for_stays_unsold_but_is_no_longer_said_to_be_sold():
    known = [
        ProductSeen(AXE, sold=True, seen_on=MAY, seen_by_id=CALLUM),
        ProductSeen(RAZOR, sold=False, seen_on=MAY, seen_by_id=CALLUM),
    ]
    look = Look(frozenset({KNIFE}), at_all=False, seen_on=TODAY)
    after = rules.products_after(known, look, codes=CODES, seen_by_id=ASHA)
    assert set(after) == {KNIFE, RAZOR}
    assert after[RAZOR] == known[1]


@pytest.mark.parametrize(
    ("sold", "at_all", "known", "seen_on", "field"),
    [
        ({AXE}, False, [], TODAY, None),
        (set(), True, [], TODAY, None),
        (set(), False, [], TODAY, "sold"),
        (set(), False, [ProductSeen(AXE, sold=True, seen_on=MAY)], TODAY, None),
        ({AXE}, True, [], TOMORROW, "seen_on"),
        ({AXE}, True, [ProductSeen(AXE, sold=True, seen_on=MAY)], MAY, None),
        ({AXE}, True, [ProductSeen(AXE, sold=True, seen_on=MAY)], MAY - timedelta(days=1), "seen_on"),
    ],
)
def test_a_look_says_something_on_a_day_that_can_be(sold, at_all, known, seen_on, field):
    look = Look(frozenset(sold), at_all, seen_on)
    if field is None:
        rules.check_look(look, known, today=TODAY)
        return
    with pytest.raises(Refusal) as refused:
        rules.check_look(look, known, today=TODAY)
    assert refused.value.field == field


def test_what_left_the_list_stays_as_it_was_seen():
    known = [ProductSeen("flick_knife", sold=True, seen_on=MAY, seen_by_id=CALLUM)]
    look = Look(frozenset({AXE}), at_all=True, seen_on=TODAY)
    after = rules.products_after(known, look, codes=CODES, seen_by_id=ASHA)
    assert after["flick_knife"] == known[0]
    assert set(after) == {*CODES, "flick_knife"}


def test_what_is_not_on_the_list_that_day_cannot_be_seen_on_sale():
    rules.check_on_list(Look(frozenset({AXE}), at_all=False, seen_on=TODAY), CODES)
    with pytest.raises(Refusal) as refused:
        rules.check_on_list(Look(frozenset({"flick_knife"}), at_all=False, seen_on=TODAY), CODES)
    assert refused.value.field == "sold"


def test_it_sells_none_only_when_everything_was_looked_for():
    unsold = [ProductSeen(category, sold=False, seen_on=TODAY) for category in ProductCategory]
    assert rules.sells_none(unsold, CODES)
    assert not rules.sells_none(unsold[1:], CODES)
    assert not rules.sells_none([], CODES)
    assert not rules.sells_none([*unsold[1:], ProductSeen(unsold[0].category, sold=True, seen_on=TODAY)], CODES)


def test_a_stamp_says_whether_somebody_else_changed_it_meanwhile():
    before = rules.stamp_of([1, 2])
    rules.check_stamp(before, rules.stamp_of([2, 1]))
    with pytest.raises(Refusal):
        rules.check_stamp(before, rules.stamp_of([1]))
    with pytest.raises(Refusal):
        rules.check_stamp("", rules.stamp_of([]))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (ContactDetails(ContactPurpose.MANAGER, name="Jo"), None),
        (ContactDetails(ContactPurpose.MANAGER, job_title="Duty manager", telephone="020 7946 0123"), None),
        (ContactDetails(ContactPurpose.MANAGER, telephone="020 7946 0123"), "name"),
        (ContactDetails(ContactPurpose.MANAGER, name="Jo", telephone="x"), "telephone"),
        (ContactDetails(ContactPurpose.MANAGER, name="Jo", from_on=TOMORROW), "from_on"),
        (ContactDetails(ContactPurpose.MANAGER, name="Jo", from_on=TODAY, to_on=YESTERDAY), "to_on"),
        (ContactDetails(ContactPurpose.MANAGER, name="Jo", from_on=TODAY, to_on=TODAY), None),
    ],
)
def test_a_contact_says_who_and_can_be_rung(details, field):
    _refused(lambda: rules.check_contact(details, today=TODAY), field)


@pytest.mark.parametrize("kind", list(ArrangementKind))
def test_only_others_who_deliver_are_named(kind):
    own = kind in {ArrangementKind.OWN_DELIVERY, ArrangementKind.IN_STORE_COLLECTION}
    details = ArrangementDetails(kind, entity_id=ASHA)
    _refused(lambda: rules.check_arrangement(details, today=TODAY), "entity" if own else None)
    rules.check_arrangement(ArrangementDetails(kind), today=TODAY)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (LicenceDetails(Nation.SCOTLAND, "KD/1"), None),
        (LicenceDetails(Nation.SCOTLAND, " "), "number"),
        (LicenceDetails(Nation.ENGLAND, "1", from_on=TOMORROW, to_on=TOMORROW), None),
        (LicenceDetails(Nation.ENGLAND, "1", from_on=TODAY, to_on=YESTERDAY), "to_on"),
    ],
)
def test_a_licence_has_a_number_and_days_in_order(details, field):
    _refused(lambda: rules.check_licence(details, today=TODAY), field)


@pytest.mark.parametrize(
    ("partnership", "field"),
    [
        (Partnership(), None),
        (Partnership("Leeds", since_on=TODAY), None),
        (Partnership("Leeds", since_on=TOMORROW), "since_on"),
        (Partnership(plan="Plan 3"), "authority"),
        (Partnership(contact="Jo"), "authority"),
        (Partnership(since_on=TODAY), "authority"),
    ],
)
def test_a_partnership_is_with_somebody(partnership, field):
    _refused(lambda: rules.check_partnership(partnership, today=TODAY), field)


@pytest.mark.parametrize(
    ("on", "former_on", "holds"), [(MAY, None, True), (MAY, MAY, True), (MAY, JUNE, False), (JUNE, MAY, True)]
)
def test_a_status_follows_the_one_before(on, former_on, holds):
    _refused(lambda: rules.check_status_follows(on, OutletStatus.CLOSED, former_on), None if holds else "on")


def _refused(check, field):
    if field is None:
        check()
        return
    with pytest.raises(Refusal) as refused:
        check()
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "incorporated"),
    [
        (EntityKind.COMPANY, True),
        (EntityKind.LLP, True),
        (EntityKind.PARTNERSHIP, False),
        (EntityKind.SOLE_TRADER, False),
        (EntityKind.OTHER, None),
    ],
)
def test_only_a_company_or_an_llp_is_a_body_corporate(kind, incorporated):
    assert rules.is_incorporated(kind) is incorporated


def test_the_flags_of_a_product_in_words_are_those_of_the_table():
    assert flags_of(by_code(CATEGORIES)[ProductCategory.KITCHEN_KNIFE]) == ("Section 141A article", "Bladed product")
    assert flags_of(by_code(CATEGORIES)[ProductCategory.FOLDING_KNIFE]) == ("Bladed product",)
    assert flags_of(by_code(CATEGORIES)[ProductCategory.CARTRIDGE_RAZOR]) == ()
    assert flags_of(by_code(CATEGORIES)[ProductCategory.CROSSBOW]) == ("Crossbow",)
    assert "Prohibited weapon" in flags_of(by_code(CATEGORIES)[ProductCategory.STATUS_WEAPON])
