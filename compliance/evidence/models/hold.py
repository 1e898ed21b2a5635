"""The tables of what concerns all the evidence of a test: holds upon it, and copies of it that were handed out."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate
from compliance.evidence.models.exhibit import is_hash


class EvidenceHold(Owned, table=True):
    """A legal hold: while it stands, no exhibit of the test is disposed of. Several may stand at once."""

    __tablename__ = "evidence_holds"
    __table_args__ = (
        sa.Index("ix_evidence_holds_purchase", "purchase_id", "id"),
        sa.CheckConstraint("trim(reason) <> ''", name="says_why"),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_reason = '') AND (lifted_at IS NOT NULL OR lifted_by_id IS NULL)",
            name="lifted_with_reason",
        ),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    reason: str = Field(max_length=500)
    set_at: datetime
    set_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    lifted_at: datetime | None = None
    lifted_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    lifted_reason: str = Field(default="", max_length=500)


class Disclosure(Owned, table=True):
    """A copy of the evidence of a test made for somebody: to whom, why, and the hash of the list of what it holds."""

    __tablename__ = "evidence_disclosures"
    __table_args__ = (
        sa.Index("ix_evidence_disclosures_purchase", "purchase_id", "id"),
        sa.CheckConstraint("trim(to_whom) <> '' AND trim(reason) <> ''", name="says_to_whom_and_why"),
        sa.CheckConstraint(is_hash("manifest_sha256"), name="manifest_has_hash"),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    to_whom: str = Field(max_length=200)
    reason: str = Field(max_length=500)
    manifest_sha256: str = Field(max_length=64)
    files: int
    size: int = Field(sa_type=sa.BigInteger)
    made_at: datetime
    made_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "evidence_holds",
    "evidence_holds_of_the_purchases_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a hold belongs to the authority of its test purchase",
)
refuse(
    "evidence_holds",
    "evidence_holds_only_lifted",
    ("UPDATE",),
    "OLD.lifted_at IS NOT NULL OR "
    + " OR ".join(
        f"NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in ("id", "authority_id", "purchase_id", "reason", "set_at", "set_by_id")
    ),
    "a hold is lifted with a reason, and stays as it was set",
)
refuse("evidence_holds", "evidence_holds_never_deleted", ("DELETE",), "1 = 1", "a hold is lifted, never deleted")
refuse_truncate("evidence_holds", "evidence_holds_not_emptied", "holds are never deleted")
refuse(
    "evidence_disclosures",
    "evidence_disclosures_of_the_purchases_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a copy of evidence belongs to the authority of its test purchase",
)
refuse(
    "evidence_disclosures",
    "evidence_disclosures_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "what was handed out stays written down",
)
refuse_truncate("evidence_disclosures", "evidence_disclosures_not_emptied", "what was handed out stays written down")
