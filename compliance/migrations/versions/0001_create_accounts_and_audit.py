"""Create authorities, officers, the audit, and the authorities that come ready."""

import uuid

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, create_truncate_refusal, drop_refusal, drop_truncate_refusal

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSALS = (
    (
        "audit_entries",
        "audit_entries_only_added",
        ("UPDATE", "DELETE"),
        ("1 = 1"),
        "audit entries are only ever added",
        "",
    ),
    (
        "audit_entries",
        "audit_entries_written_once",
        ("INSERT",),
        (
            "EXISTS (SELECT 1 FROM audit_entries AS kept WHERE kept.id = NEW.id) OR EXISTS (SELECT 1 FROM "
            "audit_entries AS kept WHERE kept.chain = NEW.chain AND kept.number = NEW.number)"
        ),
        "an audit entry is written once",
        "",
    ),
)
TRUNCATE_REFUSALS = (("audit_entries", "audit_entries_not_emptied", "audit entries are only ever added"),)
READY = (
    ("COL", "city-of-london", "City of London", "borough", "E09000001", "508"),
    ("BAD", "barking-and-dagenham", "Barking and Dagenham", "borough", "E09000002", "501"),
    ("BAR", "barnet", "Barnet", "borough", "E09000003", "502"),
    ("BEX", "bexley", "Bexley", "borough", "E09000004", "503"),
    ("BRE", "brent", "Brent", "borough", "E09000005", "504"),
    ("BRO", "bromley", "Bromley", "borough", "E09000006", "505"),
    ("CAM", "camden", "Camden", "borough", "E09000007", "506"),
    ("CRO", "croydon", "Croydon", "borough", "E09000008", "507"),
    ("EAL", "ealing", "Ealing", "borough", "E09000009", "509"),
    ("ENF", "enfield", "Enfield", "borough", "E09000010", "510"),
    ("GRE", "greenwich", "Greenwich", "borough", "E09000011", "511"),
    ("HAC", "hackney", "Hackney", "borough", "E09000012", "512"),
    ("HAF", "hammersmith-and-fulham", "Hammersmith and Fulham", "borough", "E09000013", "513"),
    ("HRG", "haringey", "Haringey", "borough", "E09000014", "514"),
    ("HRW", "harrow", "Harrow", "borough", "E09000015", "515"),
    ("HAV", "havering", "Havering", "borough", "E09000016", "516"),
    ("HIL", "hillingdon", "Hillingdon", "borough", "E09000017", "517"),
    ("HOU", "hounslow", "Hounslow", "borough", "E09000018", "518"),
    ("ISL", "islington", "Islington", "borough", "E09000019", "519"),
    ("KEC", "kensington-and-chelsea", "Kensington and Chelsea", "borough", "E09000020", "520"),
    ("KUT", "kingston-upon-thames", "Kingston upon Thames", "borough", "E09000021", "521"),
    ("LAM", "lambeth", "Lambeth", "borough", "E09000022", "522"),
    ("LEW", "lewisham", "Lewisham", "borough", "E09000023", "523"),
    ("MER", "merton", "Merton", "borough", "E09000024", "524"),
    ("NEW", "newham", "Newham", "borough", "E09000025", "525"),
    ("RED", "redbridge", "Redbridge", "borough", "E09000026", "526"),
    ("RUT", "richmond-upon-thames", "Richmond upon Thames", "borough", "E09000027", "527"),
    ("SOU", "southwark", "Southwark", "borough", "E09000028", "528"),
    ("SUT", "sutton", "Sutton", "borough", "E09000029", "529"),
    ("TOW", "tower-hamlets", "Tower Hamlets", "borough", "E09000030", "530"),
    ("WAF", "waltham-forest", "Waltham Forest", "borough", "E09000031", "531"),
    ("WAN", "wandsworth", "Wandsworth", "borough", "E09000032", "532"),
    ("WES", "westminster", "Westminster", "borough", "E09000033", "533"),
    ("MPS", "metropolitan-police", "Metropolitan Police Service", "force", None, None),
)
FORCE, OUTSIDE_ITS_AREA = "metropolitan-police", "city-of-london"


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "authorities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("prefix", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("borough", "force", name="authority_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "nation",
            sa.Enum(
                "england", "wales", "scotland", name="nation", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("ons_code", sa.String(length=12), nullable=True),
        sa.Column("fhrs_code", sa.String(length=6), nullable=True),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("complaint_route", sa.Text(), nullable=False),
        sa.Column("enforcement_policy", sa.String(length=200), nullable=False),
        sa.Column("privacy_notice", sa.String(length=200), nullable=False),
        sa.Column("keep_years", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("retest_months", sa.Integer(), nullable=False),
        sa.Column("crest_sha256", sa.String(length=64), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorities")),
        sa.UniqueConstraint("code", name=op.f("uq_authorities_code")),
        sa.UniqueConstraint("prefix", name=op.f("uq_authorities_prefix")),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index("ix_failed_sign_ins_address", "failed_sign_ins", ["address_hash", "at"], unique=False)
    op.create_index(op.f("ix_failed_sign_ins_at"), "failed_sign_ins", ["at"], unique=False)
    op.create_table(
        "unknown_addresses",
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("email_hash", name=op.f("pk_unknown_addresses")),
    )
    op.create_index(op.f("ix_unknown_addresses_last_failed_at"), "unknown_addresses", ["last_failed_at"], unique=False)
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=True),
        sa.Column("outlet_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_audit_entries_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("chain", "number", name=op.f("uq_audit_entries_chain_number")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_audit_entries_authority_id"), "audit_entries", ["authority_id"], unique=False)
    op.create_index("ix_audit_entries_outlet", "audit_entries", ["outlet_id", "number"], unique=False)
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject_kind", "subject_id", "number"], unique=False)
    op.create_table(
        "counters",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_counters_authority_id")),
        sa.PrimaryKeyConstraint("authority_id", "series", "year", name=op.f("pk_counters")),
    )
    op.create_table(
        "force_areas",
        sa.Column("force_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_force_areas_authority_id")),
        sa.ForeignKeyConstraint(["force_id"], ["authorities.id"], name=op.f("fk_force_areas_force_id")),
        sa.PrimaryKeyConstraint("force_id", "authority_id", name=op.f("pk_force_areas")),
    )
    op.create_index(op.f("ix_force_areas_authority_id"), "force_areas", ["authority_id"], unique=False)
    op.create_table(
        "officers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "manager",
                "clerk",
                "police_planner",
                "viewer",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("initials", sa.String(length=6), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_officers_email_lower")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_officers_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("email", name=op.f("uq_officers_email")),
    )
    op.create_index(op.f("ix_officers_authority_id"), "officers", ["authority_id"], unique=False)
    op.create_index("ix_officers_authority_name", "officers", ["authority_id", "name", "id"], unique=False)
    op.create_table(
        "officer_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_officer_sessions_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_officer_sessions_token_hash")),
    )
    op.create_index(op.f("ix_officer_sessions_expires_at"), "officer_sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_officer_sessions_officer_id"), "officer_sessions", ["officer_id"], unique=False)
    for refusal in REFUSALS:
        create_refusal(*refusal)
    for truncate_refusal in TRUNCATE_REFUSALS:
        create_truncate_refusal(*truncate_refusal)
    _add_ready_authorities()


