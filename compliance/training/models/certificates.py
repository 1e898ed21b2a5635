"""Table of the certificates that were issued for passes. What one says never changes; one can be withdrawn."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, versioned

IN_FORCE = sa.text("withdrawn_on IS NULL")


@versioned
class Certificate(Owned, table=True):
    """A certificate of one person's pass: what it says, its bytes by SHA-256, and the code by which anyone verifies it.

    One place at a session has one certificate in force at most. `facts` is a `rules.TrainingCertificate`.
    """

    __tablename__ = "training_certificates"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.UniqueConstraint("code"),
        sa.Index("ix_training_certificates_attendance", "attendance_id", "id"),
        sa.Index(
            "uq_training_certificates_in_force",
            "attendance_id",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
        sa.CheckConstraint("refresh_due_on >= passed_on AND issued_on >= passed_on", name="after_the_pass"),
        sa.CheckConstraint("withdrawn_on IS NULL OR withdrawn_reason <> ''", name="withdrawn_for_a_reason"),
        sa.CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= issued_on", name="withdrawn_after_issue"),
    )
    attendance_id: UUID = Field(foreign_key="training_attendances.id")
    reference: str = Field(max_length=30)
    code: str = Field(max_length=20)
    passed_on: date
    issued_on: date
    refresh_due_on: date
    facts: dict[str, Any] = Field(sa_type=sa.JSON)
    sha256: str = Field(max_length=64)
    large_sha256: str = Field(max_length=64)
    issued_at: datetime
    issued_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    withdrawn_on: date | None = None
    withdrawn_reason: str = Field(default="", max_length=500)
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


_CHANGED = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in (
        "authority_id",
        "attendance_id",
        "reference",
        "code",
        "passed_on",
        "issued_on",
        "refresh_due_on",
        "sha256",
        "large_sha256",
    )
)
refuse(
    "training_certificates",
    "training_certificates_never_change",
    ("UPDATE",),
    f"OLD.withdrawn_on IS NOT NULL OR {_CHANGED} OR CAST(NEW.facts AS TEXT) <> CAST(OLD.facts AS TEXT)",
    "what a certificate says never changes",
)
refuse(
    "training_certificates",
    "training_certificates_never_deleted",
    ("DELETE",),
    "1 = 1",
    "a certificate is withdrawn, not deleted",
)
refuse_truncate("training_certificates", "training_certificates_not_emptied", "a certificate is withdrawn, not deleted")
refuse(
    "training_certificates",
    "training_certificates_of_the_places_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM training_attendances a WHERE a.id = NEW.attendance_id "
    "AND a.authority_id <> NEW.authority_id)",
    "a certificate belongs to the authority of its place",
)
