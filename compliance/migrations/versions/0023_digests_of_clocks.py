"""Which prosecution clocks were told of by e-mail, once for each band."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OFFICER = "EXISTS (SELECT 1 FROM officers o WHERE o.id = NEW.officer_id AND o.authority_id <> NEW.authority_id)"
PURCHASE = "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"
OWN = "an officer is told of the clocks of their own authority"


def upgrade() -> None:
    op.create_table(
        "clock_digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                name="digest_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(sent_at IS NOT NULL) = (state = 'sent')", name=op.f("ck_clock_digests_sent_has_moment")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_clock_digests_authority_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_clock_digests_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_digests")),
    )
    op.create_index(op.f("ix_clock_digests_authority_id"), "clock_digests", ["authority_id"], unique=False)
    op.create_index("ix_clock_digests_state", "clock_digests", ["authority_id", "state"], unique=False)
    op.create_table(
        "clock_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("digest_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("provision", sa.String(length=40), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_clock_alerts_authority_id")),
        sa.ForeignKeyConstraint(["digest_id"], ["clock_digests.id"], name=op.f("fk_clock_alerts_digest_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_clock_alerts_officer_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_clock_alerts_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_alerts")),
        sa.UniqueConstraint(
            "officer_id",
            "purchase_id",
            "provision",
            "last_day",
            "band",
            name=op.f("uq_clock_alerts_officer_id_purchase_id_provision_last_day_band"),
        ),
    )
    op.create_index(op.f("ix_clock_alerts_authority_id"), "clock_alerts", ["authority_id"], unique=False)
    op.create_index("ix_clock_alerts_purchase", "clock_alerts", ["purchase_id"], unique=False)
    op.create_index("ix_clock_alerts_digest", "clock_alerts", ["digest_id"], unique=False)
    create_refusal(
        "clock_digests",
        "clock_digests_stay_sent",
        ["UPDATE", "DELETE"],
        "OLD.state = 'sent'",
        "a mail that was sent stays sent",
    )
    for table in ("clock_digests", "clock_alerts"):
        create_refusal(table, f"{table}_of_the_officers_authority", ["INSERT"], OFFICER, OWN)
    create_refusal("clock_alerts", "clock_alerts_of_the_purchases_authority", ["INSERT"], PURCHASE, OWN)


def downgrade() -> None:
    drop_refusal("clock_alerts", "clock_alerts_of_the_purchases_authority", ["INSERT"])
    for table in ("clock_alerts", "clock_digests"):
        drop_refusal(table, f"{table}_of_the_officers_authority", ["INSERT"])
    drop_refusal("clock_digests", "clock_digests_stay_sent", ["UPDATE", "DELETE"])
    op.drop_table("clock_alerts")
    op.drop_table("clock_digests")