def downgrade() -> None:
    for table, name, _message in reversed(TRUNCATE_REFUSALS):
        drop_truncate_refusal(table, name)
    for table, name, events, *_rest in reversed(REFUSALS):
        drop_refusal(table, name, events)
    op.drop_index(op.f("ix_officer_sessions_officer_id"), table_name="officer_sessions")
    op.drop_index(op.f("ix_officer_sessions_expires_at"), table_name="officer_sessions")
    op.drop_table("officer_sessions")
    op.drop_index("ix_officers_authority_name", table_name="officers")
    op.drop_index(op.f("ix_officers_authority_id"), table_name="officers")
    op.drop_table("officers")
    op.drop_index(op.f("ix_force_areas_authority_id"), table_name="force_areas")
    op.drop_table("force_areas")
    op.drop_table("counters")
    op.drop_index("ix_audit_entries_subject", table_name="audit_entries")
    op.drop_index("ix_audit_entries_outlet", table_name="audit_entries")
    op.drop_index(op.f("ix_audit_entries_authority_id"), table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_index(op.f("ix_unknown_addresses_last_failed_at"), table_name="unknown_addresses")
    op.drop_table("unknown_addresses")
    op.drop_index(op.f("ix_failed_sign_ins_at"), table_name="failed_sign_ins")
    op.drop_index("ix_failed_sign_ins_address", table_name="failed_sign_ins")
    op.drop_table("failed_sign_ins")
    op.drop_table("authorities")
    op.drop_table("audit_heads")


def _id(code: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"authority:{code}")


def _add_ready_authorities() -> None:
    """Add the 33 London boroughs and the Metropolitan Police, whose area is all of them but the City of London."""
    authorities = sa.table(
        "authorities",
        sa.column("id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("prefix", "code", "name", "kind", "ons_code", "fhrs_code")),
        *(sa.column(name, sa.String()) for name in ("nation", "department", "address", "telephone", "email")),
        *(sa.column(name, sa.String()) for name in ("website", "complaint_route", "enforcement_policy")),
        sa.column("privacy_notice", sa.String()),
        *(sa.column(name, sa.Integer()) for name in ("keep_years", "notice_days", "retest_months")),
        sa.column("demonstration", sa.Boolean()),
    )
    empty = dict.fromkeys(
        ("address", "telephone", "email", "website", "complaint_route", "enforcement_policy", "privacy_notice"), ""
    )
    times = {"keep_years": 6, "notice_days": 14, "retest_months": 6}
    op.bulk_insert(
        authorities,
        [
            {
                "id": _id(code),
                "prefix": prefix,
                "code": code,
                "name": name,
                "kind": kind,
                "ons_code": ons_code,
                "fhrs_code": fhrs_code,
                "nation": "england",
                "department": "Trading Standards" if kind == "borough" else "",
                "demonstration": False,
            }
            | empty
            | times
            for prefix, code, name, kind, ons_code, fhrs_code in READY
        ],
    )
    areas = sa.table("force_areas", sa.column("force_id", sa.Uuid()), sa.column("authority_id", sa.Uuid()))
    covered = [code for _prefix, code, *_rest in READY if code not in {FORCE, OUTSIDE_ITS_AREA}]
    op.bulk_insert(areas, [{"force_id": _id(FORCE), "authority_id": _id(code)} for code in covered])
