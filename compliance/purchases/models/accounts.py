"""The tables of officers' own accounts of a test, and of what they add to them. What is signed never changes."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, versioned
from compliance.purchases.models.purchase import Purchase
from compliance.purchases.rules.frozen import MEASURED_LATER, SEEN_AND_SAID

TEXTS = frozenset({"product", "brand", "barcode", "displayed_where"})
UNSIGNED_OFFICER = (
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND (NOT EXISTS (SELECT 1 FROM purchase_accounts a "
    "WHERE a.purchase_id = p.id AND a.officer_id = p.officer_id AND a.signed_at IS NOT NULL) "
    "OR (p.second_officer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM purchase_accounts a "
    "WHERE a.purchase_id = p.id AND a.officer_id = p.second_officer_id AND a.signed_at IS NOT NULL))))"
)
"""That an officer of the test has not signed an account of it."""


@versioned
class Account(Owned, table=True):
    """One officer's account of a test, in their own words: a draft that only they read, then signed.

    `signed_document` is what was signed, as canonical JSON: the words, the declaration, and the record as it stood;
    `signed_sha256` is its SHA-256. `opened_at` is when the last officer of the test had signed, from when others read.
    """

    __tablename__ = "purchase_accounts"
    __table_args__ = (
        sa.UniqueConstraint("purchase_id", "officer_id"),
        sa.Index("ix_purchase_accounts_officer", "officer_id", "signed_at"),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_sha256 IS NULL) AND (signed_at IS NULL) = (signed_document IS NULL)",
            name="signed_as_a_whole",
        ),
        sa.CheckConstraint("trim(words) <> ''", name="says_something"),
        sa.CheckConstraint("opened_at IS NULL OR signed_at IS NOT NULL", name="opened_once_signed"),
        # Without a rowid there is no second name by which SQLite's INSERT OR REPLACE could put another in its place.
        {"sqlite_with_rowid": False},
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    officer_id: UUID = Field(foreign_key="officers.id")
    words: str = Field(sa_type=sa.Text)
    started_at: datetime
    saved_at: datetime
    signed_at: datetime | None = None
    signed_sha256: str | None = Field(default=None, max_length=64)
    signed_document: str | None = Field(default=None, sa_type=sa.Text)
    opened_at: datetime | None = None
    version: int = 1


class Addition(Owned, table=True):
    """What an officer adds to their signed account, in order. `sha256` chains it to what stood before it."""

    __tablename__ = "purchase_account_additions"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "number"),
        sa.CheckConstraint("trim(words) <> '' AND trim(about) <> '' AND trim(reason) <> ''", name="says_why"),
        {"sqlite_with_rowid": False},
    )
    account_id: UUID = Field(foreign_key="purchase_accounts.id")
    officer_id: UUID = Field(foreign_key="officers.id")
    number: int
    about: str = Field(max_length=200)
    words: str = Field(sa_type=sa.Text)
    reason: str = Field(sa_type=sa.Text)
    added_at: datetime
    sha256: str = Field(max_length=64)


def _frozen() -> str:
    changed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SEEN_AND_SAID]
    for name in MEASURED_LATER:
        was = f"OLD.{name} <> ''" if name in TEXTS else f"OLD.{name} IS NOT NULL"
        changed.append(f"({was} AND NEW.{name} IS DISTINCT FROM OLD.{name})")
    signed = "EXISTS (SELECT 1 FROM purchase_accounts a WHERE a.purchase_id = OLD.id AND a.signed_at IS NOT NULL)"
    return f"({' OR '.join(changed)}) AND {signed}"


refuse(
    str(Purchase.__tablename__),
    "purchases_frozen_by_a_signature",
    "UPDATE",
    _frozen(),
    "what was seen and said stays as it was when the first account was signed",
)
refuse(
    str(Purchase.__tablename__),
    "purchases_not_replaced_under_an_account",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchase_accounts a WHERE a.purchase_id = NEW.id)",
    "a test purchase with an account is not put in again",
)
refuse(
    "purchase_accounts",
    "purchase_accounts_of_the_purchases_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "an account belongs to the authority of its test purchase",
)
refuse(
    "purchase_accounts",
    "purchase_accounts_by_its_officers",
    ("INSERT",),
    "NEW.signed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
    "AND NEW.officer_id IN (p.officer_id, p.second_officer_id))",
    "an account is begun, unsigned, by an officer of the test",
)
refuse(
    "purchase_accounts",
    "purchase_accounts_signed_by_its_officers",
    ("UPDATE",),
    "OLD.signed_at IS NULL AND NEW.signed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM purchases p "
    "WHERE p.id = NEW.purchase_id AND NEW.officer_id IN (p.officer_id, p.second_officer_id))",
    "an account is signed by an officer of the test",
)
refuse(
    "purchase_accounts",
    "purchase_accounts_opened_when_all_have_signed",
    ("UPDATE",),
    f"OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL AND {UNSIGNED_OFFICER}",
    "accounts are opened when every officer of the test has signed",
)
refuse(
    "purchase_accounts",
    "purchase_accounts_stay",
    ("UPDATE",),
    "NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.officer_id <> OLD.officer_id "
    "OR NEW.started_at <> OLD.started_at "
    "OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at) "
    "OR (OLD.signed_at IS NOT NULL AND (NEW.words <> OLD.words OR NEW.saved_at <> OLD.saved_at "
    "OR NEW.signed_at IS DISTINCT FROM OLD.signed_at OR NEW.signed_sha256 IS DISTINCT FROM OLD.signed_sha256 "
    "OR NEW.signed_document IS DISTINCT FROM OLD.signed_document))",
    "a signed account never changes",
)
refuse("purchase_accounts", "purchase_accounts_never_deleted", ("DELETE",), "1 = 1", "an account is never deleted")
refuse(
    "purchase_accounts",
    "purchase_accounts_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchase_accounts k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM purchase_accounts k "
    "WHERE k.purchase_id = NEW.purchase_id AND k.officer_id = NEW.officer_id)",
    "an officer writes one account of a test",
)
refuse_truncate("purchase_accounts", "purchase_accounts_not_emptied", "an account is never deleted")
refuse(
    "purchase_account_additions",
    "purchase_account_additions_by_its_writer",
    ("INSERT",),
    "NOT EXISTS (SELECT 1 FROM purchase_accounts a WHERE a.id = NEW.account_id AND a.officer_id = NEW.officer_id "
    "AND a.authority_id = NEW.authority_id AND a.signed_at IS NOT NULL)",
    "only its writer adds to an account, once it is signed",
)
refuse(
    "purchase_account_additions",
    "purchase_account_additions_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "what is added to an account stays",
)
refuse(
    "purchase_account_additions",
    "purchase_account_additions_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchase_account_additions k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 "
    "FROM purchase_account_additions k WHERE k.account_id = NEW.account_id AND k.number = NEW.number)",
    "an addition is written once",
)
refuse_truncate(
    "purchase_account_additions", "purchase_account_additions_not_emptied", "what is added to an account stays"
)
