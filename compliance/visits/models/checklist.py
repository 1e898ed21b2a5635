"""The tables of checklists: dated, and never changed once set."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, Table, refuse, stored
from compliance.visits.rules import Observation, QuestionKind


class VisitChecklist(Owned, table=True):
    """What is asked at visits from a day on; of those from one day or before, the one that was set last holds."""

    __tablename__ = "visit_checklists"
    __table_args__ = (
        sa.Index("ix_visit_checklists_authority", "authority_id", "in_force_from", "id"),
        sa.CheckConstraint("length >= 1", name="asks_something"),
    )
    title: str = Field(max_length=120)
    in_force_from: date
    length: int
    reason: str = Field(default="", sa_type=sa.Text)
    set_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    set_at: datetime


class VisitQuestion(Table, table=True):
    """One question of a checklist, read as `rules.Question`."""

    __tablename__ = "visit_questions"
    __table_args__ = (
        sa.UniqueConstraint("checklist_id", "number"),
        sa.UniqueConstraint("checklist_id", "observation"),
        sa.CheckConstraint("number >= 1", name="numbered_from_one"),
    )
    checklist_id: UUID = Field(foreign_key="visit_checklists.id")
    number: int
    section: str = Field(default="", max_length=80)
    text: str = Field(max_length=200)
    hint: str = Field(default="", max_length=300)
    kind: QuestionKind = stored(QuestionKind)
    choices: list[str] = Field(sa_type=sa.JSON)
    required: bool = False
    observation: Observation | None = stored(Observation, nullable=True, default=None)


refuse(
    "visit_checklists",
    "visit_checklists_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a checklist stays as it was set; set another from a later day",
)
refuse(
    "visit_questions",
    "visit_questions_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a checklist stays as it was set; set another from a later day",
)
refuse(
    "visit_questions",
    "visit_questions_within_the_checklist",
    ("INSERT",),
    "NEW.number > (SELECT c.length FROM visit_checklists c WHERE c.id = NEW.checklist_id)",
    "a checklist stays as it was set; set another from a later day",
)
