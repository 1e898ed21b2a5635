"""What is recorded of a test, in words: each column with its label and how it reads, for pages and the sheet (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from compliance.purchases.rules.words import (
    AGE_CHECK_LABELS,
    BUYER_BASIS_LABELS,
    OUTCOME_LABELS,
    PAYMENT_LABELS,
    STORAGE_LABELS,
    TYPE_LABELS,
    AgeCheck,
    BuyerBasis,
    Outcome,
    Payment,
    Storage,
    Type,
)
from compliance.retailers.rules import CHANNEL_LABELS, Channel

LABELS = {
    "type": "Kind of test",
    "buyer_basis": "Buyer",
    "channel": "Where in the shop",
    "outcome": "Outcome",
    "outcome_reason": "Why void or aborted",
    "voided_by_id": "Second person who agreed",
    "tested_on": "Date",
    "started_at_time": "Time in",
    "ended_at_time": "Time out",
    "officer_id": "Officer who made the test",
    "second_officer_id": "Second officer",
    "volunteer_code": "Volunteer’s code",
    "age": "Age on the day",
    "volunteer_sex": "Sex",
    "volunteer_height_cm": "Height",
    "volunteer_clothing": "Clothing and appearance",
    "volunteer_photograph": "Photograph of that day",
    "volunteer_consent": "Consent: reference and date",
    "briefed_at_time": "Time of the briefing",
    "category": "Kind of product",
    "product": "Product",
    "brand": "Brand",
    "blade_length_mm": "Length of the cutting edge",
    "folds": "Folding pocket-knife, which does not lock open?",
    "barcode": "Barcode or batch",
    "product_is_article": "Article under section 141A, in hand",
    "product_is_bladed": "Bladed product under section 41, in hand",
    "product_reason": "Why it is not as its kind says",
    "displayed_where": "Where it was displayed",
    "storage": "How it was kept",
    "price_pence": "Price",
    "words_spoken": "Words spoken",
    "age_asked": "Age asked?",
    "id_asked": "ID asked for?",
    "id_shown": "ID shown?",
    "id_kind_shown": "What was shown",
    "id_looked_at": "ID looked at?",
    "till_prompt_seen": "Till prompt seen?",
    "poster_seen": "Challenge 25 poster?",
    "queue": "People waiting at the till",
    "lighting_and_cctv": "Lighting and cameras",
    "staff_description": "Who served",
    "staff_badge": "Name badge",
    "till_number": "Till number",
    "payment": "How it was paid",
    "change_pence": "Change given",
    "receipt": "Receipt given?",
    "held_by": "Who held the item on the way",
    "handed_to_officer_at_time": "When it reached the officer",
    "retailer_told_on": "Day the retailer was told",
    "retailer_told_at_time": "At what time",
    "retailer_told_how": "Who was told, and how",
    "meal_offered": "Meal offered?",
    "debriefed": "Debriefed?",
    "welfare_note": "How the volunteer was",
    "legal_sign_off": "Legal sign-off",
    "notes": "Notes",
}
"""What each column of a record is called."""

COUNTER = (
    "started_at_time",
    "ended_at_time",
    "words_spoken",
    "age_asked",
    "id_asked",
    "id_shown",
    "id_kind_shown",
    "id_looked_at",
    "till_prompt_seen",
    "staff_description",
    "staff_badge",
    "till_number",
    "price_pence",
    "held_by",
    "handed_to_officer_at_time",
    "legal_sign_off",
    "notes",
)
SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "product": (
        "The product",
        (
            "category",
            "product",
            "brand",
            "blade_length_mm",
            "folds",
            "barcode",
            "product_is_article",
            "product_is_bladed",
            "product_reason",
        ),
    ),
    "display": (
        "Display and storage",
        ("displayed_where", "storage", "poster_seen", "queue", "lighting_and_cctv"),
    ),
    "payment": ("Payment", ("payment", "change_pence", "receipt")),
    "volunteer": (
        "The buyer on the day",
        (
            "volunteer_sex",
            "volunteer_height_cm",
            "volunteer_clothing",
            "volunteer_photograph",
            "volunteer_consent",
            "briefed_at_time",
        ),
    ),
    "welfare": ("Welfare of the volunteer", ("meal_offered", "debriefed", "welfare_note")),
    "told": (
        "When the retailer was told",
        ("retailer_told_on", "retailer_told_at_time", "retailer_told_how"),
    ),
}
"""The sections that are filled in after the counter: title and columns, in the order of the task list."""
ONLY_WHEN_RECORDED = frozenset(
    {"id_kind_shown", "legal_sign_off", "notes", "product_is_article", "product_is_bladed", "product_reason"}
)
"""Columns that are left out of a page while nothing is recorded in them: no officer is asked for them."""

_WORDS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    Type: TYPE_LABELS,
    BuyerBasis: BUYER_BASIS_LABELS,
    Channel: CHANNEL_LABELS,
    Outcome: OUTCOME_LABELS,
    Storage: STORAGE_LABELS,
    Payment: PAYMENT_LABELS,
    AgeCheck: AGE_CHECK_LABELS,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing recorded: its column, what it is called, and how it reads; blank when nothing is recorded."""

    name: str
    label: str
    value: str


def facts_of(
    columns: tuple[str, ...], recorded: Mapping[str, Any], names: Mapping[UUID, str], *, category: str = ""
) -> tuple[Fact, ...]:
    """Return columns of a record as they read, in their order. `names` has the officers; `category` the product's."""
    extra = {"category": category, "age": age_words(recorded.get("age_years"), recorded.get("age_months"))}
    return tuple(Fact(name, LABELS[name], read(name, {**recorded, **extra}.get(name), names)) for name in columns)


def read(name: str, value: Any, names: Mapping[UUID, str]) -> str:
    """Return how the value of a column reads; an empty text when nothing is recorded."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, StrEnum):
        return _WORDS[type(value)][value]
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return names.get(value, "") if isinstance(value, UUID) else _measured(name, value)


def _measured(name: str, value: Any) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if name.endswith("_pence"):
        return f"£{value // 100}.{value % 100:02d}"
    unit = {"_mm": " mm", "_cm": " cm"}.get(name[-3:], "")
    return f"{value}{unit}"


def age_words(years: int | None, months: int | None) -> str:
    """Return an age as it reads: “16 years 3 months”; an empty text when it is not known."""
    if years is None:
        return ""
    words = f"{years} year" if years == 1 else f"{years} years"
    if months is None:
        return words
    return f"{words} {months} month" if months == 1 else f"{words} {months} months"
