"""The table of supervisors' reviews of a test's record: each one stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored
from compliance.purchases.models.accounts import UNSIGNED_OFFICER
from compliance.purchases.models.purchase import Purchase
from compliance.purchases.rules.reviews import ReviewOutcome


class Review(Owned, table=True):
    """A supervisor's review of a test whose officers have all signed, by somebody who did not make it.

    `record_version` is the version of the test that was looked at: a later correction asks for another review.
    """

    __tablename__ = "purchase_reviews"
    __table_args__ = (
        sa.UniqueConstraint("purchase_id", "number"),
        sa.CheckConstraint("outcome <> 'sent_back' OR trim(reasons) <> ''", name="sent_back_with_reasons"),
        {"sqlite_with_rowid": False},
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    reviewer_id: UUID = Field(foreign_key="officers.id")
    number: int
    outcome: ReviewOutcome = stored(ReviewOutcome)
    checklist: dict[str, Any] = Field(sa_type=sa.JSON)
    reasons: str = Field(default="", sa_type=sa.Text)
    record_version: int
    reviewed_at: datetime


refuse(
    "purchase_reviews",
    "purchase_reviews_of_the_purchases_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a review belongs to the authority of its test purchase",
)
refuse(
    "purchase_reviews",
    "purchase_reviews_by_another",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
    "AND NEW.reviewer_id IN (p.officer_id, p.second_officer_id)) OR EXISTS (SELECT 1 FROM purchase_accounts a "
    "WHERE a.purchase_id = NEW.purchase_id AND a.officer_id = NEW.reviewer_id)",
    "the reviewer of a test must not be an officer who made it",
)
refuse(
    "purchase_reviews",
    "purchase_reviews_when_all_have_signed",
    ("INSERT",),
    UNSIGNED_OFFICER,
    "a test is reviewed when every officer of it has signed",
)
refuse("purchase_reviews", "purchase_reviews_stay", ("UPDATE", "DELETE"), "1 = 1", "a review stays")
refuse(
    "purchase_reviews",
    "purchase_reviews_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchase_reviews k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM purchase_reviews k "
    "WHERE k.purchase_id = NEW.purchase_id AND k.number = NEW.number)",
    "a review is written once",
)
refuse_truncate("purchase_reviews", "purchase_reviews_not_emptied", "a review stays")
refuse(
    str(Purchase.__tablename__),
    "purchases_made_by_another_than_supervisor",
    "UPDATE",
    "EXISTS (SELECT 1 FROM purchase_reviews r WHERE r.purchase_id = NEW.id "
    "AND r.reviewer_id IN (NEW.officer_id, NEW.second_officer_id))",
    "the reviewer of a test cannot become an officer who made it",
)
