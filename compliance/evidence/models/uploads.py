"""The table of uploads: files on their way to being exhibits. How much has come is told by the file in the spool."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored, versioned
from compliance.evidence.rules import LONGEST_DESCRIPTION, ExhibitKind
from compliance.evidence.rules.uploads import UploadState


@versioned
class Upload(Owned, table=True):
    """A file that an officer sends as evidence of a test, until it is taken in as an exhibit or is not.

    `size` and `browser_sha256` are what the browser said before the first byte came; `sha256` is what came. `words`
    say why it waits or was refused, `scan` what the virus scanner found.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        sa.Index("ix_uploads_purchase", "purchase_id", "id"),
        sa.Index("ix_uploads_officer", "officer_id", "state", "id"),
        sa.CheckConstraint("size >= 1", name="not_empty"),
        sa.CheckConstraint("browser_sha256 = '' OR length(browser_sha256) = 64", name="hash_of_the_browser"),
        sa.CheckConstraint("kind IS NULL OR kind <> 'item'", name="kind_that_is_a_file"),
        sa.CheckConstraint(
            "state NOT IN ('received', 'taken_in') OR (kind IS NOT NULL AND description <> '')", name="says_what"
        ),
        sa.CheckConstraint("(state = 'taken_in') = (exhibit_id IS NOT NULL)", name="taken_in_as_an_exhibit"),
        sa.CheckConstraint("state <> 'taken_in' OR length(sha256) = 64", name="taken_in_with_its_hash"),
        sa.CheckConstraint(
            "browser_sha256 = '' OR state <> 'taken_in' OR sha256 = browser_sha256", name="taken_in_as_it_was_sent"
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (state IN ('open', 'received'))", name="ended_at_a_time"),
        sa.CheckConstraint("state <> 'refused' OR words <> ''", name="refused_in_words"),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    dispute_id: UUID | None = Field(default=None, foreign_key="disputes.id")
    officer_id: UUID = Field(foreign_key="officers.id")
    kind: ExhibitKind | None = stored(ExhibitKind, nullable=True, default=None)
    description: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    file_name: str = Field(default="", max_length=200)
    size: int = Field(sa_type=sa.BigInteger)
    browser_sha256: str = Field(default="", max_length=64)
    state: UploadState = stored(UploadState)
    words: str = Field(default="", sa_type=sa.Text)
    scan: str = Field(default="", max_length=200)
    sha256: str = Field(default="", max_length=64)
    exhibit_id: UUID | None = None
    begun_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    version: int = 1


refuse(
    "uploads",
    "uploads_of_the_purchases_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "an upload belongs to the authority of its test purchase",
)
refuse(
    "uploads",
    "uploads_of_a_dispute_of_the_purchase",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id AND d.purchase_id <> NEW.purchase_id)",
    "an upload about a dispute belongs to the test purchase of the dispute",
)
refuse(
    "uploads",
    "uploads_keep_what_was_said",
    ("UPDATE",),
    "NEW.purchase_id <> OLD.purchase_id OR NEW.officer_id <> OLD.officer_id OR NEW.size <> OLD.size "
    "OR NEW.browser_sha256 <> OLD.browser_sha256 OR OLD.ended_at IS NOT NULL",
    "an upload keeps its size, its hash and its officer, and stays ended once it is",
)
refuse("uploads", "uploads_never_deleted", ("DELETE",), "1 = 1", "an upload is discarded, never deleted")
refuse_truncate("uploads", "uploads_not_emptied", "an upload is discarded, never deleted")
