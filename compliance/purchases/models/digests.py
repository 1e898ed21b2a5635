"""Tables of the e-mails about running clocks, and of what each officer has been told."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.purchases.rules.digest import DigestState


@versioned
class ClockDigest(Owned, table=True):
    """One e-mail to one officer about the clocks that had newly fallen into a band. Its words stand as they were made.

    `to_address` is where it went, as the officer's account had it. `as_at` is the day from which the days left count.
    """

    __tablename__ = "clock_digests"
    __table_args__ = (
        sa.Index("ix_clock_digests_state", "authority_id", "state"),
        sa.CheckConstraint("(sent_at IS NOT NULL) = (state = 'sent')", name="sent_has_moment"),
    )
    officer_id: UUID = Field(foreign_key="officers.id")
    to_address: str = Field(max_length=254)
    as_at: date
    subject: str = Field(max_length=200)
    text: str = Field(sa_type=sa.Text)
    state: DigestState = stored(DigestState)
    reason: str = Field(default="", sa_type=sa.Text)
    attempts: int = 0
    made_at: datetime
    sent_at: datetime | None = None
    version: int = 1


class ClockAlert(Owned, table=True):
    """That an officer was told of one clock in one band, by which e-mail. A last day that moves is told anew."""

    __tablename__ = "clock_alerts"
    __table_args__ = (
        sa.UniqueConstraint("officer_id", "purchase_id", "provision", "last_day", "band"),
        sa.Index("ix_clock_alerts_purchase", "purchase_id"),
        sa.Index("ix_clock_alerts_digest", "digest_id"),
    )
    digest_id: UUID = Field(foreign_key="clock_digests.id")
    officer_id: UUID = Field(foreign_key="officers.id")
    purchase_id: UUID = Field(foreign_key="purchases.id")
    provision: str = Field(max_length=40)
    last_day: date
    band: int


refuse(
    "clock_digests",
    "clock_digests_stay_sent",
    ("UPDATE", "DELETE"),
    "OLD.state = 'sent'",
    "a mail that was sent stays sent",
)
for _table, _column in (("clock_digests", "officer_id"), ("clock_alerts", "officer_id")):
    refuse(
        _table,
        f"{_table}_of_the_officers_authority",
        ("INSERT",),
        f"EXISTS (SELECT 1 FROM officers o WHERE o.id = NEW.{_column} AND o.authority_id <> NEW.authority_id)",  # noqa: S608
        "an officer is told of the clocks of their own authority",
    )
refuse(
    "clock_alerts",
    "clock_alerts_of_the_purchases_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "an officer is told of the clocks of their own authority",
)
