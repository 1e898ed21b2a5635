"""Tables of authorities, the areas of forces, officers, their sessions, failed sign-ins and saved views."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from compliance.accounts.rules import AuthorityKind, Nation
from compliance.database import Owned, Table, stored
from compliance.permissions import Role


class Authority(Table, table=True):
    """A borough or a police force, with the letterhead that its letters carry."""

    __tablename__ = "authorities"
    __table_args__ = (sa.UniqueConstraint("code"), sa.UniqueConstraint("prefix"))
    code: str = Field(max_length=60)
    prefix: str = Field(max_length=6)
    name: str = Field(max_length=120)
    kind: AuthorityKind = stored(AuthorityKind)
    nation: Nation = stored(Nation, default=Nation.ENGLAND)
    ons_code: str | None = Field(default=None, max_length=12)
    fhrs_code: str | None = Field(default=None, max_length=6)
    department: str = Field(default="Trading Standards", max_length=120)
    address: str = Field(default="", sa_type=sa.Text)
    telephone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=254)
    website: str = Field(default="", max_length=200)
    complaint_route: str = Field(default="", sa_type=sa.Text)
    enforcement_policy: str = Field(default="", max_length=200)
    privacy_notice: str = Field(default="", max_length=200)
    keep_years: int = 6
    notice_days: int = 14
    retest_months: int = 6
    crest_sha256: str | None = Field(default=None, max_length=64)
    demonstration: bool = False


class ForceArea(SQLModel, table=True):
    """One authority that a police force covers."""

    __tablename__ = "force_areas"
    force_id: UUID = Field(foreign_key="authorities.id", primary_key=True)
    authority_id: UUID = Field(foreign_key="authorities.id", primary_key=True, index=True)


class Officer(Owned, table=True):
    """A person of one authority who signs in. Never deleted: made inactive instead."""

    __tablename__ = "officers"
    __table_args__ = (
        sa.UniqueConstraint("email"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.Index("ix_officers_authority_name", "authority_id", "name", "id"),
    )
    email: str = Field(max_length=254)
    name: str = Field(max_length=120)
    role: Role = stored(Role)
    job_title: str = Field(default="", max_length=120)
    initials: str = Field(default="", max_length=6)
    telephone: str = Field(default="", max_length=40)
    password_hash: str = Field(max_length=200)
    must_change_password: bool = False
    active: bool = True
    failed_attempts: int = 0
    last_failed_at: datetime | None = None
    locked_until_at: datetime | None = None
    last_signed_in_at: datetime | None = None
    created_at: datetime


class OfficerSession(Table, table=True):
    """One signed-in browser of an officer, known by the hash of what its cookie holds; over once it has ended."""

    __tablename__ = "officer_sessions"
    __table_args__ = (sa.UniqueConstraint("token_hash"),)
    officer_id: UUID = Field(foreign_key="officers.id", index=True)
    token_hash: str = Field(max_length=64)
    started_at: datetime
    expires_at: datetime = Field(index=True)
    ended_at: datetime | None = None


class FailedSignIn(Table, table=True):
    """A failed sign-in from a network address (a keyed hash), so that guessing is slowed across processes."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (sa.Index("ix_failed_sign_ins_address", "address_hash", "at"),)
    address_hash: str = Field(max_length=64)
    at: datetime = Field(index=True)


class UnknownAddress(SQLModel, table=True):
    """An e-mail address (a keyed hash) that nobody has: its failures count and lock as an officer's do."""

    __tablename__ = "unknown_addresses"
    email_hash: str = Field(primary_key=True, max_length=64)
    failed_attempts: int = 0
    last_failed_at: datetime | None = Field(default=None, index=True)
    locked_until_at: datetime | None = None


class SavedView(Owned, table=True):
    """The filters and the order of a list, kept by an officer under a name; `shared` with their whole authority or not.

    `page` is the endpoint of the list, `query` what its address asks. `is_default` is the officer's own: the list opens
    with it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        sa.UniqueConstraint("officer_id", "page", "name_key"),
        sa.Index("ix_saved_views_shared", "authority_id", "page", "shared"),
        sa.Index(
            "uq_saved_views_default",
            "officer_id",
            "page",
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        ),
    )
    officer_id: UUID = Field(foreign_key="officers.id")
    page: str = Field(max_length=60)
    name: str = Field(max_length=60)
    name_key: str = Field(max_length=200)
    query: str = Field(sa_type=sa.Text)
    shared: bool = False
    is_default: bool = False
    saved_at: datetime
    version: int = 1
