"""Create places: postcodes, wards and districts, shared by every authority, and which file they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "postcodes",
        sa.Column("postcode", sa.String(8), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("ward_code", sa.String(9), nullable=False),
        sa.Column("district_code", sa.String(9), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.CheckConstraint("source IN ('london', 'national', 'invented')", name=op.f("ck_postcodes_source")),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_postcodes")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_postcodes_ward", "postcodes", ["ward_code", "postcode"])
    op.create_table(
        "wards",
        sa.Column("code", sa.String(9), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("district_code", sa.String(9), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_wards")),
    )
    op.create_index("ix_wards_district_code", "wards", ["district_code"])
    op.create_table(
        "districts",
        sa.Column("code", sa.String(9), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_districts")),
    )
    op.create_table(
        "place_files",
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("postcodes", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('london', 'national', 'invented')", name=op.f("ck_place_files_source")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_place_files")),
    )


def downgrade() -> None:
    op.drop_table("place_files")
    op.drop_table("districts")
    op.drop_table("wards")
    op.drop_table("postcodes")
