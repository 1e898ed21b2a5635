"""Print runs: many letters drafted, issued and printed together."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = (
    "advice",
    "training_invitation",
    "place_confirmed",
    "training_reminder",
    "session_cancelled",
    "training_result",
    "pass_notice",
    "fail_notice",
    "written_warning",
    "agreement_offer",
    "agreement_confirmed",
    "agreement_warning",
    "agreement_removed",
)
ABOUT = (
    "(CASE WHEN purchase_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN invitation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN attendance_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN invite_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    op.create_table(
        "print_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("both_sides", sa.Boolean(), nullable=False),
        sa.Column("retries_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_print_runs_authority_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_print_runs_officer_id")),
        sa.ForeignKeyConstraint(["retries_id"], ["print_runs.id"], name=op.f("fk_print_runs_retries_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["officers.id"], name=op.f("fk_print_runs_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_runs")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_print_runs_authority_id_reference")),
        sa.UniqueConstraint("retries_id", name=op.f("uq_print_runs_retries_id")),
        sa.CheckConstraint("(sha256 IS NULL) = (pages IS NULL)", name=op.f("ck_print_runs_printed_has_pages")),
    )
    op.create_index(op.f("ix_print_runs_authority_id"), "print_runs", ["authority_id"])
    op.create_index("ix_print_runs_authority_started", "print_runs", ["authority_id", "started_at", "id"])
    op.create_table(
        "print_run_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("attendance_id", sa.Uuid(), nullable=True),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("invite_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "issued",
                "problem",
                name="run_letter_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("problem_field", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_print_run_letters_authority_id")),
        sa.ForeignKeyConstraint(["run_id"], ["print_runs.id"], name=op.f("fk_print_run_letters_run_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_print_run_letters_purchase_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_print_run_letters_visit_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["training_invitations.id"], name=op.f("fk_print_run_letters_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["training_attendances.id"], name=op.f("fk_print_run_letters_attendance_id")
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_print_run_letters_agreement_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_print_run_letters_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run_letters")),
        sa.CheckConstraint(ABOUT, name=op.f("ck_print_run_letters_about_one_thing")),
        sa.CheckConstraint(
            "state <> 'issued' OR letter_id IS NOT NULL", name=op.f("ck_print_run_letters_issued_is_a_letter")
        ),
        sa.CheckConstraint(
            "(state = 'problem') = (problem <> '')", name=op.f("ck_print_run_letters_problem_has_words")
        ),
    )
    op.create_index(op.f("ix_print_run_letters_authority_id"), "print_run_letters", ["authority_id"])
    op.create_index("ix_print_run_letters_letter", "print_run_letters", ["letter_id"])
    op.create_index("ix_print_run_letters_run", "print_run_letters", ["run_id", "place", "id"])


def downgrade() -> None:
    op.drop_table("print_run_letters")
    op.drop_table("print_runs")
