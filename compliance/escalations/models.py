"""Tables of escalation policy, dated per authority, and of repeat-offender lists as they were printed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored
from compliance.escalations.rules import Format


class EscalationPolicy(Owned, table=True):
    """What counts as a repeat, from a day on. Read as `rules.Policy`; the latest on or before a day holds."""

    __tablename__ = "escalation_policies"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "in_force_from"),
        sa.CheckConstraint("sales_needed >= 1", name="needs_a_sale"),
        sa.CheckConstraint("window_months BETWEEN 1 AND 120", name="window_in_months"),
        sa.CheckConstraint("recency_months BETWEEN 1 AND window_months", name="recency_within_window"),
    )
    in_force_from: date
    sales_needed: int
    window_months: int
    recency_months: int
    types: list[str] = Field(sa_type=sa.JSON)
    minimum_proof: str = Field(max_length=40)
    per: str = Field(max_length=20)
    ladder: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    reason: str = Field(sa_type=sa.Text)
    set_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    set_at: datetime


class PrintedList(Owned, table=True):
    """A repeat-offender list as it was printed or exported: the bytes are kept under their SHA-256.

    `asked_id` comes from the page that asked for it, so that a form sent twice gives one list.
    """

    __tablename__ = "printed_lists"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.UniqueConstraint("authority_id", "asked_id"),
        sa.CheckConstraint("entries >= 0", name="entries_not_negative"),
    )
    reference: str = Field(max_length=30)
    asked_id: UUID
    format: Format = stored(Format)
    as_at: date
    entries: int
    sha256: str = Field(max_length=64)
    recipient: str = Field(default="", max_length=200)
    reason: str = Field(default="", sa_type=sa.Text)
    printed_at: datetime
    printed_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "escalation_policies",
    "escalation_policies_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a policy stays as it was set; set another from a later day",
)
refuse("printed_lists", "printed_lists_stay", ("UPDATE", "DELETE"), "1 = 1", "a printed list stays as it was printed")
refuse_truncate("printed_lists", "printed_lists_not_emptied", "a printed list stays as it was printed")
