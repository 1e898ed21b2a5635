"""From which day each offence's time to prosecute runs, and until when; and conditions A to D of section 141B."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from compliance.offences.rules import SEED, ClockState, Provision
from compliance.offences.rules.proving import Address, Checkout, HandedOver, Met, Result, Test, prove
from tests.offences.proving_facts import IN_STORE, LISTING, ONLINE, OVERSEAS, TODAY, proved

S141A, S38, S39, S42, S141 = (
    Provision.CJA_S141A,
    Provision.OWA_S38,
    Provision.OWA_S39,
    Provision.OWA_S42,
    Provision.CJA_S141,
)
CROYDON = {"ordered_on": date(2026, 1, 16), "dispatched_on": date(2026, 1, 18), "handed_over_on": date(2026, 1, 21)}


@pytest.mark.parametrize(
    ("base", "changes", "provision", "last_day"),
    [
        (IN_STORE, {"ordered_on": date(2026, 1, 16)}, S141A, date(2026, 7, 16)),
        (IN_STORE, {"ordered_on": date(2026, 8, 31)}, S141A, date(2027, 2, 28)),
        (IN_STORE, {"ordered_on": date(2023, 8, 31)}, S141A, date(2024, 2, 29)),
        (IN_STORE, {"ordered_on": date(2023, 8, 29)}, S141A, date(2024, 2, 29)),
        (IN_STORE, {"ordered_on": date(2024, 2, 29)}, S141A, date(2024, 8, 29)),
        (IN_STORE, {"ordered_on": date(2026, 10, 31)}, S141A, date(2027, 4, 30)),
        (ONLINE, CROYDON, S141A, date(2026, 7, 16)),
        (ONLINE, CROYDON, S38, date(2026, 7, 16)),
        (ONLINE, {**CROYDON, "arranged_on": date(2026, 1, 17)}, S38, date(2026, 7, 17)),
        (ONLINE, {**CROYDON, "arranged_on": date(2026, 1, 19)}, S38, date(2026, 7, 18)),
        (ONLINE, CROYDON, S39, date(2026, 7, 21)),
        (OVERSEAS, CROYDON, S42, date(2026, 7, 21)),
        (LISTING, {"ordered_on": date(2026, 1, 16)}, S141, date(2026, 7, 16)),
    ],
)
def test_the_time_of_each_offence_runs_from_its_own_day(base, changes, provision, last_day):
    assert proved(base, **changes).of(provision).clock.last_day == last_day


def test_the_time_of_the_delivery_company_does_not_run_before_the_hand_over():
    waiting = {"handed_over": HandedOver.NOT_YET, "handed_over_on": None, "handed_to_age": None}
    finding = proved(ONLINE, **waiting).of(S39)
    assert (finding.offence_day, finding.clock) == (None, None)
    assert "not recorded yet" in finding.day_reason


def test_the_time_of_the_sale_runs_from_the_order_while_nothing_else_is_known():
    waiting = {"handed_over": None, "dispatched_on": None, "handed_over_on": None, "handed_to_age": None}
    assert proved(ONLINE, **waiting).of(S141A).clock.last_day == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("today", "state", "left", "band"),
    [
        (date(2026, 7, 15), ClockState.DUE, 1, 14),
        (date(2026, 7, 16), ClockState.DUE, 0, 14),
        (date(2026, 7, 17), ClockState.EXPIRED, -1, None),
        (date(2026, 7, 2), ClockState.DUE, 14, 14),
        (date(2026, 7, 1), ClockState.DUE, 15, 30),
        (date(2026, 6, 16), ClockState.DUE, 30, 30),
        (date(2026, 6, 15), ClockState.DUE, 31, 60),
        (date(2026, 4, 17), ClockState.DUE, 90, 90),
        (date(2026, 4, 16), ClockState.RUNNING, 91, None),
    ],
)
def test_the_last_day_itself_is_in_time_and_the_bands_include_their_own_day(today, state, left, band):
    clock = proved(today=today, ordered_on=date(2026, 1, 16)).of(S141A).clock
    assert (clock.state, clock.days_left, clock.band) == (state, left, band)


def test_marketing_has_no_limit_of_time():
    clock = proved(suggests_combat=True).of(Provision.KNIVES_S1).clock
    assert (clock.state, clock.last_day) == (ClockState.NO_LIMIT, None)


def test_the_clocks_of_a_test_stand_in_the_order_of_their_last_days():
    assert [finding.provision for finding in proved(ONLINE).clocks] == [S141A, S38, S39]
    assert [finding.provision for finding in prove(replace(OVERSEAS, **CROYDON), SEED, today=TODAY).clocks] == [
        S141A,
        S38,
        S42,
    ]


def met(**changes):
    return {condition.letter: condition.met for condition in proved(ONLINE, **changes).conditions}


@pytest.mark.parametrize(
    ("changes", "letter", "expected"),
    [
        ({"age_check": Checkout.NONE}, "A", Met.NOT_MET),
        ({"age_check": Checkout.TICK_BOX}, "A", Met.NOT_MET),
        ({"age_check": Checkout.DATE_OF_BIRTH}, "A", Met.NOT_MET),
        ({"age_check": Checkout.CARD}, "A", Met.NOT_KNOWN),
        ({"age_check": Checkout.IDENTITY_DOCUMENT}, "A", Met.NOT_KNOWN),
        ({"age_check": Checkout.DIGITAL_IDENTITY}, "A", Met.NOT_KNOWN),
        ({"age_check": None}, "A", Met.NOT_KNOWN),
        ({}, "B", Met.MET),
        ({"marked_blade": False}, "B", Met.NOT_MET),
        ({"marked_18": False}, "B", Met.NOT_MET),
        ({"marked_18": False, "marked_blade": None}, "B", Met.NOT_MET),
        ({"marked_18": None}, "B", Met.NOT_KNOWN),
        ({}, "C", Met.NOT_MET),
        ({"handed_to_age": None}, "C", Met.NOT_MET),
        ({"handed_to_age": 40}, "C", Met.NOT_KNOWN),
        ({"handed_over": HandedOver.HANDED_OVER_AFTER_ID}, "C", Met.NOT_KNOWN),
        ({"handed_over": HandedOver.REFUSED}, "C", Met.NOT_KNOWN),
        ({"handed_over": HandedOver.LEFT_UNATTENDED}, "C", Met.NOT_MET),
        ({"handed_over": HandedOver.LOCKER}, "C", Met.NOT_MET),
        ({"handed_over": None}, "C", Met.NOT_KNOWN),
        ({"age_checked_delivery": True}, "C", Met.NOT_KNOWN),
        ({"age_checked_delivery": False}, "C", Met.NOT_MET),
        ({"age_checked_delivery": True, "handed_over": HandedOver.LEFT_UNATTENDED}, "C", Met.NOT_KNOWN),
        ({"age_checked_delivery": True, "handed_over": HandedOver.LEFT_WITH_NEIGHBOUR}, "C", Met.NOT_KNOWN),
        ({"age_checked_delivery": True, "handed_over": HandedOver.LOCKER}, "C", Met.NOT_MET),
        ({}, "D", Met.MET),
        ({"address": Address.LOCKER}, "D", Met.NOT_MET),
        ({"handed_over": HandedOver.LOCKER}, "D", Met.NOT_MET),
        ({"address": Address.MAILBOX}, "D", Met.MET),
        ({"address": None}, "D", Met.NOT_KNOWN),
    ],
)
def test_each_condition_stands_as_the_record_has_it(changes, letter, expected):
    assert met(**changes)[letter] is expected


def test_the_marking_is_quoted_word_for_word():
    condition = next(one for one in proved(ONLINE, marking="18+ ONLY").conditions if one.letter == "B")
    assert "“18+ ONLY”" in condition.reason


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (IN_STORE, {}),
        (ONLINE, {"buyer_age": 18}),
        (ONLINE, {"result": Result.REFUSED}),
        (ONLINE, {"test": Test.DELIVERY_CHECK}),
        (ONLINE, {"ordered_on": date(2022, 4, 5)}),
        (LISTING, {}),
    ],
    ids=["face to face", "an adult", "refused", "a delivery check", "before 6 April 2022", "a listing"],
)
def test_the_conditions_are_asked_only_of_a_sale_at_a_distance_that_may_be_an_offence(base, changes):
    assert proved(base, **changes).conditions == ()


def test_click_and_collect_shows_the_conditions_because_the_sale_may_have_been_made_online():
    assert len(proved(remote=None).conditions) == 4


def test_a_version_of_141b_that_words_the_conditions_differently_is_not_judged_by_the_old_words():
    def table():
        for version in SEED:
            if version.provision is Provision.CJA_S141B and version.in_force_from is None:
                yield replace(version, in_force_from=date(2026, 10, 1))
            elif version.provision is Provision.CJA_S141B:
                yield replace(version, in_force_to=date(2026, 9, 30))
            else:
                yield version

    now = proved(ONLINE, versions=tuple(table()))
    assert {condition.met for condition in now.conditions} == {Met.NOT_KNOWN}
    before = proved(ONLINE, versions=tuple(table()), ordered_on=date(2026, 9, 30) - timedelta(days=1))
    assert next(one for one in before.conditions if one.letter == "A").met is Met.NOT_MET
