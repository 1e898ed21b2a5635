"""The texts that an authority offers to traders: each version stays as it was once an agreement names it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse


class AgreementText(Owned, table=True):
    """A version of a text: what a trader promises, in numbered commitments, and what kinds of sale it speaks of."""

    __tablename__ = "agreement_texts"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "version"),
        sa.CheckConstraint("name <> '' AND version <> ''", name="has_a_name"),
        sa.CheckConstraint("covers_stores OR covers_online OR covers_delivery", name="speaks_of_something"),
    )
    name: str = Field(max_length=120)
    version: str = Field(max_length=60)
    in_force_from: date
    introduction: str = Field(default="", sa_type=sa.Text)
    commitments: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    covers_stores: bool = True
    covers_online: bool = True
    covers_delivery: bool = True
    source: str = Field(default="", max_length=300)
    note: str = Field(default="", sa_type=sa.Text)
    written_at: datetime
    written_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "agreement_texts",
    "agreement_texts_stay_once_used",
    ("UPDATE", "DELETE"),
    "EXISTS (SELECT 1 FROM agreements a WHERE a.text_id = OLD.id)",
    "a text that an agreement names never changes: write another version",
)
