"""Certificates of training that anyone can verify, and the calendar feeds of officers."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, create_truncate_refusal, drop_refusal, drop_truncate_refusal

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

IN_FORCE = sa.text("withdrawn_on IS NULL")
LIVE = sa.text("revoked_at IS NULL")
CERTIFICATES = "training_certificates"
REFUSALS = (
    (
        CERTIFICATES,
        "training_certificates_never_change",
        ("UPDATE",),
        (
            "OLD.withdrawn_on IS NOT NULL OR NEW.authority_id <> OLD.authority_id "
            "OR NEW.attendance_id <> OLD.attendance_id OR NEW.reference <> OLD.reference OR NEW.code <> OLD.code "
            "OR NEW.passed_on <> OLD.passed_on OR NEW.issued_on <> OLD.issued_on "
            "OR NEW.refresh_due_on <> OLD.refresh_due_on OR NEW.sha256 <> OLD.sha256 "
            "OR NEW.large_sha256 <> OLD.large_sha256 OR CAST(NEW.facts AS TEXT) <> CAST(OLD.facts AS TEXT)"
        ),
        "what a certificate says never changes",
    ),
    (
        CERTIFICATES,
        "training_certificates_never_deleted",
        ("DELETE",),
        "1 = 1",
        "a certificate is withdrawn, not deleted",
    ),
    (
        CERTIFICATES,
        "training_certificates_of_the_places_authority",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM training_attendances a WHERE a.id = NEW.attendance_id "
            "AND a.authority_id <> NEW.authority_id)"
        ),
        "a certificate belongs to the authority of its place",
    ),
)
NOT_EMPTIED = (CERTIFICATES, "training_certificates_not_emptied", "a certificate is withdrawn, not deleted")


def upgrade() -> None:
    op.create_table(
        CERTIFICATES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("refresh_due_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("large_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=False),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "refresh_due_on >= passed_on AND issued_on >= passed_on", name=op.f(f"ck_{CERTIFICATES}_after_the_pass")
        ),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_reason <> ''", name=op.f(f"ck_{CERTIFICATES}_withdrawn_for_a_reason")
        ),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_on >= issued_on", name=op.f(f"ck_{CERTIFICATES}_withdrawn_after_issue")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{CERTIFICATES}_authority_id")),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["training_attendances.id"], name=op.f(f"fk_{CERTIFICATES}_attendance_id")
        ),
        sa.ForeignKeyConstraint(["issued_by_id"], ["officers.id"], name=op.f(f"fk_{CERTIFICATES}_issued_by_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["officers.id"], name=op.f(f"fk_{CERTIFICATES}_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CERTIFICATES}")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f(f"uq_{CERTIFICATES}_authority_id_reference")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{CERTIFICATES}_code")),
    )
    op.create_index(op.f(f"ix_{CERTIFICATES}_authority_id"), CERTIFICATES, ["authority_id"])
    op.create_index(f"ix_{CERTIFICATES}_attendance", CERTIFICATES, ["attendance_id", "id"])
    op.create_index(
        f"uq_{CERTIFICATES}_in_force",
        CERTIFICATES,
        ["attendance_id"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    for refusal in REFUSALS:
        create_refusal(*refusal)
    create_truncate_refusal(*NOT_EMPTIED)
    op.create_table(
        "calendar_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_calendar_links_authority_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_calendar_links_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_links_token_hash")),
    )
    op.create_index(op.f("ix_calendar_links_authority_id"), "calendar_links", ["authority_id"])
    op.create_index(op.f("ix_calendar_links_officer_id"), "calendar_links", ["officer_id"])
    op.create_index(
        "uq_calendar_links_live",
        "calendar_links",
        ["officer_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    op.drop_table("calendar_links")
    drop_truncate_refusal(*NOT_EMPTIED[:2])
    for table, name, events, _condition, _message in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_table(CERTIFICATES)
