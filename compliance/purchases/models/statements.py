"""The table of officers' witness statements about a test: a draft that only its officer reads, then finished."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, versioned


@versioned
class Statement(Owned, table=True):
    """An officer's statement, drafted from the record and edited by that officer. Once finished it never changes.

    `number` counts the versions of one officer: a later one is a new row. `finished_document` is what was finished, as
    canonical JSON, and `finished_sha256` its SHA-256.
    """

    __tablename__ = "purchase_statements"
    __table_args__ = (
        sa.UniqueConstraint("purchase_id", "officer_id", "number"),
        sa.Index(
            "uq_purchase_statements_draft",
            "purchase_id",
            "officer_id",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (finished_sha256 IS NULL) AND (finished_at IS NULL) = (finished_document IS NULL)",
            name="finished_as_a_whole",
        ),
        sa.CheckConstraint("trim(words) <> ''", name="says_something"),
        {"sqlite_with_rowid": False},
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    officer_id: UUID = Field(foreign_key="officers.id")
    number: int
    words: str = Field(sa_type=sa.Text)
    started_at: datetime
    saved_at: datetime
    finished_at: datetime | None = None
    finished_sha256: str | None = Field(default=None, max_length=64)
    finished_document: str | None = Field(default=None, sa_type=sa.Text)
    version: int = 1


refuse(
    "purchase_statements",
    "purchase_statements_of_a_signed_account",
    ("INSERT",),
    "NEW.finished_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM purchase_accounts a "
    "WHERE a.purchase_id = NEW.purchase_id AND a.officer_id = NEW.officer_id AND a.authority_id = NEW.authority_id "
    "AND a.signed_at IS NOT NULL)",
    "a statement is begun, unfinished, by an officer who has signed an account of the test",
)
refuse(
    "purchase_statements",
    "purchase_statements_stay",
    ("UPDATE",),
    "OLD.finished_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.authority_id <> OLD.authority_id "
    "OR NEW.purchase_id <> OLD.purchase_id OR NEW.officer_id <> OLD.officer_id OR NEW.number <> OLD.number "
    "OR NEW.started_at <> OLD.started_at",
    "a finished statement never changes",
)
refuse("purchase_statements", "purchase_statements_never_deleted", ("DELETE",), "1 = 1", "a statement is never deleted")
refuse(
    "purchase_statements",
    "purchase_statements_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchase_statements k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM purchase_statements k "
    "WHERE k.purchase_id = NEW.purchase_id AND k.officer_id = NEW.officer_id "
    "AND (k.number = NEW.number OR k.finished_at IS NULL))",
    "a statement is written once, and one at a time",
)
refuse_truncate("purchase_statements", "purchase_statements_not_emptied", "a statement is never deleted")
