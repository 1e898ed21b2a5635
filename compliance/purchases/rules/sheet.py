"""What the printed record sheet of a test says, filled in, or blank to take along (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from compliance.purchases.rules.record import Fact, facts_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A record sheet. `blank`: to be filled in by hand. `printed` says when and for whom it was printed."""

    title: str
    reference: str
    authority: str
    printed: str
    blank: bool = False
    parts: tuple[SheetPart, ...] = ()
    accounts: tuple[SheetAccount, ...] = ()
    accounts_note: str = ""
    exhibits: tuple[SheetExhibit, ...] = ()
    reviews: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    room: frozenset[str] = field(default=ROOM)


def parts_of(recorded: Mapping[str, Any], names: Mapping[UUID, str], *, category: str = "") -> tuple[SheetPart, ...]:
    """Return the parts of the sheet from what is recorded; an empty record gives the parts of a blank sheet."""
    return tuple(SheetPart(title, facts_of(columns, recorded, names, category=category)) for title, columns in PARTS)


def given(title: str, rows: Mapping[str, str]) -> SheetPart:
    """Return a part from facts that do not stand in the test's row, such as its operation or its premises."""
    return SheetPart(title, tuple(Fact("", label, value) for label, value in rows.items()))
