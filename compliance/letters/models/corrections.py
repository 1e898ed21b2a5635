"""Tables of corrections: which letters a correction corrects, and why one needs none."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate


class Corrected(Owned, table=True):
    """An issued letter that an issued correction corrects: it is taken into account no more."""

    __tablename__ = "letters_corrected"
    __table_args__ = (
        sa.UniqueConstraint("correction_id", "letter_id"),
        sa.Index("ix_letters_corrected_letter", "letter_id", "id"),
        sa.CheckConstraint("correction_id <> letter_id", name="by_another_letter"),
    )
    correction_id: UUID = Field(foreign_key="letters.id")
    letter_id: UUID = Field(foreign_key="letters.id")


class Waiver(Owned, table=True):
    """Why a letter that no longer fits the record needs no correction; `record` is what the record said then."""

    __tablename__ = "letter_waivers"
    __table_args__ = (
        sa.UniqueConstraint("letter_id", "record"),
        sa.CheckConstraint("reason <> ''", name="waived_with_reason"),
    )
    letter_id: UUID = Field(foreign_key="letters.id")
    record: str = Field(max_length=300)
    reason: str = Field(sa_type=sa.Text)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "letters_corrected",
    "letters_corrected_by_an_issued_letter",
    "INSERT",
    "EXISTS (SELECT 1 FROM letters l WHERE l.id IN (NEW.correction_id, NEW.letter_id) "
    "AND (l.issued_at IS NULL OR l.authority_id <> NEW.authority_id))",
    "only an issued letter corrects an issued letter, of one authority",
)
refuse(
    "letters_corrected",
    "letters_corrected_never_change",
    ("UPDATE", "DELETE"),
    "OLD.id IS NOT NULL",
    "what a letter corrected never changes",
)
refuse_truncate("letters_corrected", "letters_corrected_not_emptied", "what a letter corrected never changes")
refuse(
    "letter_waivers",
    "letter_waivers_never_change",
    ("UPDATE", "DELETE"),
    "OLD.id IS NOT NULL",
    "why a letter needs no correction never changes",
)
refuse_truncate("letter_waivers", "letter_waivers_not_emptied", "why a letter needs no correction never changes")
