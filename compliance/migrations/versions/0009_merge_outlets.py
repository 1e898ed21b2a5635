"""Keep what became of the records of outlets that were merged or split, and which pairs are not the same."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "outlet_moves",
        "outlet_moves_within_an_authority",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM outlets o WHERE o.id IN (NEW.from_id, NEW.to_id) "
            "AND o.authority_id <> NEW.authority_id)"
        ),
        "outlets are merged and split within their authority",
    ),
    (
        "outlet_moves",
        "outlet_moves_never_deleted",
        ("DELETE",),
        "1 = 1",
        "a merge is undone, never deleted",
    ),
    (
        "outlet_moved_records",
        "outlet_moved_records_stay",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "what a merge moved stays as it was written",
    ),
    (
        "outlets_not_the_same",
        "outlets_not_the_same_within_an_authority",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM outlets o WHERE o.id IN (NEW.first_id, NEW.second_id) "
            "AND o.authority_id <> NEW.authority_id)"
        ),
        "two outlets that are told apart belong to one authority",
    ),
    (
        "outlets",
        "outlets_merged_into_a_current_one",
        ("UPDATE",),
        (
            "NEW.merged_into_id IS NOT NULL AND (OLD.merged_into_id IS NULL OR OLD.merged_into_id <> "
            "NEW.merged_into_id) AND NOT EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.merged_into_id AND o.id "
            "<> NEW.id AND o.authority_id = NEW.authority_id AND o.merged_into_id IS NULL)"
        ),
        "an outlet is merged into another of its authority that stands on the register",
    ),
)


def upgrade() -> None:
    op.create_table(
        "outlet_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("merge", "split", name="move_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_outlet_moves_between_two")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_reason = '')", name=op.f("ck_outlet_moves_undone_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_outlet_moves_authority_id")),
        sa.ForeignKeyConstraint(["from_id"], ["outlets.id"], name=op.f("fk_outlet_moves_from_id")),
        sa.ForeignKeyConstraint(["moved_by_id"], ["officers.id"], name=op.f("fk_outlet_moves_moved_by_id")),
        sa.ForeignKeyConstraint(["to_id"], ["outlets.id"], name=op.f("fk_outlet_moves_to_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["officers.id"], name=op.f("fk_outlet_moves_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_moves")),
    )
    op.create_index(op.f("ix_outlet_moves_authority_id"), "outlet_moves", ["authority_id"], unique=False)
    op.create_index("ix_outlet_moves_from", "outlet_moves", ["from_id", "id"], unique=False)
    op.create_index("ix_outlet_moves_to", "outlet_moves", ["to_id", "id"], unique=False)
    op.create_index(
        "uq_outlet_moves_merged_once",
        "outlet_moves",
        ["from_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'merge' AND undone_at IS NULL"),
        postgresql_where=sa.text("kind = 'merge' AND undone_at IS NULL"),
    )
    op.create_table(
        "outlet_moved_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("move_id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "moved",
                "stayed",
                "changed",
                "removed",
                "added",
                name="moved_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_outlet_moved_records_authority_id")
        ),
        sa.ForeignKeyConstraint(["move_id"], ["outlet_moves.id"], name=op.f("fk_outlet_moved_records_move_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_moved_records")),
    )
    op.create_index(
        op.f("ix_outlet_moved_records_authority_id"), "outlet_moved_records", ["authority_id"], unique=False
    )
    op.create_index(
        "ix_outlet_moved_records_move", "outlet_moved_records", ["move_id", "table_name", "id"], unique=False
    )
    op.create_table(
        "outlets_not_the_same",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_outlets_not_the_same_two_outlets")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_outlets_not_the_same_authority_id")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["outlets.id"], name=op.f("fk_outlets_not_the_same_first_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["officers.id"], name=op.f("fk_outlets_not_the_same_said_by_id")),
        sa.ForeignKeyConstraint(["second_id"], ["outlets.id"], name=op.f("fk_outlets_not_the_same_second_id")),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"], ["officers.id"], name=op.f("fk_outlets_not_the_same_taken_back_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets_not_the_same")),
    )
    op.create_index(
        op.f("ix_outlets_not_the_same_authority_id"), "outlets_not_the_same", ["authority_id"], unique=False
    )
    op.create_index(
        "uq_outlets_not_the_same",
        "outlets_not_the_same",
        ["first_id", "second_id"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    for refusal in REFUSALS:
        create_refusal(*refusal)


def downgrade() -> None:
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_table("outlets_not_the_same")
    op.drop_table("outlet_moved_records")
    op.drop_table("outlet_moves")
