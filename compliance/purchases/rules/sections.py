"""The sections of a record that are filled in after the counter, each a short form of its own (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar

from compliance.errors import Refusal
from compliance.purchases.rules.words import Payment, Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSection:
    """The product in hand. The two answers of `product_is_*` are None where it is as its category says."""

    key: ClassVar[str] = "product"
    category_code: str
    product: str = ""
    brand: str = ""
    blade_length_mm: float | None = None
    folds: bool | None = None
    barcode: str = ""
    product_is_article: bool | None = None
    product_is_bladed: bool | None = None
    product_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplaySection:
    """Where and how the product was displayed and stored, and what was around it. `queue` counts people waiting."""

    key: ClassVar[str] = "display"
    displayed_where: str = ""
    storage: Storage | None = None
    poster_seen: bool | None = None
    queue: int | None = None
    lighting_and_cctv: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSection:
    """How the product was paid for."""

    key: ClassVar[str] = "payment"
    payment: Payment | None = None
    change_pence: int | None = None
    receipt: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerSection:
    """How the buyer looked on the day, never who it was: appearance is material (Enfield v Argos [2008])."""

    key: ClassVar[str] = "volunteer"
    volunteer_sex: str = ""
    volunteer_height_cm: int | None = None
    volunteer_clothing: str = ""
    volunteer_photograph: str = ""
    volunteer_consent: str = ""
    briefed_at_time: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WelfareSection:
    """The volunteer's welfare: a meal, a debrief, and how they were."""

    key: ClassVar[str] = "welfare"
    meal_offered: bool | None = None
    debriefed: bool | None = None
    welfare_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSection:
    """When and how the retailer was told of the test."""

    key: ClassVar[str] = "told"
    retailer_told_on: date | None = None
    retailer_told_at_time: time | None = None
    retailer_told_how: str = ""


Section = ProductSection | DisplaySection | PaymentSection | VolunteerSection | WelfareSection | ToldSection


def check_section(section: Section, *, tested_on: date, today: date) -> None:
    """Raise Refusal, beside the field to mend, when a section contradicts itself or the day of the test."""
    if isinstance(section, ProductSection):
        departs = section.product_is_article is not None or section.product_is_bladed is not None
        if departs and not section.product_reason.strip():
            raise Refusal("Say why the product in hand is not as its kind says", "product_reason")
    elif isinstance(section, PaymentSection):
        if section.change_pence and section.payment is not Payment.CASH:
            raise Refusal("Change is given for cash. Change how it was paid, or leave the change empty", "change_pence")
    elif isinstance(section, ToldSection):
        _check_told(section, tested_on=tested_on, today=today)


def _check_told(told: ToldSection, *, tested_on: date, today: date) -> None:
    if told.retailer_told_on is None:
        if told.retailer_told_at_time is not None or told.retailer_told_how.strip():
            raise Refusal("Enter the day on which the retailer was told", "retailer_told_on")
        return
    if told.retailer_told_on > today:
        raise Refusal("The day must be today or in the past", "retailer_told_on")
    if told.retailer_told_on < tested_on:
        raise Refusal("The retailer cannot have been told before the day of the test", "retailer_told_on")


def is_recorded(value: Any) -> bool:
    """Say whether a column holds something. No and 0 are answers; None and blank words are not."""
    return bool(value.strip()) if isinstance(value, str) else value is not None


def needs_reason(changes: Mapping[str, tuple[Any, Any] | list[Any]]) -> bool:
    """Say whether a change corrects something that was recorded already, and does not only add to it."""
    return any(is_recorded(before) for before, _after in changes.values())
