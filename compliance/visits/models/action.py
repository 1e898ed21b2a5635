"""The table of actions asked of traders at visits."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.visits.rules import Basis


@versioned
class VisitAction(Owned, table=True):
    """Something a trader was asked to do at a visit; open until it was done. Who changed it, and when, is audited."""

    __tablename__ = "visit_actions"
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "number"),
        sa.Index("ix_visit_actions_due", "authority_id", "done_on", "due_on", "id"),
        sa.CheckConstraint("text <> ''", name="says_what"),
        sa.CheckConstraint("(done_on IS NULL) = (done_at IS NULL)", name="done_on_a_day_and_marked"),
        sa.CheckConstraint("done_on IS NOT NULL OR (done_note = '' AND done_by_id IS NULL)", name="note_when_done"),
    )
    visit_id: UUID = Field(foreign_key="visits.id")
    number: int
    text: str = Field(max_length=500)
    basis: Basis = stored(Basis)
    due_on: date | None = None
    done_on: date | None = None
    done_note: str = Field(default="", max_length=500)
    done_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    done_at: datetime | None = None
    recorded_at: datetime
    version: int = 1


refuse(
    "visit_actions",
    "visit_actions_of_the_visits_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM visits v WHERE v.id = NEW.visit_id AND v.authority_id <> NEW.authority_id)",
    "what a visit holds belongs to its authority",
)
refuse(
    "visit_actions",
    "visit_actions_never_deleted",
    ("DELETE",),
    "1 = 1",
    "an action is never deleted; it is marked as done",
)
