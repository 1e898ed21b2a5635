"""Table of refusals of training that an officer withdrew."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse


class RefusalWithdrawal(Owned, table=True):
    """An officer's withdrawal of a refusal: it counts from its day, with the reason and the words it rests on.

    It stays as it was recorded: one recorded by mistake is struck out.
    """

    __tablename__ = "training_refusal_withdrawals"
    __table_args__ = (
        sa.Index("ix_training_refusal_withdrawals_outlet", "outlet_id", "withdrawn_on", "id"),
        sa.Index("ix_training_refusal_withdrawals_entity", "entity_id", "withdrawn_on", "id"),
        sa.CheckConstraint("(outlet_id IS NULL) <> (entity_id IS NULL)", name="of_an_outlet_or_an_entity"),
        sa.CheckConstraint("withdrawn_on <= recorded_on", name="not_in_the_future"),
    )
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    withdrawn_on: date
    reason: str = Field(sa_type=sa.Text)
    words: str = Field(default="", sa_type=sa.Text)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    struck_out_at: datetime | None = None
    struck_out_reason: str = Field(default="", max_length=500)


refuse(
    "training_refusal_withdrawals",
    "training_withdrawals_of_the_outlets_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
    "a refusal is withdrawn with the authority of its outlet",
)
refuse(
    "training_refusal_withdrawals",
    "training_withdrawals_of_the_entitys_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM entities o WHERE o.id = NEW.entity_id AND o.authority_id <> NEW.authority_id)",
    "a refusal is withdrawn with the authority of its entity",
)
