"""Keep photographs of visits, their reports, and how each report reached the trader."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, create_truncate_refusal, drop_refusal, drop_truncate_refusal

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "visit_photographs",
        "visit_photographs_of_the_visits_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM visits v WHERE v.id = NEW.visit_id AND v.authority_id <> NEW.authority_id)",
        "a photograph belongs to the authority of its visit",
    ),
    (
        "visit_photographs",
        "visit_photographs_keep_their_bytes",
        ("UPDATE",),
        (
            "NEW.sha256 <> OLD.sha256 OR NEW.shown_sha256 <> OLD.shown_sha256 OR NEW.visit_id <> OLD.visit_id "
            "OR (OLD.removed_at IS NOT NULL AND NEW.removed_at IS NULL)"
        ),
        "a photograph keeps its bytes, and stays removed once it is",
    ),
    (
        "visit_photographs",
        "visit_photographs_never_deleted",
        ("DELETE",),
        "1 = 1",
        "photographs are removed with a reason, never deleted",
    ),
    (
        "visit_reports",
        "visit_reports_of_the_visits_authority",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM visits v WHERE v.id = NEW.visit_id AND v.authority_id <> NEW.authority_id)",
        "a visit report belongs to the authority of its visit",
    ),
    (
        "visit_reports",
        "visit_reports_never_change",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "a visit report that was issued never changes",
    ),
    (
        "visit_reports_given",
        "visit_reports_given_stay_sent",
        ("UPDATE",),
        "OLD.state IS NOT NULL AND OLD.state = 'sent'",
        "a mail that was sent stays sent",
    ),
)
TRUNCATE_REFUSALS = (
    ("visit_photographs", "visit_photographs_not_emptied", "photographs are never deleted"),
    ("visit_reports", "visit_reports_not_emptied", "a visit report that was issued never changes"),
)


def upgrade() -> None:
    _create_photographs()
    _create_reports()
    _create_given()
    for refusal in REFUSALS:
        create_refusal(*refusal)
    for truncation in TRUNCATE_REFUSALS:
        create_truncate_refusal(*truncation)


def _owned(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{table}_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _create_photographs() -> None:
    table = "visit_photographs"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("suffix", sa.String(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("shown_sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Uuid(), nullable=True),
        sa.Column("removed_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("caption <> ''", name=op.f(f"ck_{table}_has_caption")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_reason = '')", name=op.f(f"ck_{table}_removed_with_reason")
        ),
        _refers(table, "visit_id", "visits"),
        _refers(table, "added_by_id", "officers"),
        _refers(table, "removed_by_id", "officers"),
        *_owned(table),
    )
    op.create_index(
        "uq_visit_photographs_standing",
        table,
        ["visit_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index("ix_visit_photographs_visit", table, ["visit_id", "id"])
    op.create_index(op.f("ix_visit_photographs_authority_id"), table, ["authority_id"])


def _create_reports() -> None:
    table = "visit_reports"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("visit_version", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("large_sha256", sa.String(length=64), nullable=False),
        sa.Column("large_pages", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        _refers(table, "visit_id", "visits"),
        _refers(table, "supersedes_id", "visit_reports"),
        _refers(table, "issued_by_id", "officers"),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_visit_reports_authority_id_reference")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_visit_reports_supersedes_id")),
        *_owned(table),
    )
    op.create_index(
        "uq_visit_reports_first",
        table,
        ["visit_id"],
        unique=True,
        sqlite_where=sa.text("supersedes_id IS NULL"),
        postgresql_where=sa.text("supersedes_id IS NULL"),
    )
    op.create_index("ix_visit_reports_visit", table, ["visit_id", "id"])
    op.create_index(op.f("ix_visit_reports_authority_id"), table, ["authority_id"])


def _create_given() -> None:
    table = "visit_reports_given"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("to_whom", sa.String(length=254), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("how IN ('handed', 'left', 'emailed', 'own_mailbox')", name=op.f(f"ck_{table}_how")),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed')", name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint("(how = 'emailed') = (state IS NOT NULL)", name=op.f(f"ck_{table}_emailed_has_state")),
        sa.CheckConstraint(
            "(sent_at IS NOT NULL) = (state IS NOT NULL AND state = 'sent')", name=op.f(f"ck_{table}_sent_has_moment")
        ),
        sa.CheckConstraint("given_on <= recorded_on", name=op.f(f"ck_{table}_not_in_the_future")),
        _refers(table, "report_id", "visit_reports"),
        _refers(table, "recorded_by_id", "officers"),
        *_owned(table),
    )
    op.create_index("ix_visit_reports_given_report", table, ["report_id", "id"])
    op.create_index(op.f("ix_visit_reports_given_authority_id"), table, ["authority_id"])


def downgrade() -> None:
    for truncation in TRUNCATE_REFUSALS:
        drop_truncate_refusal(*truncation[:2])
    for table, name, events, *_rest in REFUSALS:
        drop_refusal(table, name, events)
    for table in ("visit_reports_given", "visit_reports", "visit_photographs"):
        op.drop_table(table)
