"""Disputes in full with the officers' comments, and letters that correct others."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from compliance.migrations.rebuilding import change_words, changed_table
from compliance.migrations.refusals import (
    create_refusal,
    create_truncate_refusal,
    drop_refusal,
    drop_truncate_refusal,
)

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

DAYS = 28
KINDS_BEFORE = (
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
KINDS = (*KINDS_BEFORE, "dispute_decision", "correction")
FIRST = sa.text("supersedes_id IS NULL")
OPEN = sa.text("decided_on IS NULL AND withdrawn_on IS NULL")
OPEN_BEFORE = sa.text("decided_on IS NULL")

REFUSALS = (
    (
        "disputes",
        "disputes_closed_never_change",
        ("UPDATE",),
        "OLD.decided_on IS NOT NULL OR OLD.withdrawn_on IS NOT NULL",
        "a dispute that was decided or withdrawn never changes",
    ),
    ("disputes", "disputes_never_deleted", ("DELETE",), "OLD.id IS NOT NULL", "a dispute is never deleted"),
    (
        "disputes",
        "disputes_again_on_new_grounds",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM disputes d WHERE d.purchase_id = NEW.purchase_id AND (d.decision = 'overturned' "
            "OR (d.decision = 'upheld' AND NEW.new_grounds = '')))"
        ),
        "a result is disputed again only on new grounds, and not once it is overturned",
    ),
    (
        "dispute_comments",
        "dispute_comments_of_the_disputes_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id AND d.authority_id <> NEW.authority_id)",
        "a comment belongs to the authority of its dispute",
    ),
    (
        "dispute_comments",
        "dispute_comments_while_it_is_open",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id "
            "AND (d.decided_on IS NOT NULL OR d.withdrawn_on IS NOT NULL))"
        ),
        "a closed dispute takes no comment",
    ),
    (
        "dispute_comments",
        "dispute_comments_made_never_change",
        ("UPDATE", "DELETE"),
        "OLD.commented_on IS NOT NULL",
        "a comment that was made never changes",
    ),
    (
        "letters_corrected",
        "letters_corrected_by_an_issued_letter",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM letters l WHERE l.id IN (NEW.correction_id, NEW.letter_id) "
            "AND (l.issued_at IS NULL OR l.authority_id <> NEW.authority_id))"
        ),
        "only an issued letter corrects an issued letter, of one authority",
    ),
    (
        "letters_corrected",
        "letters_corrected_never_change",
        ("UPDATE", "DELETE"),
        "OLD.id IS NOT NULL",
        "what a letter corrected never changes",
    ),
    (
        "letter_waivers",
        "letter_waivers_never_change",
        ("UPDATE", "DELETE"),
        "OLD.id IS NOT NULL",
        "why a letter needs no correction never changes",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_wait_for_dispute",
        ("INSERT",),
        (
            "NEW.purpose IN ('destroyed', 'returned_to_owner') AND EXISTS (SELECT 1 FROM disputes d JOIN exhibits e "
            "ON e.purchase_id = d.purchase_id WHERE e.id = NEW.exhibit_id AND d.decided_on IS NULL "
            "AND d.withdrawn_on IS NULL)"
        ),
        "no exhibit is disposed of while a dispute waits",
    ),
)
TRUNCATE_REFUSALS = (
    ("disputes", "disputes_not_emptied", "a dispute is never deleted"),
    ("dispute_comments", "dispute_comments_not_emptied", "a comment that was made never changes"),
    ("letters_corrected", "letters_corrected_not_emptied", "what a letter corrected never changes"),
    ("letter_waivers", "letter_waivers_not_emptied", "why a letter needs no correction never changes"),
)


def upgrade() -> None:
    _widen_disputes()
    _create_comments()
    _widen_letters()
    _create_corrections()
    for table, name, events, condition, message in REFUSALS:
        create_refusal(table, name, events, condition, message)
    for table, name, message in TRUNCATE_REFUSALS:
        create_truncate_refusal(table, name, message)


def _widen_disputes() -> None:
    op.drop_index("uq_disputes_waiting", table_name="disputes")
    words = sa.Enum(
        "letter",
        "email",
        "telephone",
        "in_person",
        name="dispute_came_by",
        native_enum=False,
        create_constraint=False,
        length=40,
    )
    op.add_column("disputes", sa.Column("due_on", sa.Date(), nullable=True))
    _fill_due_days()
    with changed_table("disputes") as batch:
        batch.add_column(sa.Column("capacity", sa.String(length=120), server_default="", nullable=False))
        batch.add_column(sa.Column("came_by", words, nullable=True))
        for name in ("asks_for", "new_grounds", "despite", "considered", "withdrawn_words"):
            batch.add_column(sa.Column(name, sa.Text(), server_default="", nullable=False))
        for name in ("acknowledged_on", "assigned_on", "withdrawn_on"):
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch.create_check_constraint(
            op.f("ck_disputes_dispute_came_by"), "came_by IN ('letter', 'email', 'telephone', 'in_person')"
        )
        batch.alter_column("due_on", existing_type=sa.Date(), nullable=False)
        batch.create_check_constraint(op.f("ck_disputes_due_after_raised"), "due_on >= raised_on")
        batch.create_check_constraint(
            op.f("ck_disputes_acknowledged_after_raised"), "acknowledged_on IS NULL OR acknowledged_on >= raised_on"
        )
        batch.create_check_constraint(
            op.f("ck_disputes_withdrawn_in_words"),
            "withdrawn_on IS NULL OR (decided_on IS NULL AND withdrawn_on >= raised_on AND withdrawn_words <> '')",
        )
    op.create_index(
        "uq_disputes_waiting", "disputes", ["purchase_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def _fill_due_days() -> None:
    """Give each dispute there is the day by which it was to be decided, as the first policy has it."""
    disputes = sa.table(
        "disputes", sa.column("id", sa.Uuid()), sa.column("raised_on", sa.Date()), sa.column("due_on", sa.Date())
    )
    bind = op.get_bind()
    for dispute_id, raised_on in bind.execute(sa.select(disputes.c.id, disputes.c.raised_on)).all():
        due_on = raised_on + timedelta(days=DAYS)
        bind.execute(disputes.update().where(disputes.c.id == dispute_id).values(due_on=due_on))


def _create_comments() -> None:
    op.create_table(
        "dispute_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("commented_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(commented_on IS NULL) = (words = '')", name=op.f("ck_dispute_comments_comment_has_words")),
        sa.CheckConstraint(
            "commented_on IS NULL OR commented_on >= invited_on",
            name=op.f("ck_dispute_comments_comment_after_invitation"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_dispute_comments_authority_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_comments_dispute_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_dispute_comments_officer_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["officers.id"], name=op.f("fk_dispute_comments_invited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_comments")),
        sa.UniqueConstraint("dispute_id", "officer_id", name=op.f("uq_dispute_comments_dispute_id_officer_id")),
    )
    op.create_index(op.f("ix_dispute_comments_authority_id"), "dispute_comments", ["authority_id"])


def _widen_letters() -> None:
    op.drop_index("uq_letters_purchase_kind", table_name="letters")
    with changed_table("letters") as batch:
        change_words(batch, "ck_letters_kind", "kind", KINDS)
    with changed_table("print_run_letters") as batch:
        change_words(batch, "ck_print_run_letters_kind", "kind", KINDS)
    _create_purchase_index(["purchase_id", "kind", "occasion"])


def _create_purchase_index(columns: list[str]) -> None:
    op.create_index(
        "uq_letters_purchase_kind", "letters", columns, unique=True, sqlite_where=FIRST, postgresql_where=FIRST
    )


def _create_corrections() -> None:
    op.create_table(
        "letters_corrected",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("correction_id <> letter_id", name=op.f("ck_letters_corrected_by_another_letter")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_letters_corrected_authority_id")),
        sa.ForeignKeyConstraint(["correction_id"], ["letters.id"], name=op.f("fk_letters_corrected_correction_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letters_corrected_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters_corrected")),
        sa.UniqueConstraint("correction_id", "letter_id", name=op.f("uq_letters_corrected_correction_id_letter_id")),
    )
    op.create_index(op.f("ix_letters_corrected_authority_id"), "letters_corrected", ["authority_id"])
    op.create_index("ix_letters_corrected_letter", "letters_corrected", ["letter_id", "id"])
    op.create_table(
        "letter_waivers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("record", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_letter_waivers_waived_with_reason")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_letter_waivers_authority_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_waivers_letter_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_letter_waivers_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_waivers")),
        sa.UniqueConstraint("letter_id", "record", name=op.f("uq_letter_waivers_letter_id_record")),
    )
    op.create_index(op.f("ix_letter_waivers_authority_id"), "letter_waivers", ["authority_id"])


def downgrade() -> None:
    for table, name, _message in TRUNCATE_REFUSALS:
        drop_truncate_refusal(table, name)
    for table, name, events, _condition, _message in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_table("letter_waivers")
    op.drop_table("letters_corrected")
    op.drop_index("uq_letters_purchase_kind", table_name="letters")
    with changed_table("print_run_letters") as batch:
        change_words(batch, "ck_print_run_letters_kind", "kind", KINDS_BEFORE)
    with changed_table("letters") as batch:
        change_words(batch, "ck_letters_kind", "kind", KINDS_BEFORE)
    _create_purchase_index(["purchase_id", "kind"])
    op.drop_table("dispute_comments")
    op.drop_index("uq_disputes_waiting", table_name="disputes")
    with changed_table("disputes") as batch:
        for name in ("withdrawn_in_words", "acknowledged_after_raised", "due_after_raised", "dispute_came_by"):
            batch.drop_constraint(op.f(f"ck_disputes_{name}"), type_="check")
        for name in (
            "version",
            "withdrawn_on",
            "assigned_on",
            "acknowledged_on",
            "due_on",
            "withdrawn_words",
            "considered",
            "despite",
            "new_grounds",
            "asks_for",
            "came_by",
            "capacity",
        ):
            batch.drop_column(name)
    op.create_index(
        "uq_disputes_waiting",
        "disputes",
        ["purchase_id"],
        unique=True,
        sqlite_where=OPEN_BEFORE,
        postgresql_where=OPEN_BEFORE,
    )
