"""What an attempt can be, what counts, what a correction may do, and the law it touches."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.dates import months_after
from compliance.errors import Refusal
from compliance.offences.rules import CATEGORIES, SEED, ClockState, ModeOfTrial, ProductCategory, Provision, by_code
from compliance.purchases import rules
from compliance.purchases.rules import (
    AddressKind,
    Attempt,
    BuyerBasis,
    Channel,
    HandOverResult,
    Kind,
    NewHandOver,
    Outcome,
    Type,
)
from compliance.retailers.rules import OutletKind

TODAY = date(2026, 11, 22)
UNDERAGE = Attempt(
    Type.UNDERAGE,
    BuyerBasis.UNDER_18,
    Outcome.SOLD_UNCHALLENGED,
    TODAY,
    volunteer_code="V07",
    age_years=16,
    age_months=3,
)
CHALLENGE_25 = Attempt(Type.CHALLENGE_25, BuyerBasis.ADULT, Outcome.SOLD_UNCHALLENGED, TODAY, age_years=19)
INTERCEPTED = replace(UNDERAGE, type=Type.INTERCEPTED, outcome=Outcome.WOULD_HAVE_SOLD_INTERCEPTED)
LISTING = Attempt(Type.LISTING_CHECK, BuyerBasis.NONE, Outcome.OFFERED_FOR_SALE, TODAY)


def kind_of(attempt):
    """Return the kind of outlet at which a test of this type is made."""
    return OutletKind.ONLINE_SHOP if attempt.type in rules.ONLINE_TYPES else OutletKind.PREMISES


@pytest.mark.parametrize(
    "attempt", [UNDERAGE, CHALLENGE_25, INTERCEPTED, LISTING, replace(CHALLENGE_25, age_years=None)]
)
def test_what_can_be_is_allowed(attempt):
    rules.check_attempt(attempt, today=TODAY, outlet_kind=kind_of(attempt))


@pytest.mark.parametrize(
    ("attempt", "field"),
    [
        (replace(UNDERAGE, tested_on=date(2026, 11, 23)), "tested_on"),
        (replace(UNDERAGE, age_years=18, age_months=0), "volunteer_code"),
        (replace(UNDERAGE, age_years=19), "volunteer_code"),
        (replace(UNDERAGE, volunteer_code=None), "volunteer_code"),
        (replace(UNDERAGE, age_years=None), "volunteer_code"),
        (replace(UNDERAGE, buyer_basis=BuyerBasis.ADULT), "buyer_basis"),
        (replace(UNDERAGE, outcome=Outcome.WOULD_HAVE_SOLD_INTERCEPTED), "outcome"),
        (replace(UNDERAGE, outcome=Outcome.OFFERED_FOR_SALE), "outcome"),
        (replace(CHALLENGE_25, buyer_basis=BuyerBasis.UNDER_18), "buyer_basis"),
        (replace(CHALLENGE_25, age_years=17), "age_years"),
        (replace(CHALLENGE_25, age_years=17, volunteer_code="V07"), "volunteer_code"),
        (replace(INTERCEPTED, outcome=Outcome.SOLD_UNCHALLENGED), "outcome"),
        (replace(INTERCEPTED, outcome=Outcome.SOLD_AFTER_ID_NOT_VERIFIED), "outcome"),
        (replace(LISTING, outcome=Outcome.SOLD_UNCHALLENGED), "outcome"),
        (replace(LISTING, outcome=Outcome.REFUSED_NO_ID), "outcome"),
        (replace(LISTING, volunteer_code="V07"), "volunteer_code"),
        (replace(UNDERAGE, outcome=Outcome.VOID, second_officer=True), "outcome_reason"),
        (replace(UNDERAGE, outcome=Outcome.ABORTED, reason="  ", second_officer=True), "outcome_reason"),
        (replace(UNDERAGE, outcome=Outcome.VOID, reason="No photograph was taken"), "second_officer_id"),
        (replace(UNDERAGE, channel=Channel.MARKETPLACE), "channel"),
        (replace(UNDERAGE, started_at_time=time(14, 0), ended_at_time=time(13, 59)), "ended_at_time"),
        (
            replace(UNDERAGE, started_at_time=time(14, 0), handed_to_officer_at_time=time(13, 59)),
            "handed_to_officer_at_time",
        ),
        (replace(UNDERAGE, id_asked=True), "id_asked"),
        (replace(UNDERAGE, outcome=Outcome.REFUSED_NO_ID, id_asked=False), "id_asked"),
        (replace(UNDERAGE, outcome=Outcome.REFUSED_AGE_ASKED, age_asked=False), "age_asked"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_to_mend(attempt, field):
    with pytest.raises(Refusal) as refused:
        rules.check_attempt(attempt, today=TODAY, outlet_kind=kind_of(attempt))
    assert refused.value.field == field


def test_void_with_a_reason_and_a_second_officer_is_allowed():
    void = replace(UNDERAGE, outcome=Outcome.VOID, reason="No photograph was taken", second_officer=True)
    rules.check_attempt(void, today=TODAY, outlet_kind=kind_of(void))


def test_the_second_officer_is_somebody_else():
    one, other = uuid4(), uuid4()
    rules.check_officers(one, other)
    rules.check_officers(one, None)
    with pytest.raises(Refusal) as refused:
        rules.check_officers(one, one)
    assert refused.value.field == "second_officer_id"


@pytest.mark.parametrize(("opened_on", "allowed"), [(TODAY, True), (None, True), (date(2026, 11, 23), False)])
def test_a_test_is_not_before_its_outlet_opened(opened_on, allowed):
    if allowed:
        rules.check_day(TODAY, today=TODAY, outlet_opened_on=opened_on)
        return
    with pytest.raises(Refusal, match="not yet open"):
        rules.check_day(TODAY, today=date(2026, 12, 1), outlet_opened_on=opened_on)


@given(st.sampled_from(Type), st.sampled_from(BuyerBasis), st.sampled_from(Outcome))
def test_only_a_completed_sale_to_a_volunteer_under_18_counts(type_, basis, outcome):
    counts = rules.counts_as_sale(type_, basis, outcome)
    expected = (type_, basis, outcome) in set(
        product(
            {Type.UNDERAGE, Type.ONLINE_ORDER},
            {BuyerBasis.UNDER_18},
            {Outcome.SOLD_UNCHALLENGED, Outcome.SOLD_AFTER_ID_NOT_VERIFIED},
        )
    )
    assert counts is expected


SALE = Kind(Type.UNDERAGE, BuyerBasis.UNDER_18, Outcome.SOLD_UNCHALLENGED)


@pytest.mark.parametrize(
    ("after", "field"),
    [
        (Kind(Type.CHALLENGE_25, BuyerBasis.ADULT, Outcome.SOLD_UNCHALLENGED), "type"),
        (Kind(Type.INTERCEPTED, BuyerBasis.UNDER_18, Outcome.WOULD_HAVE_SOLD_INTERCEPTED), "type"),
        (replace(SALE, outcome=Outcome.REFUSED_NO_ID), "outcome"),
        (replace(SALE, outcome=Outcome.VOID), "outcome"),
    ],
)
def test_an_officer_cannot_make_their_own_sale_disappear(after, field):
    with pytest.raises(Refusal) as refused:
        rules.check_correction(SALE, after, independent=False)
    assert refused.value.field == field
    rules.check_correction(SALE, after, independent=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SALE, replace(SALE, outcome=Outcome.SOLD_AFTER_ID_NOT_VERIFIED)),
        (replace(SALE, outcome=Outcome.REFUSED_NO_ID), SALE),
        (replace(SALE, outcome=Outcome.REFUSED_NO_ID), replace(SALE, outcome=Outcome.REFUSED_OTHER)),
    ],
)
def test_a_correction_that_hides_nothing_is_anybodys(before, after):
    rules.check_correction(before, after, independent=False)


def test_a_test_keeps_to_its_way_in():
    online = replace(SALE, type=Type.ONLINE_ORDER)
    for before, after in ((SALE, online), (online, SALE)):
        with pytest.raises(Refusal) as refused:
            rules.check_correction(before, after, independent=True)
        assert refused.value.field == "type"


ORDERED = date(2026, 11, 1)
PARCEL = NewHandOver(
    result=HandOverResult.HANDED_OVER_UNCHECKED, dispatched_on=date(2026, 11, 2), handed_over_on=date(2026, 11, 3)
)


@pytest.mark.parametrize(
    "new",
    [
        PARCEL,
        replace(PARCEL, dispatched_on=None),
        replace(PARCEL, dispatched_on=ORDERED, handed_over_on=ORDERED),
        replace(PARCEL, handed_over_on=TODAY),
        NewHandOver(result=HandOverResult.NOT_YET, dispatched_on=date(2026, 11, 2)),
        replace(PARCEL, result=HandOverResult.LOCKER, address_kind=AddressKind.LOCKER),
    ],
)
def test_a_hand_over_follows_its_order(new):
    rules.check_hand_over(new, ordered_on=ORDERED, today=TODAY)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(PARCEL, result=HandOverResult.NOT_YET), "handed_over_on"),
        (replace(PARCEL, handed_over_on=None), "handed_over_on"),
        (replace(PARCEL, dispatched_on=date(2026, 10, 31)), "dispatched_on"),
        (replace(PARCEL, handed_over_on=date(2026, 11, 1)), "handed_over_on"),
        (replace(PARCEL, handed_over_on=date(2026, 11, 23)), "handed_over_on"),
        (replace(PARCEL, result=HandOverResult.LOCKER, address_kind=AddressKind.RESIDENTIAL), "address_kind"),
        (replace(PARCEL, result=HandOverResult.HANDED_OVER_AFTER_ID, id_looked_at=False), "id_looked_at"),
        (replace(PARCEL, result=HandOverResult.REFUSED, handed_to_age_years=16), "handed_to_age_years"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(new, field):
    with pytest.raises(Refusal) as refused:
        rules.check_hand_over(new, ordered_on=ORDERED, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("type_", "outcome", "has"),
    [
        (Type.ONLINE_ORDER, Outcome.SOLD_UNCHALLENGED, True),
        (Type.ONLINE_ORDER, Outcome.REFUSED_NO_ID, False),
        (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, False),
        (Type.LISTING_CHECK, Outcome.OFFERED_FOR_SALE, False),
    ],
)
def test_only_an_accepted_online_order_has_a_hand_over(type_, outcome, has):
    assert rules.has_hand_over(type_, outcome) is has


def law(kind=SALE, category=ProductCategory.KITCHEN_KNIFE, tested_on=date(2026, 1, 16), **also):
    known = {"overturned": False, "versions": SEED, "today": TODAY} | also
    return rules.sale_law(kind, by_code(CATEGORIES)[category], tested_on=tested_on, **known)


@pytest.mark.parametrize(
    ("sold_on", "last_day"),
    [
        (date(2026, 1, 16), date(2026, 7, 16)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2026, 5, 22), date(2026, 11, 22)),
    ],
)
def test_the_last_day_to_prosecute_is_six_calendar_months_after_the_sale(sold_on, last_day):
    assert law(tested_on=sold_on).clock.last_day == last_day


def test_a_clock_is_due_on_its_last_day_and_expired_the_day_after():
    assert law(tested_on=date(2026, 5, 22)).clock.state is ClockState.DUE
    assert law(tested_on=date(2026, 5, 21)).clock.state is ClockState.EXPIRED


def test_an_online_sale_is_counted_from_the_order_and_adds_the_conditions_of_its_defence():
    online = law(replace(SALE, type=Type.ONLINE_ORDER))
    assert online.offence_day == date(2026, 1, 16)
    assert [version.provision for version in online.versions] == [Provision.CJA_S141A, Provision.CJA_S141B]
    assert [version.provision for version in law().versions] == [Provision.CJA_S141A]


def test_the_law_is_that_of_the_day_of_the_sale():
    assert law(tested_on=date(2022, 4, 5)).versions[0].in_force_to == date(2022, 4, 5)
    assert law(tested_on=date(2022, 4, 6)).versions[0].in_force_from == date(2022, 4, 6)
    assert law(tested_on=date(2008, 11, 7)).clock is None


def test_an_offence_that_can_be_tried_in_either_court_has_no_last_day():
    either_way = [replace(version, mode_of_trial=ModeOfTrial.EITHER_WAY) for version in SEED]
    assert law(versions=either_way).clock.state is ClockState.NO_LIMIT


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"kind": Kind(Type.CHALLENGE_25, BuyerBasis.ADULT, Outcome.SOLD_UNCHALLENGED)}, "never an offence"),
        ({"kind": Kind(Type.INTERCEPTED, BuyerBasis.UNDER_18, Outcome.WOULD_HAVE_SOLD_INTERCEPTED)}, "before payment"),
        ({"kind": Kind(Type.LISTING_CHECK, BuyerBasis.NONE, Outcome.OFFERED_FOR_SALE)}, "Nobody bought"),
        ({"kind": Kind(Type.DELIVERY_CHECK, BuyerBasis.UNDER_18, Outcome.SOLD_UNCHALLENGED)}, "hand-over"),
        ({"kind": Kind(Type.ONLINE_ORDER, BuyerBasis.ADULT, Outcome.SOLD_UNCHALLENGED)}, "18 or over"),
        ({"kind": replace(SALE, outcome=Outcome.REFUSED_NO_ID)}, "refused"),
        ({"kind": replace(SALE, outcome=Outcome.VOID)}, "proves nothing"),
        ({"kind": replace(SALE, outcome=Outcome.NOT_STOCKED)}, "no attempt"),
        ({"overturned": True}, "overturned"),
        ({"category": ProductCategory.CARTRIDGE_RAZOR}, "section 141A does not reach"),
    ],
)
def test_what_has_no_clock_says_why(case, why):
    found = law(**case)
    assert found.clock is None
    assert why in found.why_none


@pytest.mark.parametrize(
    ("category", "offence"),
    [
        (ProductCategory.KITCHEN_KNIFE, Provision.CJA_S141A),
        (ProductCategory.FOLDING_KNIFE, Provision.CJA_S141A),
        (ProductCategory.CORROSIVE, Provision.OWA_S1),
        (ProductCategory.CROSSBOW, Provision.CROSSBOWS_S1),
    ],
)
def test_the_law_of_a_sale_is_the_offence_that_its_product_can_or_may_yet_prove(category, offence):
    found = law(category=category)
    assert [version.provision for version in found.versions] == [offence]
    assert found.clock.last_day == date(2026, 7, 16)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_first_day_that_still_runs_is_exact(today):
    first = rules.first_day_running(today)
    assert months_after(first, 6) >= today
    assert months_after(date.fromordinal(first.toordinal() - 1), 6) < today


SHOP, STORE = OutletKind.ONLINE_SHOP, OutletKind.PREMISES
PAGE = "https://www.knives.example/chef"


@pytest.mark.parametrize(
    ("type_", "channel", "url", "kind", "field"),
    [
        (Type.UNDERAGE, Channel.TILL, "", STORE, None),
        (Type.UNDERAGE, Channel.TILL, "", SHOP, "type"),
        (Type.UNDERAGE, Channel.SELF_CHECKOUT, "", SHOP, "type"),
        (Type.UNDERAGE, Channel.CLICK_AND_COLLECT, "", SHOP, None),
        (Type.CHALLENGE_25, Channel.TILL, "", SHOP, "type"),
        (Type.INTERCEPTED, None, "", SHOP, "type"),
        (Type.DELIVERY_CHECK, Channel.HOME_DELIVERY, "", SHOP, None),
        (Type.DELIVERY_CHECK, Channel.CLICK_AND_COLLECT, "", SHOP, None),
        (Type.DELIVERY_CHECK, Channel.TILL, "", SHOP, "channel"),
        (Type.DELIVERY_CHECK, Channel.TILL, "", STORE, None),
        (Type.ONLINE_ORDER, Channel.HOME_DELIVERY, "", SHOP, None),
        (Type.ONLINE_ORDER, Channel.HOME_DELIVERY, "", STORE, "url"),
        (Type.ONLINE_ORDER, Channel.HOME_DELIVERY, "  ", STORE, "url"),
        (Type.ONLINE_ORDER, Channel.HOME_DELIVERY, PAGE, STORE, None),
        (Type.LISTING_CHECK, Channel.MARKETPLACE, "", STORE, "url"),
        (Type.LISTING_CHECK, Channel.MARKETPLACE, PAGE, STORE, None),
        (Type.LISTING_CHECK, Channel.MARKETPLACE, "", SHOP, None),
        (Type.ONLINE_ORDER, Channel.HOME_DELIVERY, "not a url", SHOP, "url"),
    ],
)
def test_a_kind_of_test_is_made_where_it_can_be(type_, channel, url, kind, field):
    if field is None:
        rules.check_place(type_, channel, url=url, outlet_kind=kind)
        return
    with pytest.raises(Refusal) as refused:
        rules.check_place(type_, channel, url=url, outlet_kind=kind)
    assert refused.value.field == field


@pytest.mark.parametrize("url", [PAGE, "http://knives.example", "https://knives.example:8443/a?b=c#d", "https://é.fr/"])
def test_a_page_of_the_web_has_an_address(url):
    rules.check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "not a url",
        "javascript:alert(1)",
        "knives.example/chef",
        "https://",
        "https:///chef",
        "https://knives",
        "ftp://knives.example",
        "https://knives.example/a b",
        "https://knives.example:port/",
        "https://[::1",
        "data:text/html,https://knives.example",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url):
    with pytest.raises(Refusal, match="full web address") as refused:
        rules.check_url(url)
    assert refused.value.field == "url"


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_an_address(text):
    with suppress(Refusal):
        rules.check_url(text)


@pytest.mark.parametrize(
    ("day", "outcome", "allowed"),
    [
        (date(2026, 3, 3), Outcome.SOLD_UNCHALLENGED, True),
        (date(2026, 3, 4), Outcome.SOLD_UNCHALLENGED, False),
        (date(2026, 3, 4), Outcome.NOT_STOCKED, False),
        (date(2026, 3, 4), Outcome.NOT_TRADING, True),
    ],
)
def test_after_an_outlet_closed_it_can_only_be_found_not_trading(day, outcome, allowed):
    if allowed:
        rules.check_still_open(day, outcome, closed_on=date(2026, 3, 3))
        return
    with pytest.raises(Refusal) as refused:
        rules.check_still_open(day, outcome, closed_on=date(2026, 3, 3))
    assert refused.value.field == "tested_on"
    rules.check_still_open(day, outcome, closed_on=None)
