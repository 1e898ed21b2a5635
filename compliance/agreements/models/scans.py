"""Scans and photographs of agreements that were signed on paper."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse


class AgreementScan(Owned, table=True):
    """A scan of the signed paper, under its SHA-256. Kept in error, it is struck out with a reason, never deleted."""

    __tablename__ = "agreement_scans"
    __table_args__ = (
        sa.Index("ix_agreement_scans_agreement", "agreement_id", "id"),
        sa.Index("ix_agreement_scans_event", "event_id", "id"),
        sa.CheckConstraint("size > 0", name="has_bytes"),
        sa.CheckConstraint("media_type IN ('application/pdf', 'image/jpeg')", name="pdf_or_jpeg"),
        sa.CheckConstraint("struck_out_at IS NULL OR struck_out_reason <> ''", name="struck_out_for_a_reason"),
        sa.Index(
            "uq_agreement_scans_once",
            "event_id",
            "sha256",
            unique=True,
            sqlite_where=sa.text("struck_out_at IS NULL"),
            postgresql_where=sa.text("struck_out_at IS NULL"),
        ),
    )
    agreement_id: UUID = Field(foreign_key="agreements.id")
    event_id: UUID = Field(foreign_key="agreement_events.id")
    sha256: str = Field(max_length=64)
    media_type: str = Field(max_length=40)
    size: int
    file_name: str = Field(default="", max_length=200)
    added_at: datetime
    added_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    struck_out_at: datetime | None = None
    struck_out_reason: str = Field(default="", max_length=500)


refuse(
    "agreement_scans",
    "agreement_scans_stay",
    ("UPDATE",),
    "OLD.struck_out_at IS NOT NULL OR OLD.agreement_id <> NEW.agreement_id OR OLD.event_id <> NEW.event_id "
    "OR OLD.sha256 <> NEW.sha256 OR OLD.media_type <> NEW.media_type OR OLD.size <> NEW.size "
    "OR OLD.file_name <> NEW.file_name",
    "a scan stays as it was kept: it can only be struck out",
)
refuse("agreement_scans", "agreement_scans_never_deleted", ("DELETE",), "1 = 1", "scans are never deleted")
refuse(
    "agreement_scans",
    "agreement_scans_of_the_events_agreement",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM agreement_events o WHERE o.id = NEW.event_id AND (o.authority_id <> NEW.authority_id "
    "OR o.agreement_id <> NEW.agreement_id))",
    "a scan belongs to the authority and to the agreement of its signature",
)
