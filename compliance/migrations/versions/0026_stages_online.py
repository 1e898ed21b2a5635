"""The stages and the parties of a test made online, the hand-over in full, and the dated policy of test purchases."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.rebuilding import change_words, changed_table
from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BOTH = ("INSERT", "UPDATE")
STAGES = (
    "advance_notice",
    "listing",
    "checkout",
    "payment",
    "confirmation",
    "dispatch",
    "parcel",
    "delivery",
    "unpacking",
)
RESULTS = (
    "not_yet",
    "handed_over_unchecked",
    "handed_over_after_id",
    "refused",
    "left_unattended",
    "left_with_neighbour",
    "locker",
    "not_delivered",
)
ADDRESSES = ("residential", "residence_with_business", "business", "mailbox", "locker", "collection_point")
TEXTS = (("tracking_number", 60), ("handed_to", 200), ("driver", 300))
ANSWERS = (
    "age_verified_delivery",
    "arranged_before_sale",
    "told_of_blades",
    "marked_blade",
    "marked_18",
    "id_asked",
)
AFTER = "hand_overs_after_the_order"
AFTER_WORDS = "a hand-over cannot be before its order"
BEFORE = "purchases_before_their_hand_over"
BEFORE_WORDS = "an order cannot be after its hand-over"
AFTER_THEN = (
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND (NEW.dispatched_on < p.tested_on "
    "OR NEW.handed_over_on < p.tested_on))"
)
BEFORE_THEN = (
    "EXISTS (SELECT 1 FROM hand_overs h WHERE h.purchase_id = NEW.id AND (h.dispatched_on < NEW.tested_on "
    "OR h.handed_over_on < NEW.tested_on))"
)
AFTER_NOW = (
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND ((p.type <> 'delivery_check' "
    "AND (NEW.dispatched_on < p.tested_on OR NEW.parcel_on < p.tested_on OR NEW.handed_over_on < p.tested_on)) "
    "OR (p.type = 'delivery_check' AND (NEW.dispatched_on > p.tested_on OR NEW.handed_over_on <> p.tested_on))))"
)
BEFORE_NOW = (
    "EXISTS (SELECT 1 FROM hand_overs h WHERE h.purchase_id = NEW.id AND ((NEW.type <> 'delivery_check' "
    "AND (h.dispatched_on < NEW.tested_on OR h.parcel_on < NEW.tested_on OR h.handed_over_on < NEW.tested_on)) "
    "OR (NEW.type = 'delivery_check' AND (h.dispatched_on > NEW.tested_on OR h.handed_over_on <> NEW.tested_on))))"
)
REFUSALS = (
    (
        "purchase_policies",
        "purchase_policies_stay",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "a policy stays as it was set; set another from a later day",
    ),
    (
        "purchase_parties",
        "purchase_parties_of_the_purchases_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
        "a party belongs to the authority of its test purchase",
    ),
    (
        "purchase_parties",
        "purchase_parties_of_the_entitys_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)",
        "a party is an entity of the authority of its test purchase",
    ),
    (
        "purchase_parties",
        "purchase_parties_keep_to_their_place",
        ("UPDATE",),
        "NEW.purchase_id <> OLD.purchase_id OR NEW.role <> OLD.role",
        "a party stays the party of its test purchase in its role",
    ),
    (
        "purchase_parties",
        "purchase_parties_stay",
        ("DELETE",),
        "1 = 1",
        "a party of a test purchase is corrected, never deleted",
    ),
    (
        "purchase_stages",
        "purchase_stages_of_the_purchases_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
        "a stage belongs to the authority of its test purchase",
    ),
    (
        "purchase_stages",
        "purchase_stages_of_an_order",
        BOTH,
        (
            "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
            "AND (p.type NOT IN ('online_order', 'delivery_check', 'listing_check') "
            "OR (p.type = 'listing_check' AND NEW.stage NOT IN ('advance_notice', 'listing'))))"
        ),
        "only an order or a delivery has these stages, and a listing check only its listing",
    ),
    (
        "purchase_stages",
        "purchase_stages_in_order",
        BOTH,
        (
            "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND ("
            "(NEW.stage IN ('advance_notice', 'checkout') AND NEW.happened_on > p.tested_on) "
            "OR (p.type = 'listing_check' AND NEW.stage = 'listing' AND NEW.happened_on <> p.tested_on) "
            "OR (p.type = 'online_order' AND NEW.stage IN ('payment', 'confirmation', 'unpacking') "
            "AND NEW.happened_on < p.tested_on) "
            "OR (p.type = 'delivery_check' AND NEW.stage = 'unpacking' AND NEW.happened_on < p.tested_on)))"
        ),
        "a stage is on the wrong side of the day of its order",
    ),
    (
        "purchases",
        "purchases_among_their_stages",
        ("UPDATE",),
        (
            "EXISTS (SELECT 1 FROM purchase_stages s WHERE s.purchase_id = NEW.id AND ("
            "(s.stage IN ('advance_notice', 'checkout') AND s.happened_on > NEW.tested_on) "
            "OR (NEW.type = 'online_order' AND s.stage IN ('payment', 'confirmation', 'unpacking') "
            "AND s.happened_on < NEW.tested_on) "
            "OR (NEW.type = 'delivery_check' AND s.stage = 'unpacking' AND s.happened_on < NEW.tested_on)))"
        ),
        "an order is on the wrong side of the day of one of its stages",
    ),
    (
        "purchase_stages",
        "purchase_stages_unpacked_at_last",
        BOTH,
        (
            "NEW.stage = 'unpacking' AND NEW.happened_on IS NOT NULL AND EXISTS (SELECT 1 FROM hand_overs h "
            "WHERE h.purchase_id = NEW.purchase_id "
            "AND (h.handed_over_on > NEW.happened_on OR h.parcel_on > NEW.happened_on))"
        ),
        "a parcel cannot be unpacked before it was handed over or photographed",
    ),
    (
        "hand_overs",
        "hand_overs_before_unpacking",
        BOTH,
        (
            "EXISTS (SELECT 1 FROM purchase_stages s WHERE s.purchase_id = NEW.purchase_id AND s.stage = 'unpacking' "
            "AND (NEW.handed_over_on > s.happened_on OR NEW.parcel_on > s.happened_on))"
        ),
        "a parcel cannot be handed over or photographed after it was unpacked",
    ),
    (
        "purchase_stages",
        "purchase_stages_keep_to_their_place",
        ("UPDATE",),
        "NEW.purchase_id <> OLD.purchase_id OR NEW.stage <> OLD.stage",
        "a stage stays the stage of its test purchase",
    ),
    (
        "purchase_stages",
        "purchase_stages_stay",
        ("DELETE",),
        "1 = 1",
        "a stage of a test purchase is corrected, never deleted",
    ),
    ("hand_overs", "hand_overs_stay", ("DELETE",), "1 = 1", "a hand-over is corrected, never deleted"),
    (
        "purchases",
        "purchases_never_deleted",
        ("DELETE",),
        (
            "NOT EXISTS (SELECT 1 FROM import_rows i JOIN import_runs r ON r.id = i.run_id "
            "WHERE i.record_id = OLD.id AND r.state = 'undoing')"
        ),
        "a test purchase is never deleted, but by undoing the import that brought it",
    ),
)
A_RECORD = sa.text("record_id IS NOT NULL")


def upgrade() -> None:
    drop_refusal("hand_overs", AFTER, BOTH)
    drop_refusal("purchases", BEFORE, ("UPDATE",))
    _widen_hand_overs()
    _create_stages()
    _create_parties()
    _create_policies()
    create_refusal("hand_overs", AFTER, BOTH, AFTER_NOW, AFTER_WORDS)
    create_refusal("purchases", BEFORE, ("UPDATE",), BEFORE_NOW, BEFORE_WORDS)
    op.create_index(
        "ix_import_rows_record_id", "import_rows", ["record_id"], sqlite_where=A_RECORD, postgresql_where=A_RECORD
    )
    for refusal in REFUSALS:
        create_refusal(*refusal)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _widen_hand_overs() -> None:
    with changed_table("hand_overs") as batch:
        change_words(batch, "ck_hand_overs_hand_over_result", "result", RESULTS)
        change_words(batch, "ck_hand_overs_address_kind", "address_kind", ADDRESSES)
        for name, length in TEXTS:
            batch.add_column(sa.Column(name, sa.String(length=length), server_default="", nullable=False))
        for name in ANSWERS:
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=True))
        for name in ("dispatched_at_time", "parcel_at_time", "handed_over_at_time"):
            batch.add_column(sa.Column(name, sa.Time(), nullable=True))
        batch.add_column(sa.Column("parcel_on", sa.Date(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_hand_overs_parcel_not_in_the_future"), "parcel_on IS NULL OR parcel_on <= recorded_on"
        )
        batch.create_check_constraint(
            op.f("ck_hand_overs_parcel_after_dispatch"),
            "dispatched_on IS NULL OR parcel_on IS NULL OR parcel_on >= dispatched_on",
        )


def _recorded() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _keys(table: str, *more: tuple[str, str]) -> list[sa.schema.SchemaItem]:
    return [
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in (("authority_id", "authorities"), *more)
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _create_stages() -> None:
    table = "purchase_stages"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("stage", _word("stage_kind", *STAGES), nullable=False),
        sa.Column("state", _word("recorded_state", "reached", "not_reached"), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("at_time", sa.Time(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "notice_means", _word("notice_means", "post", "email", "by_hand", "telephone", "other"), nullable=True
        ),
        sa.Column("letter_reference", sa.String(length=60), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("price_pence", sa.Integer(), nullable=True),
        sa.Column("age_warning", sa.Boolean(), nullable=True),
        sa.Column("declared", sa.Text(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=True),
        sa.Column(
            "paid_by",
            _word(
                "paid_by",
                "prepaid_card",
                "debit_card",
                "credit_card",
                "wallet",
                "bank_transfer",
                "gift_card",
                "cash_on_delivery",
                "other",
            ),
            nullable=True,
        ),
        sa.Column("card_ending", sa.String(length=4), nullable=False),
        sa.Column(
            "charged",
            _word("charged", "at_the_order", "at_dispatch", "at_the_hand_over", "not_charged"),
            nullable=True,
        ),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=300), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("matches_listing", sa.Boolean(), nullable=True),
        *_recorded(),
        sa.CheckConstraint(
            "happened_on IS NULL OR happened_on <= recorded_on", name=op.f(f"ck_{table}_not_in_the_future")
        ),
        sa.CheckConstraint(
            "(state = 'reached') = (happened_on IS NOT NULL)", name=op.f(f"ck_{table}_reached_on_a_day")
        ),
        sa.CheckConstraint("state = 'reached' OR trim(why) <> ''", name=op.f(f"ck_{table}_not_reached_with_why")),
        sa.CheckConstraint(
            "state = 'not_reached' OR stage NOT IN ('dispatch', 'parcel', 'delivery')",
            name=op.f(f"ck_{table}_parcel_is_a_hand_over"),
        ),
        sa.CheckConstraint("length(card_ending) <= 4", name=op.f(f"ck_{table}_no_whole_card_number")),
        sa.CheckConstraint("price_pence IS NULL OR price_pence >= 0", name=op.f(f"ck_{table}_price_not_negative")),
        sa.UniqueConstraint("purchase_id", "stage", name=op.f(f"uq_{table}_purchase_id_stage")),
        *_keys(table, ("purchase_id", "purchases"), ("recorded_by_id", "officers")),
    )
    op.create_index(op.f(f"ix_{table}_authority_id"), table, ["authority_id"])


def _create_parties() -> None:
    table = "purchase_parties"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("role", _word("party_role", "seller", "marketplace", "delivery_company"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("in_uk", sa.Boolean(), nullable=True),
        sa.Column("incorporated", sa.Boolean(), nullable=True),
        sa.Column("company_number", sa.String(length=20), nullable=False),
        sa.Column("outcome", _word("party_outcome", "not_judged", "passed", "failed", "did_not_apply"), nullable=False),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        *_recorded(),
        sa.CheckConstraint("trim(name) <> ''", name=op.f(f"ck_{table}_named")),
        sa.CheckConstraint(
            "outcome = 'not_judged' OR trim(outcome_reason) <> ''", name=op.f(f"ck_{table}_judged_with_reasons")
        ),
        sa.CheckConstraint(
            "company_number = '' OR incorporated IS NOT FALSE", name=op.f(f"ck_{table}_numbered_when_incorporated")
        ),
        sa.UniqueConstraint("purchase_id", "role", name=op.f(f"uq_{table}_purchase_id_role")),
        *_keys(table, ("purchase_id", "purchases"), ("entity_id", "entities"), ("recorded_by_id", "officers")),
    )
    op.create_index(op.f(f"ix_{table}_authority_id"), table, ["authority_id"])


def _create_policies() -> None:
    table = "purchase_policies"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("advance_notice_asked", sa.Boolean(), nullable=False),
        sa.Column("advance_notice_days", sa.Integer(), nullable=False),
        sa.Column("alert_days", sa.JSON(), nullable=False),
        sa.Column("keep_evidence_months", sa.Integer(), nullable=False),
        sa.Column("rate_least", sa.Integer(), nullable=False),
        sa.Column("dispute_days", sa.Integer(), nullable=False),
        sa.Column("dispute_letter_days", sa.Integer(), nullable=False),
        sa.Column("carry_minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("advance_notice_days BETWEEN 0 AND 365", name=op.f(f"ck_{table}_notice_in_days")),
        sa.CheckConstraint("keep_evidence_months BETWEEN 6 AND 240", name=op.f(f"ck_{table}_kept_for_months")),
        sa.CheckConstraint("rate_least BETWEEN 10 AND 1000", name=op.f(f"ck_{table}_rate_of_attempts")),
        sa.CheckConstraint("dispute_days BETWEEN 1 AND 180", name=op.f(f"ck_{table}_disputes_in_days")),
        sa.CheckConstraint("dispute_letter_days BETWEEN 1 AND 60", name=op.f(f"ck_{table}_letters_in_days")),
        sa.CheckConstraint("carry_minutes BETWEEN 1 AND 120", name=op.f(f"ck_{table}_carried_for_minutes")),
        sa.UniqueConstraint("authority_id", "in_force_from", name=op.f(f"uq_{table}_authority_id_in_force_from")),
        *_keys(table, ("set_by_id", "officers")),
    )
    op.create_index(op.f(f"ix_{table}_authority_id"), table, ["authority_id"])


def downgrade() -> None:
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_index("ix_import_rows_record_id", table_name="import_rows")
    drop_refusal("hand_overs", AFTER, BOTH)
    drop_refusal("purchases", BEFORE, ("UPDATE",))
    for table in ("purchase_policies", "purchase_parties", "purchase_stages"):
        op.drop_index(op.f(f"ix_{table}_authority_id"), table_name=table)
        op.drop_table(table)
    with changed_table("hand_overs") as batch:
        batch.drop_constraint(op.f("ck_hand_overs_parcel_after_dispatch"), type_="check")
        batch.drop_constraint(op.f("ck_hand_overs_parcel_not_in_the_future"), type_="check")
        for name in (*(text for text, _length in TEXTS), *ANSWERS, "parcel_on"):
            batch.drop_column(name)
        for name in ("dispatched_at_time", "parcel_at_time", "handed_over_at_time"):
            batch.drop_column(name)
        change_words(
            batch,
            "ck_hand_overs_hand_over_result",
            "result",
            [word for word in RESULTS if word != "left_with_neighbour"],
        )
        change_words(
            batch,
            "ck_hand_overs_address_kind",
            "address_kind",
            [word for word in ADDRESSES if word != "residence_with_business"],
        )
    create_refusal("hand_overs", AFTER, BOTH, AFTER_THEN, AFTER_WORDS)
    create_refusal("purchases", BEFORE, ("UPDATE",), BEFORE_THEN, BEFORE_WORDS)
