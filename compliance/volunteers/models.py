"""The vault's table: identities encrypted, codes in the open."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, versioned


@versioned
class Volunteer(Owned, table=True):
    """A young person who helps with tests. Name, date of birth and contact are encrypted with the vault's key."""

    __tablename__ = "volunteers"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "code"),
        sa.CheckConstraint("active = (retired_on IS NULL)", name="retired_has_a_day"),
    )
    code: str = Field(max_length=5)
    identity: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    born_on: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    active: bool = True
    retired_on: date | None = None
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1
