"""What of a test's record stands still once an officer has signed an account of it (pure)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.errors import Refusal
from compliance.purchases.rules.words import (
    AGE_CHECK_LABELS,
    BUYER_BASIS_LABELS,
    OUTCOME_LABELS,
    PAYMENT_LABELS,
    STORAGE_LABELS,
    TYPE_LABELS,
)
from compliance.retailers.rules import CHANNEL_LABELS

SEEN_AND_SAID = (
    "started_at_time",
    "ended_at_time",
    "handed_to_officer_at_time",
    "price_pence",
    "age_asked",
    "id_asked",
    "id_shown",
    "id_looked_at",
    "id_kind_shown",
    "till_prompt_seen",
    "till_number",
    "staff_description",
    "staff_badge",
    "words_spoken",
    "held_by",
    "poster_seen",
    "queue",
    "lighting_and_cctv",
    "volunteer_sex",
    "volunteer_height_cm",
    "volunteer_clothing",
    "url",
    "seller_name",
    "age_check",
    "declared_age_true",
    "declared_name_true",
)
"""Columns of a test that never change after the first signature: what the officers saw, heard and timed."""

MEASURED_LATER = (
    "product",
    "brand",
    "barcode",
    "blade_length_mm",
    "folds",
    "displayed_where",
    "storage",
    "payment",
    "change_pence",
    "receipt",
)
"""Columns that may still be filled in after the first signature where nothing was recorded, and then stand still."""

KIND_AND_PEOPLE = (
    "reference",
    "type",
    "buyer_basis",
    "channel",
    "outcome",
    "outcome_reason",
    "tested_on",
    "operation_id",
    "officer_id",
    "second_officer_id",
    "volunteer_code",
    "age_years",
    "age_months",
    "category_code",
)
"""Columns that a correction may change with a reason; a signature keeps how they stood."""

FREE_WORDS = (
    "words_spoken",
    "staff_description",
    "held_by",
    "outcome_reason",
    "id_kind_shown",
    "volunteer_clothing",
    "lighting_and_cctv",
    "displayed_where",
)
"""Columns of words about people, which must not name the volunteer when they are signed."""

SNAPSHOT = KIND_AND_PEOPLE + SEEN_AND_SAID + MEASURED_LATER
"""What a signature keeps of the record, in this order."""


def is_blank(value: Any) -> bool:
    """Say whether nothing is recorded: a “no” and a nought are answers."""
    return value is None or value == ""


def frozen_columns(recorded: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns of a record that stand still after the first signature, as it is `recorded`."""
    return frozenset(SEEN_AND_SAID) | {name for name in MEASURED_LATER if not is_blank(recorded[name])}


