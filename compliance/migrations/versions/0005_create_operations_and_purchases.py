"""Create volunteers, operations and test purchases."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "operations",
        "operations_purpose_fixed",
        ("UPDATE",),
        (
            "NEW.purpose <> OLD.purpose AND (OLD.first_result_at IS NOT NULL OR EXISTS (SELECT 1 FROM purchases p "
            "WHERE p.operation_id = NEW.id))"
        ),
        "the purpose of an operation is fixed before its first result",
        "",
    ),
    (
        "operations",
        "operations_first_result_stays",
        ("UPDATE",),
        (
            "OLD.first_result_at IS NOT NULL AND (NEW.first_result_at IS NULL OR NEW.first_result_at <> "
            "OLD.first_result_at)"
        ),
        "when an operation had its first result stays as recorded",
        "",
    ),
    (
        "operation_targets",
        "operation_targets_of_the_partner",
        ("INSERT", "UPDATE"),
        (
            "NOT EXISTS (SELECT 1 FROM operations o JOIN outlets t ON t.authority_id = o.partner_id WHERE o.id = "
            "NEW.operation_id AND t.id = NEW.outlet_id)"
        ),
        "a target must be an outlet of the authority that the operation tests",
        "",
    ),
    (
        "operation_targets",
        "operation_targets_with_results_stay",
        ("DELETE",),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.operation_id = OLD.operation_id AND p.outlet_id = OLD.outlet_id)"),
        "a target that has a result cannot be removed",
        "",
    ),
    (
        "purchases",
        "purchases_after_outlet_opened",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.opened_on > NEW.tested_on)"),
        "a test purchase cannot be before its outlet existed",
        "",
    ),
    (
        "purchases",
        "purchases_of_the_outlets_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)"),
        "a test purchase belongs to the authority of its outlet",
        "",
    ),
    (
        "hand_overs",
        "hand_overs_after_the_order",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND (NEW.dispatched_on < p.tested_on "
            "OR NEW.handed_over_on < p.tested_on))"
        ),
        "a hand-over cannot be before its order",
        "",
    ),
    (
        "purchases",
        "purchases_before_their_hand_over",
        ("UPDATE",),
        (
            "EXISTS (SELECT 1 FROM hand_overs h WHERE h.purchase_id = NEW.id AND (h.dispatched_on < NEW.tested_on "
            "OR h.handed_over_on < NEW.tested_on))"
        ),
        "an order cannot be after its hand-over",
        "",
    ),
    (
        "hand_overs",
        "hand_overs_of_the_purchases_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"),
        "a hand-over belongs to the authority of its test purchase",
        "",
    ),
    (
        "disputes",
        "disputes_of_the_purchases_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"),
        "a dispute belongs to the authority of its test purchase",
        "",
    ),
    (
        "disputes",
        "disputes_reviewed_by_another",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND NEW.reviewer_id IN (p.officer_id, "
            "p.second_officer_id))"
        ),
        "the reviewer of a dispute must not be an officer who made the test",
        "",
    ),
    (
        "purchases",
        "purchases_made_by_another_than_reviewer",
        ("UPDATE",),
        (
            "EXISTS (SELECT 1 FROM disputes d WHERE d.purchase_id = NEW.id AND d.reviewer_id IN (NEW.officer_id, "
            "NEW.second_officer_id))"
        ),
        "the reviewer of a dispute cannot become an officer who made the test",
        "",
    ),
)


def upgrade() -> None:
    op.create_table(
        "volunteers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("born_on", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("active = (retired_on IS NULL)", name=op.f("ck_volunteers_retired_has_a_day")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_volunteers_authority_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_volunteers_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteers")),
        sa.UniqueConstraint("authority_id", "code", name=op.f("uq_volunteers_authority_id_code")),
    )
    op.create_index(op.f("ix_volunteers_authority_id"), "volunteers", ["authority_id"], unique=False)
    op.create_table(
        "operations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "baseline",
                "intelligence_led",
                "retest",
                "complaint",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("area", sa.String(length=200), nullable=False),
        sa.Column("ask_for", sa.String(length=200), nullable=False),
        sa.Column("lead", sa.String(length=120), nullable=False),
        sa.Column("lead_telephone", sa.String(length=40), nullable=False),
        sa.Column("authorised_by", sa.String(length=120), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_code", sa.String(length=5), nullable=True),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column(
            "surveillance",
            sa.Enum(
                "not_needed", "authorised", name="surveillance", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("surveillance_note", sa.Text(), nullable=False),
        sa.Column("risk_assessment", sa.String(length=120), nullable=False),
        sa.Column("first_result_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(volunteer_id IS NULL) = (volunteer_code IS NULL)", name=op.f("ck_operations_volunteer_has_a_code")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_operations_ends_after_start")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_operations_authority_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["authorities.id"], name=op.f("fk_operations_partner_id")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["officers.id"], name=op.f("fk_operations_planned_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_operations_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        sa.UniqueConstraint(
            "authority_id",
            "partner_id",
            "name",
            "starts_on",
            name=op.f("uq_operations_authority_id_partner_id_name_starts_on"),
        ),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_operations_authority_id_reference")),
    )
    op.create_index("ix_operations_authority", "operations", ["authority_id", "ends_on", "id"], unique=False)
    op.create_index(op.f("ix_operations_authority_id"), "operations", ["authority_id"], unique=False)
    op.create_index("ix_operations_partner", "operations", ["partner_id", "ends_on", "id"], unique=False)
    op.create_table(
        "operation_targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "chosen_by",
            sa.Enum("score", "random", name="chosen_by", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("contributions", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rank > 0", name=op.f("ck_operation_targets_rank_from_one")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_operation_targets_authority_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_operation_targets_operation_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_operation_targets_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_targets")),
        sa.UniqueConstraint("operation_id", "outlet_id", name=op.f("uq_operation_targets_operation_id_outlet_id")),
    )
    op.create_index(op.f("ix_operation_targets_authority_id"), "operation_targets", ["authority_id"], unique=False)
    op.create_index(
        "ix_operation_targets_operation", "operation_targets", ["operation_id", "position", "id"], unique=False
    )
    op.create_index(op.f("ix_operation_targets_outlet_id"), "operation_targets", ["outlet_id"], unique=False)
    op.create_table(
        "operation_team_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "welfare",
                "observer",
                "tester",
                "driver",
                "police",
                "other",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_operation_team_members_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_operation_team_members_operation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_team_members")),
        sa.UniqueConstraint("operation_id", "name", name=op.f("uq_operation_team_members_operation_id_name")),
    )
    op.create_index(
        op.f("ix_operation_team_members_authority_id"), "operation_team_members", ["authority_id"], unique=False
    )
    op.create_table(
        "purchases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "underage",
                "challenge_25",
                "intercepted",
                "online_order",
                "delivery_check",
                "listing_check",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "buyer_basis",
            sa.Enum(
                "under_18", "adult", "none", name="buyer_basis", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "till",
                "self_checkout",
                "click_and_collect",
                "home_delivery",
                "rapid_delivery",
                "marketplace",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
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
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column(
            "counts_as_sale",
            sa.Boolean(),
            sa.Computed(
                "type IN ('underage', 'online_order') AND buyer_basis = 'under_18' AND outcome IN ('sold_after_id_not_verified', 'sold_unchallenged')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "proof",
            sa.Enum(
                "allegation",
                "officer_witnessed",
                "caution",
                "conviction",
                name="proof",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("started_at_time", sa.Time(), nullable=True),
        sa.Column("ended_at_time", sa.Time(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("second_officer_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_code", sa.String(length=5), nullable=True),
        sa.Column("age_years", sa.Integer(), nullable=True),
        sa.Column("age_months", sa.Integer(), nullable=True),
        sa.Column("category_code", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=False),
        sa.Column("brand", sa.String(length=120), nullable=False),
        sa.Column("price_pence", sa.Integer(), nullable=True),
        sa.Column("age_asked", sa.Boolean(), nullable=True),
        sa.Column("id_asked", sa.Boolean(), nullable=True),
        sa.Column("id_shown", sa.Boolean(), nullable=True),
        sa.Column("id_looked_at", sa.Boolean(), nullable=True),
        sa.Column("till_prompt_seen", sa.Boolean(), nullable=True),
        sa.Column("staff_description", sa.String(length=500), nullable=False),
        sa.Column("words_spoken", sa.Text(), nullable=False),
        sa.Column("handed_to_officer_at_time", sa.Time(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("seller_name", sa.String(length=200), nullable=False),
        sa.Column(
            "age_check",
            sa.Enum(
                "none",
                "tick_box",
                "date_of_birth",
                "card",
                "identity_document",
                "digital_identity",
                name="age_check",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("declared_age_true", sa.Boolean(), nullable=True),
        sa.Column("declared_name_true", sa.Boolean(), nullable=True),
        sa.Column("declaration_authorised_by", sa.String(length=120), nullable=False),
        sa.Column("legal_sign_off", sa.String(length=200), nullable=False),
        sa.Column("welfare_note", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(type = 'listing_check') = (outcome = 'offered_for_sale') OR (type = 'listing_check' AND outcome IN ('not_stocked', 'not_trading', 'aborted', 'void'))",
            name=op.f("ck_purchases_listing_check_sells_nothing"),
        ),
        sa.CheckConstraint(
            "buyer_basis <> 'adult' OR age_years IS NULL OR age_years >= 18",
            name=op.f("ck_purchases_adult_is_18_or_over"),
        ),
        sa.CheckConstraint(
            "buyer_basis <> 'under_18' OR (volunteer_code IS NOT NULL AND trim(volunteer_code) <> '' AND age_years IS NOT NULL AND age_years BETWEEN 0 AND 17)",
            name=op.f("ck_purchases_under_18_on_the_day"),
        ),
        sa.CheckConstraint(
            "outcome <> 'would_have_sold_intercepted' OR type = 'intercepted'",
            name=op.f("ck_purchases_only_interceptions_intercept"),
        ),
        sa.CheckConstraint(
            "outcome NOT IN ('void', 'aborted') OR (outcome_reason <> '' AND second_officer_id IS NOT NULL AND second_officer_id <> officer_id)",
            name=op.f("ck_purchases_void_needs_reason_and_second_officer"),
        ),
        sa.CheckConstraint(
            "type <> 'challenge_25' OR buyer_basis = 'adult'", name=op.f("ck_purchases_challenge_25_needs_an_adult")
        ),
        sa.CheckConstraint(
            "type <> 'intercepted' OR outcome NOT IN ('sold_after_id_not_verified', 'sold_unchallenged')",
            name=op.f("ck_purchases_intercepted_is_never_a_sale"),
        ),
        sa.CheckConstraint(
            "type <> 'listing_check' OR buyer_basis = 'none'", name=op.f("ck_purchases_listing_check_has_no_buyer")
        ),
        sa.CheckConstraint(
            "type <> 'underage' OR buyer_basis = 'under_18'", name=op.f("ck_purchases_underage_needs_a_young_buyer")
        ),
        sa.CheckConstraint(
            "age_months IS NULL OR age_months BETWEEN 0 AND 11", name=op.f("ck_purchases_age_months_in_a_year")
        ),
        sa.CheckConstraint("price_pence IS NULL OR price_pence >= 0", name=op.f("ck_purchases_price_not_negative")),
        sa.CheckConstraint("tested_on <= recorded_on", name=op.f("ck_purchases_not_in_the_future")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_purchases_authority_id")),
        sa.ForeignKeyConstraint(
            ["category_code"], ["product_categories.code"], name=op.f("fk_purchases_category_code")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_purchases_officer_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_purchases_operation_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_purchases_outlet_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_purchases_recorded_by_id")),
        sa.ForeignKeyConstraint(["second_officer_id"], ["officers.id"], name=op.f("fk_purchases_second_officer_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_purchases_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_purchases_authority_id_reference")),
    )
    op.create_index("ix_purchases_authority", "purchases", ["authority_id", "tested_on", "id"], unique=False)
    op.create_index(op.f("ix_purchases_authority_id"), "purchases", ["authority_id"], unique=False)
    op.create_index("ix_purchases_operation", "purchases", ["operation_id", "outlet_id"], unique=False)
    op.create_index("ix_purchases_outlet", "purchases", ["outlet_id", "tested_on", "id"], unique=False)
    op.create_index(
        "ix_purchases_sales",
        "purchases",
        ["authority_id", "tested_on", "outlet_id"],
        unique=False,
        sqlite_where=sa.text("counts_as_sale"),
        postgresql_where=sa.text("counts_as_sale"),
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "upheld", "overturned", name="dispute_decision", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_on IS NULL) AND (decision IS NULL OR (reviewer_id IS NOT NULL AND reasons <> ''))",
            name=op.f("ck_disputes_decided_with_reasons"),
        ),
        sa.CheckConstraint(
            "decided_on IS NULL OR decided_on >= raised_on", name=op.f("ck_disputes_decided_after_raised")
        ),
        sa.CheckConstraint("raised_on <= recorded_on", name=op.f("ck_disputes_not_in_the_future")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_disputes_authority_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_disputes_purchase_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_disputes_recorded_by_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["officers.id"], name=op.f("fk_disputes_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    op.create_index(op.f("ix_disputes_authority_id"), "disputes", ["authority_id"], unique=False)
    op.create_index("ix_disputes_open", "disputes", ["authority_id", "decided_on"], unique=False)
    op.create_index("ix_disputes_purchase", "disputes", ["purchase_id", "id"], unique=False)
    op.create_index(
        "uq_disputes_waiting",
        "disputes",
        ["purchase_id"],
        unique=True,
        sqlite_where=sa.text("decided_on IS NULL"),
        postgresql_where=sa.text("decided_on IS NULL"),
    )
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "not_yet",
                "handed_over_unchecked",
                "handed_over_after_id",
                "refused",
                "left_unattended",
                "locker",
                "not_delivered",
                name="hand_over_result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dispatched_on", sa.Date(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("delivery_company_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_company", sa.String(length=200), nullable=False),
        sa.Column(
            "address_kind",
            sa.Enum(
                "residential",
                "business",
                "mailbox",
                "locker",
                "collection_point",
                name="address_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("handed_to_age_years", sa.Integer(), nullable=True),
        sa.Column("id_looked_at", sa.Boolean(), nullable=True),
        sa.Column("package_marking", sa.Text(), nullable=False),
        sa.Column("words_spoken", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(result = 'not_yet') = (handed_over_on IS NULL)", name=op.f("ck_hand_overs_result_has_its_day")
        ),
        sa.CheckConstraint(
            "dispatched_on IS NULL OR handed_over_on IS NULL OR handed_over_on >= dispatched_on",
            name=op.f("ck_hand_overs_handed_over_after_dispatch"),
        ),
        sa.CheckConstraint(
            "handed_over_on IS NULL OR handed_over_on <= recorded_on", name=op.f("ck_hand_overs_not_in_the_future")
        ),
        sa.CheckConstraint(
            "handed_to_age_years IS NULL OR handed_to_age_years BETWEEN 0 AND 120",
            name=op.f("ck_hand_overs_age_of_a_person"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_hand_overs_authority_id")),
        sa.ForeignKeyConstraint(
            ["delivery_company_id"], ["entities.id"], name=op.f("fk_hand_overs_delivery_company_id")
        ),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_hand_overs_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
        sa.UniqueConstraint("purchase_id", name=op.f("uq_hand_overs_purchase_id")),
    )
    op.create_index(op.f("ix_hand_overs_authority_id"), "hand_overs", ["authority_id"], unique=False)
    for refusal in REFUSALS:
        create_refusal(*refusal)


def downgrade() -> None:
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_index(op.f("ix_hand_overs_authority_id"), table_name="hand_overs")
    op.drop_table("hand_overs")
    op.drop_index(
        "uq_disputes_waiting",
        table_name="disputes",
        sqlite_where=sa.text("decided_on IS NULL"),
        postgresql_where=sa.text("decided_on IS NULL"),
    )
    op.drop_index("ix_disputes_purchase", table_name="disputes")
    op.drop_index("ix_disputes_open", table_name="disputes")
    op.drop_index(op.f("ix_disputes_authority_id"), table_name="disputes")
    op.drop_table("disputes")
    op.drop_index(
        "ix_purchases_sales",
        table_name="purchases",
        sqlite_where=sa.text("counts_as_sale"),
        postgresql_where=sa.text("counts_as_sale"),
    )
    op.drop_index("ix_purchases_outlet", table_name="purchases")
    op.drop_index("ix_purchases_operation", table_name="purchases")
    op.drop_index(op.f("ix_purchases_authority_id"), table_name="purchases")
    op.drop_index("ix_purchases_authority", table_name="purchases")
    op.drop_table("purchases")
    op.drop_index(op.f("ix_operation_team_members_authority_id"), table_name="operation_team_members")
    op.drop_table("operation_team_members")
    op.drop_index(op.f("ix_operation_targets_outlet_id"), table_name="operation_targets")
    op.drop_index("ix_operation_targets_operation", table_name="operation_targets")
    op.drop_index(op.f("ix_operation_targets_authority_id"), table_name="operation_targets")
    op.drop_table("operation_targets")
    op.drop_index("ix_operations_partner", table_name="operations")
    op.drop_index(op.f("ix_operations_authority_id"), table_name="operations")
    op.drop_index("ix_operations_authority", table_name="operations")
    op.drop_table("operations")
    op.drop_index(op.f("ix_volunteers_authority_id"), table_name="volunteers")
    op.drop_table("volunteers")
