"""The stages of a test made online and its parties as a printed sheet says them: label and words (pure)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.purchases.rules.stage_words import (
    CHARGED_LABELS,
    NOTICE_MEANS_LABELS,
    PAID_BY_LABELS,
    StageKind,
    StageState,
)
from compliance.purchases.rules.stages import StageView
from compliance.purchases.rules.words import ADDRESS_KIND_LABELS, AGE_CHECK_LABELS, HAND_OVER_LABELS

WORDS: Mapping[StageKind, str] = {
    StageKind.ADVANCE_NOTICE: "What it said",
    StageKind.LISTING: "What it says",
    StageKind.CHECKOUT: "What the page said",
    StageKind.PAYMENT: "Words",
    StageKind.CONFIRMATION: "What it says",
    StageKind.PARCEL: "Marking on the package",
    StageKind.DELIVERY: "Words spoken",
}
FACTS: Mapping[StageKind, Mapping[str, str]] = {
    StageKind.ADVANCE_NOTICE: {"notice_means": "How it was sent", "letter_reference": "Reference of the letter"},
    StageKind.LISTING: {"url": "Web address", "price_pence": "Price shown", "age_warning": "Warning about age"},
    StageKind.CHECKOUT: {
        "age_check": "Age check",
        "age_asked": "Age or date of birth asked",
        "id_asked": "Proof of age asked for",
        "declared_age_true": "True age given",
        "declared_name_true": "True name given",
        "declared": "What was declared",
        "declaration_authorised_by": "Authorised by",
        "stopped": "Order stopped by the check",
    },
    StageKind.PAYMENT: {
        "paid_by": "How it was paid",
        "card_ending": "Card ending in",
        "price_pence": "Amount",
        "charged": "Money taken",
    },
    StageKind.CONFIRMATION: {"order_number": "Order number"},
    StageKind.DISPATCH: {
        "delivery_company": "Delivery company",
        "tracking_number": "Tracking number",
        "age_verified_delivery": "Delivery with an age check asked for",
    },
    StageKind.DELIVERY: {
        "result": "How it ended",
        "address_kind": "Where it was sent",
        "handed_to": "Who took it",
        "handed_to_age_years": "Age of the person who took it",
        "id_asked": "ID asked for",
        "id_looked_at": "ID looked at",
        "driver": "Who delivered or handed it over",
    },
    StageKind.PARCEL: {
        "marked_blade": "Says that it contains a blade or a sharp point",
        "marked_18": "Says only into the hands of a person of 18 or over",
    },
    StageKind.UNPACKING: {
        "item": "What was in the parcel",
        "condition": "Condition and packing",
        "matches_listing": "Matches the listing",
    },
}
_LABELS: Mapping[str, Mapping[Any, str]] = {
    "notice_means": NOTICE_MEANS_LABELS,
    "age_check": AGE_CHECK_LABELS,
    "paid_by": PAID_BY_LABELS,
    "charged": CHARGED_LABELS,
    "result": HAND_OVER_LABELS,
    "address_kind": ADDRESS_KIND_LABELS,
}


def printed_stage(stage: StageView) -> dict[str, str]:
    """Return what is printed of a stage by label, "" for what is not recorded; nothing of one not needed or to do."""
    if stage.state is StageState.NOT_REACHED:
        return {"Not reached": stage.why}
    if stage.state is not StageState.REACHED:
        return {}
    rows = {} if stage.with_the_order else {"Day and time": _moment(stage)}
    rows |= {label: said(name, stage.facts.get(name)) for name, label in FACTS[stage.stage].items()}
    if stage.stage in WORDS:
        rows[WORDS[stage.stage]] = stage.words
    if stage.why:
        rows["Why it was sent late"] = stage.why
    return rows


def printed_day(day: date) -> str:
    """Return a day as a sheet prints it, such as 1 October 2026."""
    return f"{day.day} {day:%B %Y}"


def _moment(stage: StageView) -> str:
    day = printed_day(stage.on) if stage.on else ""
    return f"{day}, {stage.at:%H:%M}" if stage.at else day


def said(name: str, value: Any) -> str:
    """Return a fact of a stage in words, "" when it is not recorded."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "price_pence":
        return f"£{value // 100}.{value % 100:02d}"
    return _LABELS[name][value] if name in _LABELS else str(value)
