"""The table of proposals that an attempt was void or aborted: made by one person, agreed or declined by another."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored
from compliance.purchases.models.purchase import Purchase
from compliance.purchases.rules import Outcome, VoidingDecision


class Voiding(Owned, table=True):
    """A proposal that an attempt is void or aborted. `at_counter`: recorded so on the spot, and to be agreed since.

    `named_id` is who is asked to agree, None for anybody entitled. What stood before is in `outcome_before`.
    """

    __tablename__ = "purchase_voidings"
    __table_args__ = (
        sa.Index("ix_purchase_voidings_purchase", "purchase_id", "id"),
        sa.Index("ix_purchase_voidings_waiting", "authority_id", "decided_at"),
        sa.Index(
            "uq_purchase_voidings_waiting",
            "purchase_id",
            unique=True,
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        ),
        sa.CheckConstraint("wanted IN ('void', 'aborted')", name="void_or_aborted"),
        sa.CheckConstraint("trim(reason) <> ''", name="has_a_reason"),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by_id IS NULL)",
            name="decided_by_somebody",
        ),
        sa.CheckConstraint(
            "decision IS NULL OR (decision = 'withdrawn') = (decided_by_id = proposed_by_id)", name="by_two_persons"
        ),
        sa.CheckConstraint("decision <> 'declined' OR trim(decision_reason) <> ''", name="declined_for_a_reason"),
        sa.CheckConstraint("named_id IS NULL OR named_id <> proposed_by_id", name="names_another"),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    wanted: Outcome = stored(Outcome, name="wanted")
    reason: str = Field(sa_type=sa.Text)
    at_counter: bool = False
    outcome_before: Outcome | None = stored(Outcome, name="outcome_before", nullable=True, default=None)
    named_id: UUID | None = Field(default=None, foreign_key="officers.id")
    proposed_by_id: UUID = Field(foreign_key="officers.id")
    proposed_at: datetime
    decision: VoidingDecision | None = stored(VoidingDecision, name="decision", nullable=True, default=None)
    decided_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    decided_at: datetime | None = None
    decision_reason: str = Field(default="", sa_type=sa.Text)


refuse(
    "purchase_voidings",
    "purchase_voidings_of_the_purchases_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a voiding belongs to the authority of its test purchase",
)
refuse(
    "purchase_voidings",
    "purchase_voidings_decided_once",
    "UPDATE",
    "OLD.decision IS NOT NULL OR NEW.purchase_id <> OLD.purchase_id OR NEW.wanted <> OLD.wanted "
    "OR NEW.reason <> OLD.reason OR NEW.proposed_by_id <> OLD.proposed_by_id OR NEW.proposed_at <> OLD.proposed_at",
    "a voiding is decided once, and stays as it was proposed",
)
refuse("purchase_voidings", "purchase_voidings_never_deleted", ("DELETE",), "1 = 1", "a voiding is never deleted")
refuse_truncate("purchase_voidings", "purchase_voidings_not_emptied", "a voiding is never deleted")
refuse(
    "purchase_voidings",
    "purchase_voidings_of_a_sale_agreed_by_another",
    ("INSERT", "UPDATE"),
    "NEW.decision = 'agreed' AND EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
    "AND p.counts_as_sale AND NEW.decided_by_id IN (p.officer_id, p.second_officer_id))",
    "a sale that counts is made void by somebody who did not make the test",
)
refuse(
    str(Purchase.__tablename__),
    "purchases_void_by_two_persons",
    "UPDATE",
    "NEW.outcome IN ('void', 'aborted') AND NEW.outcome <> OLD.outcome AND NOT EXISTS (SELECT 1 "
    "FROM purchase_voidings v WHERE v.purchase_id = NEW.id AND v.decision = 'agreed' AND v.wanted = NEW.outcome "
    "AND v.decided_by_id = NEW.voided_by_id)",
    "a recorded result becomes void only when a second person has agreed",
)
