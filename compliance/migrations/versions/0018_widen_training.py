"""Widen training: courses, waiting lists, cancelled sessions, delivery staff, modules, dated policy."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.rebuilding import change_words, changed_table
from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COURSES = ("accredited", "e_learning", "delivery_staff")
STATUSES = ("booked", "attended", "did_not_attend", "excused")
HOW_SHOWN = ("certificate", "provider", "training_record", "said")
BOTH = ("INSERT", "UPDATE")
ONE_OF = "(outlet_id IS NULL) <> (entity_id IS NULL)"
PLACE = "training_attendances_have_a_place"
FULL = "every place of the session is taken"
HOLD = "PERFORM 1 FROM training_sessions WHERE id = NEW.session_id FOR UPDATE"
FULL_WHEN = (
    "NEW.status IN ('booked', 'attended', 'did_not_attend') AND (SELECT count(*) FROM training_attendances a "
    "WHERE a.session_id = NEW.session_id AND a.id <> NEW.id "
    "AND a.status IN ('booked', 'attended', 'did_not_attend')) >= "
    "(SELECT s.capacity FROM training_sessions s WHERE s.id = NEW.session_id)"
)
FULL_BEFORE = (
    "NEW.status <> 'excused' AND (SELECT count(*) FROM training_attendances a WHERE a.session_id = NEW.session_id "
    "AND a.id <> NEW.id AND a.status <> 'excused') >= "
    "(SELECT s.capacity FROM training_sessions s WHERE s.id = NEW.session_id)"
)
REFUSALS = (
    (
        "training_attendances",
        "training_attendances_not_at_a_cancelled_session",
        BOTH,
        (
            "NEW.status NOT IN ('cancelled', 'excused') AND EXISTS (SELECT 1 FROM training_sessions s "
            "WHERE s.id = NEW.session_id AND s.cancelled_at IS NOT NULL)"
        ),
        "nobody has a place at a session that is cancelled",
    ),
    (
        "training_invitations",
        "training_invitations_of_the_entitys_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)",
        "an invitation belongs to the authority of its entity",
    ),
    (
        "training_attendances",
        "training_attendances_of_the_entitys_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)",
        "an attendance belongs to the authority of its entity",
    ),
    (
        "training_completions",
        "training_completions_of_the_outlets_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
        "a module is completed with the authority of its outlet",
    ),
    (
        "training_completions",
        "training_completions_of_the_entitys_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM entities o WHERE o.id = NEW.entity_id AND o.authority_id <> NEW.authority_id)",
        "a module is completed with the authority of its entity",
    ),
    (
        "training_refusal_withdrawals",
        "training_withdrawals_of_the_outlets_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
        "a refusal is withdrawn with the authority of its outlet",
    ),
    (
        "training_refusal_withdrawals",
        "training_withdrawals_of_the_entitys_authority",
        BOTH,
        "EXISTS (SELECT 1 FROM entities o WHERE o.id = NEW.entity_id AND o.authority_id <> NEW.authority_id)",
        "a refusal is withdrawn with the authority of its entity",
    ),
    (
        "training_policies",
        "training_policies_stay",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "a policy stays as it was set; set another from a later day",
    ),
)


def upgrade() -> None:
    _create_courses()
    _create_completions()
    _create_withdrawals()
    _create_policies()
    drop_refusal("training_attendances", PLACE, BOTH)
    _widen_sessions()
    _widen_invitations()
    _widen_attendances()
    create_refusal("training_attendances", PLACE, BOTH, FULL_WHEN, FULL, HOLD)
    for refusal in REFUSALS:
        create_refusal(*refusal)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _create_courses() -> None:
    op.create_table(
        "training_courses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("course_kind", *COURSES), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("price_pence", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'accredited' OR pass_mark IS NOT NULL",
            name=op.f("ck_training_courses_accredited_has_an_examination"),
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_training_courses_takes_time")),
        sa.CheckConstraint(
            "pass_mark IS NULL OR (pass_mark BETWEEN 0 AND 100)", name=op.f("ck_training_courses_pass_mark_percent")
        ),
        sa.CheckConstraint("price_pence >= 0", name=op.f("ck_training_courses_price_not_negative")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_training_courses_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_courses")),
        sa.UniqueConstraint("authority_id", "name", name=op.f("uq_training_courses_authority_id_name")),
    )
    op.create_index(op.f("ix_training_courses_authority_id"), "training_courses", ["authority_id"])
    op.create_table(
        "training_modules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("asked_from_on", sa.Date(), nullable=False),
        sa.Column("asked_to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "asked_to_on IS NULL OR asked_to_on >= asked_from_on", name=op.f("ck_training_modules_asked_to_after_from")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["training_courses.id"], name=op.f("fk_training_modules_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_modules")),
        sa.UniqueConstraint("course_id", "name", name=op.f("uq_training_modules_course_id_name")),
    )


def _whose(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Return the columns and keys of a row that belongs to an outlet or to an entity."""
    return (
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=True),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(ONE_OF, name=op.f(f"ck_{table}_of_an_outlet_or_an_entity")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{table}_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f(f"fk_{table}_outlet_id")),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f(f"fk_{table}_entity_id")),
    )


