"""How an online order reached its buyer: a result of its own, with its own days and parties (pure)."""

from dataclasses import dataclass
from datetime import date

from compliance.errors import Refusal
from compliance.purchases.rules.words import SOLD, AddressKind, HandOverResult, Outcome, Type

HANDED_OVER = frozenset({HandOverResult.HANDED_OVER_UNCHECKED, HandOverResult.HANDED_OVER_AFTER_ID})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHandOver:
    """What is known of the hand-over. `handed_over_on` is also the day of a refusal, or of knowing it will not come."""

    result: HandOverResult
    dispatched_on: date | None = None
    handed_over_on: date | None = None
    delivery_company: str = ""
    address_kind: AddressKind | None = None
    handed_to_age_years: int | None = None
    id_looked_at: bool | None = None
    package_marking: str = ""
    words_spoken: str = ""


def has_hand_over(type_: Type, outcome: Outcome) -> bool:
    """Say whether a test has a hand-over to record: an online order that was accepted."""
    return type_ is Type.ONLINE_ORDER and outcome in SOLD


def check_hand_over(new: NewHandOver, *, ordered_on: date, today: date) -> None:
    """Raise Refusal, beside the field to mend, when a hand-over cannot be as it says.

    Order, dispatch and hand-over follow each other, the same day allowed, none after `today` (Europe/London). A result
    has its day, and an order not yet delivered has none.
    """
    if (new.result is HandOverResult.NOT_YET) is not (new.handed_over_on is None):
        message = (
            "Leave the day of the hand-over empty while the order is not yet delivered"
            if new.handed_over_on
            else "Enter the day it was handed over, refused or found not to come"
        )
        raise Refusal(message, "handed_over_on")
    for day, field in ((new.dispatched_on, "dispatched_on"), (new.handed_over_on, "handed_over_on")):
        if day is not None and day > today:
            raise Refusal("This day must be today or in the past", field)
    if new.dispatched_on is not None and new.dispatched_on < ordered_on:
        raise Refusal("It cannot have been dispatched before it was ordered", "dispatched_on")
    if new.handed_over_on is not None and new.handed_over_on < (new.dispatched_on or ordered_on):
        raise Refusal("It cannot have been handed over before it was ordered or dispatched", "handed_over_on")
    if new.result is HandOverResult.LOCKER and new.address_kind not in {None, AddressKind.LOCKER}:
        raise Refusal("It was left in a locker, so the address is a locker", "address_kind")
    if new.result is HandOverResult.HANDED_OVER_AFTER_ID and new.id_looked_at is False:
        raise Refusal("The result says that ID was looked at. Change the result or this answer", "id_looked_at")
    if new.handed_to_age_years is not None and new.result not in HANDED_OVER:
        raise Refusal("Nobody took the parcel, so leave this empty", "handed_to_age_years")
