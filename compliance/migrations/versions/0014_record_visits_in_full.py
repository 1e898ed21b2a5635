"""Record visits in full: officers, partners, actions, notice, checklists."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.rebuilding import changed_table
from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BOTH = ("INSERT", "UPDATE")
STAYS = "a checklist stays as it was set; set another from a later day"
OWN = "what a visit holds belongs to its authority"
OF_THE_VISITS_AUTHORITY = (
    "EXISTS (SELECT 1 FROM visits v WHERE v.id = NEW.visit_id AND v.authority_id <> NEW.authority_id)"
)
REFUSALS = (
    ("visit_checklists", "visit_checklists_stay", ("UPDATE", "DELETE"), "1 = 1", STAYS),
    ("visit_questions", "visit_questions_stay", ("UPDATE", "DELETE"), "1 = 1", STAYS),
    (
        "visit_questions",
        "visit_questions_within_the_checklist",
        ("INSERT",),
        "NEW.number > (SELECT c.length FROM visit_checklists c WHERE c.id = NEW.checklist_id)",
        STAYS,
    ),
    (
        "visits",
        "visits_checklist_of_the_authority",
        BOTH,
        (
            "EXISTS (SELECT 1 FROM visit_checklists c WHERE c.id = NEW.checklist_id "
            "AND c.authority_id <> NEW.authority_id)"
        ),
        "a visit has a checklist of its own authority",
    ),
    (
        "visit_answers",
        "visit_answers_of_the_visits_checklist",
        BOTH,
        (
            "NOT EXISTS (SELECT 1 FROM visits v JOIN visit_questions q ON q.checklist_id = v.checklist_id "
            "WHERE v.id = NEW.visit_id AND q.id = NEW.question_id AND q.observation IS NULL)"
        ),
        "an answer is to a question of the checklist of its visit",
    ),
    *(
        (table, f"{table}_of_the_visits_authority", BOTH, OF_THE_VISITS_AUTHORITY, OWN)
        for table in ("visit_officers", "visit_partners", "visit_answers", "visit_actions")
    ),
    (
        "visit_actions",
        "visit_actions_never_deleted",
        ("DELETE",),
        "1 = 1",
        "an action is never deleted; it is marked as done",
    ),
)
CHECKS = (
    ("visited_again_after", "visit_again_by > visited_on"),
    ("left_after_it_began", "left_at_time >= started_at_time"),
    (
        "notice_before_or_none_needed",
        "notice_received_on IS NULL OR (notice_received_on <= visited_on AND notice_exemption IS NULL)",
    ),
    ("exemption_has_a_reason", "notice_exemption IS NULL OR exemption_reason <> ''"),
)


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _create_checklists()
    _widen_visits()
    _create_company()
    _create_actions()
    for refusal in REFUSALS:
        create_refusal(*refusal)


def _create_checklists() -> None:
    op.create_table(
        "visit_checklists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length >= 1", name=op.f("ck_visit_checklists_asks_something")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_visit_checklists_authority_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["officers.id"], name=op.f("fk_visit_checklists_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_checklists")),
    )
    op.create_index(op.f("ix_visit_checklists_authority_id"), "visit_checklists", ["authority_id"])
    op.create_index("ix_visit_checklists_authority", "visit_checklists", ["authority_id", "in_force_from", "id"])
    op.create_table(
        "visit_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("kind", _words("question_kind", "yes_no", "choice", "day", "number", "text"), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column(
            "observation",
            _words(
                "observation",
                "storage",
                "display",
                "challenge_25_poster",
                "refusals_log",
                "staff_training_record",
                "till_prompt",
                "age_check_online",
            ),
            nullable=True,
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_visit_questions_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["visit_checklists.id"], name=op.f("fk_visit_questions_checklist_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_questions")),
        sa.UniqueConstraint("checklist_id", "number", name=op.f("uq_visit_questions_checklist_id_number")),
        sa.UniqueConstraint("checklist_id", "observation", name=op.f("uq_visit_questions_checklist_id_observation")),
    )


def _widen_visits() -> None:
    with changed_table("visits") as batch:
        batch.add_column(sa.Column("left_at_time", sa.Time(), nullable=True))
        batch.add_column(sa.Column("staff_training_record", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("age_check_online", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("visit_again_by", sa.Date(), nullable=True))
        batch.add_column(sa.Column("notice_received_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("notice_how", _words("notice_how", "by_hand", "post", "email"), nullable=True))
        batch.add_column(
            sa.Column(
                "notice_exemption",
                _words(
                    "exemption",
                    "waived",
                    "suspected_breach",
                    "defeats_purpose",
                    "not_practicable",
                    "market_surveillance",
                ),
                nullable=True,
            )
        )
        batch.add_column(sa.Column("exemption_reason", sa.String(length=1000), server_default="", nullable=False))
        batch.add_column(sa.Column("checklist_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_visits_checklist_id"), "visit_checklists", ["checklist_id"], ["id"])
        for name, condition in CHECKS:
            batch.create_check_constraint(op.f(f"ck_visits_{name}"), condition)


def _create_company() -> None:
    for table, columns, unique in (
        (
            "visit_officers",
            (
                sa.Column("officer_id", sa.Uuid(), nullable=False),
                sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_visit_officers_officer_id")),
            ),
            "officer_id",
        ),
        (
            "visit_partners",
            (
                sa.Column(
                    "agency",
                    _words("agency", "police", "another_authority", "licensing", "community_safety", "fire", "other"),
                    nullable=False,
                ),
                sa.Column("person", sa.String(length=200), nullable=False),
            ),
            "agency",
        ),
        (
            "visit_answers",
            (
                sa.Column("question_id", sa.Uuid(), nullable=False),
                sa.Column("answer", sa.Text(), nullable=False),
                sa.ForeignKeyConstraint(
                    ["question_id"], ["visit_questions.id"], name=op.f("fk_visit_answers_question_id")
                ),
            ),
            "question_id",
        ),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("authority_id", sa.Uuid(), nullable=False),
            sa.Column("visit_id", sa.Uuid(), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{table}_authority_id")),
            sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f(f"fk_{table}_visit_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("visit_id", unique, name=op.f(f"uq_{table}_visit_id_{unique}")),
        )
        op.create_index(op.f(f"ix_{table}_authority_id"), table, ["authority_id"])
    op.create_index(op.f("ix_visit_officers_officer_id"), "visit_officers", ["officer_id"])
    op.create_index(op.f("ix_visit_answers_question_id"), "visit_answers", ["question_id"])


def _create_actions() -> None:
    op.create_table(
        "visit_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("basis", _words("basis", "law", "good_practice"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.String(length=500), nullable=False),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_visit_actions_says_what")),
        sa.CheckConstraint(
            "(done_on IS NULL) = (done_at IS NULL)", name=op.f("ck_visit_actions_done_on_a_day_and_marked")
        ),
        sa.CheckConstraint(
            "done_on IS NOT NULL OR (done_note = '' AND done_by_id IS NULL)",
            name=op.f("ck_visit_actions_note_when_done"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_visit_actions_authority_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["officers.id"], name=op.f("fk_visit_actions_done_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_actions_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_actions")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_visit_actions_visit_id_number")),
    )
    op.create_index(op.f("ix_visit_actions_authority_id"), "visit_actions", ["authority_id"])
    op.create_index("ix_visit_actions_due", "visit_actions", ["authority_id", "done_on", "due_on", "id"])


def downgrade() -> None:
    for table, name, events, _condition, _message in reversed(REFUSALS):
        drop_refusal(table, name, events)
    for table in ("visit_actions", "visit_answers", "visit_partners", "visit_officers"):
        op.drop_table(table)
    with changed_table("visits") as batch:
        for name, _condition in CHECKS:
            batch.drop_constraint(op.f(f"ck_visits_{name}"), type_="check")
        batch.drop_constraint(op.f("ck_visits_notice_how"), type_="check")
        batch.drop_constraint(op.f("ck_visits_exemption"), type_="check")
        batch.drop_constraint(op.f("fk_visits_checklist_id"), type_="foreignkey")
        for column in (
            "checklist_id",
            "exemption_reason",
            "notice_exemption",
            "notice_how",
            "notice_received_on",
            "visit_again_by",
            "age_check_online",
            "staff_training_record",
            "left_at_time",
        ):
            batch.drop_column(column)
    op.drop_table("visit_questions")
    op.drop_table("visit_checklists")