def _recorded(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Return the columns that say when and by whom a row was recorded, and that it was struck out."""
    return (
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("struck_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_out_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f(f"fk_{table}_recorded_by_id")),
    )


def _create_completions() -> None:
    table = "training_completions"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *_whose(table),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("check_passed", sa.Boolean(), nullable=False),
        sa.Column("how_shown", _word("how_shown", *HOW_SHOWN), nullable=False),
        sa.Column("completes_course", sa.Boolean(), nullable=False),
        *_recorded(table),
        sa.CheckConstraint("completed_on <= recorded_on", name=op.f(f"ck_{table}_not_in_the_future")),
        sa.ForeignKeyConstraint(["module_id"], ["training_modules.id"], name=op.f(f"fk_{table}_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_authority_id"), table, ["authority_id"])
    op.create_index(op.f(f"ix_{table}_module_id"), table, ["module_id"])
    op.create_index("ix_training_completions_outlet", table, ["outlet_id", "id"])
    op.create_index("ix_training_completions_entity", table, ["entity_id", "id"])


def _create_withdrawals() -> None:
    table = "training_refusal_withdrawals"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *_whose(table),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *_recorded(table),
        sa.CheckConstraint("withdrawn_on <= recorded_on", name=op.f(f"ck_{table}_not_in_the_future")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_authority_id"), table, ["authority_id"])
    op.create_index("ix_training_refusal_withdrawals_outlet", table, ["outlet_id", "withdrawn_on", "id"])
    op.create_index("ix_training_refusal_withdrawals_entity", table, ["entity_id", "withdrawn_on", "id"])


def _create_policies() -> None:
    table = "training_policies"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("course", _word("course_kind", *COURSES), nullable=False),
        sa.Column("refresh_months", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column("remind_days_before", sa.Integer(), nullable=False),
        sa.Column("refresh_notice_days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f(f"ck_{table}_takes_time")),
        sa.CheckConstraint("refresh_months BETWEEN 1 AND 120", name=op.f(f"ck_{table}_refresh_in_months")),
        sa.CheckConstraint("refresh_notice_days BETWEEN 0 AND 365", name=op.f(f"ck_{table}_notice_in_days")),
        sa.CheckConstraint("remind_days_before BETWEEN 0 AND 365", name=op.f(f"ck_{table}_remind_in_days")),
        sa.CheckConstraint("reply_days BETWEEN 1 AND 365", name=op.f(f"ck_{table}_reply_in_days")),
        sa.CheckConstraint("unanswered BETWEEN 1 AND 10", name=op.f(f"ck_{table}_needs_an_invitation")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{table}_authority_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["officers.id"], name=op.f(f"fk_{table}_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("authority_id", "in_force_from", name=op.f(f"uq_{table}_authority_id_in_force_from")),
    )
    op.create_index(op.f(f"ix_{table}_authority_id"), table, ["authority_id"])


def _widen_sessions() -> None:
    with changed_table("training_sessions") as batch:
        batch.add_column(sa.Column("course_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("access_needs", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("language", sa.String(length=60), server_default="English", nullable=False))
        batch.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("cancelled_reason", sa.String(length=500), server_default="", nullable=False))
        batch.create_foreign_key(op.f("fk_training_sessions_course_id"), "training_courses", ["course_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_training_sessions_cancelled_with_a_reason"), "cancelled_at IS NULL OR cancelled_reason <> ''"
        )
        batch.create_index(op.f("ix_training_sessions_course_id"), ["course_id"])


def _widen_invitations() -> None:
    table = "training_invitations"
    with changed_table(table) as batch:
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=True)
        batch.add_column(sa.Column("entity_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("letter_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f(f"fk_{table}_entity_id"), "entities", ["entity_id"], ["id"])
        batch.create_check_constraint(op.f(f"ck_{table}_of_an_outlet_or_an_entity"), ONE_OF)
        batch.create_unique_constraint(
            op.f(f"uq_{table}_entity_id_course_invited_on_served_how"),
            ["entity_id", "course", "invited_on", "served_how"],
        )
        batch.create_index("ix_training_invitations_entity", ["entity_id", "invited_on", "id"])
        batch.create_index(op.f(f"ix_{table}_letter_id"), ["letter_id"])


def _widen_attendances() -> None:
    table = "training_attendances"
    op.add_column(table, sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(table, sa.Column("asked_on", sa.Date(), nullable=True))
    op.execute("UPDATE training_attendances SET asked_at = recorded_at")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE training_attendances SET asked_on = substr(recorded_at, 1, 10)")
    else:
        op.execute("UPDATE training_attendances SET asked_on = CAST(recorded_at AT TIME ZONE 'Europe/London' AS date)")
    with changed_table(table) as batch:
        batch.alter_column("asked_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.alter_column("asked_on", existing_type=sa.Date(), nullable=False)
        change_words(batch, f"ck_{table}_attendance_status", "status", [*STATUSES, "waiting", "cancelled"])
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=True)
        batch.add_column(sa.Column("entity_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("access_needs", sa.String(length=500), server_default="", nullable=False))
        batch.add_column(sa.Column("language", sa.String(length=60), server_default="", nullable=False))
        batch.add_column(sa.Column("moved_up_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(op.f(f"fk_{table}_entity_id"), "entities", ["entity_id"], ["id"])
        batch.create_check_constraint(op.f(f"ck_{table}_of_an_outlet_or_an_entity"), ONE_OF)
        batch.create_unique_constraint(
            op.f(f"uq_{table}_session_id_entity_id_person"), ["session_id", "entity_id", "person"]
        )
        batch.create_index("ix_training_attendances_entity", ["entity_id", "id"])


def downgrade() -> None:
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    drop_refusal("training_attendances", PLACE, BOTH)
    _narrow_attendances()
    _narrow_invitations()
    with changed_table("training_sessions") as batch:
        batch.drop_index(op.f("ix_training_sessions_course_id"))
        batch.drop_constraint(op.f("ck_training_sessions_cancelled_with_a_reason"), type_="check")
        batch.drop_constraint(op.f("fk_training_sessions_course_id"), type_="foreignkey")
        for column in ("cancelled_reason", "cancelled_at", "language", "access_needs", "course_id"):
            batch.drop_column(column)
    create_refusal("training_attendances", PLACE, BOTH, FULL_BEFORE, FULL, HOLD)
    for table in (
        "training_policies",
        "training_refusal_withdrawals",
        "training_completions",
        "training_modules",
        "training_courses",
    ):
        op.drop_table(table)


def _narrow_attendances() -> None:
    """Take away what the narrower table cannot say: who waits, whose place was cancelled, and delivery companies."""
    table = "training_attendances"
    op.execute("DELETE FROM training_attendances WHERE outlet_id IS NULL OR status IN ('waiting', 'cancelled')")
    with changed_table(table) as batch:
        batch.drop_index("ix_training_attendances_entity")
        batch.drop_constraint(op.f(f"uq_{table}_session_id_entity_id_person"), type_="unique")
        batch.drop_constraint(op.f(f"ck_{table}_of_an_outlet_or_an_entity"), type_="check")
        batch.drop_constraint(op.f(f"fk_{table}_entity_id"), type_="foreignkey")
        for column in ("moved_up_at", "asked_at", "asked_on", "language", "access_needs", "entity_id"):
            batch.drop_column(column)
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=False)
        change_words(batch, f"ck_{table}_attendance_status", "status", STATUSES)


def _narrow_invitations() -> None:
    table = "training_invitations"
    op.execute("DELETE FROM training_invitations WHERE outlet_id IS NULL")
    with changed_table(table) as batch:
        batch.drop_index(op.f(f"ix_{table}_letter_id"))
        batch.drop_index("ix_training_invitations_entity")
        batch.drop_constraint(op.f(f"uq_{table}_entity_id_course_invited_on_served_how"), type_="unique")
        batch.drop_constraint(op.f(f"ck_{table}_of_an_outlet_or_an_entity"), type_="check")
        batch.drop_constraint(op.f(f"fk_{table}_entity_id"), type_="foreignkey")
        for column in ("letter_id", "entity_id"):
            batch.drop_column(column)
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=False)
