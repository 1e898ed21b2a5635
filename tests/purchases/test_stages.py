"""The stages of a test made online: what each may say, and in which order their days stand."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.purchases import rules
from compliance.purchases.rules import (
    Around,
    Checkout,
    HandOverResult,
    NewStage,
    NoticeMeans,
    Outcome,
    PaidBy,
    PurchasePolicy,
    RecordedState,
    StageKind,
    StageView,
    Type,
)
from compliance.purchases.rules.cards import holds_card_number, is_luhn
from compliance.purchases.rules.stage_sheet import printed_stage

TODAY = date(2026, 11, 22)
NOW = time(14, 30)
ORDER = Around(type=Type.ONLINE_ORDER, outcome=Outcome.SOLD_UNCHALLENGED, tested_on=date(2026, 11, 2))
DELIVERY = Around(type=Type.DELIVERY_CHECK, outcome=Outcome.SOLD_UNCHALLENGED, tested_on=date(2026, 11, 5))
LISTING = Around(type=Type.LISTING_CHECK, outcome=Outcome.OFFERED_FOR_SALE, tested_on=date(2026, 11, 2))
WHOLE = {
    StageKind.ADVANCE_NOTICE: {"notice_means": NoticeMeans.POST},
    StageKind.LISTING: {"url": "https://knives.example/chef", "at_time": time(9, 5)},
    StageKind.CHECKOUT: {},
    StageKind.PAYMENT: {"paid_by": PaidBy.PREPAID_CARD, "card_ending": "4821"},
    StageKind.CONFIRMATION: {},
    StageKind.UNPACKING: {"item": "Chef’s knife, 20 cm"},
}


def stage(kind, on, **facts):
    return NewStage(stage=kind, happened_on=on, **(WHOLE[kind] | facts))


def field_of(new, around=ORDER, *, today=TODAY, now=NOW):
    """Return the field that a refusal stands beside, or "" when there is none to refuse."""
    try:
        rules.check_stage(new, around, today=today, now=now)
    except Refusal as refusal:
        return refusal.field or "whole"
    return ""


@pytest.mark.parametrize(
    ("kind", "on", "around", "field"),
    [
        (StageKind.ADVANCE_NOTICE, date(2026, 10, 1), ORDER, ""),
        (StageKind.ADVANCE_NOTICE, date(2026, 11, 2), ORDER, ""),
        (StageKind.ADVANCE_NOTICE, date(2026, 11, 3), ORDER, "happened_on"),
        (StageKind.CHECKOUT, date(2026, 11, 1), ORDER, ""),
        (StageKind.CHECKOUT, date(2026, 11, 2), ORDER, ""),
        (StageKind.CHECKOUT, date(2026, 11, 3), ORDER, "happened_on"),
        (StageKind.LISTING, date(2026, 11, 1), ORDER, ""),
        (StageKind.LISTING, date(2026, 11, 3), ORDER, ""),
        (StageKind.LISTING, date(2026, 11, 1), LISTING, "happened_on"),
        (StageKind.LISTING, date(2026, 11, 2), LISTING, ""),
        (StageKind.LISTING, date(2026, 11, 3), LISTING, "happened_on"),
        (StageKind.PAYMENT, date(2026, 11, 1), ORDER, "happened_on"),
        (StageKind.PAYMENT, date(2026, 11, 2), ORDER, ""),
        (StageKind.PAYMENT, date(2026, 11, 22), ORDER, ""),
        (StageKind.PAYMENT, date(2026, 11, 23), ORDER, "happened_on"),
        (StageKind.PAYMENT, date(2026, 11, 1), DELIVERY, ""),
        (StageKind.CONFIRMATION, date(2026, 11, 1), ORDER, "happened_on"),
        (StageKind.CONFIRMATION, date(2026, 11, 2), ORDER, ""),
        (StageKind.UNPACKING, date(2026, 11, 1), ORDER, "happened_on"),
        (StageKind.UNPACKING, date(2026, 11, 2), ORDER, ""),
        (StageKind.UNPACKING, date(2026, 11, 4), DELIVERY, "happened_on"),
        (StageKind.UNPACKING, date(2026, 11, 5), DELIVERY, ""),
        (StageKind.UNPACKING, date(2026, 11, 4), replace(ORDER, handed_over_on=date(2026, 11, 5)), "happened_on"),
        (StageKind.UNPACKING, date(2026, 11, 5), replace(ORDER, handed_over_on=date(2026, 11, 5)), ""),
        (StageKind.UNPACKING, date(2026, 11, 5), replace(ORDER, parcel_on=date(2026, 11, 6)), "happened_on"),
        (StageKind.UNPACKING, date(2026, 11, 6), replace(ORDER, parcel_on=date(2026, 11, 6)), ""),
        (StageKind.UNPACKING, date(2026, 11, 6), replace(ORDER, result=HandOverResult.REFUSED), "state"),
        (StageKind.UNPACKING, date(2026, 11, 6), replace(ORDER, result=HandOverResult.NOT_DELIVERED), "state"),
        (StageKind.UNPACKING, date(2026, 11, 6), replace(ORDER, result=HandOverResult.LOCKER), ""),
        (StageKind.PAYMENT, date(2026, 11, 2), LISTING, "whole"),
        (StageKind.CHECKOUT, date(2024, 2, 29), replace(ORDER, tested_on=date(2024, 2, 29)), ""),
        (StageKind.CHECKOUT, date(2024, 3, 1), replace(ORDER, tested_on=date(2024, 2, 29)), "happened_on"),
        (StageKind.CONFIRMATION, date(2024, 2, 29), replace(ORDER, tested_on=date(2024, 3, 1)), "happened_on"),
    ],
)
def test_the_days_of_the_stages_stand_in_order_and_the_same_day_is_allowed(kind, on, around, field):
    assert field_of(stage(kind, on), around) == field


@pytest.mark.parametrize(
    ("on", "at", "field"),
    [
        (TODAY, time(14, 30), ""),
        (TODAY, time(14, 30, 59), ""),
        (TODAY, time(14, 31), "at_time"),
        (date(2026, 11, 21), time(23, 59), ""),
    ],
)
def test_a_time_of_today_that_has_not_come_is_refused(on, at, field):
    assert field_of(stage(StageKind.CONFIRMATION, on, at_time=at)) == field


@pytest.mark.parametrize(
    ("new", "around", "field"),
    [
        (NewStage(stage=StageKind.PAYMENT), ORDER, "happened_on"),
        (NewStage(stage=StageKind.PAYMENT, state=RecordedState.NOT_REACHED), ORDER, "why"),
        (NewStage(stage=StageKind.PAYMENT, state=RecordedState.NOT_REACHED, why=" "), ORDER, "why"),
        (NewStage(stage=StageKind.PAYMENT, state=RecordedState.NOT_REACHED, why="Card declined"), ORDER, ""),
        (
            NewStage(stage=StageKind.PAYMENT, state=RecordedState.NOT_REACHED, why="No", happened_on=date(2026, 11, 2)),
            ORDER,
            "happened_on",
        ),
        (NewStage(stage=StageKind.DISPATCH, state=RecordedState.NOT_REACHED, why="Cancelled"), ORDER, ""),
        (
            NewStage(stage=StageKind.DISPATCH, state=RecordedState.NOT_REACHED, why="Cancelled"),
            replace(ORDER, dispatched_on=date(2026, 11, 3)),
            "state",
        ),
        (NewStage(stage=StageKind.DELIVERY, state=RecordedState.NOT_REACHED, why="Lost"), ORDER, "state"),
        (NewStage(stage=StageKind.DISPATCH, happened_on=date(2026, 11, 3)), ORDER, "whole"),
        (stage(StageKind.ADVANCE_NOTICE, date(2026, 10, 1), notice_means=None), ORDER, "notice_means"),
        (stage(StageKind.LISTING, date(2026, 11, 2), url=""), ORDER, "url"),
        (stage(StageKind.LISTING, date(2026, 11, 2), url="knives"), ORDER, "url"),
        (stage(StageKind.LISTING, date(2026, 11, 2), at_time=None), ORDER, "at_time"),
        (stage(StageKind.PAYMENT, date(2026, 11, 2), paid_by=None), ORDER, "paid_by"),
        (stage(StageKind.PAYMENT, date(2026, 11, 2), card_ending="48"), ORDER, "card_ending"),
        (stage(StageKind.PAYMENT, date(2026, 11, 2), card_ending="48a1"), ORDER, "card_ending"),
        (stage(StageKind.UNPACKING, date(2026, 11, 6), item=""), ORDER, "item"),
        (stage(StageKind.CONFIRMATION, date(2026, 11, 2), words="Paid by 4111 1111 1111 1111"), ORDER, "words"),
        (
            stage(StageKind.CONFIRMATION, date(2026, 11, 2)),
            replace(ORDER, type=Type.UNDERAGE),
            "whole",
        ),
    ],
)
def test_a_stage_without_what_makes_it_worth_recording_is_refused(new, around, field):
    assert field_of(new, around) == field


@pytest.mark.parametrize(
    ("text", "holds", "strictly"),
    [
        ("4111111111111111", True, True),
        ("card 4111-1111-1111-1111, thanks", True, True),
        ("3782 822463 10005", True, True),
        ("5555555555554444", True, True),
        ("4222222222222", True, True),
        ("ending 4821", False, False),
        ("4111111111111112", False, False),
        ("411111111111", False, False),
        ("79927398713", False, False),
        ("4111111111111111000", False, False),
        ("15501234567891", False, False),
        ("1550 1234 5678 99", True, False),
        ("203-1234567-1234565", is_luhn("20312345671234565"), False),
    ],
)
def test_a_whole_card_number_is_recognised_and_a_parcel_number_is_left_alone(text, holds, strictly):
    assert holds_card_number(text) is holds
    assert holds_card_number(text, strictly=True) is strictly


@given(st.text(alphabet="0123456789", min_size=12, max_size=18).filter(lambda digits: digits[0] in "3456"))
def test_every_number_that_checks_is_found_with_or_without_spaces(digits):
    last = next(str(one) for one in range(10) if is_luhn(digits + str(one)))
    number = digits + last
    assert holds_card_number(number)
    assert holds_card_number(" ".join(number[place : place + 4] for place in range(0, len(number), 4)))


@pytest.mark.parametrize(
    ("checkout", "new", "outcome", "field"),
    [
        (Checkout(), {}, Outcome.SOLD_UNCHALLENGED, ""),
        (Checkout(declared_age_true=True), {}, Outcome.SOLD_UNCHALLENGED, ""),
        (Checkout(declared_age_true=False), {"declared": "Over 18"}, Outcome.SOLD_UNCHALLENGED, "declaration_"),
        (
            Checkout(declared_age_true=False, declaration_authorised_by="J Smith"),
            {"declared": "Over 18"},
            Outcome.SOLD_UNCHALLENGED,
            "",
        ),
        (Checkout(declared_name_true=False, declaration_authorised_by="J Smith"), {}, Outcome.SOLD_UNCHALLENGED, "dec"),
        (Checkout(age_asked=False), {}, Outcome.REFUSED_AGE_ASKED, "age_asked"),
        (Checkout(id_asked=True), {}, Outcome.SOLD_UNCHALLENGED, "id_asked"),
        (Checkout(age_check=rules.AgeCheck.NONE, age_asked=True), {}, Outcome.SOLD_UNCHALLENGED, "age_check"),
        (Checkout(), {"stopped": True}, Outcome.SOLD_UNCHALLENGED, "stopped"),
        (Checkout(), {"stopped": True}, Outcome.REFUSED_OTHER, ""),
    ],
)
def test_what_the_checkout_did_fits_the_outcome_and_a_false_answer_was_authorised(checkout, new, outcome, field):
    told = stage(StageKind.CHECKOUT, date(2026, 11, 2), **new)
    if not field:
        rules.check_checkout(told, checkout, outcome)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_checkout(told, checkout, outcome)
    assert (refusal.value.field or "").startswith(field)


ASKS = PurchasePolicy(advance_notice_asked=True, advance_notice_days=14)


@pytest.mark.parametrize(
    ("sent_on", "policy", "type_", "lacks"),
    [
        (None, PurchasePolicy(), Type.ONLINE_ORDER, False),
        (None, ASKS, Type.ONLINE_ORDER, True),
        (None, ASKS, Type.DELIVERY_CHECK, False),
        (date(2026, 10, 19), ASKS, Type.ONLINE_ORDER, False),
        (date(2026, 10, 20), ASKS, Type.ONLINE_ORDER, True),
        (date(2026, 11, 2), replace(ASKS, advance_notice_days=0), Type.ONLINE_ORDER, False),
    ],
)
def test_an_order_lacks_the_notice_that_the_policy_asks_for(sent_on, policy, type_, lacks):
    known = {"ordered_on": date(2026, 11, 2), "type_": type_}
    assert rules.notice_lacks(sent_on, policy, **known) is lacks
    if lacks:
        with pytest.raises(Refusal) as refusal:
            rules.check_notice(sent_on, " ", policy, today=TODAY, **known)
        assert refusal.value.field == "notice_reason"
    rules.check_notice(sent_on, "Complaint of the day before", policy, today=TODAY, **known)


@pytest.mark.parametrize("sent_on", [date(2026, 11, 3), date(2026, 11, 23)])
def test_a_notice_after_the_order_is_none(sent_on):
    with pytest.raises(Refusal) as refusal:
        rules.check_notice(
            sent_on, "Why", PurchasePolicy(), ordered_on=date(2026, 11, 2), today=TODAY, type_=Type.ONLINE_ORDER
        )
    assert refusal.value.field == "notice_sent_on"


@pytest.mark.parametrize(
    ("kind", "around", "policy", "due"),
    [
        (StageKind.ADVANCE_NOTICE, ORDER, PurchasePolicy(), False),
        (StageKind.ADVANCE_NOTICE, ORDER, ASKS, True),
        (StageKind.ADVANCE_NOTICE, DELIVERY, ASKS, False),
        (StageKind.LISTING, ORDER, ASKS, True),
        (StageKind.LISTING, DELIVERY, ASKS, False),
        (StageKind.LISTING, replace(ORDER, outcome=Outcome.NOT_TRADING), ASKS, False),
        (StageKind.CHECKOUT, replace(ORDER, outcome=Outcome.REFUSED_NO_ID), ASKS, True),
        (StageKind.CHECKOUT, replace(ORDER, outcome=Outcome.VOID), ASKS, False),
        (StageKind.PAYMENT, replace(ORDER, outcome=Outcome.REFUSED_NO_ID), ASKS, False),
        (StageKind.PAYMENT, ORDER, ASKS, True),
        (StageKind.PAYMENT, DELIVERY, ASKS, False),
        (StageKind.DELIVERY, DELIVERY, ASKS, True),
        (StageKind.DELIVERY, replace(DELIVERY, outcome=Outcome.REFUSED_NO_ID), ASKS, True),
        (StageKind.UNPACKING, replace(DELIVERY, outcome=Outcome.REFUSED_NO_ID), ASKS, False),
        (StageKind.PARCEL, replace(ORDER, result=HandOverResult.NOT_DELIVERED), ASKS, False),
        (StageKind.PARCEL, replace(ORDER, result=HandOverResult.REFUSED), ASKS, True),
        (StageKind.UNPACKING, replace(ORDER, result=HandOverResult.REFUSED), ASKS, False),
        (StageKind.UNPACKING, replace(ORDER, result=HandOverResult.LEFT_WITH_NEIGHBOUR), ASKS, True),
        (StageKind.DELIVERY, replace(ORDER, outcome=Outcome.ABORTED), ASKS, False),
    ],
)
def test_only_what_can_have_happened_is_asked_for(kind, around, policy, due):
    assert (rules.why_not_due(kind, around, policy) == "") is due


def test_a_listing_captured_after_its_order_is_said_to_be():
    late = StageView(stage=StageKind.LISTING, state=rules.StageState.REACHED, on=date(2026, 11, 3))
    assert rules.listing_after_order(late, ORDER)
    assert not rules.listing_after_order(replace(late, on=ORDER.tested_on), ORDER)
    assert not rules.listing_after_order(late, LISTING)


@pytest.mark.parametrize(
    ("changed", "days", "field"),
    [
        ({}, {}, ""),
        ({}, {StageKind.PAYMENT: date(2026, 11, 2), StageKind.CHECKOUT: date(2026, 11, 2)}, ""),
        ({"tested_on": date(2026, 11, 3)}, {StageKind.PAYMENT: date(2026, 11, 2)}, "tested_on"),
        ({"tested_on": date(2026, 11, 1)}, {StageKind.PAYMENT: date(2026, 11, 2)}, ""),
        ({"tested_on": date(2026, 11, 1)}, {StageKind.CHECKOUT: date(2026, 11, 2)}, "tested_on"),
        ({"type": Type.UNDERAGE}, {StageKind.PAYMENT: date(2026, 11, 2)}, "type"),
        ({"type": Type.UNDERAGE}, {}, ""),
        ({"type": Type.LISTING_CHECK}, {StageKind.CHECKOUT: date(2026, 11, 2)}, "type"),
        ({"type": Type.LISTING_CHECK}, {StageKind.LISTING: date(2026, 11, 2)}, ""),
        ({"tested_on": date(2026, 11, 5), "handed_over_on": date(2026, 11, 4)}, {}, "tested_on"),
        ({"tested_on": date(2026, 11, 4), "handed_over_on": date(2026, 11, 4)}, {}, ""),
        ({"type": Type.DELIVERY_CHECK, "handed_over_on": date(2026, 11, 2)}, {}, ""),
        ({"type": Type.DELIVERY_CHECK, "handed_over_on": date(2026, 11, 3)}, {}, "tested_on"),
        ({"type": Type.DELIVERY_CHECK, "dispatched_on": date(2026, 10, 30)}, {}, ""),
        ({"type": Type.DELIVERY_CHECK, "dispatched_on": date(2026, 11, 3)}, {}, "tested_on"),
    ],
)
def test_a_corrected_order_fits_what_is_recorded_of_its_stages(changed, days, field):
    known = replace(ORDER, **changed)
    if not field:
        rules.check_corrected_order(known, days)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_corrected_order(known, days)
    assert refusal.value.field == field


def test_a_printed_sheet_says_each_stage_in_words():
    reached = StageView(
        stage=StageKind.PAYMENT,
        state=rules.StageState.REACHED,
        on=date(2026, 11, 2),
        at=time(14, 5),
        facts={"paid_by": PaidBy.PREPAID_CARD, "card_ending": "4821", "price_pence": 1005, "charged": None},
    )
    assert printed_stage(reached) == {
        "Day and time": "2 November 2026, 14:05",
        "How it was paid": "Prepaid card",
        "Card ending in": "4821",
        "Amount": "£10.05",
        "Money taken": "",
        "Words": "",
    }
    missed = StageView(stage=StageKind.ADVANCE_NOTICE, state=rules.StageState.NOT_REACHED, why="Complaint")
    assert printed_stage(missed) == {"Not reached": "Complaint"}
    assert printed_stage(replace(missed, state=rules.StageState.TO_DO)) == {}
    noticed = replace(missed, state=rules.StageState.REACHED, on=date(2026, 10, 20), facts={"age_warning": False})
    assert printed_stage(noticed)["Why it was sent late"] == "Complaint"
