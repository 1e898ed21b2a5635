"""Sign by a one-time link, publish who consented, count guesses."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "throttled_attempts",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_throttled_attempts")),
    )
    op.create_index(op.f("ix_throttled_attempts_ends_at"), "throttled_attempts", ["ends_at"])


def downgrade() -> None:
    op.drop_table("throttled_attempts")
