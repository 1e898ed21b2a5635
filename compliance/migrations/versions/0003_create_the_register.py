"""Create entities, outlets, operators and import runs."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "operators",
        "operators_do_not_overlap",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM operators o WHERE o.outlet_id = NEW.outlet_id AND o.id <> NEW.id AND "
            "(NEW.to_on IS NULL OR o.from_on <= NEW.to_on) AND (o.to_on IS NULL OR o.to_on >= NEW.from_on))"
        ),
        "the periods of two operators of one outlet overlap",
        "PERFORM 1 FROM outlets WHERE id = NEW.outlet_id FOR UPDATE",
    ),
    (
        "operators",
        "operators_of_the_outlets_authority",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id) "
            "OR EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> "
            "NEW.authority_id)"
        ),
        "an operator belongs to the authority of its outlet and of its entity",
        "",
    ),
    (
        "outlets",
        "outlets_stay_with_their_authority",
        ("UPDATE",),
        ("NEW.authority_id <> OLD.authority_id"),
        "an outlet stays with its authority",
        "",
    ),
    (
        "outlets",
        "outlets_opened_before_their_records",
        ("UPDATE",),
        (
            "NEW.opened_on IS NOT NULL AND (OLD.opened_on IS NULL OR NEW.opened_on > OLD.opened_on) AND (EXISTS "
            "(SELECT 1 FROM purchases p WHERE p.outlet_id = NEW.id AND p.tested_on < NEW.opened_on) OR EXISTS "
            "(SELECT 1 FROM visits v WHERE v.outlet_id = NEW.id AND v.visited_on < NEW.opened_on) OR EXISTS "
            "(SELECT 1 FROM agreements a JOIN agreement_events e ON e.agreement_id = a.id WHERE a.outlet_id = "
            'NEW.id AND e.struck_out_at IS NULL AND e."on" < NEW.opened_on) OR EXISTS (SELECT 1 FROM '
            "training_invitations i WHERE i.outlet_id = NEW.id AND i.invited_on < NEW.opened_on) OR EXISTS "
            "(SELECT 1 FROM training_attendances t JOIN training_sessions s ON s.id = t.session_id WHERE "
            't.outlet_id = NEW.id AND s."on" < NEW.opened_on) OR EXISTS (SELECT 1 FROM operators o WHERE '
            "o.outlet_id = NEW.id AND o.from_on < NEW.opened_on))"
        ),
        "an outlet cannot have opened after what is recorded of it",
        "",
    ),
)


def upgrade() -> None:
    op.create_table(
        "entities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "company",
                "llp",
                "partnership",
                "sole_trader",
                "other",
                name="entity_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company_number", sa.String(length=8), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("primary_authority", sa.String(length=120), nullable=False),
        sa.Column("primary_authority_contact", sa.String(length=254), nullable=False),
        sa.Column("own_training_scheme", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "company_number IS NULL OR kind IN ('company', 'llp')",
            name=op.f("ck_entities_company_number_only_for_companies"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_entities_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entities")),
    )
    op.create_index(op.f("ix_entities_authority_id"), "entities", ["authority_id"], unique=False)
    op.create_index("ix_entities_authority_name", "entities", ["authority_id", "name", "id"], unique=False)
    op.create_index(
        "uq_entities_company_number",
        "entities",
        ["authority_id", "company_number"],
        unique=True,
        sqlite_where=sa.text("company_number IS NOT NULL"),
        postgresql_where=sa.text("company_number IS NOT NULL"),
    )
    op.create_table(
        "outlets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "premises", "online_shop", name="outlet_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("business_type", sa.String(length=120), nullable=False),
        sa.Column("address_1", sa.String(length=200), nullable=False),
        sa.Column("address_2", sa.String(length=200), nullable=False),
        sa.Column("address_3", sa.String(length=200), nullable=False),
        sa.Column("address_4", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=True),
        sa.Column("postcode_given", sa.String(length=40), nullable=False),
        sa.Column("uprn", sa.String(length=12), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("ward_code", sa.String(length=12), nullable=True),
        sa.Column("domain", sa.String(length=253), nullable=True),
        sa.Column("marketplace", sa.String(length=120), nullable=True),
        sa.Column("marketplace_seller", sa.String(length=120), nullable=True),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "trading",
                "closed",
                "vacant",
                name="outlet_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("missing_since_on", sa.Date(), nullable=True),
        sa.Column("missing_source", sa.String(length=40), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'online_shop' OR domain IS NOT NULL OR marketplace IS NOT NULL",
            name=op.f("ck_outlets_online_address"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on",
            name=op.f("ck_outlets_closed_after_opened"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_outlets_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_outlets_authority_id_reference")),
    )
    op.create_index(op.f("ix_outlets_authority_id"), "outlets", ["authority_id"], unique=False)
    op.create_index("ix_outlets_authority_name", "outlets", ["authority_id", "sort_name", "id"], unique=False)
    op.create_index("ix_outlets_authority_postcode", "outlets", ["authority_id", "postcode", "id"], unique=False)
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
        "operators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column(
            "how_known",
            sa.Enum(
                "companies_house",
                "seen_on_visit",
                "told_by_trader",
                "business_rates",
                "licence",
                "website",
                "other",
                name="how_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("how_known_note", sa.String(length=500), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_operators_ends_after_start")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_operators_authority_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["officers.id"], name=op.f("fk_operators_confirmed_by_id")),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_operators_entity_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_operators_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operators")),
    )
    op.create_index(op.f("ix_operators_authority_id"), "operators", ["authority_id"], unique=False)
    op.create_index("ix_operators_entity", "operators", ["entity_id"], unique=False)
    op.create_index("ix_operators_outlet", "operators", ["outlet_id", "from_on"], unique=False)
    op.create_table(
        "outlet_references",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scheme",
            sa.Enum("fhrs", "council", name="scheme", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("words", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_outlet_references_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_outlet_references_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_references")),
        sa.UniqueConstraint(
            "authority_id", "scheme", "value", name=op.f("uq_outlet_references_authority_id_scheme_value")
        ),
    )
    op.create_index(op.f("ix_outlet_references_authority_id"), "outlet_references", ["authority_id"], unique=False)
    op.create_index("ix_outlet_references_outlet", "outlet_references", ["outlet_id"], unique=False)
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
    for refusal in REFUSALS:
        create_refusal(*refusal)


def downgrade() -> None:
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_index("ix_import_rows_run", table_name="import_rows")
    op.drop_index("ix_import_rows_outlet", table_name="import_rows")
    op.drop_index(op.f("ix_import_rows_authority_id"), table_name="import_rows")
    op.drop_table("import_rows")
    op.drop_index("ix_outlet_references_outlet", table_name="outlet_references")
    op.drop_index(op.f("ix_outlet_references_authority_id"), table_name="outlet_references")
    op.drop_table("outlet_references")
    op.drop_index("ix_operators_outlet", table_name="operators")
    op.drop_index("ix_operators_entity", table_name="operators")
    op.drop_index(op.f("ix_operators_authority_id"), table_name="operators")
    op.drop_table("operators")
    op.drop_index(op.f("ix_import_runs_authority_id"), table_name="import_runs")
    op.drop_index("ix_import_runs_authority", table_name="import_runs")
    op.drop_table("import_runs")
    op.drop_index("ix_outlets_authority_postcode", table_name="outlets")
    op.drop_index("ix_outlets_authority_name", table_name="outlets")
    op.drop_index(op.f("ix_outlets_authority_id"), table_name="outlets")
    op.drop_table("outlets")
    op.drop_index(
        "uq_entities_company_number",
        table_name="entities",
        sqlite_where=sa.text("company_number IS NOT NULL"),
        postgresql_where=sa.text("company_number IS NOT NULL"),
    )
    op.drop_index("ix_entities_authority_name", table_name="entities")
    op.drop_index(op.f("ix_entities_authority_id"), table_name="entities")
    op.drop_table("entities")
