"""Tables of letters and how each was served. An issued letter never changes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored, versioned
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.serving import ServedBy

ABOUT = ("purchase_id", "visit_id", "invitation_id", "attendance_id", "agreement_id")
ABOUT_COUNT = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ABOUT)


@versioned
class Letter(Owned, table=True):
    """A letter: drafted from facts, then issued, when its bytes are kept under their SHA-256 and reprinted as they are.

    `decided` is what a person chose; `facts` is what the letter was made of, gathered anew until it is issued. It is
    about exactly one record; `occasion` tells two letters of one kind about one record apart (a reminder of one session
    and of another). A letter about a whole legal entity has no outlet.
    """

    __tablename__ = "letters"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.UniqueConstraint("supersedes_id"),
        sa.Index(
            "uq_letters_purchase_kind",
            "purchase_id",
            "kind",
            "occasion",
            unique=True,
            sqlite_where=sa.text("supersedes_id IS NULL"),
            postgresql_where=sa.text("supersedes_id IS NULL"),
        ),
        sa.Index(
            "uq_letters_visit_kind",
            "visit_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("supersedes_id IS NULL"),
            postgresql_where=sa.text("supersedes_id IS NULL"),
        ),
        *(
            sa.Index(
                f"uq_letters_{about}_kind",
                f"{about}_id",
                "kind",
                "occasion",
                unique=True,
                sqlite_where=sa.text("supersedes_id IS NULL"),
                postgresql_where=sa.text("supersedes_id IS NULL"),
            )
            for about in ("invitation", "attendance", "agreement")
        ),
        sa.Index("ix_letters_outlet", "outlet_id", "id"),
        sa.Index("ix_letters_purchase", "purchase_id", "id"),
        sa.Index("ix_letters_authority", "authority_id", "issued_at", "id"),
        sa.Index("ix_letters_authority_id_id", "authority_id", "id"),
        sa.CheckConstraint(
            "(issued_at IS NULL) = (sha256 IS NULL) AND (issued_at IS NULL) = (pages IS NULL) "
            "AND (issued_at IS NULL) = (issued_on IS NULL)",
            name="issued_has_bytes",
        ),
        sa.CheckConstraint(f"{ABOUT_COUNT} = 1", name="about_one_thing"),
        sa.CheckConstraint("outlet_id IS NOT NULL OR entity_id IS NOT NULL", name="to_somebody"),
    )
    reference: str = Field(max_length=30)
    kind: Kind = stored(Kind)
    template_version: str = Field(max_length=20)
    large_print: bool = False
    decided: dict[str, Any] = Field(sa_type=sa.JSON)
    facts: dict[str, Any] = Field(sa_type=sa.JSON)
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    purchase_id: UUID | None = Field(default=None, foreign_key="purchases.id")
    visit_id: UUID | None = Field(default=None, foreign_key="visits.id")
    invitation_id: UUID | None = Field(default=None, foreign_key="training_invitations.id")
    attendance_id: UUID | None = Field(default=None, foreign_key="training_attendances.id")
    agreement_id: UUID | None = Field(default=None, foreign_key="agreements.id")
    occasion: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": sa.text("('')")})
    supersedes_id: UUID | None = Field(default=None, foreign_key="letters.id")
    drafted_at: datetime
    drafted_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    issued_on: date | None = None
    issued_at: datetime | None = None
    issued_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    sha256: str | None = Field(default=None, max_length=64)
    pages: int | None = None
    version: int = 1


@versioned
class Serving(Owned, table=True):
    """How and when an issued letter was served, or came back."""

    __tablename__ = "letter_servings"
    __table_args__ = (
        sa.UniqueConstraint("letter_id", "how", "served_on", "to_whom"),
        sa.Index("ix_letter_servings_letter", "letter_id", "served_on", "id"),
        sa.CheckConstraint("served_on <= recorded_on", name="not_in_the_future"),
    )
    letter_id: UUID = Field(foreign_key="letters.id")
    how: ServedBy = stored(ServedBy)
    served_on: date
    to_whom: str = Field(default="", max_length=254)
    note: str = Field(default="", max_length=500)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


refuse(
    "letters",
    "letters_issued_never_change",
    ("UPDATE", "DELETE"),
    "OLD.issued_at IS NOT NULL",
    "an issued letter never changes",
)
refuse_truncate("letters", "letters_not_emptied", "an issued letter never changes")