def check_frozen(recorded: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Raise Refusal, beside the field, when `wanted` changes what stands still in a record with a signed account.

    Only columns that `wanted` holds are looked at, in the order of the record.
    """
    still = frozen_columns(recorded)
    for name in SNAPSHOT:
        if name in still and name in wanted and _differ(recorded[name], wanted[name]):
            raise Refusal(
                "An officer has signed an account of this test, so what was seen and said stays as it was recorded. "
                "Add to your account instead",
                name,
            )


def _differ(before: Any, after: Any) -> bool:
    return before != after and not (is_blank(before) and is_blank(after))


FACT_LABELS = {
    "reference": "Reference",
    "type": "Kind of test",
    "buyer_basis": "Buyer",
    "channel": "Channel",
    "outcome": "Outcome",
    "outcome_reason": "Why void or aborted",
    "tested_on": "Day of the test",
    "operation_id": "Operation",
    "officer_id": "Officer who made the test",
    "second_officer_id": "Second officer",
    "volunteer_code": "Volunteer’s code",
    "age_years": "Age on the day, years",
    "age_months": "Age on the day, months",
    "category_code": "Kind of product",
    "started_at_time": "Time in",
    "ended_at_time": "Time out",
    "handed_to_officer_at_time": "Item reached the officer",
    "price_pence": "Price",
    "age_asked": "Age asked",
    "id_asked": "ID asked for",
    "id_shown": "ID shown",
    "id_looked_at": "ID looked at",
    "id_kind_shown": "Kind of ID shown",
    "till_prompt_seen": "Till prompt",
    "till_number": "Till",
    "staff_description": "Who served",
    "staff_badge": "Name badge",
    "words_spoken": "Words spoken",
    "held_by": "Who held the item",
    "poster_seen": "Challenge 25 poster seen",
    "queue": "People in the queue",
    "lighting_and_cctv": "Lighting and CCTV",
    "volunteer_sex": "Volunteer’s sex",
    "volunteer_height_cm": "Volunteer’s height, cm",
    "volunteer_clothing": "Volunteer’s clothing",
    "url": "Web address",
    "seller_name": "Seller’s name as shown",
    "age_check": "Age check at the checkout",
    "declared_age_true": "True age given",
    "declared_name_true": "True name given",
    "product": "Product",
    "brand": "Brand",
    "barcode": "Barcode",
    "blade_length_mm": "Length of the cutting edge, mm",
    "folds": "Folding pocket-knife, which does not lock open",
    "displayed_where": "Where it was displayed",
    "storage": "How it was kept",
    "payment": "Payment",
    "change_pence": "Change given",
    "receipt": "Receipt given",
}
"""What each fact of a record is called where it is shown as it was signed."""

_CODES: dict[str, Mapping[Any, str]] = {
    "type": TYPE_LABELS,
    "buyer_basis": BUYER_BASIS_LABELS,
    "channel": CHANNEL_LABELS,
    "outcome": OUTCOME_LABELS,
    "age_check": AGE_CHECK_LABELS,
    "storage": STORAGE_LABELS,
    "payment": PAYMENT_LABELS,
}


def fact_words(name: str, value: Any) -> str:
    """Return a fact of a snapshot in words: yes or no, a label, £4.99, 14:30. Nothing recorded gives an empty text."""
    if is_blank(value):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in _CODES:
        return _CODES[name].get(value, str(value))
    if name.endswith("_pence"):
        return f"£{value / 100:,.2f}"
    return _time_or_text(name, str(value))


def _time_or_text(name: str, text: str) -> str:
    if name.endswith("_at_time"):
        return text[:5]
    if name.endswith("_on"):
        day = date.fromisoformat(text)
        return f"{day.day} {day:%B %Y}"
    return text.replace("_", " ") if name == "category_code" else text


def facts_in_words(record: Mapping[str, Any], people: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the facts of a snapshot as pairs of label and words, in order, those that say nothing left out.

    `people` are the names of officers by identifier as text; an operation is left out, as its reference is not kept.
    """
    found = []
    for name in SNAPSHOT:
        value = record.get(name)
        if name == "operation_id" or is_blank(value):
            continue
        words = people.get(str(value), "") if name in {"officer_id", "second_officer_id"} else fact_words(name, value)
        found.append((FACT_LABELS[name], words))
    return found


def not_recorded(recorded: Mapping[str, Any], *, online: bool) -> list[str]:
    """Return the labels of what was seen and said of which nothing is recorded, and which a signature closes for good.

    Facts of a checkout are left out of a test in store, and those of a till out of one online.
    """
    elsewhere = _AT_A_TILL if online else _AT_A_CHECKOUT
    return [FACT_LABELS[name] for name in SEEN_AND_SAID if name not in elsewhere and is_blank(recorded[name])]


_AT_A_CHECKOUT = frozenset({"url", "seller_name", "age_check", "declared_age_true", "declared_name_true"})
_AT_A_TILL = frozenset(
    {
        "handed_to_officer_at_time",
        "id_shown",
        "id_looked_at",
        "id_kind_shown",
        "till_prompt_seen",
        "till_number",
        "staff_description",
        "staff_badge",
        "held_by",
        "poster_seen",
        "queue",
        "lighting_and_cctv",
        "volunteer_sex",
        "volunteer_height_cm",
        "volunteer_clothing",
    }
)
