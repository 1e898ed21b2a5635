"""The tables of disputes: a trader’s words, the officers’ comments, and the decision of somebody else."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored, versioned
from compliance.purchases.models.purchase import Purchase
from compliance.purchases.rules import DisputeCameBy, DisputeDecision

_OPEN = sa.text("decided_on IS NULL AND withdrawn_on IS NULL")


@versioned
class Dispute(Owned, table=True):
    """A trader's dispute of a result, in their words, decided by somebody who did not make the test.

    `raised_on` is the day it was received, `due_on` the day by which the trader was promised a decision. `reviewer_id`
    is who is to decide it, and then who did; `despite` says why they may, although they took part in the record.
    `new_grounds` is what is new when an earlier dispute of the result was decided. Closed, decided or withdrawn, it
    never changes again.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        sa.Index("ix_disputes_purchase", "purchase_id", "id"),
        sa.Index("ix_disputes_open", "authority_id", "decided_on"),
        sa.Index("uq_disputes_waiting", "purchase_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.CheckConstraint("raised_on <= recorded_on", name="not_in_the_future"),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_on IS NULL) AND (decision IS NULL OR (reviewer_id IS NOT NULL "
            "AND reasons <> ''))",
            name="decided_with_reasons",
        ),
        sa.CheckConstraint("decided_on IS NULL OR decided_on >= raised_on", name="decided_after_raised"),
        sa.CheckConstraint("due_on >= raised_on", name="due_after_raised"),
        sa.CheckConstraint("acknowledged_on IS NULL OR acknowledged_on >= raised_on", name="acknowledged_after_raised"),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR (decided_on IS NULL AND withdrawn_on >= raised_on AND withdrawn_words <> '')",
            name="withdrawn_in_words",
        ),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    raised_on: date
    raised_by: str = Field(default="", max_length=120)
    capacity: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    came_by: DisputeCameBy | None = stored(DisputeCameBy, nullable=True, default=None)
    words: str = Field(sa_type=sa.Text)
    asks_for: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})
    new_grounds: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})
    due_on: date
    acknowledged_on: date | None = None
    assigned_on: date | None = None
    despite: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})
    decision: DisputeDecision | None = stored(DisputeDecision, nullable=True, default=None)
    decided_on: date | None = None
    reviewer_id: UUID | None = Field(default=None, foreign_key="officers.id")
    reasons: str = Field(default="", sa_type=sa.Text)
    considered: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})
    withdrawn_on: date | None = None
    withdrawn_words: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


@versioned
class DisputeComment(Owned, table=True):
    """What an officer of the test was invited to say of a dispute, kept apart from the trader's words and evidence."""

    __tablename__ = "dispute_comments"
    __table_args__ = (
        sa.UniqueConstraint("dispute_id", "officer_id"),
        sa.CheckConstraint("(commented_on IS NULL) = (words = '')", name="comment_has_words"),
        sa.CheckConstraint("commented_on IS NULL OR commented_on >= invited_on", name="comment_after_invitation"),
    )
    dispute_id: UUID = Field(foreign_key="disputes.id")
    officer_id: UUID = Field(foreign_key="officers.id")
    invited_on: date
    invited_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    words: str = Field(default="", sa_type=sa.Text)
    commented_on: date | None = None
    version: int = 1


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
refuse(
    "disputes",
    "disputes_closed_never_change",
    "UPDATE",
    "OLD.decided_on IS NOT NULL OR OLD.withdrawn_on IS NOT NULL",
    "a dispute that was decided or withdrawn never changes",
)
refuse("disputes", "disputes_never_deleted", "DELETE", "OLD.id IS NOT NULL", "a dispute is never deleted")
refuse_truncate("disputes", "disputes_not_emptied", "a dispute is never deleted")
refuse(
    "disputes",
    "disputes_again_on_new_grounds",
    "INSERT",
    "EXISTS (SELECT 1 FROM disputes d WHERE d.purchase_id = NEW.purchase_id AND (d.decision = 'overturned' "
    "OR (d.decision = 'upheld' AND NEW.new_grounds = '')))",
    "a result is disputed again only on new grounds, and not once it is overturned",
)
refuse(
    "dispute_comments",
    "dispute_comments_of_the_disputes_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id AND d.authority_id <> NEW.authority_id)",
    "a comment belongs to the authority of its dispute",
)
refuse(
    "dispute_comments",
    "dispute_comments_while_it_is_open",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id "
    "AND (d.decided_on IS NOT NULL OR d.withdrawn_on IS NOT NULL))",
    "a closed dispute takes no comment",
)
refuse(
    "dispute_comments",
    "dispute_comments_made_never_change",
    ("UPDATE", "DELETE"),
    "OLD.commented_on IS NOT NULL",
    "a comment that was made never changes",
)
refuse_truncate("dispute_comments", "dispute_comments_not_emptied", "a comment that was made never changes")
