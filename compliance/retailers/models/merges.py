"""Tables of outlets that became one or two: what moved, what stayed, and which pairs are said not to be the same."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.retailers.models.register import Outlet
from compliance.retailers.rules.moving import MovedHow, MoveKind

_VALUES = sa.JSON(none_as_null=True)


@versioned
class Move(Owned, table=True):
    """Records of one outlet that went to another: all that can when it was merged into it, some when it was split.

    `before` and `after` are the columns of both outlets that changed, by "from" and "to".
    """

    __tablename__ = "outlet_moves"
    __table_args__ = (
        sa.Index("ix_outlet_moves_to", "to_id", "id"),
        sa.Index("ix_outlet_moves_from", "from_id", "id"),
        sa.Index(
            "uq_outlet_moves_merged_once",
            "from_id",
            unique=True,
            sqlite_where=sa.text("kind = 'merge' AND undone_at IS NULL"),
            postgresql_where=sa.text("kind = 'merge' AND undone_at IS NULL"),
        ),
        sa.CheckConstraint("from_id <> to_id", name="between_two"),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_reason = '')", name="undone_for_a_reason"),
    )
    kind: MoveKind = stored(MoveKind)
    from_id: UUID = Field(foreign_key="outlets.id")
    to_id: UUID = Field(foreign_key="outlets.id")
    reason: str = Field(sa_type=sa.Text)
    before: dict[str, Any] = Field(sa_type=sa.JSON)
    after: dict[str, Any] = Field(sa_type=sa.JSON)
    moved_at: datetime
    moved_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    undone_at: datetime | None = None
    undone_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    undone_reason: str = Field(default="", sa_type=sa.Text)
    version: int = 1


class MovedRecord(Owned, table=True):
    """What became of one record in a move: the row of a table by its identifier. Written once."""

    __tablename__ = "outlet_moved_records"
    __table_args__ = (sa.Index("ix_outlet_moved_records_move", "move_id", "table_name", "id"),)
    move_id: UUID = Field(foreign_key="outlet_moves.id")
    table_name: str = Field(max_length=60)
    record_id: UUID
    how: MovedHow = stored(MovedHow)
    why: str = Field(default="", max_length=200)
    before: dict[str, Any] | None = Field(default=None, sa_type=_VALUES)
    after: dict[str, Any] | None = Field(default=None, sa_type=_VALUES)


class NotTheSame(Owned, table=True):
    """That somebody looked at two outlets that seem one, and said that they are two; it can be taken back."""

    __tablename__ = "outlets_not_the_same"
    __table_args__ = (
        sa.Index(
            "uq_outlets_not_the_same",
            "first_id",
            "second_id",
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        ),
        sa.CheckConstraint("first_id <> second_id", name="two_outlets"),
    )
    first_id: UUID = Field(foreign_key="outlets.id")
    second_id: UUID = Field(foreign_key="outlets.id")
    reason: str = Field(sa_type=sa.Text)
    said_at: datetime
    said_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    taken_back_at: datetime | None = None
    taken_back_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


_OF_BOTH = "EXISTS (SELECT 1 FROM outlets o WHERE o.id IN (NEW.{0}, NEW.{1}) AND o.authority_id <> NEW.authority_id)"
refuse(
    "outlet_moves",
    "outlet_moves_within_an_authority",
    ("INSERT", "UPDATE"),
    _OF_BOTH.format("from_id", "to_id"),
    "outlets are merged and split within their authority",
)
refuse("outlet_moves", "outlet_moves_never_deleted", ("DELETE",), "1 = 1", "a merge is undone, never deleted")
refuse(
    "outlet_moved_records",
    "outlet_moved_records_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "what a merge moved stays as it was written",
)
refuse(
    "outlets_not_the_same",
    "outlets_not_the_same_within_an_authority",
    ("INSERT", "UPDATE"),
    _OF_BOTH.format("first_id", "second_id"),
    "two outlets that are told apart belong to one authority",
)
refuse(
    str(Outlet.__tablename__),
    "outlets_merged_into_a_current_one",
    "UPDATE",
    "NEW.merged_into_id IS NOT NULL AND (OLD.merged_into_id IS NULL OR OLD.merged_into_id <> NEW.merged_into_id) "
    "AND NOT EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.merged_into_id AND o.id <> NEW.id "
    "AND o.authority_id = NEW.authority_id AND o.merged_into_id IS NULL)",
    "an outlet is merged into another of its authority that stands on the register",
)
