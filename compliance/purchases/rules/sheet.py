"""What the printed record sheet of a test says, filled in, or blank to take along (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from compliance.purchases.rules.record import ONLY_WHEN_RECORDED, Fact, facts_of
from compliance.purchases.rules.words import (
    BUYER_BASIS_LABELS,
    IN_STORE_CHANNELS,
    IN_STORE_TYPES,
    ONLINE_TYPES,
    OUTCOME_LABELS,
    PAYMENT_LABELS,
    STORAGE_LABELS,
    TYPE_LABELS,
    BuyerBasis,
    DisputeDecision,
    Outcome,
)
from compliance.retailers.rules import CHANNEL_LABELS

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "The buyer",
        (
            "volunteer_code",
            "age",
            "volunteer_sex",
            "volunteer_height_cm",
            "volunteer_clothing",
            "volunteer_photograph",
            "volunteer_consent",
            "briefed_at_time",
        ),
    ),
    (
        "The attempt",
        (
            "type",
            "buyer_basis",
            "channel",
            "tested_on",
            "started_at_time",
            "ended_at_time",
            "lighting_and_cctv",
            "queue",
            "staff_description",
            "staff_badge",
            "till_number",
        ),
    ),
    (
        "The product and its display",
        (
            "displayed_where",
            "storage",
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
    (
        "What was said and asked",
        (
            "words_spoken",
            "age_asked",
            "id_asked",
            "id_shown",
            "id_kind_shown",
            "id_looked_at",
            "till_prompt_seen",
            "poster_seen",
        ),
    ),
    ("Payment", ("price_pence", "payment", "change_pence", "receipt")),
    ("Who held the item", ("held_by", "handed_to_officer_at_time")),
    ("The result", ("outcome", "outcome_reason", "voided_by_id")),
    (
        "Afterwards",
        (
            "retailer_told_on",
            "retailer_told_at_time",
            "retailer_told_how",
            "meal_offered",
            "debriefed",
            "welfare_note",
            "legal_sign_off",
            "notes",
        ),
    ),
)
"""The parts of the sheet and their columns, in the order of domain section 2.4."""
_ANSWER = ("Yes", "No")
BOXES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "folds",
            "age_asked",
            "id_asked",
            "id_shown",
            "id_looked_at",
            "till_prompt_seen",
            "poster_seen",
            "receipt",
            "meal_offered",
            "debriefed",
        ),
        _ANSWER,
    ),
    "type": tuple(TYPE_LABELS[one] for one in IN_STORE_TYPES),
    "buyer_basis": tuple(BUYER_BASIS_LABELS[one] for one in (BuyerBasis.UNDER_18, BuyerBasis.ADULT)),
    "channel": tuple(CHANNEL_LABELS[one] for one in IN_STORE_CHANNELS),
    "storage": tuple(STORAGE_LABELS.values()),
    "payment": tuple(PAYMENT_LABELS.values()),
    "outcome": tuple(OUTCOME_LABELS[one] for one in Outcome if one is not Outcome.OFFERED_FOR_SALE),
}
"""What is ticked in a blank sheet, and between what."""
LEFT_OUT = (ONLY_WHEN_RECORDED | {"outcome_reason", "voided_by_id"}) - {"notes", "legal_sign_off"}
"""Columns that a filled-in sheet leaves out while nothing is recorded in them, for they were not asked for."""
AT_THE_COUNTER = frozenset(
    {
        *("started_at_time", "ended_at_time", "lighting_and_cctv", "queue", "staff_description", "staff_badge"),
        *("till_number", "displayed_where", "storage", "id_shown", "id_kind_shown", "id_looked_at", "till_prompt_seen"),
        *("poster_seen", "payment", "change_pence", "receipt", "held_by", "handed_to_officer_at_time"),
    }
)
"""Columns that the sheet of a test made online leaves out while nothing is recorded: its stages say these things."""
NOT_BLANK = frozenset({"product_is_article", "product_is_bladed", "product_reason", "voided_by_id"})
"""Columns that a blank sheet has no row for: they are decided later."""
ROOM = frozenset({"words_spoken", "lighting_and_cctv", "volunteer_clothing", "welfare_note", "notes"})
"""Columns that need room to write in a blank sheet."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part of the sheet: its title and its facts."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """An officer's signed account: the words, when it was signed, and what was added since."""

    officer: str
    signed: str
    words: str
    additions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetExhibit:
    """An exhibit by reference, with its seal and who holds it."""

    reference: str
    description: str
    seal: str
    holder: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A trader's dispute of the result: when, and how it ended, as far as it has."""

    raised_on: date
    decision: DisputeDecision | None = None
    decided_on: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A record sheet. `blank`: to be filled in by hand. `printed` says when and for whom it was printed.

    `standing` says first what a reader of the result must not miss: see `standing_of`.
    """

    title: str
    reference: str
    authority: str
    printed: str
    blank: bool = False
    standing: tuple[str, ...] = ()
    parts: tuple[SheetPart, ...] = ()
    accounts: tuple[SheetAccount, ...] = ()
    accounts_note: str = ""
    exhibits: tuple[SheetExhibit, ...] = ()
    reviews: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    room: frozenset[str] = ROOM
    boxes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: BOXES)


def parts_of(recorded: Mapping[str, Any], names: Mapping[UUID, str], *, category: str = "") -> tuple[SheetPart, ...]:
    """Return the parts of the sheet from what is recorded, “Not recorded” included; what was not asked is left out."""
    online = recorded.get("type") in ONLINE_TYPES
    unasked = LEFT_OUT | AT_THE_COUNTER if online else LEFT_OUT
    parts = []
    for title, columns in PARTS:
        facts = facts_of(columns, recorded, names, category=category)
        kept = tuple(fact for fact in facts if fact.value or fact.name not in unasked)
        if online:
            kept = tuple(replace(fact, label="Channel") if fact.name == "channel" else fact for fact in kept)
        if kept:
            parts.append(SheetPart(title, kept))
    return tuple(parts)


def blank_parts(known: Mapping[str, Any]) -> tuple[SheetPart, ...]:
    """Return the parts of a blank sheet, with what is known beforehand."""
    return tuple(
        SheetPart(title, facts_of(tuple(name for name in columns if name not in NOT_BLANK), known, {}))
        for title, columns in PARTS
    )


def exhibit_words(description: str, *, trader: bool, withdrawn: str | None) -> str:
    """Return what an exhibit is, with that it is the trader's, or why it was withdrawn (None: it was not)."""
    words = f"{description} (sent by the trader)" if trader else description
    return words if withdrawn is None else f"{words}. Withdrawn: {withdrawn}"


