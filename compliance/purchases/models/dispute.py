"""The table of disputes: a trader’s words, and the decision of somebody who did not make the test."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored
from compliance.purchases.models.purchase import Purchase
from compliance.purchases.rules import DisputeDecision


class Dispute(Owned, table=True):
    """A trader's dispute of a result, in their words, decided by somebody who did not make the test."""

    __tablename__ = "disputes"
    __table_args__ = (
        sa.Index("ix_disputes_purchase", "purchase_id", "id"),
        sa.Index("ix_disputes_open", "authority_id", "decided_on"),
        sa.Index(
            "uq_disputes_waiting",
            "purchase_id",
            unique=True,
            sqlite_where=sa.text("decided_on IS NULL"),
            postgresql_where=sa.text("decided_on IS NULL"),
        ),
        sa.CheckConstraint("raised_on <= recorded_on", name="not_in_the_future"),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_on IS NULL) AND (decision IS NULL OR (reviewer_id IS NOT NULL "
            "AND reasons <> ''))",
            name="decided_with_reasons",
        ),
        sa.CheckConstraint("decided_on IS NULL OR decided_on >= raised_on", name="decided_after_raised"),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    raised_on: date
    raised_by: str = Field(default="", max_length=120)
    words: str = Field(sa_type=sa.Text)
    decision: DisputeDecision | None = stored(DisputeDecision, nullable=True, default=None)
    decided_on: date | None = None
    reviewer_id: UUID | None = Field(default=None, foreign_key="officers.id")
    reasons: str = Field(default="", sa_type=sa.Text)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "disputes",
    "disputes_of_the_purchases_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a dispute belongs to the authority of its test purchase",
)
refuse(
    "disputes",
    "disputes_reviewed_by_another",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
    "AND NEW.reviewer_id IN (p.officer_id, p.second_officer_id))",
    "the reviewer of a dispute must not be an officer who made the test",
)
refuse(
    str(Purchase.__tablename__),
    "purchases_made_by_another_than_reviewer",
    "UPDATE",
    "EXISTS (SELECT 1 FROM disputes d WHERE d.purchase_id = NEW.id "
    "AND d.reviewer_id IN (NEW.officer_id, NEW.second_officer_id))",
    "the reviewer of a dispute cannot become an officer who made the test",
)
