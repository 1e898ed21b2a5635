"""Import in steps: what is planned for each row of a file is kept, looked over, carried out and undone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RUNS = (
    "id, authority_id, reference, file_name, sha256, source, extracted_on, all_types, businesses, declared, rows, added, "
    "changed, names, types, addresses, unchanged, moved, kept, missing, returned, rejected, run_at, run_by_id"
)
ROWS = "id, authority_id, run_id, number, external_id, name, outcome, outlet_id, before, after, kept, field, reason"
OUTCOMES = ("added", "changed", "moved", "missing", "returned", "rejected")
PLACES = {"changed": 5, "moved": 7, "returned": 9, "missing": 11, "rejected": 13, "added": 17}


def upgrade() -> None:
    """Make both tables anew around their rows: SQLite cannot widen a CHECK, and nothing but them names them."""
    for table in ("import_rows", "import_runs"):
        op.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")  # noqa: S608
        op.drop_table(table)
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "register",
                "visits",
                "agreements",
                "training",
                "purchases",
                name="import_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "uploaded",
                "checking",
                "previewed",
                "committing",
                "committed",
                "undoing",
                "undone",
                "abandoned",
                name="run_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "format",
            sa.Enum(
                "fhrs_xml",
                "fhrs_json",
                "csv",
                "xlsx",
                "ods",
                name="format",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("recognised", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("mapping", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("rows_hash", sa.String(length=64), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("extracted_on", sa.Date(), nullable=True),
        sa.Column("all_types", sa.Boolean(), nullable=False),
        sa.Column("businesses", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("types", sa.Integer(), nullable=False),
        sa.Column("addresses", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Integer(), nullable=False),
        sa.Column("elsewhere", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_by_id", sa.Uuid(), nullable=True),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("committed_by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rows = added + changed + unchanged", name=op.f("ck_import_runs_rows_add_up")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_import_runs_authority_id")),
        sa.ForeignKeyConstraint(["committed_by_id"], ["officers.id"], name=op.f("fk_import_runs_committed_by_id")),
        sa.ForeignKeyConstraint(["run_by_id"], ["officers.id"], name=op.f("fk_import_runs_run_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["officers.id"], name=op.f("fk_import_runs_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_import_runs_authority_id_reference")),
    )
    op.create_index("ix_import_runs_authority", "import_runs", ["authority_id", "run_at", "id"], unique=False)
    op.create_index(op.f("ix_import_runs_authority_id"), "import_runs", ["authority_id"], unique=False)
    op.create_table(
        "import_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=False),
        sa.Column("other_id", sa.String(length=60), nullable=False),
        sa.Column("authority_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "added",
                "changed",
                "moved",
                "missing",
                "returned",
                "rejected",
                "doubtful",
                "matched",
                "unchanged",
                "seen",
                name="row_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outlet_id", sa.Uuid(), nullable=True),
        sa.Column("outlet_version", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("cells", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("kept", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("candidates", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("restore", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("same", "new", "leave_out", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("answered_outlet_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_import_rows_authority_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_rows_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
    )
    op.create_index(op.f("ix_import_rows_authority_id"), "import_rows", ["authority_id"], unique=False)
    op.create_index("ix_import_rows_outlet", "import_rows", ["outlet_id", "id"], unique=False)
    op.create_index("ix_import_rows_run", "import_rows", ["run_id", "place", "key", "id"], unique=False)
    op.execute(
        f"INSERT INTO import_runs ({RUNS}, kind, state, format, attempt, rows_hash, plan_hash, base, failure, matched, "  # noqa: S608
        f"doubtful, elsewhere, committed_at, committed_by_id, undo_reason, version) SELECT {RUNS}, 'register', "
        "'committed', 'fhrs_xml', 1, '', '', 0, '', 0, 0, 0, run_at, run_by_id, '', 1 FROM old_import_runs"
    )
    place = "CASE outcome " + " ".join(f"WHEN '{outcome}' THEN {place}" for outcome, place in PLACES.items()) + " END"
    key = "substr('000000000000' || external_id, length(external_id) + 1, 12)"
    op.execute(
        f"INSERT INTO import_rows ({ROWS}, place, key, other_id, authority_code) "  # noqa: S608
        f"SELECT {ROWS}, {place}, {key}, '', '' FROM old_import_rows"
    )
    for table in ("import_rows", "import_runs"):
        op.drop_table(f"old_{table}")
    op.create_table(
        "import_mappings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "register",
                "visits",
                "agreements",
                "training",
                "purchases",
                name="import_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_import_mappings_authority_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["officers.id"], name=op.f("fk_import_mappings_saved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
        sa.UniqueConstraint(
            "authority_id", "kind", "name_key", name=op.f("uq_import_mappings_authority_id_kind_name_key")
        ),
    )
    op.create_index(op.f("ix_import_mappings_authority_id"), "import_mappings", ["authority_id"], unique=False)


def downgrade() -> None:
    """Go back to runs that were carried out at once; what was only planned, or undone, is forgotten."""
    op.drop_table("import_mappings")
    op.execute("CREATE TABLE old_import_runs AS SELECT * FROM import_runs WHERE state = 'committed'")
    op.execute(
        "CREATE TABLE old_import_rows AS SELECT * FROM import_rows WHERE run_id IN (SELECT id FROM old_import_runs) "  # noqa: S608
        f"AND outcome IN ({', '.join(repr(outcome) for outcome in OUTCOMES)}) "
        "AND (outlet_id IS NULL OR outlet_id IN (SELECT id FROM outlets))"
    )
    for table in ("import_rows", "import_runs"):
        op.drop_table(table)
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("extracted_on", sa.Date(), nullable=True),
        sa.Column("all_types", sa.Boolean(), nullable=False),
        sa.Column("businesses", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("types", sa.Integer(), nullable=False),
        sa.Column("addresses", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("rows = added + changed + unchanged", name=op.f("ck_import_runs_rows_add_up")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_import_runs_authority_id")),
        sa.ForeignKeyConstraint(["run_by_id"], ["officers.id"], name=op.f("fk_import_runs_run_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_import_runs_authority_id_reference")),
    )
    op.create_index("ix_import_runs_authority", "import_runs", ["authority_id", "run_at", "id"], unique=False)
    op.create_index(op.f("ix_import_runs_authority_id"), "import_runs", ["authority_id"], unique=False)
    op.create_table(
        "import_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "added",
                "changed",
                "moved",
                "missing",
                "returned",
                "rejected",
                name="row_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outlet_id", sa.Uuid(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("kept", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_import_rows_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_import_rows_outlet_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_rows_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
    )
    op.create_index(op.f("ix_import_rows_authority_id"), "import_rows", ["authority_id"], unique=False)
    op.create_index("ix_import_rows_outlet", "import_rows", ["outlet_id", "id"], unique=False)
    op.create_index("ix_import_rows_run", "import_rows", ["run_id", "number", "id"], unique=False)
    op.execute(f"INSERT INTO import_runs ({RUNS}) SELECT {RUNS} FROM old_import_runs")  # noqa: S608
    op.execute(f"INSERT INTO import_rows ({ROWS}) SELECT {ROWS} FROM old_import_rows")  # noqa: S608
    for table in ("import_rows", "import_runs"):
        op.drop_table(f"old_{table}")
