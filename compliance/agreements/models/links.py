"""One-time links by which a trader signs an agreement without an account."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse


class SigningLink(Owned, table=True):
    """A link to sign one agreement with: keyed hashes of its address and its code, never these themselves.

    `expires_on` is its last day. `used_with` is the hash of the marker in the browser that signed, to which alone the
    confirmation is shown again.
    """

    __tablename__ = "signing_links"
    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.Index("ix_signing_links_agreement", "agreement_id", "id"),
        sa.CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="used_or_revoked"),
        sa.CheckConstraint("(used_at IS NULL) = (used_with = '')", name="used_with_a_marker"),
        sa.Index(
            "uq_signing_links_live",
            "agreement_id",
            unique=True,
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        ),
    )
    agreement_id: UUID = Field(foreign_key="agreements.id")
    token_hash: str = Field(max_length=64)
    code_hash: str = Field(max_length=64)
    expires_on: date
    made_at: datetime
    made_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    wrong_codes: int = 0
    revoked_at: datetime | None = None
    revoked_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    used_at: datetime | None = None
    used_with: str = Field(default="", max_length=64)


refuse(
    "signing_links",
    "signing_links_of_the_agreements_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
    "a link belongs to the authority of its agreement",
)
refuse(
    "signing_links",
    "signing_links_once_only",
    ("UPDATE",),
    "OLD.agreement_id <> NEW.agreement_id OR OLD.token_hash <> NEW.token_hash OR OLD.code_hash <> NEW.code_hash "
    "OR OLD.expires_on <> NEW.expires_on "
    "OR (OLD.used_at IS NOT NULL AND (NEW.used_at IS NULL OR OLD.used_at <> NEW.used_at)) "
    "OR (OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS NULL OR NEW.used_at IS NOT NULL))",
    "a link is used once, and one that was taken back is never used",
)
refuse("signing_links", "signing_links_never_deleted", ("DELETE",), "1 = 1", "links are never deleted")
