"""What of a test's record stands still once an officer has signed an account of it (pure)."""

from collections.abc import Mapping
from typing import Any

from compliance.errors import Refusal

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
