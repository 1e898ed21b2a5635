"""Tables of operations, their targets and teams."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.operations.rules import ChosenBy, Part, Purpose, Surveillance


@versioned
class Operation(Owned, table=True):
    """A planned exercise. The authority that plans it owns it; `partner_id` is the authority whose outlets it tests.

    `first_result_at` is when the first purchase was recorded against it; from then on its purpose is fixed, although
    that purchase may be corrected not to be of this operation.
    """

    __tablename__ = "operations"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.UniqueConstraint("authority_id", "partner_id", "name", "starts_on"),
        sa.Index("ix_operations_partner", "partner_id", "ends_on", "id"),
        sa.Index("ix_operations_authority", "authority_id", "ends_on", "id"),
        sa.CheckConstraint("(volunteer_id IS NULL) = (volunteer_code IS NULL)", name="volunteer_has_a_code"),
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
    ask_for: str = Field(default="", max_length=200)
    lead: str = Field(default="", max_length=120)
    lead_telephone: str = Field(default="", max_length=40)
    authorised_by: str = Field(default="", max_length=120)
    volunteer_id: UUID | None = Field(default=None, foreign_key="volunteers.id")
    volunteer_code: str | None = Field(default=None, max_length=5)
    weights: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    surveillance: Surveillance = stored(Surveillance)
    surveillance_note: str = Field(default="", sa_type=sa.Text)
    risk_assessment: str = Field(default="", max_length=120)
    first_result_at: datetime | None = None
    planned_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    recorded_at: datetime
    version: int = 1


class OperationTarget(Owned, table=True):
    """An outlet chosen for an operation, with its score and what made it up, as they stood when it was chosen.

    `position` is its place in the order of work; `rank` its place in the list it was chosen from, by score or as drawn.
    """

    __tablename__ = "operation_targets"
    __table_args__ = (
        sa.UniqueConstraint("operation_id", "outlet_id"),
        sa.Index("ix_operation_targets_operation", "operation_id", "position", "id"),
        sa.CheckConstraint("rank > 0", name="rank_from_one"),
    )
    operation_id: UUID = Field(foreign_key="operations.id")
    outlet_id: UUID = Field(foreign_key="outlets.id", index=True)
    position: int
    chosen_by: ChosenBy = stored(ChosenBy)
    rank: int
    score: int
    contributions: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    chosen_at: datetime


class TeamMember(Owned, table=True):
    """Somebody on the day: an officer of any authority by name, and their part."""

    __tablename__ = "operation_team_members"
    __table_args__ = (sa.UniqueConstraint("operation_id", "name"),)
    operation_id: UUID = Field(foreign_key="operations.id")
    name: str = Field(max_length=120)
    part: Part = stored(Part)
    telephone: str = Field(default="", max_length=40)


refuse(
    "operations",
    "operations_purpose_fixed",
    "UPDATE",
    "NEW.purpose <> OLD.purpose AND (OLD.first_result_at IS NOT NULL "
    "OR EXISTS (SELECT 1 FROM purchases p WHERE p.operation_id = NEW.id))",
    "the purpose of an operation is fixed before its first result",
)
refuse(
    "operations",
    "operations_first_result_stays",
    "UPDATE",
    "OLD.first_result_at IS NOT NULL AND (NEW.first_result_at IS NULL OR NEW.first_result_at <> OLD.first_result_at)",
    "when an operation had its first result stays as recorded",
)
refuse(
    "operation_targets",
    "operation_targets_of_the_partner",
    ("INSERT", "UPDATE"),
    "NOT EXISTS (SELECT 1 FROM operations o JOIN outlets t ON t.authority_id = o.partner_id "
    "WHERE o.id = NEW.operation_id AND t.id = NEW.outlet_id)",
    "a target must be an outlet of the authority that the operation tests",
)
refuse(
    "operation_targets",
    "operation_targets_with_results_stay",
    "DELETE",
    "EXISTS (SELECT 1 FROM purchases p WHERE p.operation_id = OLD.operation_id AND p.outlet_id = OLD.outlet_id)",
    "a target that has a result cannot be removed",
)
