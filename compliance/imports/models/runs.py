"""Tables of import runs, and of every row of a file: what is planned for it and, later, what was done."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, stored, versioned
from compliance.imports.rules import Answer, Format, ImportKind, RowOutcome, RunState

_JSON = sa.JSON(none_as_null=True)
_A_RECORD = sa.text("record_id IS NOT NULL")


@versioned
class ImportRun(Owned, table=True):
    """One file brought in: the file by its SHA-256, how it is read, how far it is, and the counts.

    `recognised` is what the file was taken for (`Recognised.as_json`), `mapping` how its columns are read
    (`ColumnMapping.as_json`), `options` what the clerk chose (`Options.as_json`). `attempt` rises whenever a check
    begins, so that an earlier one that still runs stops. `rows_hash` is the SHA-256 over the staged rows, `plan_hash`
    that over the file, the mapping, the options, those rows and the clerk's answers; "" until there is a plan. `base`
    is how many imports of the authority had been committed or undone when it was checked: one more, and the plan is
    stale. `failure` says in words why the last step could not be done.

    `rows` are those in scope and fit: `added`, `changed` and `unchanged` together. `names`, `types` and `addresses` say
    in what the changed differ; `businesses` is how many rows the file held, fit or not, and `declared` how many it says
    that it holds. Of what the file changed, `kept` are the premises where words of an officer stay. `doubtful` are rows
    that may be a premises already on the register, `matched` those found to be one, `elsewhere` those of other
    authorities.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_import_runs_authority", "authority_id", "run_at", "id"),
        sa.CheckConstraint("rows = added + changed + unchanged", name="rows_add_up"),
    )
    reference: str = Field(max_length=30)
    kind: ImportKind = stored(ImportKind, default=ImportKind.REGISTER)
    state: RunState = stored(RunState, default=RunState.UPLOADED)
    format: Format = stored(Format, default=Format.FHRS_XML)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    source: str = Field(default="", max_length=40)
    recognised: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    mapping: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    options: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    attempt: int = 0
    rows_hash: str = Field(default="", max_length=64)
    plan_hash: str = Field(default="", max_length=64)
    base: int = 0
    failure: str = Field(default="", sa_type=sa.Text)
    extracted_on: date | None = None
    all_types: bool = False
    businesses: int = 0
    declared: int | None = None
    rows: int = 0
    added: int = 0
    changed: int = 0
    names: int = 0
    types: int = 0
    addresses: int = 0
    unchanged: int = 0
    moved: int = 0
    kept: int = 0
    missing: int = 0
    returned: int = 0
    rejected: int = 0
    matched: int = 0
    doubtful: int = 0
    elsewhere: int = 0
    run_at: datetime
    run_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    committed_at: datetime | None = None
    committed_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    undone_at: datetime | None = None
    undone_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    undo_reason: str = Field(default="", sa_type=sa.Text)
    version: int = 1


class ImportRow(Owned, table=True):
    """A row of a file: what is planned for it and then what was done; or premises that the file lacks (`number` 0).

    A row that does two things, such as change and move, stands twice. `place` and `key` give the order, which does not
    depend on the file's: the outcomes in the order in which a clerk reads them, then the key, which is the same for two
    rows that are of one premises. `outlet_id` is the premises, given beforehand to those that will be added (no foreign
    key: it may never come to be, or be taken away again); `record_id` the record that a row of a past record becomes.

    `said` is what the row says in our terms, `cells` the row as it stands in the file, of rejected and doubtful ones.
    `before` and `after` hold the fields that differ in the register; `kept` the officer's words that stay all the same,
    by part; `field` and `reason` say why a row was rejected, `reason` also what the reader put right. `candidates` are
    what a doubtful row may be, `answer` and `answered_outlet_id` what the clerk says of it. `outlet_version` is the
    version of the outlet that the plan rests on and, once committed, the one that it left. `restore` is what undoing
    puts back.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        sa.Index("ix_import_rows_run", "run_id", "place", "key", "id"),
        sa.Index("ix_import_rows_outlet", "outlet_id", "id"),
        sa.Index("ix_import_rows_record_id", "record_id", sqlite_where=_A_RECORD, postgresql_where=_A_RECORD),
    )
    run_id: UUID = Field(foreign_key="import_runs.id")
    place: int = 0
    key: str = Field(default="", max_length=120)
    number: int
    external_id: str = Field(default="", max_length=60)
    other_id: str = Field(default="", max_length=60)
    authority_code: str = Field(default="", max_length=12)
    name: str = Field(default="", max_length=200)
    outcome: RowOutcome = stored(RowOutcome)
    outlet_id: UUID | None = None
    outlet_version: int | None = None
    record_id: UUID | None = None
    said: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    cells: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    before: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    kept: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    candidates: list[Any] | None = Field(default=None, sa_type=_JSON)
    restore: dict[str, Any] | None = Field(default=None, sa_type=_JSON)
    field: str = Field(default="", max_length=60)
    reason: str = Field(default="", sa_type=sa.Text)
    answer: Answer | None = stored(Answer, nullable=True, default=None)
    answered_outlet_id: UUID | None = None
