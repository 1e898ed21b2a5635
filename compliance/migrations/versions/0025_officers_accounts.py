"""Officers’ own accounts, additions, reviews and statements."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import (
    create_refusal,
    create_truncate_refusal,
    drop_refusal,
    drop_truncate_refusal,
)

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "purchases",
        "purchases_frozen_by_a_signature",
        ("UPDATE",),
        (
            "(NEW.started_at_time IS DISTINCT FROM OLD.started_at_time OR NEW.ended_at_time IS DISTINCT FROM "
            "OLD.ended_at_time OR NEW.handed_to_officer_at_time IS DISTINCT FROM "
            "OLD.handed_to_officer_at_time OR NEW.price_pence IS DISTINCT FROM OLD.price_pence OR "
            "NEW.age_asked IS DISTINCT FROM OLD.age_asked OR NEW.id_asked IS DISTINCT FROM OLD.id_asked OR "
            "NEW.id_shown IS DISTINCT FROM OLD.id_shown OR NEW.id_looked_at IS DISTINCT FROM "
            "OLD.id_looked_at OR NEW.id_kind_shown IS DISTINCT FROM OLD.id_kind_shown OR "
            "NEW.till_prompt_seen IS DISTINCT FROM OLD.till_prompt_seen OR NEW.till_number IS DISTINCT FROM "
            "OLD.till_number OR NEW.staff_description IS DISTINCT FROM OLD.staff_description OR "
            "NEW.staff_badge IS DISTINCT FROM OLD.staff_badge OR NEW.words_spoken IS DISTINCT FROM "
            "OLD.words_spoken OR NEW.held_by IS DISTINCT FROM OLD.held_by OR NEW.poster_seen IS DISTINCT "
            "FROM OLD.poster_seen OR NEW.queue IS DISTINCT FROM OLD.queue OR NEW.lighting_and_cctv IS "
            "DISTINCT FROM OLD.lighting_and_cctv OR NEW.volunteer_sex IS DISTINCT FROM OLD.volunteer_sex OR "
            "NEW.volunteer_height_cm IS DISTINCT FROM OLD.volunteer_height_cm OR NEW.volunteer_clothing IS "
            "DISTINCT FROM OLD.volunteer_clothing OR NEW.url IS DISTINCT FROM OLD.url OR NEW.seller_name IS "
            "DISTINCT FROM OLD.seller_name OR NEW.age_check IS DISTINCT FROM OLD.age_check OR "
            "NEW.declared_age_true IS DISTINCT FROM OLD.declared_age_true OR NEW.declared_name_true IS "
            "DISTINCT FROM OLD.declared_name_true OR (OLD.product <> '' AND NEW.product IS DISTINCT FROM "
            "OLD.product) OR (OLD.brand <> '' AND NEW.brand IS DISTINCT FROM OLD.brand) OR (OLD.barcode <> "
            "'' AND NEW.barcode IS DISTINCT FROM OLD.barcode) OR (OLD.blade_length_mm IS NOT NULL AND "
            "NEW.blade_length_mm IS DISTINCT FROM OLD.blade_length_mm) OR (OLD.folds IS NOT NULL AND "
            "NEW.folds IS DISTINCT FROM OLD.folds) OR (OLD.displayed_where <> '' AND NEW.displayed_where IS "
            "DISTINCT FROM OLD.displayed_where) OR (OLD.storage IS NOT NULL AND NEW.storage IS DISTINCT FROM "
            "OLD.storage) OR (OLD.payment IS NOT NULL AND NEW.payment IS DISTINCT FROM OLD.payment) OR "
            "(OLD.change_pence IS NOT NULL AND NEW.change_pence IS DISTINCT FROM OLD.change_pence) OR "
            "(OLD.receipt IS NOT NULL AND NEW.receipt IS DISTINCT FROM OLD.receipt)) AND EXISTS (SELECT 1 FROM purchase_accounts a WHERE "
            "a.purchase_id = OLD.id AND a.signed_at IS NOT NULL)"
        ),
        "what was seen and said stays as it was when the first account was signed",
    ),
    (
        "purchases",
        "purchases_not_replaced_under_an_account",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM purchase_accounts a WHERE a.purchase_id = NEW.id)",
        "a test purchase with an account is not put in again",
    ),
    (
        "purchase_accounts",
        "purchase_accounts_of_the_purchases_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"),
        "an account belongs to the authority of its test purchase",
    ),
    (
        "purchase_accounts",
        "purchase_accounts_by_its_officers",
        ("INSERT",),
        (
            "NEW.signed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
            "AND NEW.officer_id IN (p.officer_id, p.second_officer_id))"
        ),
        "an account is begun, unsigned, by an officer of the test",
    ),
    (
        "purchase_accounts",
        "purchase_accounts_signed_by_its_officers",
        ("UPDATE",),
        (
            "OLD.signed_at IS NULL AND NEW.signed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM purchases p "
            "WHERE p.id = NEW.purchase_id AND NEW.officer_id IN (p.officer_id, p.second_officer_id))"
        ),
        "an account is signed by an officer of the test",
    ),
    (
        "purchase_accounts",
        "purchase_accounts_opened_when_all_have_signed",
        ("UPDATE",),
        (
            "OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL AND EXISTS (SELECT 1 FROM purchases p WHERE "
            "p.id = NEW.purchase_id AND (NOT EXISTS (SELECT 1 FROM purchase_accounts a WHERE a.purchase_id = "
            "p.id AND a.officer_id = p.officer_id AND a.signed_at IS NOT NULL) OR (p.second_officer_id IS "
            "NOT NULL AND NOT EXISTS (SELECT 1 FROM purchase_accounts a WHERE a.purchase_id = p.id AND "
            "a.officer_id = p.second_officer_id AND a.signed_at IS NOT NULL))))"
        ),
        "accounts are opened when every officer of the test has signed",
    ),
    (
        "purchase_accounts",
        "purchase_accounts_stay",
        ("UPDATE",),
        (
            "NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.officer_id <> OLD.officer_id OR "
            "NEW.started_at <> OLD.started_at OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT "
            "FROM OLD.opened_at) OR (OLD.signed_at IS NOT NULL AND (NEW.words <> OLD.words OR NEW.saved_at "
            "<> OLD.saved_at OR NEW.signed_at IS DISTINCT FROM OLD.signed_at OR NEW.signed_sha256 IS "
            "DISTINCT FROM OLD.signed_sha256 OR NEW.signed_document IS DISTINCT FROM OLD.signed_document))"
        ),
        "a signed account never changes",
    ),
    (
        "purchase_accounts",
        "purchase_accounts_never_deleted",
        ("DELETE",),
        "1 = 1",
        "an account is never deleted",
    ),
    (
        "purchase_accounts",
        "purchase_accounts_written_once",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM purchase_accounts k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM "
            "purchase_accounts k WHERE k.purchase_id = NEW.purchase_id AND k.officer_id = NEW.officer_id)"
        ),
        "an officer writes one account of a test",
    ),
    (
        "purchase_account_additions",
        "purchase_account_additions_by_its_writer",
        ("INSERT",),
        (
            "NOT EXISTS (SELECT 1 FROM purchase_accounts a WHERE a.id = NEW.account_id AND a.officer_id = "
            "NEW.officer_id AND a.authority_id = NEW.authority_id AND a.signed_at IS NOT NULL)"
        ),
        "only its writer adds to an account, once it is signed",
    ),
    (
        "purchase_account_additions",
        "purchase_account_additions_stay",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "what is added to an account stays",
    ),
    (
        "purchase_account_additions",
        "purchase_account_additions_written_once",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM purchase_account_additions k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 "
            "FROM purchase_account_additions k WHERE k.account_id = NEW.account_id AND k.number = "
            "NEW.number)"
        ),
        "an addition is written once",
    ),
    (
        "purchase_reviews",
        "purchase_reviews_of_the_purchases_authority",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"),
        "a review belongs to the authority of its test purchase",
    ),
    (
        "purchase_reviews",
        "purchase_reviews_by_another",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND NEW.reviewer_id IN "
            "(p.officer_id, p.second_officer_id)) OR EXISTS (SELECT 1 FROM purchase_accounts a WHERE "
            "a.purchase_id = NEW.purchase_id AND a.officer_id = NEW.reviewer_id)"
        ),
        "the reviewer of a test must not be an officer who made it",
    ),
    (
        "purchase_reviews",
        "purchase_reviews_when_all_have_signed",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND (NOT EXISTS (SELECT 1 FROM "
            "purchase_accounts a WHERE a.purchase_id = p.id AND a.officer_id = p.officer_id AND a.signed_at "
            "IS NOT NULL) OR (p.second_officer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            "purchase_accounts a WHERE a.purchase_id = p.id AND a.officer_id = p.second_officer_id AND "
            "a.signed_at IS NOT NULL))))"
        ),
        "a test is reviewed when every officer of it has signed",
    ),
    (
        "purchase_reviews",
        "purchase_reviews_stay",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "a review stays",
    ),
    (
        "purchase_reviews",
        "purchase_reviews_written_once",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM purchase_reviews k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM "
            "purchase_reviews k WHERE k.purchase_id = NEW.purchase_id AND k.number = NEW.number)"
        ),
        "a review is written once",
    ),
    (
        "purchases",
        "purchases_made_by_another_than_supervisor",
        ("UPDATE",),
        (
            "EXISTS (SELECT 1 FROM purchase_reviews r WHERE r.purchase_id = NEW.id AND r.reviewer_id IN "
            "(NEW.officer_id, NEW.second_officer_id))"
        ),
        "the reviewer of a test cannot become an officer who made it",
    ),
    (
        "purchase_statements",
        "purchase_statements_of_a_signed_account",
        ("INSERT",),
        (
            "NEW.finished_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM purchase_accounts a WHERE "
            "a.purchase_id = NEW.purchase_id AND a.officer_id = NEW.officer_id AND a.authority_id = "
            "NEW.authority_id AND a.signed_at IS NOT NULL)"
        ),
        "a statement is begun, unfinished, by an officer who has signed an account of the test",
    ),
    (
        "purchase_statements",
        "purchase_statements_stay",
        ("UPDATE",),
        (
            "OLD.finished_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.authority_id <> OLD.authority_id OR "
            "NEW.purchase_id <> OLD.purchase_id OR NEW.officer_id <> OLD.officer_id OR NEW.number <> "
            "OLD.number OR NEW.started_at <> OLD.started_at"
        ),
        "a finished statement never changes",
    ),
    (
        "purchase_statements",
        "purchase_statements_never_deleted",
        ("DELETE",),
        "1 = 1",
        "a statement is never deleted",
    ),
    (
        "purchase_statements",
        "purchase_statements_written_once",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM purchase_statements k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM "
            "purchase_statements k WHERE k.purchase_id = NEW.purchase_id AND k.officer_id = NEW.officer_id "
            "AND (k.number = NEW.number OR k.finished_at IS NULL))"
        ),
        "a statement is written once, and one at a time",
    ),
)
NOT_EMPTIED = (
    ("purchase_accounts", "purchase_accounts_not_emptied", "an account is never deleted"),
    ("purchase_account_additions", "purchase_account_additions_not_emptied", "what is added to an account stays"),
    ("purchase_reviews", "purchase_reviews_not_emptied", "a review stays"),
    ("purchase_statements", "purchase_statements_not_emptied", "a statement is never deleted"),
)


def _belongs_to(table: str, *others: tuple[str, str]) -> list[sa.ForeignKeyConstraint]:
    """Return the foreign keys of a table: to its authority, and of each column to another table."""
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in (("authority_id", "authorities"), *others)
    ]


def _accounts() -> None:
    op.create_table(
        "purchase_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_sha256", sa.String(length=64), nullable=True),
        sa.Column("signed_document", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_sha256 IS NULL) AND (signed_at IS NULL) = (signed_document IS NULL)",
            name=op.f("ck_purchase_accounts_signed_as_a_whole"),
        ),
        sa.CheckConstraint("trim(words) <> ''", name=op.f("ck_purchase_accounts_says_something")),
        sa.CheckConstraint(
            "opened_at IS NULL OR signed_at IS NOT NULL", name=op.f("ck_purchase_accounts_opened_once_signed")
        ),
        *_belongs_to("purchase_accounts", ("purchase_id", "purchases"), ("officer_id", "officers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_accounts")),
        sa.UniqueConstraint("purchase_id", "officer_id", name=op.f("uq_purchase_accounts_purchase_id_officer_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_purchase_accounts_authority_id"), "purchase_accounts", ["authority_id"])
    op.create_index("ix_purchase_accounts_officer", "purchase_accounts", ["officer_id", "signed_at"])
    op.create_table(
        "purchase_account_additions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "trim(words) <> '' AND trim(about) <> '' AND trim(reason) <> ''",
            name=op.f("ck_purchase_account_additions_says_why"),
        ),
        *_belongs_to("purchase_account_additions", ("account_id", "purchase_accounts"), ("officer_id", "officers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_account_additions")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_purchase_account_additions_account_id_number")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_purchase_account_additions_authority_id"), "purchase_account_additions", ["authority_id"])


def _reviews() -> None:
    op.create_table(
        "purchase_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted", "sent_back", name="review_outcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'sent_back' OR trim(reasons) <> ''", name=op.f("ck_purchase_reviews_sent_back_with_reasons")
        ),
        *_belongs_to("purchase_reviews", ("purchase_id", "purchases"), ("reviewer_id", "officers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_reviews")),
        sa.UniqueConstraint("purchase_id", "number", name=op.f("uq_purchase_reviews_purchase_id_number")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_purchase_reviews_authority_id"), "purchase_reviews", ["authority_id"])


def _statements() -> None:
    op.create_table(
        "purchase_statements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_sha256", sa.String(length=64), nullable=True),
        sa.Column("finished_document", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (finished_sha256 IS NULL) AND (finished_at IS NULL) = (finished_document IS NULL)",
            name=op.f("ck_purchase_statements_finished_as_a_whole"),
        ),
        sa.CheckConstraint("trim(words) <> ''", name=op.f("ck_purchase_statements_says_something")),
        *_belongs_to("purchase_statements", ("purchase_id", "purchases"), ("officer_id", "officers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_statements")),
        sa.UniqueConstraint(
            "purchase_id", "officer_id", "number", name=op.f("uq_purchase_statements_purchase_id_officer_id_number")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_purchase_statements_authority_id"), "purchase_statements", ["authority_id"])
    op.create_index(
        "uq_purchase_statements_draft",
        "purchase_statements",
        ["purchase_id", "officer_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def upgrade() -> None:
    _accounts()
    _reviews()
    _statements()
    for refusal in REFUSALS:
        create_refusal(*refusal)
    for table, name, message in NOT_EMPTIED:
        create_truncate_refusal(table, name, message)


def downgrade() -> None:
    for table, name, _message in reversed(NOT_EMPTIED):
        drop_truncate_refusal(table, name)
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    for table in ("purchase_statements", "purchase_reviews", "purchase_account_additions", "purchase_accounts"):
        op.drop_table(table)
