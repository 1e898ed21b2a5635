"""Widen agreements: texts, entities, removal with a reply, dated policy, scans of the paper."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
import uuid_utils.compat
from alembic import op

from compliance.migrations.rebuilding import change_words, changed_table
from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("offered", "signed", "declined", "reviewed", "suspended", "restored", "withdrawn")
NEW_KINDS = (*KINDS, "removal_proposed", "replied", "removed")
AFTER = ("nothing", "review", "suspend", "propose_removal")
LONDON = "London Responsible Retailer Agreement, September 2019"
LONDON_INTRODUCTION = (
    "This is a voluntary agreement between the retailer and Trading Standards, the Mayor’s Office for Policing and "
    "Crime and the Metropolitan Police. By signing it the retailer promises to sell knives responsibly. Signing it "
    "does not mean that the law is kept, and does not replace any duty under the law."
)
LONDON_COMMITMENTS = [
    "Understand the basics of the safe storage and display of knives, and keep to them.",
    "Follow ASSESS, CHALLENGE, CHECK at every sale: assess the age, challenge who looks under 25, check the proof.",
    "Know when and how to call the police, on suspicion or on a threat.",
]
LONDON_SOURCE = "London Trading Standards: Responsible Retailer Agreement, September 2019"
LONDON_NOTE = (
    "The three commitments are those that London Trading Standards has published. The full words of its clauses "
    "have not been checked: compare them with your own copy, and write another version if they differ."
)
UNKNOWN_NOTE = (
    "This text was named in records that were brought in. What it says is not recorded here: write another version "
    "with its commitments before it is offered again."
)
STAYS = (
    "OLD.struck_out_at IS NOT NULL OR OLD.agreement_id <> NEW.agreement_id OR OLD.kind <> NEW.kind "
    'OR OLD."on" <> NEW."on" OR OLD.signatory <> NEW.signatory OR OLD.capacity <> NEW.capacity '
    "OR OLD.words <> NEW.words OR OLD.lapses_on <> NEW.lapses_on "
    "OR (OLD.lapses_on IS NULL) <> (NEW.lapses_on IS NULL)"
)
NEW_STAYS = (
    f"{STAYS} OR OLD.review_on <> NEW.review_on "
    "OR (OLD.review_on IS NULL) <> (NEW.review_on IS NULL) OR OLD.reply_by_on <> NEW.reply_by_on "
    "OR (OLD.reply_by_on IS NULL) <> (NEW.reply_by_on IS NULL)"
)
STAYS_MESSAGE = "an agreement event stays as recorded: it can only be struck out"
STAYS_NAME = ("agreement_events", "agreement_events_stay", ("UPDATE",))
REFUSALS = (
    (
        "agreement_texts",
        "agreement_texts_stay_once_used",
        ("UPDATE", "DELETE"),
        "EXISTS (SELECT 1 FROM agreements a WHERE a.text_id = OLD.id)",
        "a text that an agreement names never changes: write another version",
    ),
    (
        "agreement_policies",
        "agreement_policies_stay",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "a policy stays as it was set; set another from a later day",
    ),
    (
        "agreement_scans",
        "agreement_scans_stay",
        ("UPDATE",),
        (
            "OLD.struck_out_at IS NOT NULL OR OLD.agreement_id <> NEW.agreement_id OR OLD.event_id <> NEW.event_id "
            "OR OLD.sha256 <> NEW.sha256 OR OLD.media_type <> NEW.media_type OR OLD.size <> NEW.size OR OLD.file_name <> NEW.file_name"
        ),
        "a scan stays as it was kept: it can only be struck out",
    ),
    ("agreement_scans", "agreement_scans_never_deleted", ("DELETE",), "1 = 1", "scans are never deleted"),
    (
        "agreement_scans",
        "agreement_scans_of_the_events_agreement",
        ("INSERT", "UPDATE"),
        (
            "EXISTS (SELECT 1 FROM agreement_events o WHERE o.id = NEW.event_id AND (o.authority_id <> NEW.authority_id "
            "OR o.agreement_id <> NEW.agreement_id))"
        ),
        "a scan belongs to the authority and to the agreement of its signature",
    ),
    (
        "agreements",
        "agreements_of_the_entitys_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM entities o WHERE o.id = NEW.entity_id AND o.authority_id <> NEW.authority_id)",
        "an agreement belongs to the authority of its entity",
    ),
    (
        "agreements",
        "agreements_of_the_texts_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM agreement_texts o WHERE o.id = NEW.text_id AND o.authority_id <> NEW.authority_id)",
        "an agreement belongs to the authority of its text",
    ),
)


def upgrade() -> None:
    _create_texts()
    _create_policies()
    _name_the_texts()
    with changed_table("agreements") as batch:
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=True)
        batch.alter_column("text_id", existing_type=sa.Uuid(), nullable=False)
        batch.drop_column("text_version")
        batch.create_foreign_key(op.f("fk_agreements_entity_id"), "entities", ["entity_id"], ["id"])
        batch.create_foreign_key(op.f("fk_agreements_text_id"), "agreement_texts", ["text_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_agreements_of_an_outlet_or_an_entity"), "(outlet_id IS NULL) <> (entity_id IS NULL)"
        )
    op.create_index("ix_agreements_entity", "agreements", ["entity_id", "id"], unique=False)
    op.create_index(op.f("ix_agreements_text_id"), "agreements", ["text_id"], unique=False)
    drop_refusal(*STAYS_NAME)
    with changed_table("agreement_events") as batch:
        batch.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("reply_by_on", sa.Date(), nullable=True))
        change_words(batch, "ck_agreement_events_agreement_event_kind", "kind", NEW_KINDS)
        for name, condition in _CHECKS:
            batch.create_check_constraint(op.f(name), condition)
    op.create_index("ix_agreement_events_review", "agreement_events", ["authority_id", "review_on"], unique=False)
    create_refusal(*STAYS_NAME, NEW_STAYS, STAYS_MESSAGE)
    _create_scans()
    for refusal in REFUSALS:
        create_refusal(*refusal)


_CHECKS = (
    ("ck_agreement_events_reviewed_later", 'review_on IS NULL OR review_on > "on"'),
    (
        "ck_agreement_events_time_to_reply_to_a_proposal_of_removal",
        "(kind = 'removal_proposed') = (reply_by_on IS NOT NULL)",
    ),
    ("ck_agreement_events_replied_later", 'reply_by_on IS NULL OR reply_by_on > "on"'),
    (
        "ck_agreement_events_removed_for_a_reason",
        "kind NOT IN ('removal_proposed', 'replied', 'removed') OR words <> ''",
    ),
)


def _create_texts() -> None:
    op.create_table(
        "agreement_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("commitments", sa.JSON(), nullable=False),
        sa.Column("covers_stores", sa.Boolean(), nullable=False),
        sa.Column("covers_online", sa.Boolean(), nullable=False),
        sa.Column("covers_delivery", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("name <> '' AND version <> ''", name=op.f("ck_agreement_texts_has_a_name")),
        sa.CheckConstraint(
            "covers_stores OR covers_online OR covers_delivery", name=op.f("ck_agreement_texts_speaks_of_something")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreement_texts_authority_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["officers.id"], name=op.f("fk_agreement_texts_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_texts")),
        sa.UniqueConstraint("authority_id", "version", name=op.f("uq_agreement_texts_authority_id_version")),
    )
    op.create_index(op.f("ix_agreement_texts_authority_id"), "agreement_texts", ["authority_id"], unique=False)


def _create_policies() -> None:
    after = sa.Enum(*AFTER, name="after_failed_test", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "agreement_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("longest_months", sa.Integer(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("on_failed_test", after, nullable=False),
        sa.Column("failed_within_months", sa.Integer(), nullable=False),
        sa.Column("act_days", sa.Integer(), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column("link_days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND longest_months", name=op.f("ck_agreement_policies_runs_for_months")),
        sa.CheckConstraint("longest_months BETWEEN 1 AND 120", name=op.f("ck_agreement_policies_longest_in_months")),
        sa.CheckConstraint("review_months BETWEEN 0 AND 60", name=op.f("ck_agreement_policies_reviewed_in_months")),
        sa.CheckConstraint("remind_days BETWEEN 1 AND 366", name=op.f("ck_agreement_policies_reminds_in_days")),
        sa.CheckConstraint(
            "failed_within_months BETWEEN 1 AND 120", name=op.f("ck_agreement_policies_window_in_months")
        ),
        sa.CheckConstraint("act_days BETWEEN 1 AND 366", name=op.f("ck_agreement_policies_acts_in_days")),
        sa.CheckConstraint("reply_days BETWEEN 1 AND 366", name=op.f("ck_agreement_policies_replies_in_days")),
        sa.CheckConstraint("link_days BETWEEN 1 AND 366", name=op.f("ck_agreement_policies_link_in_days")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreement_policies_authority_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["officers.id"], name=op.f("fk_agreement_policies_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_policies")),
        sa.UniqueConstraint(
            "authority_id", "in_force_from", name=op.f("uq_agreement_policies_authority_id_in_force_from")
        ),
    )
    op.create_index(op.f("ix_agreement_policies_authority_id"), "agreement_policies", ["authority_id"], unique=False)


def _create_scans() -> None:
    op.create_table(
        "agreement_scans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("struck_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_out_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_agreement_scans_has_bytes")),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg')", name=op.f("ck_agreement_scans_pdf_or_jpeg")
        ),
        sa.CheckConstraint(
            "struck_out_at IS NULL OR struck_out_reason <> ''", name=op.f("ck_agreement_scans_struck_out_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["officers.id"], name=op.f("fk_agreement_scans_added_by_id")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_scans_agreement_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreement_scans_authority_id")),
        sa.ForeignKeyConstraint(["event_id"], ["agreement_events.id"], name=op.f("fk_agreement_scans_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_scans")),
    )
    op.create_index(op.f("ix_agreement_scans_authority_id"), "agreement_scans", ["authority_id"], unique=False)
    op.create_index("ix_agreement_scans_agreement", "agreement_scans", ["agreement_id", "id"], unique=False)
    op.create_index("ix_agreement_scans_event", "agreement_scans", ["event_id", "id"], unique=False)
    op.create_index(
        "uq_agreement_scans_once",
        "agreement_scans",
        ["event_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("struck_out_at IS NULL"),
        postgresql_where=sa.text("struck_out_at IS NULL"),
    )


def _name_the_texts() -> None:
    """Give every authority the London text, and each agreement the text that it named in words."""
    op.add_column("agreements", sa.Column("entity_id", sa.Uuid(), nullable=True))
    op.add_column("agreements", sa.Column("text_id", sa.Uuid(), nullable=True))
    bind = op.get_bind()
    texts = sa.table(
        "agreement_texts",
        *(sa.column(name, sa.Uuid()) for name in ("id", "authority_id")),
        *(sa.column(name, sa.String()) for name in ("name", "version", "introduction", "source", "note")),
        sa.column("in_force_from", sa.Date()),
        sa.column("commitments", sa.JSON()),
        *(sa.column(name, sa.Boolean()) for name in ("covers_stores", "covers_online", "covers_delivery")),
        sa.column("written_at", sa.DateTime(timezone=True)),
    )
    agreements = sa.table(
        "agreements",
        *(sa.column(name, sa.Uuid()) for name in ("id", "authority_id", "text_id")),
        sa.column("text_version", sa.String()),
    )
    authorities = sa.table("authorities", sa.column("id", sa.Uuid()))
    wanted = {(row.id, LONDON) for row in bind.execute(sa.select(authorities.c.id))}
    named = sa.select(agreements.c.authority_id, agreements.c.text_version).distinct()
    wanted |= {(row.authority_id, row.text_version) for row in bind.execute(named)}
    now = datetime.now(UTC)
    for authority_id, version in sorted(wanted, key=str):
        known = version == LONDON
        text_id = uuid_utils.compat.uuid7()
        bind.execute(
            sa.insert(texts).values(
                id=text_id,
                authority_id=authority_id,
                name="London Responsible Retailer Agreement" if known else version or "Not named",
                version=version or "Not named",
                in_force_from=date(2019, 9, 1),
                introduction=LONDON_INTRODUCTION if known else "",
                commitments=LONDON_COMMITMENTS if known else [],
                covers_stores=True,
                covers_online=True,
                covers_delivery=True,
                source=LONDON_SOURCE if known else "",
                note=LONDON_NOTE if known else UNKNOWN_NOTE,
                written_at=now,
            )
        )
        of_it = sa.and_(agreements.c.authority_id == authority_id, agreements.c.text_version == version)
        bind.execute(sa.update(agreements).where(of_it).values(text_id=text_id))


def downgrade() -> None:
    for table, name, events, _condition, _message in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_table("agreement_scans")
    op.drop_table("agreement_policies")
    drop_refusal(*STAYS_NAME)
    op.drop_index("ix_agreement_events_review", "agreement_events")
    with changed_table("agreement_events") as batch:
        for name, _condition in _CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        change_words(batch, "ck_agreement_events_agreement_event_kind", "kind", KINDS)
        batch.drop_column("reply_by_on")
        batch.drop_column("review_on")
    create_refusal(*STAYS_NAME, STAYS, STAYS_MESSAGE)
    op.add_column("agreements", sa.Column("text_version", sa.String(length=60), nullable=True))
    op.execute(
        "UPDATE agreements SET text_version = (SELECT t.version FROM agreement_texts t WHERE t.id = agreements.text_id)"
    )
    op.drop_index(op.f("ix_agreements_text_id"), "agreements")
    op.drop_index("ix_agreements_entity", "agreements")
    with changed_table("agreements") as batch:
        batch.drop_constraint(op.f("ck_agreements_of_an_outlet_or_an_entity"), type_="check")
        batch.drop_constraint(op.f("fk_agreements_text_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_agreements_entity_id"), type_="foreignkey")
        batch.alter_column("text_version", existing_type=sa.String(length=60), nullable=False)
        batch.alter_column("outlet_id", existing_type=sa.Uuid(), nullable=False)
        batch.drop_column("text_id")
        batch.drop_column("entity_id")
    op.drop_table("agreement_texts")
