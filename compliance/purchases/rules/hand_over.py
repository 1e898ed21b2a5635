"""How an online order reached its buyer: a result of its own, with its own days and parties (pure)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from compliance.errors import Refusal
from compliance.purchases.rules.cards import check_no_card_number
from compliance.purchases.rules.stage_words import StageKind
from compliance.purchases.rules.words import REFUSED, SOLD, AddressKind, HandOverResult, Outcome, Type

HANDED_OVER = frozenset({HandOverResult.HANDED_OVER_UNCHECKED, HandOverResult.HANDED_OVER_AFTER_ID})
TAKEN = HANDED_OVER | {HandOverResult.LEFT_WITH_NEIGHBOUR}
"""Results in which somebody took the parcel by hand."""
ASKED = TAKEN | {HandOverResult.REFUSED}
"""Results in which somebody could have been asked for ID."""

HAND_OVER_PARTS = {
    StageKind.DISPATCH: (
        "dispatched_on",
        "dispatched_at_time",
        "delivery_company",
        "tracking_number",
        "age_verified_delivery",
    ),
    StageKind.PARCEL: ("parcel_on", "parcel_at_time", "package_marking", "marked_blade", "marked_18"),
    StageKind.DELIVERY: (
        "result",
        "handed_over_on",
        "handed_over_at_time",
        "delivery_company",
        "address_kind",
        "handed_to",
        "handed_to_age_years",
        "driver",
        "id_asked",
        "id_looked_at",
        "words_spoken",
    ),
}
"""Which columns of a hand-over each of its stages records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHandOver:
    """What is known of the hand-over. `handed_over_on` is also the day of a refusal, or of knowing it will not come.

    `marked_blade` and `marked_18` are the two questions of condition B of CJA 1988 s.141B: does the package say that it
    contains a blade or a sharp point, and that it may only go into the hands of a person of 18 or over? `handed_to` is
    a volunteer's code or a description, never a name. None is always "not known".
    """

    result: HandOverResult = HandOverResult.NOT_YET
    dispatched_on: date | None = None
    dispatched_at_time: time | None = None
    delivery_company: str = ""
    tracking_number: str = ""
    age_verified_delivery: bool | None = None
    arranged_before_sale: bool | None = None
    told_of_blades: bool | None = None
    parcel_on: date | None = None
    parcel_at_time: time | None = None
    package_marking: str = ""
    marked_blade: bool | None = None
    marked_18: bool | None = None
    handed_over_on: date | None = None
    handed_over_at_time: time | None = None
    address_kind: AddressKind | None = None
    handed_to: str = ""
    handed_to_age_years: int | None = None
    driver: str = ""
    id_asked: bool | None = None
    id_looked_at: bool | None = None
    words_spoken: str = ""


def has_hand_over(type_: Type, outcome: Outcome) -> bool:
    """Say whether a test has a hand-over to record: an accepted online order, or a delivery or collection tested."""
    if type_ is Type.DELIVERY_CHECK:
        return outcome in SOLD | REFUSED
    return type_ is Type.ONLINE_ORDER and outcome in SOLD


def check_hand_over(
    new: NewHandOver, *, ordered_on: date, today: date, type_: Type = Type.ONLINE_ORDER, now: time | None = None
) -> None:
    """Raise Refusal, beside the field to mend, when a hand-over cannot be as it says.

    Order, dispatch and hand-over follow each other, the same day allowed, none after `today` (Europe/London) nor, where
    `now` is given, later today. A result has its day, and an order not yet delivered has none. The parcel is not
    photographed before it was ordered or dispatched. For a delivery check `ordered_on` is the day of the delivery or
    collection itself, so the hand-over is on it and the dispatch not after it.
    """
    check_no_card_number(asdict(new))
    _check_result_has_day(new)
    _check_days_past(new, today=today, now=now)
    if type_ is Type.DELIVERY_CHECK:
        _check_delivery_days(new, tested_on=ordered_on)
    else:
        _check_order_days(new, ordered_on=ordered_on)
    if new.parcel_on is not None and new.dispatched_on is not None and new.parcel_on < new.dispatched_on:
        raise Refusal("It cannot have been photographed before it was dispatched", "parcel_on")
    _check_answers(new)


