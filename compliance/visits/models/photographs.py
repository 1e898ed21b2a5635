"""The table of photographs taken at a visit: the bytes as they came, and the picture that is shown."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, versioned

STANDS = "removed_at IS NULL"


@versioned
class Photograph(Owned, table=True):
    """A photograph of a visit. `sha256` names the bytes as they came, `shown_sha256` the plain JPEG made of them.

    The same bytes are one photograph of a visit, as long as it stands. One that was removed stays, struck out.
    """

    __tablename__ = "visit_photographs"
    __table_args__ = (
        sa.Index(
            "uq_visit_photographs_standing",
            "visit_id",
            "sha256",
            unique=True,
            sqlite_where=sa.text(STANDS),
            postgresql_where=sa.text(STANDS),
        ),
        sa.Index("ix_visit_photographs_visit", "visit_id", "id"),
        sa.CheckConstraint("caption <> ''", name="has_caption"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_reason = '')", name="removed_with_reason"),
    )
    visit_id: UUID = Field(foreign_key="visits.id")
    caption: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    suffix: str = Field(max_length=4)
    size: int
    shown_sha256: str = Field(max_length=64)
    width: int
    height: int
    added_at: datetime
    added_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    removed_at: datetime | None = None
    removed_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    removed_reason: str = Field(default="", max_length=500)
    version: int = 1


refuse(
    "visit_photographs",
    "visit_photographs_of_the_visits_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM visits v WHERE v.id = NEW.visit_id AND v.authority_id <> NEW.authority_id)",
    "a photograph belongs to the authority of its visit",
)
refuse(
    "visit_photographs",
    "visit_photographs_keep_their_bytes",
    ("UPDATE",),
    "NEW.sha256 <> OLD.sha256 OR NEW.shown_sha256 <> OLD.shown_sha256 OR NEW.visit_id <> OLD.visit_id "
    "OR (OLD.removed_at IS NOT NULL AND NEW.removed_at IS NULL)",
    "a photograph keeps its bytes, and stays removed once it is",
)
refuse(
    "visit_photographs",
    "visit_photographs_never_deleted",
    ("DELETE",),
    "1 = 1",
    "photographs are removed with a reason, never deleted",
)
refuse_truncate("visit_photographs", "visit_photographs_not_emptied", "photographs are never deleted")
