"""How long agreements run and what a failed test does to one: dated policy of an authority."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.agreements.rules import AfterFailedTest
from compliance.database import Owned, refuse, stored


class AgreementPolicy(Owned, table=True):
    """A policy of agreements from a day on. Read as `rules.Policy`; the latest on or before a day holds."""

    __tablename__ = "agreement_policies"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "in_force_from"),
        sa.CheckConstraint("months BETWEEN 1 AND longest_months", name="runs_for_months"),
        sa.CheckConstraint("longest_months BETWEEN 1 AND 120", name="longest_in_months"),
        sa.CheckConstraint("review_months BETWEEN 0 AND 60", name="reviewed_in_months"),
        sa.CheckConstraint("remind_days BETWEEN 1 AND 366", name="reminds_in_days"),
        sa.CheckConstraint("failed_within_months BETWEEN 1 AND 120", name="window_in_months"),
        sa.CheckConstraint("act_days BETWEEN 1 AND 366", name="acts_in_days"),
        sa.CheckConstraint("reply_days BETWEEN 1 AND 366", name="replies_in_days"),
        sa.CheckConstraint("link_days BETWEEN 1 AND 366", name="link_in_days"),
    )
    in_force_from: date
    months: int
    review_months: int
    longest_months: int
    remind_days: int
    on_failed_test: AfterFailedTest = stored(AfterFailedTest)
    failed_within_months: int
    act_days: int
    reply_days: int
    link_days: int
    reason: str = Field(sa_type=sa.Text)
    set_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    set_at: datetime


refuse(
    "agreement_policies",
    "agreement_policies_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a policy stays as it was set; set another from a later day",
)