def _check_result_has_day(new: NewHandOver) -> None:
    if (new.result is HandOverResult.NOT_YET) is not (new.handed_over_on is None):
        message = (
            "Leave the day of the hand-over empty while the order is not yet delivered"
            if new.handed_over_on
            else "Enter the day it was handed over, refused or found not to come"
        )
        raise Refusal(message, "handed_over_on")


def _check_days_past(new: NewHandOver, *, today: date, now: time | None) -> None:
    for day, at, field, time_field in (
        (new.dispatched_on, new.dispatched_at_time, "dispatched_on", "dispatched_at_time"),
        (new.parcel_on, new.parcel_at_time, "parcel_on", "parcel_at_time"),
        (new.handed_over_on, new.handed_over_at_time, "handed_over_on", "handed_over_at_time"),
    ):
        if day is not None and day > today:
            raise Refusal("This day must be today or in the past", field)
        if at is not None and day is None:
            raise Refusal("Enter the day as well as the time", field)
        if now is not None and at is not None and day == today and at.replace(second=0, microsecond=0) > now:
            raise Refusal("This time has not come yet. Check the time, or the day", time_field)


def _check_order_days(new: NewHandOver, *, ordered_on: date) -> None:
    if new.dispatched_on is not None and new.dispatched_on < ordered_on:
        raise Refusal("It cannot have been dispatched before it was ordered", "dispatched_on")
    if new.handed_over_on is not None and new.handed_over_on < (new.dispatched_on or ordered_on):
        raise Refusal("It cannot have been handed over before it was ordered or dispatched", "handed_over_on")
    if new.parcel_on is not None and new.parcel_on < ordered_on:
        raise Refusal("It cannot have been photographed before it was ordered", "parcel_on")


def _check_delivery_days(new: NewHandOver, *, tested_on: date) -> None:
    said = f"{tested_on.day} {tested_on:%B %Y}"
    if new.handed_over_on is not None and new.handed_over_on != tested_on:
        raise Refusal(f"The delivery or collection was tested on {said}. Correct that day first", "handed_over_on")
    if new.dispatched_on is not None and new.dispatched_on > tested_on:
        raise Refusal("It cannot have been dispatched after it was handed over", "dispatched_on")


def _check_answers(new: NewHandOver) -> None:
    """Refuse a result and an answer that contradict each other: one of the two was mistyped."""
    if new.result is HandOverResult.LOCKER and new.address_kind not in {None, AddressKind.LOCKER}:
        raise Refusal("It was left in a locker, so the address is a locker", "address_kind")
    if new.result is HandOverResult.HANDED_OVER_AFTER_ID and new.id_looked_at is False:
        raise Refusal("The result says that ID was looked at. Change the result or this answer", "id_looked_at")
    if new.result is HandOverResult.HANDED_OVER_UNCHECKED and new.id_looked_at is True:
        raise Refusal("The result says that no age was checked. Change the result or this answer", "id_looked_at")
    if new.id_looked_at is True and new.id_asked is False and new.result in HANDED_OVER:
        raise Refusal("ID that was looked at was asked for or offered. Change one of these answers", "id_asked")
    for field in ("handed_to_age_years", "handed_to"):
        if getattr(new, field) not in {None, ""} and new.result not in TAKEN:
            raise Refusal("Nobody took the parcel, so leave this empty", field)


def _is_blank(value: object) -> bool:
    """Say whether nothing is recorded in a field: a “no” and a nought are answers; “not yet delivered” is none."""
    return value is None or value == "" or value is HandOverResult.NOT_YET


def needs_reason(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether a change corrects something that was recorded, rather than adding what was not known yet."""
    return any(not _is_blank(before[name]) and before[name] != value for name, value in after.items())
