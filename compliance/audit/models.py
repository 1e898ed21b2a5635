"""The audit's tables: entries that are only ever added, and the head of each chain."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from compliance.database import Table, refuse, refuse_truncate


class AuditEntry(Table, table=True):
    """One thing done or looked at. One chain per authority, and one for the system."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.UniqueConstraint("chain", "number"),
        sa.Index("ix_audit_entries_subject", "subject_kind", "subject_id", "number"),
        sa.Index("ix_audit_entries_outlet", "outlet_id", "number"),
        # Without a rowid, an entry has no second name by which SQLite's INSERT OR REPLACE could put another in its
        # place.
        {"sqlite_with_rowid": False},
    )
    authority_id: UUID | None = Field(default=None, foreign_key="authorities.id", index=True)
    chain: str = Field(max_length=40)
    number: int
    at: datetime
    actor_id: UUID | None = Field(default=None)
    actor_name: str = Field(max_length=200)
    action: str = Field(max_length=80)
    subject_kind: str = Field(max_length=40)
    subject_id: str | None = Field(default=None, max_length=80)
    outlet_id: UUID | None = Field(default=None)
    reason: str = Field(default="", sa_type=sa.Text)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """Where each chain ends, kept apart so that entries cut off its end are noticed."""

    __tablename__ = "audit_heads"
    chain: str = Field(primary_key=True, max_length=40)
    number: int = 0
    hash: str = Field(max_length=64)


refuse("audit_entries", "audit_entries_only_added", ("UPDATE", "DELETE"), "1 = 1", "audit entries are only ever added")
refuse(
    "audit_entries",
    "audit_entries_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM audit_entries AS kept WHERE kept.id = NEW.id) "
    "OR EXISTS (SELECT 1 FROM audit_entries AS kept WHERE kept.chain = NEW.chain AND kept.number = NEW.number)",
    "an audit entry is written once",
)
refuse_truncate("audit_entries", "audit_entries_not_emptied", "audit entries are only ever added")
