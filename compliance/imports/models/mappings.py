"""Table of the mappings that an authority has saved under a name."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, stored, versioned
from compliance.imports.rules import ImportKind


@versioned
class SavedMapping(Owned, table=True):
    """How the columns of one kind of file are read, kept for the next such file (`ColumnMapping.as_json`).

    `name_key` is the name folded: two names of one kind that differ in case or punctuation are one.
    """

    __tablename__ = "import_mappings"
    __table_args__ = (sa.UniqueConstraint("authority_id", "kind", "name_key"),)
    kind: ImportKind = stored(ImportKind)
    name: str = Field(max_length=100)
    name_key: str = Field(max_length=100)
    mapping: dict[str, Any] = Field(sa_type=sa.JSON)
    saved_at: datetime
    saved_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1
