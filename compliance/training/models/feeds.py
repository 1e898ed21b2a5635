"""Table of the secret links by which officers have the calendar in a program of their own."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned

LIVE = sa.text("revoked_at IS NULL")


class CalendarLink(Owned, table=True):
    """A link of one officer, known by the hash of what its address holds; of no use once it is revoked.

    `last_used_on` is the day on which a program last asked for it.
    """

    __tablename__ = "calendar_links"
    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.Index("uq_calendar_links_live", "officer_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )
    officer_id: UUID = Field(foreign_key="officers.id", index=True)
    token_hash: str = Field(max_length=64)
    made_at: datetime
    revoked_at: datetime | None = None
    last_used_on: date | None = None
