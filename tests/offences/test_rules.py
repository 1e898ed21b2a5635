"""Which law applied on a day, the prosecution clock, and what may be asked for."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.offences.rules import (
    ALERT_BANDS,
    CATEGORIES,
    SEED,
    Clock,
    ClockState,
    ModeOfTrial,
    OffenceVersion,
    ProductCategory,
    Provision,
    by_code,
    check_product,
    earliest_offence_day,
    last_day_to_prosecute,
    prosecution_clock,
    provisions_for_sale,
    quotable,
    version_on,
)

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def version(
    in_force_from=date(2022, 4, 6), in_force_to=None, mode=ModeOfTrial.SUMMARY, *, confirmed=True
) -> OffenceVersion:
    return OffenceVersion(
        provision=Provision.CJA_S141A,
        citation="Invented Act 2000, section 1",
        title="Invented offence",
        plain_words="An invented offence.",
        elements=("a sale",),
        defence="None.",
        maximum_penalty="a fine",
        mode_of_trial=mode,
        extent="England and Wales",
        in_force_from=in_force_from,
        in_force_to=in_force_to,
        source="invented",
        confirmed=confirmed,
    )


SUMMARY = version()


@pytest.mark.parametrize(
    ("offence_day", "expected"),
    [
        (date(2026, 1, 16), date(2026, 7, 16)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 8, 30), date(2027, 2, 28)),
        (date(2026, 8, 28), date(2027, 2, 28)),
        (date(2026, 8, 27), date(2027, 2, 27)),
        (date(2026, 10, 31), date(2027, 4, 30)),
        (date(2028, 2, 29), date(2028, 8, 29)),
        (date(2026, 12, 1), date(2027, 6, 1)),
    ],
)
def test_the_last_day_to_prosecute_is_six_months_on_with_the_offence_day_left_out(offence_day, expected):
    assert last_day_to_prosecute(offence_day, SUMMARY) == expected


def test_an_either_way_offence_has_no_last_day():
    either_way = version(mode=ModeOfTrial.EITHER_WAY)
    assert last_day_to_prosecute(date(2026, 1, 16), either_way) is None
    assert prosecution_clock(date(2026, 1, 16), either_way, today=date(2030, 1, 1)) == Clock(
        ClockState.NO_LIMIT, None, None, None
    )


@settings(max_examples=40)
@given(DAYS, st.integers(0, 400))
def test_a_later_offence_never_has_an_earlier_last_day(day, later):
    assert last_day_to_prosecute(day, SUMMARY) <= last_day_to_prosecute(day + timedelta(days=later), SUMMARY)


@pytest.mark.parametrize(
    ("today", "state", "left", "band"),
    [
        (date(2026, 1, 16), ClockState.RUNNING, 181, None),
        (date(2026, 4, 16), ClockState.RUNNING, 91, None),
        (date(2026, 4, 17), ClockState.DUE, 90, 90),
        (date(2026, 5, 16), ClockState.DUE, 61, 90),
        (date(2026, 5, 17), ClockState.DUE, 60, 60),
        (date(2026, 6, 15), ClockState.DUE, 31, 60),
        (date(2026, 6, 16), ClockState.DUE, 30, 30),
        (date(2026, 7, 1), ClockState.DUE, 15, 30),
        (date(2026, 7, 2), ClockState.DUE, 14, 14),
        (date(2026, 7, 16), ClockState.DUE, 0, 14),
        (date(2026, 7, 17), ClockState.EXPIRED, -1, None),
    ],
)
def test_the_clock_of_a_sale_on_16_january_runs_through_its_bands(today, state, left, band):
    clock = prosecution_clock(date(2026, 1, 16), SUMMARY, today=today)
    assert clock == Clock(state, date(2026, 7, 16), left, band)


def test_an_authority_may_set_its_own_bands():
    clock = prosecution_clock(date(2026, 1, 16), SUMMARY, today=date(2026, 7, 1), bands=(7,))
    assert clock.state is ClockState.RUNNING
    assert ALERT_BANDS == (90, 60, 30, 14)


@pytest.mark.parametrize(
    ("ordered", "dispatched", "delivered"),
    [
        (date(2019, 1, 16), date(2019, 1, 18), date(2019, 1, 21)),
        (date(2019, 1, 16), None, None),
        (date(2019, 1, 16), None, date(2019, 1, 16)),
        (date(2019, 1, 16), date(2019, 1, 16), None),
    ],
)
def test_the_clock_of_an_online_sale_starts_with_the_order(ordered, dispatched, delivered):
    assert earliest_offence_day(ordered, dispatched, delivered) == date(2019, 1, 16)


@pytest.mark.parametrize(
    ("dispatched", "delivered", "field"),
    [
        (date(2019, 1, 15), None, "dispatched_on"),
        (None, date(2019, 1, 15), "delivered_on"),
        (date(2019, 1, 18), date(2019, 1, 17), "delivered_on"),
    ],
)
def test_online_days_out_of_order_are_refused(dispatched, delivered, field):
    with pytest.raises(Refusal) as refused:
        earliest_offence_day(date(2019, 1, 16), dispatched, delivered)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "confirmed"),
    [
        (date(2008, 11, 7), None),
        (date(2008, 11, 8), False),
        (date(2022, 4, 5), False),
        (date(2022, 4, 6), True),
        (date(2026, 11, 22), True),
    ],
)
def test_the_version_is_the_one_in_force_on_the_day_of_the_sale(day, confirmed):
    found = version_on(SEED, day, Provision.CJA_S141A)
    assert (found.confirmed if found else None) is confirmed
    assert quotable(found) is bool(confirmed)


@pytest.mark.parametrize("provision", [Provision.CJA_S141B, Provision.OWA_S38, Provision.OWA_S39, Provision.OWA_S42])
def test_the_2019_act_begins_on_6_april_2022(provision):
    assert version_on(SEED, date(2022, 4, 5), provision) is None
    assert quotable(version_on(SEED, date(2022, 4, 6), provision))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_both_ends_of_a_period_in_force_are_inclusive(day, found):
    year = version(date(2020, 1, 1), date(2020, 12, 31))
    assert (version_on([year], day) is not None) is found


def test_a_table_that_contradicts_itself_is_not_quoted():
    with pytest.raises(Refusal, match="More than one version"):
        version_on([version(), version(date(2024, 1, 1))], date(2026, 1, 1))


@settings(max_examples=40)
@given(DAYS, st.sampled_from(Provision))
def test_the_table_as_loaded_has_at_most_one_version_a_day(day, provision):
    version_on(SEED, day, provision)


@settings(max_examples=40)
@given(DAYS)
def test_the_2026_act_is_never_in_force_and_never_quoted_until_its_commencement_is_known(day):
    rows = [v for v in SEED if "2026" in v.citation]
    assert rows
    assert not any(v.in_force_on(day) or quotable(v) or v.confirmed for v in rows)


@pytest.mark.parametrize("provision", [Provision.CJA_S141A, Provision.CJA_S141, Provision.ROWA_S1], ids=str)
def test_the_announced_higher_penalty_does_not_stop_todays_clock(provision):
    (pending,) = [one for one in SEED if one.provision is provision and one.in_force_from is None]
    assert pending.mode_of_trial is ModeOfTrial.EITHER_WAY
    today = version_on(SEED, date(2026, 11, 22), provision)
    assert today.mode_of_trial is ModeOfTrial.SUMMARY
    assert last_day_to_prosecute(date(2026, 11, 22), today) == date(2027, 5, 22)


def test_nothing_is_quotable_without_a_confirmed_version_and_its_first_day():
    assert not quotable(None)
    assert not quotable(version(None))
    assert not quotable(version(confirmed=False))
    assert quotable(version())


def test_unlawful_marketing_is_either_way_so_it_has_no_six_month_limit():
    knives = version_on(SEED, date(2026, 11, 22), Provision.KNIVES_S1)
    assert last_day_to_prosecute(date(2026, 11, 22), knives) is None


@pytest.mark.parametrize(
    ("category", "under_18", "in_england_and_wales", "sign_off", "refused"),
    [
        (ProductCategory.CROSSBOW, True, True, "", True),
        (ProductCategory.CROSSBOW, True, True, "   ", True),
        (ProductCategory.CROSSBOW, True, True, "Head of legal, 3 November 2026", False),
        (ProductCategory.CROSSBOW, True, False, "", False),
        (ProductCategory.CROSSBOW, False, True, "", False),
        (ProductCategory.KITCHEN_KNIFE, True, True, "", False),
        (ProductCategory.CORROSIVE, True, True, "", False),
    ],
)
def test_a_young_volunteer_is_not_asked_to_buy_a_crossbow(category, under_18, in_england_and_wales, sign_off, refused):
    def check():
        check_product(
            by_code(CATEGORIES)[category],
            buyer_under_18=under_18,
            in_england_and_wales=in_england_and_wales,
            legal_sign_off=sign_off,
        )

    if refused:
        with pytest.raises(Refusal, match="Crossbows Act 1987"):
            check()
    else:
        check()


def test_every_kind_of_product_has_its_flags_and_a_label_of_its_own():
    assert [one.code for one in CATEGORIES] == list(ProductCategory)
    assert len({one.label for one in CATEGORIES}) == len(CATEGORIES)


@pytest.mark.parametrize(
    ("category", "remote", "expected"),
    [
        (ProductCategory.KITCHEN_KNIFE, False, (Provision.CJA_S141A,)),
        (ProductCategory.KITCHEN_KNIFE, True, (Provision.CJA_S141A, Provision.CJA_S141B)),
        (ProductCategory.FOLDING_KNIFE, False, ()),
        (ProductCategory.CORROSIVE, False, ()),
        (ProductCategory.CROSSBOW, True, ()),
    ],
)
def test_a_sale_breaks_section_141a_only_for_its_articles(category, remote, expected):
    assert provisions_for_sale(by_code(CATEGORIES)[category], remote=remote) == expected
