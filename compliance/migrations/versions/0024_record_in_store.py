"""What is recorded of a test in store, first at the counter and then later, and what two persons make void."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from compliance.migrations.rebuilding import changed_table
from compliance.migrations.refusals import create_refusal, create_truncate_refusal, drop_refusal, drop_truncate_refusal

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

PURCHASES, VOIDINGS = "purchases", "purchase_voidings"
WORDS = {
    "till_number": 20,
    "staff_badge": 60,
    "id_kind_shown": 60,
    "held_by": 200,
    "barcode": 60,
    "product_reason": 500,
    "displayed_where": 300,
    "lighting_and_cctv": 500,
    "volunteer_sex": 20,
    "volunteer_clothing": 500,
    "volunteer_photograph": 60,
    "volunteer_consent": 120,
    "retailer_told_how": 300,
}
NUMBERS: dict[str, sa.types.TypeEngine[Any]] = {
    "blade_length_mm": sa.Float(),
    "queue": sa.Integer(),
    "change_pence": sa.Integer(),
    "volunteer_height_cm": sa.Integer(),
}
ANSWERS = (
    "folds",
    "product_is_article",
    "product_is_bladed",
    "poster_seen",
    "receipt",
    "meal_offered",
    "debriefed",
)
TIMES = ("briefed_at_time", "retailer_told_at_time")
CHOICES = {"storage": ("locked", "behind_counter", "open"), "payment": ("cash", "card", "device", "other")}
CHECKS = {
    "change_not_negative": "change_pence IS NULL OR change_pence >= 0",
    "blade_of_a_length": "blade_length_mm IS NULL OR blade_length_mm BETWEEN 1 AND 3000",
    "queue_of_people": "queue IS NULL OR queue BETWEEN 0 AND 500",
    "height_of_a_person": "volunteer_height_cm IS NULL OR volunteer_height_cm BETWEEN 50 AND 250",
    "told_after_the_test": "retailer_told_on IS NULL OR retailer_told_on >= tested_on",
    "product_view_has_a_reason": ("product_is_article IS NULL AND product_is_bladed IS NULL OR product_reason <> ''"),
}
SECOND = "ck_purchases_void_needs_reason_and_second_officer"
SECOND_BEFORE = (
    "outcome NOT IN ('void', 'aborted') OR (outcome_reason <> '' AND second_officer_id IS NOT NULL "
    "AND second_officer_id <> officer_id)"
)
SECOND_AFTER = (
    "outcome NOT IN ('void', 'aborted') OR (outcome_reason <> '' AND (voided_by_id IS NOT NULL "
    "OR (second_officer_id IS NOT NULL AND second_officer_id <> officer_id)))"
)
OUTCOMES = (
    "refused_no_id",
    "refused_age_asked",
    "refused_other",
    "sold_after_id_not_verified",
    "sold_unchallenged",
    "would_have_sold_intercepted",
    "not_stocked",
    "not_trading",
    "aborted",
    "no_suitable_staff",
    "offered_for_sale",
    "void",
)
WAITING = sa.text("decision IS NULL")
COUNTS_AS_SALE = (
    "type IN ('underage', 'online_order') AND buyer_basis = 'under_18' "
    "AND outcome IN ('sold_after_id_not_verified', 'sold_unchallenged')"
)
REFUSALS = (
    (
        VOIDINGS,
        "purchase_voidings_of_the_purchases_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
        "a voiding belongs to the authority of its test purchase",
    ),
    (
        VOIDINGS,
        "purchase_voidings_decided_once",
        ("UPDATE",),
        (
            "OLD.decision IS NOT NULL OR NEW.purchase_id <> OLD.purchase_id OR NEW.wanted <> OLD.wanted "
            "OR NEW.reason <> OLD.reason OR NEW.proposed_by_id <> OLD.proposed_by_id "
            "OR NEW.proposed_at <> OLD.proposed_at"
        ),
        "a voiding is decided once, and stays as it was proposed",
    ),
    (VOIDINGS, "purchase_voidings_never_deleted", ("DELETE",), "1 = 1", "a voiding is never deleted"),
    (
        VOIDINGS,
        "purchase_voidings_of_a_sale_agreed_by_another",
        ("INSERT", "UPDATE"),
        (
            "NEW.decision = 'agreed' AND EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
            "AND p.counts_as_sale AND NEW.decided_by_id IN (p.officer_id, p.second_officer_id))"
        ),
        "a sale that counts is made void by somebody who did not make the test",
    ),
    (
        PURCHASES,
        "purchases_void_by_two_persons",
        ("UPDATE",),
        (
            "NEW.outcome IN ('void', 'aborted') AND NEW.outcome <> OLD.outcome AND NOT EXISTS (SELECT 1 "
            "FROM purchase_voidings v WHERE v.purchase_id = NEW.id AND v.decision = 'agreed' "
            "AND v.wanted = NEW.outcome AND v.decided_by_id = NEW.voided_by_id)"
        ),
        "a recorded result becomes void only when a second person has agreed",
    ),
)
NOT_EMPTIED = (VOIDINGS, "purchase_voidings_not_emptied", "a voiding is never deleted")


def _outcome(name: str, *, nullable: bool) -> sa.Column[str]:
    kind = sa.Enum(*OUTCOMES, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)


def _work_out_again(batch: BatchOperations) -> None:
    """Have SQLite work `counts_as_sale` out anew: it copies the table, and nobody may write a generated column."""
    if op.get_bind().dialect.name == "sqlite":
        batch.drop_column("counts_as_sale")
        generated = sa.Computed(COUNTS_AS_SALE, persisted=True)
        batch.add_column(sa.Column("counts_as_sale", sa.Boolean(), generated, nullable=False))


def _prefer_the_index_of_sales() -> None:
    """Make the partial index of sales the newest again: of two that fit, SQLite without statistics takes the newest."""
    where = sa.text("counts_as_sale")
    op.drop_index("ix_purchases_sales", table_name=PURCHASES)
    columns = ["authority_id", "tested_on", "outlet_id"]
    op.create_index("ix_purchases_sales", PURCHASES, columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    with changed_table(PURCHASES) as batch:
        _work_out_again(batch)
        for name, length in WORDS.items():
            batch.add_column(sa.Column(name, sa.String(length=length), server_default="", nullable=False))
        for name, number in NUMBERS.items():
            batch.add_column(sa.Column(name, number, nullable=True))
        for name in ANSWERS:
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=True))
        for name in TIMES:
            batch.add_column(sa.Column(name, sa.Time(), nullable=True))
        for name, words in CHOICES.items():
            batch.add_column(sa.Column(name, sa.String(length=40), nullable=True))
            allowed = ", ".join(f"'{word}'" for word in words)
            batch.create_check_constraint(op.f(f"ck_purchases_{name}"), f"{name} IN ({allowed})")
        batch.add_column(sa.Column("retailer_told_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("voided_by_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_purchases_voided_by_id"), "officers", ["voided_by_id"], ["id"])
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_purchases_{name}"), condition)
        batch.drop_constraint(op.f(SECOND), type_="check")
        batch.create_check_constraint(op.f(SECOND), SECOND_AFTER)
    _prefer_the_index_of_sales()
    op.create_table(
        VOIDINGS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        _outcome("wanted", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_counter", sa.Boolean(), nullable=False),
        _outcome("outcome_before", nullable=True),
        sa.Column("named_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "agreed",
                "declined",
                "withdrawn",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("wanted IN ('void', 'aborted')", name=op.f(f"ck_{VOIDINGS}_void_or_aborted")),
        sa.CheckConstraint("trim(reason) <> ''", name=op.f(f"ck_{VOIDINGS}_has_a_reason")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by_id IS NULL)",
            name=op.f(f"ck_{VOIDINGS}_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "decision IS NULL OR (decision = 'withdrawn') = (decided_by_id = proposed_by_id)",
            name=op.f(f"ck_{VOIDINGS}_by_two_persons"),
        ),
        sa.CheckConstraint(
            "decision <> 'declined' OR trim(decision_reason) <> ''", name=op.f(f"ck_{VOIDINGS}_declined_for_a_reason")
        ),
        sa.CheckConstraint("named_id IS NULL OR named_id <> proposed_by_id", name=op.f(f"ck_{VOIDINGS}_names_another")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{VOIDINGS}_authority_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f(f"fk_{VOIDINGS}_purchase_id")),
        sa.ForeignKeyConstraint(["named_id"], ["officers.id"], name=op.f(f"fk_{VOIDINGS}_named_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["officers.id"], name=op.f(f"fk_{VOIDINGS}_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["officers.id"], name=op.f(f"fk_{VOIDINGS}_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{VOIDINGS}")),
    )
    op.create_index(op.f(f"ix_{VOIDINGS}_authority_id"), VOIDINGS, ["authority_id"])
    op.create_index(f"ix_{VOIDINGS}_purchase", VOIDINGS, ["purchase_id", "id"])
    op.create_index(f"ix_{VOIDINGS}_waiting", VOIDINGS, ["authority_id", "decided_at"])
    op.create_index(
        f"uq_{VOIDINGS}_waiting",
        VOIDINGS,
        ["purchase_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    for refusal in REFUSALS:
        create_refusal(*refusal)
    create_truncate_refusal(*NOT_EMPTIED)


def downgrade() -> None:
    drop_truncate_refusal(*NOT_EMPTIED[:2])
    for table, name, events, _condition, _message in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_table(VOIDINGS)
    with changed_table(PURCHASES) as batch:
        _work_out_again(batch)
        batch.drop_constraint(op.f(SECOND), type_="check")
        batch.create_check_constraint(op.f(SECOND), SECOND_BEFORE)
        for name in (*CHECKS, *CHOICES):
            batch.drop_constraint(op.f(f"ck_purchases_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_purchases_voided_by_id"), type_="foreignkey")
        for name in (*WORDS, *NUMBERS, *ANSWERS, *TIMES, *CHOICES, "retailer_told_on", "voided_by_id"):
            batch.drop_column(name)
