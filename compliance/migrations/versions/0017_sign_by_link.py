"""Sign by a one-time link, publish who consented, count guesses."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "signing_links",
        "signing_links_of_the_agreements_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
        "a link belongs to the authority of its agreement",
    ),
    (
        "signing_links",
        "signing_links_once_only",
        ("UPDATE",),
        (
            "OLD.agreement_id <> NEW.agreement_id OR OLD.token_hash <> NEW.token_hash OR OLD.code_hash <> NEW.code_hash "
            "OR OLD.expires_on <> NEW.expires_on "
            "OR (OLD.used_at IS NOT NULL AND (NEW.used_at IS NULL OR OLD.used_at <> NEW.used_at)) "
            "OR (OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS NULL OR NEW.used_at IS NOT NULL))"
        ),
        "a link is used once, and one that was taken back is never used",
    ),
    ("signing_links", "signing_links_never_deleted", ("DELETE",), "1 = 1", "links are never deleted"),
    (
        "agreement_signings",
        "agreement_signings_of_the_agreements_authority",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
        "a signature belongs to the authority of its agreement",
    ),
    (
        "agreement_signings",
        "agreement_signings_of_the_links_agreement",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM signing_links o WHERE o.id = NEW.link_id AND o.agreement_id <> NEW.agreement_id)",
        "a link signs its own agreement",
    ),
    ("agreement_signings", "agreement_signings_stay", ("UPDATE", "DELETE"), "1 = 1", "how it was signed stays"),
    (
        "agreement_consents",
        "agreement_consents_of_the_agreements_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
        "a consent belongs to the authority of its agreement",
    ),
    (
        "agreement_consents",
        "agreement_consents_stay",
        ("UPDATE",),
        (
            "OLD.withdrawn_at IS NOT NULL OR OLD.agreement_id <> NEW.agreement_id OR OLD.given_on <> NEW.given_on "
            "OR OLD.given_by <> NEW.given_by OR OLD.capacity <> NEW.capacity OR OLD.how <> NEW.how"
        ),
        "a consent stays as it was given: it can only be withdrawn",
    ),
    ("agreement_consents", "agreement_consents_never_deleted", ("DELETE",), "1 = 1", "consents are never deleted"),
    (
        "agreement_documents",
        "agreement_documents_of_the_agreements_authority",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
        "a document belongs to the authority of its agreement",
    ),
    (
        "agreement_documents",
        "agreement_documents_stay",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "a document stays as it was printed",
    ),
)


def upgrade() -> None:
    op.create_table(
        "throttled_attempts",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_throttled_attempts")),
    )
    op.create_index(op.f("ix_throttled_attempts_ends_at"), "throttled_attempts", ["ends_at"], unique=False)
    op.create_table(
        "agreement_consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "paper", "on_phone", "link", name="signed_how", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("premises_confirmed", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("given_by <> '' AND capacity <> ''", name=op.f("ck_agreement_consents_given_by_somebody")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_consents_agreement_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreement_consents_authority_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officers.id"], name=op.f("fk_agreement_consents_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["officers.id"], name=op.f("fk_agreement_consents_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_consents")),
    )
    op.create_index("ix_agreement_consents_agreement", "agreement_consents", ["agreement_id", "id"], unique=False)
    op.create_index(op.f("ix_agreement_consents_authority_id"), "agreement_consents", ["authority_id"], unique=False)
    op.create_index(
        "uq_agreement_consents_standing",
        "agreement_consents",
        ["agreement_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "agreement_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate",
                "window_notice",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_documents_agreement_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreement_documents_authority_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["officers.id"], name=op.f("fk_agreement_documents_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_documents")),
        sa.UniqueConstraint(
            "agreement_id", "kind", "facts_hash", name=op.f("uq_agreement_documents_agreement_id_kind_facts_hash")
        ),
    )
    op.create_index(op.f("ix_agreement_documents_authority_id"), "agreement_documents", ["authority_id"], unique=False)
    op.create_table(
        "signing_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_with", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(used_at IS NULL) = (used_with = '')", name=op.f("ck_signing_links_used_with_a_marker")),
        sa.CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name=op.f("ck_signing_links_used_or_revoked")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_signing_links_agreement_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_signing_links_authority_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["officers.id"], name=op.f("fk_signing_links_made_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["officers.id"], name=op.f("fk_signing_links_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_signing_links_token_hash")),
    )
    op.create_index("ix_signing_links_agreement", "signing_links", ["agreement_id", "id"], unique=False)
    op.create_index(op.f("ix_signing_links_authority_id"), "signing_links", ["authority_id"], unique=False)
    op.create_index(
        "uq_signing_links_live",
        "signing_links",
        ["agreement_id"],
        unique=True,
        sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "agreement_signings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "paper", "on_phone", "link", name="signed_how", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=True),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(how = 'link') = (link_id IS NOT NULL)", name=op.f("ck_agreement_signings_by_a_link")),
        sa.CheckConstraint(
            "(how = 'on_phone') = (witness_id IS NOT NULL)", name=op.f("ck_agreement_signings_before_a_witness")
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_signings_agreement_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_agreement_signings_authority_id")),
        sa.ForeignKeyConstraint(["event_id"], ["agreement_events.id"], name=op.f("fk_agreement_signings_event_id")),
        sa.ForeignKeyConstraint(["link_id"], ["signing_links.id"], name=op.f("fk_agreement_signings_link_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["officers.id"], name=op.f("fk_agreement_signings_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_signings")),
        sa.UniqueConstraint("event_id", name=op.f("uq_agreement_signings_event_id")),
        sa.UniqueConstraint("form_id", name=op.f("uq_agreement_signings_form_id")),
        sa.UniqueConstraint("link_id", name=op.f("uq_agreement_signings_link_id")),
    )
    op.create_index("ix_agreement_signings_agreement", "agreement_signings", ["agreement_id", "id"], unique=False)
    op.create_index(op.f("ix_agreement_signings_authority_id"), "agreement_signings", ["authority_id"], unique=False)
    for refusal in REFUSALS:
        create_refusal(*refusal)


def downgrade() -> None:
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    for table in (
        "agreement_signings",
        "signing_links",
        "agreement_documents",
        "agreement_consents",
        "throttled_attempts",
    ):
        op.drop_table(table)
