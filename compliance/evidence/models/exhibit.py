"""The tables of exhibits and of what is added to one: what identifies an exhibit never changes, and none is removed."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored, versioned
from compliance.evidence.rules import ExhibitKind


def is_hash(column: str) -> str:
    """Return the SQL condition that a column holds 64 small hexadecimal digits, the same on both engines."""
    return f"length({column}) = 64 AND lower({column}) = {column} AND trim({column}, '0123456789abcdef') = ''"


IDENTIFYING = (
    "id",
    "authority_id",
    "purchase_id",
    "dispute_id",
    "reference",
    "initials",
    "number",
    "kind",
    "description",
    "produced_at",
    "produced_where",
    "produced_by_id",
    "produced_by",
    "sha256",
    "browser_sha256",
    "shown_sha256",
    "size",
    "media_type",
    "suffix",
    "original_name",
    "tells_place",
    "quantity",
    "packaging",
    "seal",
    "unsealed_reason",
    "recorded_at",
    "recorded_by_id",
    "facts_sha256",
)
"""The columns of an exhibit that are written once; withdrawing it is all that can happen to the row."""


@versioned
class Exhibit(Owned, table=True):
    """One thing or file that may be shown to a court. `seal` is the first one; later ones stand in the transfers.

    A file's `sha256` names the bytes as they came, `shown_sha256` what is shown of them; `tells_place` is whether the
    original says where it was taken (None: not looked for). `facts_sha256` is the hash of
    everything that identifies it, which the first transfer is tied to and the audit holds.
    """

    __tablename__ = "exhibits"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "initials", "number"),
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_exhibits_purchase", "purchase_id", "id"),
        sa.Index("ix_exhibits_dispute", "dispute_id", "id"),
        sa.Index("ix_exhibits_sha256", "sha256"),
        sa.CheckConstraint("number >= 1", name="numbered_from_one"),
        sa.CheckConstraint("trim(initials) <> '' AND trim(reference) <> ''", name="has_reference"),
        sa.CheckConstraint("trim(description) <> '' AND trim(produced_by) <> ''", name="says_what_and_by_whom"),
        sa.CheckConstraint(
            f"kind = 'item' OR (sha256 IS NOT NULL AND {is_hash('sha256')} AND size IS NOT NULL AND size > 0)",
            name="file_has_hash",
        ),
        sa.CheckConstraint(
            "kind <> 'item' OR (sha256 IS NULL AND shown_sha256 IS NULL AND browser_sha256 IS NULL AND size IS NULL "
            "AND tells_place IS NULL)",
            name="item_is_no_file",
        ),
        sa.CheckConstraint(
            "kind <> 'item' OR ((trim(seal) = '') <> (trim(unsealed_reason) = ''))", name="item_sealed_or_why_not"
        ),
        sa.CheckConstraint(f"shown_sha256 IS NULL OR ({is_hash('shown_sha256')})", name="shown_has_hash"),
        sa.CheckConstraint("browser_sha256 IS NULL OR browser_sha256 = sha256", name="hashes_agree"),
        sa.CheckConstraint(is_hash("facts_sha256"), name="facts_have_hash"),
        sa.CheckConstraint("quantity >= 1", name="some_of_it"),
        sa.CheckConstraint("produced_at <= recorded_at", name="not_in_the_future"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn_with_reason"),
        {"sqlite_with_rowid": False},
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    dispute_id: UUID | None = Field(default=None, foreign_key="disputes.id")
    reference: str = Field(max_length=20)
    initials: str = Field(max_length=6)
    number: int
    kind: ExhibitKind = stored(ExhibitKind)
    description: str = Field(max_length=500)
    produced_at: datetime
    produced_where: str = Field(default="", max_length=200)
    produced_by_id: UUID = Field(foreign_key="officers.id")
    produced_by: str = Field(max_length=120)
    sha256: str | None = Field(default=None, max_length=64)
    browser_sha256: str | None = Field(default=None, max_length=64)
    shown_sha256: str | None = Field(default=None, max_length=64)
    size: int | None = Field(default=None, sa_type=sa.BigInteger)
    media_type: str = Field(default="", max_length=100)
    suffix: str = Field(default="", max_length=10)
    original_name: str = Field(default="", max_length=255)
    tells_place: bool | None = None
    quantity: int = 1
    packaging: str = Field(default="", max_length=200)
    seal: str = Field(default="", max_length=60)
    unsealed_reason: str = Field(default="", max_length=200)
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    facts_sha256: str = Field(max_length=64)
    withdrawn_at: datetime | None = None
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    withdrawn_reason: str = Field(default="", max_length=500)
    version: int = 1


class ExhibitAddition(Owned, table=True):
    """Something said of an exhibit later, with why: its first description stays as it was written."""

    __tablename__ = "exhibit_additions"
    __table_args__ = (
        sa.Index("ix_exhibit_additions_exhibit", "exhibit_id", "id"),
        sa.CheckConstraint("trim(words) <> '' AND trim(reason) <> ''", name="says_what_and_why"),
        {"sqlite_with_rowid": False},
    )
    exhibit_id: UUID = Field(foreign_key="exhibits.id")
    words: str = Field(max_length=500)
    reason: str = Field(max_length=500)
    added_at: datetime
    added_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    added_by: str = Field(max_length=200)


refuse(
    "exhibits",
    "exhibits_of_the_purchases_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "an exhibit belongs to the authority of its test purchase",
)
refuse(
    "exhibits",
    "exhibits_of_a_dispute_of_the_purchase",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id AND d.purchase_id <> NEW.purchase_id)",
    "an exhibit about a dispute belongs to the test purchase of the dispute",
)
refuse(
    "exhibits",
    "exhibits_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibits kept WHERE kept.id = NEW.id) OR EXISTS (SELECT 1 FROM exhibits kept "
    "WHERE kept.authority_id = NEW.authority_id AND (kept.reference = NEW.reference "
    "OR (kept.initials = NEW.initials AND kept.number = NEW.number)))",
    "an exhibit is written once, and its reference is never used twice",
)
refuse(
    "exhibits",
    "exhibits_keep_what_identifies_them",
    ("UPDATE",),
    " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in IDENTIFYING),
    "what identifies an exhibit never changes; add to its description, or withdraw it",
)
refuse(
    "exhibits",
    "exhibits_stay_withdrawn",
    ("UPDATE",),
    "OLD.withdrawn_at IS NOT NULL",
    "an exhibit that was withdrawn stays as it is",
)
refuse(
    "exhibits",
    "exhibits_never_deleted",
    ("DELETE",),
    "1 = 1",
    "exhibits are withdrawn with a reason, never deleted",
)
refuse_truncate("exhibits", "exhibits_not_emptied", "exhibits are never deleted")
refuse(
    "exhibit_additions",
    "exhibit_additions_of_the_exhibits_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.authority_id <> NEW.authority_id)",
    "what is added to an exhibit belongs to its authority",
)
refuse(
    "exhibit_additions",
    "exhibit_additions_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibit_additions kept WHERE kept.id = NEW.id)",
    "what is added to an exhibit is written once",
)
refuse(
    "exhibit_additions",
    "exhibit_additions_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "what was added to an exhibit stays as it was written",
)
refuse_truncate("exhibit_additions", "exhibit_additions_not_emptied", "what was added to an exhibit is never deleted")
