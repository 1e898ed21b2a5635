"""Say more of an outlet: its chain, the day of its status, the outlet it was merged into."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outlets", sa.Column("marketplace_seller_id", sa.String(length=60), nullable=True))
    op.add_column("outlets", sa.Column("status_on", sa.Date(), nullable=True))
    op.add_column("outlets", sa.Column("brand", sa.String(length=120), server_default="", nullable=False))
    op.add_column("outlets", sa.Column("is_chain", sa.Boolean(), nullable=True))
    op.add_column("outlets", sa.Column("merged_into_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    for column in ("merged_into_id", "is_chain", "brand", "status_on", "marketplace_seller_id"):
        op.drop_column("outlets", column)
