"""Create visits, agreements and training."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "agreement_events",
        "agreement_events_after_outlet_opened",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM agreements a JOIN outlets o ON o.id = a.outlet_id WHERE a.id = "
            'NEW.agreement_id AND o.opened_on > NEW."on")'
        ),
        "an agreement cannot be before its outlet existed",
        "",
    ),
    (
        "agreement_events",
        "agreement_events_never_deleted",
        ("DELETE",),
        ("1 = 1"),
        "agreement events are never deleted",
        "",
    ),
    (
        "agreement_events",
        "agreement_events_stay",
        ("UPDATE",),
        (
            "OLD.struck_out_at IS NOT NULL OR OLD.agreement_id <> NEW.agreement_id OR OLD.kind <> NEW.kind OR "
            'OLD."on" <> NEW."on" OR OLD.signatory <> NEW.signatory OR OLD.capacity <> NEW.capacity OR OLD.words '
            "<> NEW.words OR OLD.lapses_on <> NEW.lapses_on OR (OLD.lapses_on IS NULL) <> (NEW.lapses_on IS NULL)"
        ),
        "an agreement event stays as recorded: it can only be struck out",
        "",
    ),
    (
        "agreements",
        "agreements_of_the_outlets_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)"),
        "an agreement belongs to the authority of its outlet",
        "",
    ),
    (
        "agreement_events",
        "agreement_events_of_the_agreements_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)"),
        "an agreement event belongs to the authority of its agreement",
        "",
    ),
    (
        "training_invitations",
        "training_invitations_after_outlet_opened",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.opened_on > NEW.invited_on)"),
        "an invitation cannot be before its outlet existed",
        "",
    ),
    (
        "training_attendances",
        "training_attendances_after_the_session",
        ("INSERT", "UPDATE"),
        (
            "NEW.status IN ('attended', 'did_not_attend') AND EXISTS (SELECT 1 FROM training_sessions s WHERE "
            's.id = NEW.session_id AND s."on" > NEW.recorded_on)'
        ),
        "nobody has attended a session that is still to come",
        "",
    ),
    (
        "training_attendances",
        "training_attendances_after_outlet_opened",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM training_sessions s, outlets o WHERE s.id = NEW.session_id AND o.id = "
            'NEW.outlet_id AND o.opened_on > s."on")'
        ),
        "training cannot be before its outlet existed",
        "",
    ),
    (
        "training_attendances",
        "training_attendances_have_a_place",
        ("INSERT", "UPDATE"),
        (
            "NEW.status <> 'excused' AND (SELECT count(*) FROM training_attendances a WHERE a.session_id = "
            "NEW.session_id AND a.id <> NEW.id AND a.status <> 'excused') >= (SELECT s.capacity FROM "
            "training_sessions s WHERE s.id = NEW.session_id)"
        ),
        "every place of the session is taken",
        "PERFORM 1 FROM training_sessions WHERE id = NEW.session_id FOR UPDATE",
    ),
    (
        "training_invitations",
        "training_invitations_of_the_outlets_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)"),
        "an invitation belongs to the authority of its outlet",
        "",
    ),
    (
        "training_attendances",
        "training_attendances_of_the_outlets_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)"),
        "an attendance belongs to the authority of its outlet",
        "",
    ),
    (
        "visits",
        "visits_of_the_outlets_authority",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)"),
        "a visit belongs to the authority of its outlet",
        "",
    ),
    (
        "visits",
        "visits_after_outlet_opened",
        ("INSERT", "UPDATE"),
        ("EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.opened_on > NEW.visited_on)"),
        "a visit cannot be before its outlet existed",
        "",
    ),
)


def upgrade() -> None:
    op.create_table(
        "training_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column(
            "course",
            sa.Enum(
                "accredited",
                "e_learning",
                "delivery_staff",
                name="course_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts_at_time", sa.Time(), nullable=True),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("venue_address", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("trainer", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "course <> 'accredited' OR pass_mark IS NOT NULL",
            name=op.f("ck_training_sessions_accredited_has_an_examination"),
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_training_sessions_has_places")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_training_sessions_takes_time")),
        sa.CheckConstraint(
            "pass_mark IS NULL OR (pass_mark BETWEEN 0 AND 100)", name=op.f("ck_training_sessions_pass_mark_percent")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_training_sessions_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
        sa.UniqueConstraint(
            "authority_id",
            "course",
            "on",
            "starts_at_time",
            "venue",
            name=op.f("uq_training_sessions_authority_id_course_on_starts_at_time_venue"),
        ),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_training_sessions_authority_id_reference")),
    )
    op.create_index("ix_training_sessions_authority", "training_sessions", ["authority_id", "on", "id"], unique=False)
    op.create_index(op.f("ix_training_sessions_authority_id"), "training_sessions", ["authority_id"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("text_version", sa.String(length=60), nullable=False),
        sa.Column("covers_stores", sa.Boolean(), nullable=False),
        sa.Column("covers_online", sa.Boolean(), nullable=False),
        sa.Column("covers_delivery", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "covers_stores OR covers_online OR covers_delivery", name=op.f("ck_agreements_covers_something")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreements_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_agreements_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_agreements_authority_id_reference")),
    )
    op.create_index(op.f("ix_agreements_authority_id"), "agreements", ["authority_id"], unique=False)
    op.create_index("ix_agreements_outlet", "agreements", ["outlet_id", "id"], unique=False)
    op.create_table(
        "training_attendances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "booked",
                "attended",
                "did_not_attend",
                "excused",
                name="attendance_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'attended' OR (minutes IS NULL AND mark IS NULL)",
            name=op.f("ck_training_attendances_results_of_those_present"),
        ),
        sa.CheckConstraint("mark IS NULL OR mark BETWEEN 0 AND 100", name=op.f("ck_training_attendances_mark_percent")),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 0 AND 1440", name=op.f("ck_training_attendances_minutes_in_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_training_attendances_authority_id")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_training_attendances_outlet_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officers.id"], name=op.f("fk_training_attendances_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_attendances_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attendances")),
        sa.UniqueConstraint(
            "session_id", "outlet_id", "person", name=op.f("uq_training_attendances_session_id_outlet_id_person")
        ),
    )
    op.create_index(
        op.f("ix_training_attendances_authority_id"), "training_attendances", ["authority_id"], unique=False
    )
    op.create_index("ix_training_attendances_outlet", "training_attendances", ["outlet_id", "id"], unique=False)
    op.create_index("ix_training_attendances_session", "training_attendances", ["session_id", "id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advice",
                "rra_sign_up",
                "routine_inspection",
                "follow_up",
                "joint_with_police",
                "complaint",
                name="visit_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("started_at_time", sa.Time(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("accompanied_by", sa.String(length=200), nullable=False),
        sa.Column("spoke_to", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column(
            "storage",
            sa.Enum(
                "locked",
                "behind_counter",
                "open_shelf",
                "near_exit",
                "not_sold",
                name="storage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "display",
            sa.Enum(
                "secure_packaging",
                "dummy_stock",
                "unpackaged",
                "none_on_display",
                name="display",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("challenge_25_poster", sa.Boolean(), nullable=True),
        sa.Column("refusals_log", sa.Boolean(), nullable=True),
        sa.Column("refusals_log_last_on", sa.Date(), nullable=True),
        sa.Column("till_prompt", sa.Boolean(), nullable=True),
        sa.Column("advice_law", sa.Text(), nullable=False),
        sa.Column("advice_good_practice", sa.Text(), nullable=False),
        sa.Column(
            "agreement_offer",
            sa.Enum(
                "not_offered",
                "accepted",
                "declined",
                "will_consider",
                "has_already",
                name="agreement_offer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "training_offer",
            sa.Enum(
                "not_offered",
                "accepted",
                "declined",
                "will_consider",
                "has_already",
                name="training_offer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("offer_words", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "refusals_log_last_on IS NULL OR (refusals_log IS NOT NULL AND refusals_log AND refusals_log_last_on <= visited_on)",
            name=op.f("ck_visits_last_entry_of_a_log_that_was_seen"),
        ),
        sa.CheckConstraint("visited_on <= recorded_on", name=op.f("ck_visits_not_in_the_future")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_visits_authority_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_visits_officer_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_visits_outlet_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_visits_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_visits_authority_id_reference")),
        sa.UniqueConstraint(
            "outlet_id",
            "officer_id",
            "visited_on",
            "started_at_time",
            name=op.f("uq_visits_outlet_id_officer_id_visited_on_started_at_time"),
        ),
    )
    op.create_index("ix_visits_authority", "visits", ["authority_id", "visited_on", "id"], unique=False)
    op.create_index(op.f("ix_visits_authority_id"), "visits", ["authority_id"], unique=False)
    op.create_index("ix_visits_outlet", "visits", ["outlet_id", "visited_on", "id"], unique=False)
    op.create_table(
        "agreement_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "offered",
                "signed",
                "declined",
                "reviewed",
                "suspended",
                "restored",
                "withdrawn",
                name="agreement_event_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("signatory", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lapses_on", sa.Date(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("struck_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_out_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "kind <> 'signed' OR (signatory <> '' AND capacity <> '')",
            name=op.f("ck_agreement_events_signed_by_somebody"),
        ),
        sa.CheckConstraint(
            "struck_out_at IS NULL OR struck_out_reason <> ''", name=op.f("ck_agreement_events_struck_out_for_a_reason")
        ),
        sa.CheckConstraint('"on" <= recorded_on', name=op.f("ck_agreement_events_not_in_the_future")),
        sa.CheckConstraint('lapses_on IS NULL OR lapses_on > "on"', name=op.f("ck_agreement_events_lapses_later")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_events_agreement_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreement_events_authority_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_agreement_events_recorded_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_agreement_events_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_events")),
    )
    op.create_index("ix_agreement_events_agreement", "agreement_events", ["agreement_id", "on", "id"], unique=False)
    op.create_index(op.f("ix_agreement_events_authority_id"), "agreement_events", ["authority_id"], unique=False)
    op.create_index("ix_agreement_events_lapses", "agreement_events", ["authority_id", "lapses_on"], unique=False)
    op.create_index(op.f("ix_agreement_events_visit_id"), "agreement_events", ["visit_id"], unique=False)
    op.create_index(
        "uq_agreement_events_once_a_day",
        "agreement_events",
        ["agreement_id", "kind", "on"],
        unique=True,
        sqlite_where=sa.text("struck_out_at IS NULL"),
        postgresql_where=sa.text("struck_out_at IS NULL"),
    )
    op.create_table(
        "training_invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column(
            "course",
            sa.Enum(
                "accredited",
                "e_learning",
                "delivery_staff",
                name="course_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column(
            "served_how",
            sa.Enum(
                "letter",
                "by_hand",
                "email",
                "at_visit",
                name="served_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("reply_by_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column(
            "reply",
            sa.Enum(
                "none",
                "accepted",
                "declined",
                "own_scheme",
                "excused",
                name="reply",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("replied_by", sa.String(length=120), nullable=False),
        sa.Column("reply_words", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reply = 'none') = (replied_on IS NULL)", name=op.f("ck_training_invitations_reply_has_its_day")
        ),
        sa.CheckConstraint("invited_on <= recorded_on", name=op.f("ck_training_invitations_not_in_the_future")),
        sa.CheckConstraint(
            "replied_on IS NULL OR replied_on >= invited_on",
            name=op.f("ck_training_invitations_replied_after_invitation"),
        ),
        sa.CheckConstraint(
            "reply_by_on IS NULL OR reply_by_on >= invited_on",
            name=op.f("ck_training_invitations_reply_after_invitation"),
        ),
        sa.CheckConstraint(
            "served_on IS NULL OR served_on >= invited_on", name=op.f("ck_training_invitations_served_after_invitation")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_training_invitations_authority_id")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_training_invitations_outlet_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officers.id"], name=op.f("fk_training_invitations_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_invitations_session_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_training_invitations_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_invitations")),
        sa.UniqueConstraint(
            "outlet_id",
            "course",
            "invited_on",
            "served_how",
            name=op.f("uq_training_invitations_outlet_id_course_invited_on_served_how"),
        ),
    )
    op.create_index(
        "ix_training_invitations_authority",
        "training_invitations",
        ["authority_id", "reply", "replied_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_training_invitations_authority_id"), "training_invitations", ["authority_id"], unique=False
    )
    op.create_index(
        "ix_training_invitations_outlet", "training_invitations", ["outlet_id", "invited_on", "id"], unique=False
    )
    op.create_index(op.f("ix_training_invitations_visit_id"), "training_invitations", ["visit_id"], unique=False)
    for refusal in REFUSALS:
        create_refusal(*refusal)


def downgrade() -> None:
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_index(op.f("ix_training_invitations_visit_id"), table_name="training_invitations")
    op.drop_index("ix_training_invitations_outlet", table_name="training_invitations")
    op.drop_index(op.f("ix_training_invitations_authority_id"), table_name="training_invitations")
    op.drop_index("ix_training_invitations_authority", table_name="training_invitations")
    op.drop_table("training_invitations")
    op.drop_index(
        "uq_agreement_events_once_a_day",
        table_name="agreement_events",
        sqlite_where=sa.text("struck_out_at IS NULL"),
        postgresql_where=sa.text("struck_out_at IS NULL"),
    )
    op.drop_index(op.f("ix_agreement_events_visit_id"), table_name="agreement_events")
    op.drop_index("ix_agreement_events_lapses", table_name="agreement_events")
    op.drop_index(op.f("ix_agreement_events_authority_id"), table_name="agreement_events")
    op.drop_index("ix_agreement_events_agreement", table_name="agreement_events")
    op.drop_table("agreement_events")
    op.drop_index("ix_visits_outlet", table_name="visits")
    op.drop_index(op.f("ix_visits_authority_id"), table_name="visits")
    op.drop_index("ix_visits_authority", table_name="visits")
    op.drop_table("visits")
    op.drop_index("ix_training_attendances_session", table_name="training_attendances")
    op.drop_index("ix_training_attendances_outlet", table_name="training_attendances")
    op.drop_index(op.f("ix_training_attendances_authority_id"), table_name="training_attendances")
    op.drop_table("training_attendances")
    op.drop_index("ix_agreements_outlet", table_name="agreements")
    op.drop_index(op.f("ix_agreements_authority_id"), table_name="agreements")
    op.drop_table("agreements")
    op.drop_index(op.f("ix_training_sessions_authority_id"), table_name="training_sessions")
    op.drop_index("ix_training_sessions_authority", table_name="training_sessions")
    op.drop_table("training_sessions")
