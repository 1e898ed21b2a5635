"""Exhibits, the chain of hands of each, holds upon evidence, and copies of it that were handed out."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, create_truncate_refusal, drop_refusal, drop_truncate_refusal

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

EXHIBIT_KINDS = ("photograph", "screenshot", "video", "receipt", "document", "item")
PURPOSES = (
    "produced",
    "stored",
    "taken_out",
    "examination",
    "interview",
    "court",
    "brought_back",
    "other",
    "destroyed",
    "returned_to_owner",
)
REFUSALS = (
    (
        "exhibits",
        "exhibits_of_the_purchases_authority",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"),
        "an exhibit belongs to the authority of its test purchase",
    ),
    (
        "exhibits",
        "exhibits_of_a_dispute_of_the_purchase",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM disputes d WHERE d.id = NEW.dispute_id AND d.purchase_id <> NEW.purchase_id)"),
        "an exhibit about a dispute belongs to the test purchase of the dispute",
    ),
    (
        "exhibits",
        "exhibits_written_once",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM exhibits kept WHERE kept.id = NEW.id) OR EXISTS (SELECT 1 FROM exhibits "
            "kept WHERE kept.authority_id = NEW.authority_id AND (kept.reference = NEW.reference OR "
            "(kept.initials = NEW.initials AND kept.number = NEW.number)))"
        ),
        "an exhibit is written once, and its reference is never used twice",
    ),
    (
        "exhibits",
        "exhibits_keep_what_identifies_them",
        ("UPDATE",),
        (
            "NEW.id IS DISTINCT FROM OLD.id OR NEW.authority_id IS DISTINCT FROM OLD.authority_id OR "
            "NEW.purchase_id IS DISTINCT FROM OLD.purchase_id OR NEW.dispute_id IS DISTINCT FROM "
            "OLD.dispute_id OR NEW.reference IS DISTINCT FROM OLD.reference OR NEW.initials IS DISTINCT "
            "FROM OLD.initials OR NEW.number IS DISTINCT FROM OLD.number OR NEW.kind IS DISTINCT FROM "
            "OLD.kind OR NEW.description IS DISTINCT FROM OLD.description OR NEW.produced_at IS DISTINCT "
            "FROM OLD.produced_at OR NEW.produced_where IS DISTINCT FROM OLD.produced_where OR "
            "NEW.produced_by_id IS DISTINCT FROM OLD.produced_by_id OR NEW.produced_by IS DISTINCT FROM "
            "OLD.produced_by OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.browser_sha256 IS DISTINCT "
            "FROM OLD.browser_sha256 OR NEW.shown_sha256 IS DISTINCT FROM OLD.shown_sha256 OR NEW.size IS "
            "DISTINCT FROM OLD.size OR NEW.media_type IS DISTINCT FROM OLD.media_type OR NEW.suffix IS "
            "DISTINCT FROM OLD.suffix OR NEW.original_name IS DISTINCT FROM OLD.original_name OR "
            "NEW.tells_place IS DISTINCT FROM OLD.tells_place OR "
            "NEW.quantity IS DISTINCT FROM OLD.quantity OR NEW.packaging IS DISTINCT FROM OLD.packaging OR "
            "NEW.seal IS DISTINCT FROM OLD.seal OR NEW.unsealed_reason IS DISTINCT FROM OLD.unsealed_reason "
            "OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by_id IS DISTINCT FROM "
            "OLD.recorded_by_id OR NEW.facts_sha256 IS DISTINCT FROM OLD.facts_sha256"
        ),
        "what identifies an exhibit never changes; add to its description, or withdraw it",
    ),
    (
        "exhibits",
        "exhibits_stay_withdrawn",
        ("UPDATE",),
        "OLD.withdrawn_at IS NOT NULL",
        "an exhibit that was withdrawn stays as it is",
    ),
    (
        "exhibits",
        "exhibits_never_deleted",
        ("DELETE",),
        "1 = 1",
        "exhibits are withdrawn with a reason, never deleted",
    ),
    (
        "exhibit_additions",
        "exhibit_additions_of_the_exhibits_authority",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.authority_id <> NEW.authority_id)"),
        "what is added to an exhibit belongs to its authority",
    ),
    (
        "exhibit_additions",
        "exhibit_additions_written_once",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM exhibit_additions kept WHERE kept.id = NEW.id)",
        "what is added to an exhibit is written once",
    ),
    (
        "exhibit_additions",
        "exhibit_additions_stay",
        (
            "UPDATE",
            "DELETE",
        ),
        "1 = 1",
        "what was added to an exhibit stays as it was written",
    ),
    (
        "evidence_holds",
        "evidence_holds_of_the_purchases_authority",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"),
        "a hold belongs to the authority of its test purchase",
    ),
    (
        "evidence_holds",
        "evidence_holds_only_lifted",
        ("UPDATE",),
        (
            "OLD.lifted_at IS NOT NULL OR NEW.id IS DISTINCT FROM OLD.id OR NEW.authority_id IS DISTINCT "
            "FROM OLD.authority_id OR NEW.purchase_id IS DISTINCT FROM OLD.purchase_id OR NEW.reason IS "
            "DISTINCT FROM OLD.reason OR NEW.set_at IS DISTINCT FROM OLD.set_at OR NEW.set_by_id IS "
            "DISTINCT FROM OLD.set_by_id"
        ),
        "a hold is lifted with a reason, and stays as it was set",
    ),
    (
        "evidence_holds",
        "evidence_holds_never_deleted",
        ("DELETE",),
        "1 = 1",
        "a hold is lifted, never deleted",
    ),
    (
        "evidence_disclosures",
        "evidence_disclosures_of_the_purchases_authority",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)"),
        "a copy of evidence belongs to the authority of its test purchase",
    ),
    (
        "evidence_disclosures",
        "evidence_disclosures_stay",
        (
            "UPDATE",
            "DELETE",
        ),
        "1 = 1",
        "what was handed out stays written down",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_of_the_exhibits_authority",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.authority_id <> NEW.authority_id)"),
        "a transfer belongs to the authority of its exhibit",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_written_once",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM exhibit_transfers kept WHERE kept.id = NEW.id OR (kept.exhibit_id = "
            "NEW.exhibit_id AND kept.number = NEW.number))"
        ),
        "a transfer is written once",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_in_order",
        ("INSERT",),
        (
            "NEW.number <> 1 + COALESCE((SELECT MAX(t.number) FROM exhibit_transfers t WHERE t.exhibit_id = "
            "NEW.exhibit_id), 0)"
        ),
        "transfers of an exhibit are numbered one after the other",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_in_time",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id AND t.at > "
            "NEW.at) OR EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.produced_at > "
            "NEW.at)"
        ),
        "a transfer cannot be before the one that it follows",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_from_the_holder",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id AND t.number = "
            "NEW.number - 1 AND (t.to_name <> NEW.from_name OR t.to_id IS DISTINCT FROM NEW.from_id OR "
            "t.seal_after <> NEW.seal_before))"
        ),
        "a transfer goes on from the hand and the seal of the one before",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_tied_together",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id AND t.number = "
            "NEW.number - 1 AND t.hash <> NEW.previous_hash) OR (NEW.number = 1 AND EXISTS (SELECT 1 FROM "
            "exhibits e WHERE e.id = NEW.exhibit_id AND e.facts_sha256 <> NEW.previous_hash))"
        ),
        "a transfer is tied to the one before by its hash",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_end_with_disposal",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id AND t.purpose IN "
            "('destroyed', 'returned_to_owner'))"
        ),
        "nothing follows the disposal of an exhibit",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_disposal_by_another",
        ("INSERT",),
        ("EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.produced_by_id = NEW.authorised_by_id)"),
        "disposal is authorised by somebody who did not produce the exhibit",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_wait_for_hold",
        ("INSERT",),
        (
            "NEW.purpose IN ('destroyed', 'returned_to_owner') AND EXISTS (SELECT 1 FROM evidence_holds h "
            "JOIN exhibits e ON e.purchase_id = h.purchase_id WHERE e.id = NEW.exhibit_id AND h.lifted_at IS NULL)"
        ),
        "no exhibit is disposed of while its evidence is on hold",
    ),
    (
        "exhibit_transfers",
        "exhibit_transfers_stay",
        (
            "UPDATE",
            "DELETE",
        ),
        "1 = 1",
        "a transfer stays as it was recorded",
    ),
)
TRUNCATE_REFUSALS = (
    ("exhibits", "exhibits_not_emptied", "exhibits are never deleted"),
    ("exhibit_additions", "exhibit_additions_not_emptied", "what was added to an exhibit is never deleted"),
    ("evidence_holds", "evidence_holds_not_emptied", "holds are never deleted"),
    ("evidence_disclosures", "evidence_disclosures_not_emptied", "what was handed out stays written down"),
    ("exhibit_transfers", "exhibit_transfers_not_emptied", "transfers are never deleted"),
)


def upgrade() -> None:
    _create_exhibits()
    _create_additions()
    _create_transfers()
    _create_holds()
    _create_disclosures()
    for refusal in REFUSALS:
        create_refusal(*refusal)
    for truncation in TRUNCATE_REFUSALS:
        create_truncate_refusal(*truncation)


def _is_hash(column: str) -> str:
    return f"length({column}) = 64 AND lower({column}) = {column} AND trim({column}, '0123456789abcdef') = ''"


def _owned(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{table}_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _create_exhibits() -> None:
    table = "exhibits"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("initials", sa.String(length=6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*EXHIBIT_KINDS, name="exhibit_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("produced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("produced_where", sa.String(length=200), nullable=False),
        sa.Column("produced_by_id", sa.Uuid(), nullable=False),
        sa.Column("produced_by", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("browser_sha256", sa.String(length=64), nullable=True),
        sa.Column("shown_sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("suffix", sa.String(length=10), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=False),
        sa.Column("tells_place", sa.Boolean(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("packaging", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("unsealed_reason", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"{_is_hash('facts_sha256')}", name=op.f(f"ck_{table}_facts_have_hash")),
        sa.CheckConstraint(
            f"kind = 'item' OR (sha256 IS NOT NULL AND {_is_hash('sha256')} AND size IS NOT NULL AND size > 0)",
            name=op.f(f"ck_{table}_file_has_hash"),
        ),
        sa.CheckConstraint("trim(initials) <> '' AND trim(reference) <> ''", name=op.f(f"ck_{table}_has_reference")),
        sa.CheckConstraint("browser_sha256 IS NULL OR browser_sha256 = sha256", name=op.f(f"ck_{table}_hashes_agree")),
        sa.CheckConstraint(
            (
                "kind <> 'item' OR (sha256 IS NULL AND shown_sha256 IS NULL AND browser_sha256 IS NULL "
                "AND size IS NULL AND tells_place IS NULL)"
            ),
            name=op.f(f"ck_{table}_item_is_no_file"),
        ),
        sa.CheckConstraint(
            "kind <> 'item' OR ((trim(seal) = '') <> (trim(unsealed_reason) = ''))",
            name=op.f(f"ck_{table}_item_sealed_or_why_not"),
        ),
        sa.CheckConstraint("produced_at <= recorded_at", name=op.f(f"ck_{table}_not_in_the_future")),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{table}_numbered_from_one")),
        sa.CheckConstraint(
            "trim(description) <> '' AND trim(produced_by) <> ''", name=op.f(f"ck_{table}_says_what_and_by_whom")
        ),
        sa.CheckConstraint(
            f"shown_sha256 IS NULL OR ({_is_hash('shown_sha256')})", name=op.f(f"ck_{table}_shown_has_hash")
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f(f"ck_{table}_some_of_it")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')", name=op.f(f"ck_{table}_withdrawn_with_reason")
        ),
        sa.UniqueConstraint(
            "authority_id", "initials", "number", name=op.f("uq_exhibits_authority_id_initials_number")
        ),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_exhibits_authority_id_reference")),
        _refers(table, "dispute_id", "disputes"),
        _refers(table, "produced_by_id", "officers"),
        _refers(table, "purchase_id", "purchases"),
        _refers(table, "recorded_by_id", "officers"),
        _refers(table, "withdrawn_by_id", "officers"),
        *_owned(table),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_exhibits_authority_id"), table, ["authority_id"])
    op.create_index("ix_exhibits_dispute", table, ["dispute_id", "id"])
    op.create_index("ix_exhibits_purchase", table, ["purchase_id", "id"])
    op.create_index("ix_exhibits_sha256", table, ["sha256"])


def _create_additions() -> None:
    table = "exhibit_additions"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("trim(words) <> '' AND trim(reason) <> ''", name=op.f(f"ck_{table}_says_what_and_why")),
        _refers(table, "added_by_id", "officers"),
        _refers(table, "exhibit_id", "exhibits"),
        *_owned(table),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_exhibit_additions_authority_id"), table, ["authority_id"])
    op.create_index("ix_exhibit_additions_exhibit", table, ["exhibit_id", "id"])


def _create_transfers() -> None:
    table = "exhibit_transfers"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=True),
        sa.Column("from_name", sa.String(length=200), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(*PURPOSES, name="purpose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("seal_before", sa.String(length=60), nullable=False),
        sa.Column("seal_after", sa.String(length=60), nullable=False),
        sa.Column("seal_reason", sa.String(length=200), nullable=False),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=True),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("witnessed_by", sa.String(length=200), nullable=False),
        sa.Column("authorised_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(number = 1) = (purpose = 'produced')", name=op.f(f"ck_{table}_begins_with_production")),
        sa.CheckConstraint(
            (
                "purpose NOT IN ('destroyed', 'returned_to_owner') OR (trim(witnessed_by) <> '' AND "
                "trim(method) <> '' AND trim(note) <> '' AND authorised_by_id IS NOT NULL AND (from_id IS NULL "
                "OR from_id <> authorised_by_id))"
            ),
            name=op.f(f"ck_{table}_disposed_of_by_two_and_authorised"),
        ),
        sa.CheckConstraint(f"{_is_hash('previous_hash')} AND {_is_hash('hash')}", name=op.f(f"ck_{table}_has_hashes")),
        sa.CheckConstraint("trim(place) <> ''", name=op.f(f"ck_{table}_has_place")),
        sa.CheckConstraint("trim(from_name) <> '' AND trim(to_name) <> ''", name=op.f(f"ck_{table}_has_two_names")),
        sa.CheckConstraint("at <= recorded_at", name=op.f(f"ck_{table}_not_in_the_future")),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{table}_numbered_from_one")),
        sa.CheckConstraint(
            (
                "purpose IN ('destroyed', 'returned_to_owner') OR (authorised_by_id IS NULL AND witnessed_by = "
                "'' AND method = '')"
            ),
            name=op.f(f"ck_{table}_only_disposal_is_authorised"),
        ),
        sa.CheckConstraint(
            "seal_before = seal_after OR trim(seal_reason) <> ''", name=op.f(f"ck_{table}_sealed_again_with_reason")
        ),
        sa.UniqueConstraint("exhibit_id", "number", name=op.f("uq_exhibit_transfers_exhibit_id_number")),
        _refers(table, "authorised_by_id", "officers"),
        _refers(table, "exhibit_id", "exhibits"),
        _refers(table, "from_id", "officers"),
        _refers(table, "recorded_by_id", "officers"),
        _refers(table, "to_id", "officers"),
        *_owned(table),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_exhibit_transfers_authority_id"), table, ["authority_id"])
    op.create_index("ix_exhibit_transfers_holder", table, ["authority_id", "to_id", "exhibit_id"])


def _create_holds() -> None:
    table = "evidence_holds"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_reason = '') AND (lifted_at IS NOT NULL OR lifted_by_id IS NULL)",
            name=op.f(f"ck_{table}_lifted_with_reason"),
        ),
        sa.CheckConstraint("trim(reason) <> ''", name=op.f(f"ck_{table}_says_why")),
        _refers(table, "lifted_by_id", "officers"),
        _refers(table, "purchase_id", "purchases"),
        _refers(table, "set_by_id", "officers"),
        *_owned(table),
    )
    op.create_index(op.f("ix_evidence_holds_authority_id"), table, ["authority_id"])
    op.create_index("ix_evidence_holds_purchase", table, ["purchase_id", "id"])


def _create_disclosures() -> None:
    table = "evidence_disclosures"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("to_whom", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(f"{_is_hash('manifest_sha256')}", name=op.f(f"ck_{table}_manifest_has_hash")),
        sa.CheckConstraint("trim(to_whom) <> '' AND trim(reason) <> ''", name=op.f(f"ck_{table}_says_to_whom_and_why")),
        _refers(table, "made_by_id", "officers"),
        _refers(table, "purchase_id", "purchases"),
        *_owned(table),
    )
    op.create_index(op.f("ix_evidence_disclosures_authority_id"), table, ["authority_id"])
    op.create_index("ix_evidence_disclosures_purchase", table, ["purchase_id", "id"])


def downgrade() -> None:
    for truncation in TRUNCATE_REFUSALS:
        drop_truncate_refusal(*truncation[:2])
    for table, name, events, *_rest in REFUSALS:
        drop_refusal(table, name, events)
    for table in ("evidence_disclosures", "evidence_holds", "exhibit_transfers", "exhibit_additions", "exhibits"):
        op.drop_table(table)
