"""Letters about invitations, places and agreements."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.rebuilding import change_words, changed_table

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ABOUT = {
    "invitation": "training_invitations.id",
    "attendance": "training_attendances.id",
    "agreement": "agreements.id",
}
BEFORE = ("training_invitation", "pass_notice", "fail_notice", "written_warning")
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
NAMED = ("purchase_id", "visit_id", "invitation_id", "attendance_id", "agreement_id")
ONE_THING = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in NAMED) + " = 1"
FIRST = sa.text("supersedes_id IS NULL")


def upgrade() -> None:
    with changed_table("letters") as batch:
        for name, target in ABOUT.items():
            table, column = target.split(".")
            batch.add_column(sa.Column(f"{name}_id", sa.Uuid(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_letters_{name}_id"), table, [f"{name}_id"], [column])
        batch.add_column(sa.Column("occasion", sa.String(length=60), server_default="", nullable=False))
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=True)
        batch.drop_constraint(op.f("ck_letters_about_one_thing"), type_="check")
        batch.create_check_constraint(op.f("ck_letters_about_one_thing"), ONE_THING)
        batch.create_check_constraint(op.f("ck_letters_to_somebody"), "outlet_id IS NOT NULL OR entity_id IS NOT NULL")
        change_words(batch, "ck_letters_kind", "kind", KINDS)
    for name in ABOUT:
        op.create_index(
            f"uq_letters_{name}_kind",
            "letters",
            [f"{name}_id", "kind", "occasion"],
            unique=True,
            sqlite_where=FIRST,
            postgresql_where=FIRST,
        )


def downgrade() -> None:
    for name in ABOUT:
        op.drop_index(f"uq_letters_{name}_kind", table_name="letters", sqlite_where=FIRST, postgresql_where=FIRST)
    with changed_table("letters") as batch:
        change_words(batch, "ck_letters_kind", "kind", BEFORE)
        batch.drop_constraint(op.f("ck_letters_to_somebody"), type_="check")
        batch.drop_constraint(op.f("ck_letters_about_one_thing"), type_="check")
        batch.create_check_constraint(op.f("ck_letters_about_one_thing"), "(purchase_id IS NULL) <> (visit_id IS NULL)")
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=False)
        batch.drop_column("occasion")
        for name in ABOUT:
            batch.drop_constraint(op.f(f"fk_letters_{name}_id"), type_="foreignkey")
            batch.drop_column(f"{name}_id")