def standing_of(
    *, proposed: tuple[Outcome, bool] | None, declined: bool, disputes: Sequence[Raised]
) -> tuple[str, ...]:
    """Return what must be read before the result of a test: void waiting or not agreed, disputed, or overturned.

    `proposed` is what waits for a second person, and whether it was recorded so at the counter; `declined` says that
    the second person did not agree to what still stands. A dispute that was withdrawn says nothing.
    """
    lines = []
    if proposed is not None:
        wanted, at_counter = OUTCOME_LABELS[proposed[0]], proposed[1]
        lines.append(
            f"Recorded at the counter as “{wanted}”, so it counts in nothing. A second person has not agreed yet."
            if at_counter
            else f"It is proposed that this was “{wanted}”. A second person has not agreed yet, so the result stands."
        )
    elif declined:
        lines.append("The second person did not agree that this attempt was void or aborted. It is to be corrected.")
    for one in disputes:
        raised = f"The trader disputed this result on {_written(one.raised_on)}"
        if one.decision is DisputeDecision.OVERTURNED and one.decided_on:
            lines.append(f"{raised}. It was overturned on {_written(one.decided_on)} and counts no more.")
        elif one.decided_on:
            lines.append(f"{raised}. It was upheld on {_written(one.decided_on)}.")
        elif not one.withdrawn:
            lines.append(f"{raised}. That is not decided yet.")
    return tuple(lines)


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def given(title: str, rows: Mapping[str, str]) -> SheetPart:
    """Return a part from facts that do not stand in the test's row, such as its operation or its premises."""
    return SheetPart(title, tuple(Fact("", label, value) for label, value in rows.items()))
