"""Tables of the courses that an authority offers, the modules of an e-learning course, and who completed which."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, Table, refuse, stored, versioned
from compliance.training.rules import CourseKind, HowShown


@versioned
class Course(Owned, table=True):
    """A course that an authority offers or accepts. A course of one kind never counts as one of another."""

    __tablename__ = "training_courses"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "name"),
        sa.CheckConstraint("minutes > 0", name="takes_time"),
        sa.CheckConstraint("pass_mark IS NULL OR (pass_mark BETWEEN 0 AND 100)", name="pass_mark_percent"),
        sa.CheckConstraint("kind <> 'accredited' OR pass_mark IS NOT NULL", name="accredited_has_an_examination"),
        sa.CheckConstraint("price_pence >= 0", name="price_not_negative"),
    )
    kind: CourseKind = stored(CourseKind)
    name: str = Field(max_length=120)
    minutes: int
    pass_mark: int | None = None
    price_pence: int = 0
    provider: str = Field(default="", max_length=120)
    is_active: bool = True
    recorded_at: datetime
    version: int = 1


class Module(Table, table=True):
    """A module of an e-learning course, with its knowledge check: asked for from a day to a day, both inclusive."""

    __tablename__ = "training_modules"
    __table_args__ = (
        sa.UniqueConstraint("course_id", "name"),
        sa.CheckConstraint("asked_to_on IS NULL OR asked_to_on >= asked_from_on", name="asked_to_after_from"),
    )
    course_id: UUID = Field(foreign_key="training_courses.id")
    position: int
    name: str = Field(max_length=120)
    asked_from_on: date
    asked_to_on: date | None = None


class ModuleCompletion(Owned, table=True):
    """One person's completing of a module for an outlet or an entity, whether they passed its check, and how we know.

    It stays as it was recorded: one recorded by mistake is struck out. `completes_course` says that with it the person
    had passed every module that was asked for, as `rules.completed_courses` has it: lists are cut by it.
    """

    __tablename__ = "training_completions"
    __table_args__ = (
        sa.Index("ix_training_completions_outlet", "outlet_id", "id"),
        sa.Index("ix_training_completions_entity", "entity_id", "id"),
        sa.CheckConstraint("(outlet_id IS NULL) <> (entity_id IS NULL)", name="of_an_outlet_or_an_entity"),
        sa.CheckConstraint("completed_on <= recorded_on", name="not_in_the_future"),
    )
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    module_id: UUID = Field(foreign_key="training_modules.id", index=True)
    person: str = Field(max_length=120)
    completed_on: date
    check_passed: bool
    how_shown: HowShown = stored(HowShown)
    completes_course: bool = False
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    struck_out_at: datetime | None = None
    struck_out_reason: str = Field(default="", max_length=500)


refuse(
    "training_completions",
    "training_completions_of_the_outlets_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
    "a module is completed with the authority of its outlet",
)
refuse(
    "training_completions",
    "training_completions_of_the_entitys_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM entities o WHERE o.id = NEW.entity_id AND o.authority_id <> NEW.authority_id)",
    "a module is completed with the authority of its entity",
)
