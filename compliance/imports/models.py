"""Tables of import runs and what each did, row by row."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, stored
from compliance.imports.rules import RowOutcome

_CHANGES = sa.JSON(none_as_null=True)


class ImportRun(Owned, table=True):
    """One register read in: the file by its SHA-256, the scope, and the counts.

    `rows` are those in scope and fit: `added`, `changed` and `unchanged` together. `names`, `types` and `addresses` say
    in what the changed differ; `businesses` is how many the file held, of any type, and `declared` how many it says.
    Of what the register changed, `kept` are the premises where words of an officer stay.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_import_runs_authority", "authority_id", "run_at", "id"),
        sa.CheckConstraint("rows = added + changed + unchanged", name="rows_add_up"),
    )
    reference: str = Field(max_length=30)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    source: str = Field(max_length=40)
    extracted_on: date | None = None
    all_types: bool = False
    businesses: int
    declared: int | None = None
    rows: int
    added: int
    changed: int
    names: int = 0
    types: int = 0
    addresses: int = 0
    unchanged: int
    moved: int = 0
    kept: int = 0
    missing: int
    returned: int = 0
    rejected: int
    run_at: datetime
    run_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


class ImportRow(Owned, table=True):
    """What a run did with a row of the file, or with premises that the file lacks (`number` is 0).

    A row that did two things, such as changed and moved, stands twice. `before` and `after` hold the fields that differ
    in the register; `kept` the officer's words that stay all the same, by part; `field` and `reason` say why a row was
    rejected, `reason` also what the reader put right.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        sa.Index("ix_import_rows_run", "run_id", "number", "id"),
        sa.Index("ix_import_rows_outlet", "outlet_id", "id"),
    )
    run_id: UUID = Field(foreign_key="import_runs.id")
    number: int
    external_id: str = Field(default="", max_length=60)
    name: str = Field(default="", max_length=200)
    outcome: RowOutcome = stored(RowOutcome)
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    before: dict[str, Any] | None = Field(default=None, sa_type=_CHANGES)
    after: dict[str, Any] | None = Field(default=None, sa_type=_CHANGES)
    kept: dict[str, Any] | None = Field(default=None, sa_type=_CHANGES)
    field: str = Field(default="", max_length=60)
    reason: str = Field(default="", sa_type=sa.Text)
