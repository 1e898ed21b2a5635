"""Tables of operations, their targets and teams."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.operations.rules import Purpose


@versioned
class Operation(Owned, table=True):
    """A planned exercise. Owned by the authority that plans it; `partner_id` is the authority whose outlets it tests."""

    __tablename__ = "operations"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_operations_partner", "partner_id", "starts_on", "id"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )
    reference: str = Field(max_length=30)
    partner_id: UUID = Field(foreign_key="authorities.id")
    name: str = Field(max_length=120)
    purpose: Purpose = stored(Purpose)
    rationale: str = Field(default="", sa_type=sa.Text)
    starts_on: date
    ends_on: date
    area: str = Field(default="", max_length=200)
    volunteer_id: UUID | None = Field(default=None, foreign_key="volunteers.id")
    volunteer_code: str | None = Field(default=None, max_length=5)
    weights: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    surveillance: str = Field(default="", sa_type=sa.Text)
    risk_assessment: str = Field(default="", max_length=120)
    planned_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    recorded_at: datetime
    version: int = 1


class OperationTarget(Owned, table=True):
    """An outlet chosen for an operation, with its score and what made it up, as they stood when it was chosen."""

    __tablename__ = "operation_targets"
    __table_args__ = (
        sa.UniqueConstraint("operation_id", "outlet_id"),
        sa.Index("ix_operation_targets_operation", "operation_id", "position", "id"),
    )
    operation_id: UUID = Field(foreign_key="operations.id")
    outlet_id: UUID = Field(foreign_key="outlets.id", index=True)
    position: int
    score: int
    contributions: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    chosen_at: datetime


class TeamMember(Owned, table=True):
    """Somebody on the day: an officer of any authority by name, and their part."""

    __tablename__ = "operation_team_members"
    __table_args__ = (sa.Index("ix_operation_team_members_operation", "operation_id", "id"),)
    operation_id: UUID = Field(foreign_key="operations.id")
    name: str = Field(max_length=120)
    part: str = Field(max_length=60)
    telephone: str = Field(default="", max_length=40)


refuse(
    "operations",
    "operations_purpose_fixed",
    "UPDATE",
    "NEW.purpose <> OLD.purpose AND EXISTS (SELECT 1 FROM purchases p WHERE p.operation_id = NEW.id)",
    "the purpose of an operation is fixed before its first result",
)
