"""Create escalation policy, printed lists and letters."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, create_truncate_refusal, drop_refusal, drop_truncate_refusal

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "escalation_policies",
        "escalation_policies_stay",
        ("UPDATE", "DELETE"),
        ("1 = 1"),
        "a policy stays as it was set; set another from a later day",
        "",
    ),
    (
        "printed_lists",
        "printed_lists_stay",
        ("UPDATE", "DELETE"),
        ("1 = 1"),
        "a printed list stays as it was printed",
        "",
    ),
    (
        "letters",
        "letters_issued_never_change",
        ("UPDATE", "DELETE"),
        ("OLD.issued_at IS NOT NULL"),
        "an issued letter never changes",
        "",
    ),
)
TRUNCATE_REFUSALS = (
    ("printed_lists", "printed_lists_not_emptied", "a printed list stays as it was printed"),
    ("letters", "letters_not_emptied", "an issued letter never changes"),
)


def upgrade() -> None:
    op.create_table(
        "escalation_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("sales_needed", sa.Integer(), nullable=False),
        sa.Column("window_months", sa.Integer(), nullable=False),
        sa.Column("recency_months", sa.Integer(), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("minimum_proof", sa.String(length=40), nullable=False),
        sa.Column("per", sa.String(length=20), nullable=False),
        sa.Column("ladder", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "recency_months BETWEEN 1 AND window_months", name=op.f("ck_escalation_policies_recency_within_window")
        ),
        sa.CheckConstraint("sales_needed >= 1", name=op.f("ck_escalation_policies_needs_a_sale")),
        sa.CheckConstraint("window_months BETWEEN 1 AND 120", name=op.f("ck_escalation_policies_window_in_months")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_escalation_policies_authority_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["officers.id"], name=op.f("fk_escalation_policies_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_policies")),
        sa.UniqueConstraint(
            "authority_id", "in_force_from", name=op.f("uq_escalation_policies_authority_id_in_force_from")
        ),
    )
    op.create_index(op.f("ix_escalation_policies_authority_id"), "escalation_policies", ["authority_id"], unique=False)
    op.create_table(
        "printed_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("asked_id", sa.Uuid(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("pdf", "csv", "json", name="format", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("entries >= 0", name=op.f("ck_printed_lists_entries_not_negative")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_printed_lists_authority_id")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["officers.id"], name=op.f("fk_printed_lists_printed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_lists")),
        sa.UniqueConstraint("authority_id", "asked_id", name=op.f("uq_printed_lists_authority_id_asked_id")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_printed_lists_authority_id_reference")),
    )
    op.create_index(op.f("ix_printed_lists_authority_id"), "printed_lists", ["authority_id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training_invitation",
                "pass_notice",
                "fail_notice",
                "written_warning",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("decided", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(issued_at IS NULL) = (sha256 IS NULL) AND (issued_at IS NULL) = (pages IS NULL) AND (issued_at IS NULL) = (issued_on IS NULL)",
            name=op.f("ck_letters_issued_has_bytes"),
        ),
        sa.CheckConstraint("(purchase_id IS NULL) <> (visit_id IS NULL)", name=op.f("ck_letters_about_one_thing")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_letters_authority_id")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["officers.id"], name=op.f("fk_letters_drafted_by_id")),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_letters_entity_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["officers.id"], name=op.f("fk_letters_issued_by_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_letters_outlet_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_letters_purchase_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["letters.id"], name=op.f("fk_letters_supersedes_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_letters_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_letters_authority_id_reference")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_letters_supersedes_id")),
    )
    op.create_index("ix_letters_authority", "letters", ["authority_id", "issued_at", "id"], unique=False)
    op.create_index(op.f("ix_letters_authority_id"), "letters", ["authority_id"], unique=False)
    op.create_index("ix_letters_authority_id_id", "letters", ["authority_id", "id"], unique=False)
    op.create_index("ix_letters_outlet", "letters", ["outlet_id", "id"], unique=False)
    op.create_index("ix_letters_purchase", "letters", ["purchase_id", "id"], unique=False)
    op.create_index(
        "uq_letters_purchase_kind",
        "letters",
        ["purchase_id", "kind"],
        unique=True,
        sqlite_where=sa.text("supersedes_id IS NULL"),
        postgresql_where=sa.text("supersedes_id IS NULL"),
    )
    op.create_index(
        "uq_letters_visit_kind",
        "letters",
        ["visit_id", "kind"],
        unique=True,
        sqlite_where=sa.text("supersedes_id IS NULL"),
        postgresql_where=sa.text("supersedes_id IS NULL"),
    )
    op.create_table(
        "letter_servings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "first_class",
                "signed_for",
                "by_hand",
                "email",
                "returned",
                name="served_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("to_whom", sa.String(length=254), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("served_on <= recorded_on", name=op.f("ck_letter_servings_not_in_the_future")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_letter_servings_authority_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_servings_letter_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_letter_servings_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_servings")),
        sa.UniqueConstraint(
            "letter_id", "how", "served_on", "to_whom", name=op.f("uq_letter_servings_letter_id_how_served_on_to_whom")
        ),
    )
    op.create_index(op.f("ix_letter_servings_authority_id"), "letter_servings", ["authority_id"], unique=False)
    op.create_index("ix_letter_servings_letter", "letter_servings", ["letter_id", "served_on", "id"], unique=False)
    for refusal in REFUSALS:
        create_refusal(*refusal)
    for truncate_refusal in TRUNCATE_REFUSALS:
        create_truncate_refusal(*truncate_refusal)


def downgrade() -> None:
    for table, name, _message in reversed(TRUNCATE_REFUSALS):
        drop_truncate_refusal(table, name)
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_index("ix_letter_servings_letter", table_name="letter_servings")
    op.drop_index(op.f("ix_letter_servings_authority_id"), table_name="letter_servings")
    op.drop_table("letter_servings")
    op.drop_index(
        "uq_letters_visit_kind",
        table_name="letters",
        sqlite_where=sa.text("supersedes_id IS NULL"),
        postgresql_where=sa.text("supersedes_id IS NULL"),
    )
    op.drop_index(
        "uq_letters_purchase_kind",
        table_name="letters",
        sqlite_where=sa.text("supersedes_id IS NULL"),
        postgresql_where=sa.text("supersedes_id IS NULL"),
    )
    op.drop_index("ix_letters_purchase", table_name="letters")
    op.drop_index("ix_letters_outlet", table_name="letters")
    op.drop_index("ix_letters_authority_id_id", table_name="letters")
    op.drop_index(op.f("ix_letters_authority_id"), table_name="letters")
    op.drop_index("ix_letters_authority", table_name="letters")
    op.drop_table("letters")
    op.drop_index(op.f("ix_printed_lists_authority_id"), table_name="printed_lists")
    op.drop_table("printed_lists")
    op.drop_index(op.f("ix_escalation_policies_authority_id"), table_name="escalation_policies")
    op.drop_table("escalation_policies")
