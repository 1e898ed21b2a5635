"""Uploads that can be gone on with."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, create_truncate_refusal, drop_refusal, drop_truncate_refusal

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "uploads"
CHECKS = {
    "exhibit_kind": "kind IN ('photograph', 'screenshot', 'video', 'receipt', 'document', 'item')",
    "upload_state": "state IN ('open', 'received', 'taken_in', 'refused', 'discarded', 'expired')",
    "not_empty": "size >= 1",
    "hash_of_the_browser": "browser_sha256 = '' OR length(browser_sha256) = 64",
    "kind_that_is_a_file": "kind IS NULL OR kind <> 'item'",
    "says_what": "state NOT IN ('received', 'taken_in') OR (kind IS NOT NULL AND description <> '')",
    "taken_in_as_an_exhibit": "(state = 'taken_in') = (exhibit_id IS NOT NULL)",
    "taken_in_with_its_hash": "state <> 'taken_in' OR length(sha256) = 64",
    "taken_in_as_it_was_sent": "browser_sha256 = '' OR state <> 'taken_in' OR sha256 = browser_sha256",
    "ended_at_a_time": "(ended_at IS NULL) = (state IN ('open', 'received'))",
    "refused_in_words": "state <> 'refused' OR words <> ''",
}
REFUSALS = (
    (
        TABLE,
        "uploads_of_the_purchases_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
        "an upload belongs to the authority of its test purchase",
    ),
    (
        TABLE,
        "uploads_of_a_dispute_of_the_purchase",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id AND d.purchase_id <> NEW.purchase_id)",
        "an upload about a dispute belongs to the test purchase of the dispute",
    ),
    (
        TABLE,
        "uploads_keep_what_was_said",
        ("UPDATE",),
        (
            "NEW.purchase_id <> OLD.purchase_id OR NEW.officer_id <> OLD.officer_id OR NEW.size <> OLD.size "
            "OR NEW.browser_sha256 <> OLD.browser_sha256 OR OLD.ended_at IS NOT NULL"
        ),
        "an upload keeps its size, its hash and its officer, and stays ended once it is",
    ),
    (TABLE, "uploads_never_deleted", ("DELETE",), "1 = 1", "an upload is discarded, never deleted"),
)


def upgrade() -> None:
    checks = [sa.CheckConstraint(text, name=op.f(f"ck_{TABLE}_{name}")) for name, text in CHECKS.items()]
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("browser_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("scan", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_uploads_authority_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_uploads_purchase_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_uploads_dispute_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_uploads_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        *checks,
    )
    op.create_index("ix_uploads_purchase", TABLE, ["purchase_id", "id"])
    op.create_index("ix_uploads_officer", TABLE, ["officer_id", "state", "id"])
    op.create_index(op.f("ix_uploads_authority_id"), TABLE, ["authority_id"])
    for refusal in REFUSALS:
        create_refusal(*refusal)
    create_truncate_refusal(TABLE, "uploads_not_emptied", "an upload is discarded, never deleted")


def downgrade() -> None:
    drop_truncate_refusal(TABLE, "uploads_not_emptied")
    for table, name, events, *_rest in REFUSALS:
        drop_refusal(table, name, events)
    op.drop_table(TABLE)
