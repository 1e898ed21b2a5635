"""Tables of import runs and what each did, row by row."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, stored
from compliance.imports.rules import RowOutcome


class ImportRun(Owned, table=True):
    """One register read in: the file by its SHA-256, the scope, and the counts."""

    __tablename__ = "import_runs"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_import_runs_authority", "authority_id", "run_at", "id"),
    )
    reference: str = Field(max_length=30)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    source: str = Field(max_length=40)
    extracted_on: date | None = None
    all_types: bool = False
    rows: int
    added: int
    changed: int
    unchanged: int
    missing: int
    rejected: int
    moved: int = 0
    run_at: datetime
    run_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


class ImportRow(Owned, table=True):
    """A row that did something: added, changed, missing or rejected, with what stood before and after."""

    __tablename__ = "import_rows"
    __table_args__ = (sa.Index("ix_import_rows_run", "run_id", "number", "id"),)
    run_id: UUID = Field(foreign_key="import_runs.id")
    number: int
    external_id: str = Field(default="", max_length=60)
    name: str = Field(default="", max_length=200)
    outcome: RowOutcome = stored(RowOutcome)
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    reason: str = Field(default="", sa_type=sa.Text)
