"""Table of what an authority asks for in test purchases, from a day on."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse


class DatedPurchasePolicy(Owned, table=True):
    """What is asked for in test purchases, from a day on. Read as `rules.PurchasePolicy`: the latest by a day holds."""

    __tablename__ = "purchase_policies"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "in_force_from"),
        sa.CheckConstraint("advance_notice_days BETWEEN 0 AND 365", name="notice_in_days"),
        sa.CheckConstraint("keep_evidence_months BETWEEN 6 AND 240", name="kept_for_months"),
        sa.CheckConstraint("rate_least BETWEEN 10 AND 1000", name="rate_of_attempts"),
        sa.CheckConstraint("dispute_days BETWEEN 1 AND 180", name="disputes_in_days"),
        sa.CheckConstraint("dispute_letter_days BETWEEN 1 AND 60", name="letters_in_days"),
        sa.CheckConstraint("carry_minutes BETWEEN 1 AND 120", name="carried_for_minutes"),
    )
    in_force_from: date
    advance_notice_asked: bool
    advance_notice_days: int
    alert_days: list[int] = Field(sa_type=sa.JSON)
    keep_evidence_months: int
    rate_least: int
    dispute_days: int
    dispute_letter_days: int
    carry_minutes: int
    reason: str = Field(sa_type=sa.Text)
    set_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    set_at: datetime


refuse(
    "purchase_policies",
    "purchase_policies_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a policy stays as it was set; set another from a later day",
)
