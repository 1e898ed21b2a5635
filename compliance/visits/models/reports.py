"""Tables of visit reports and of how each reached the trader. A report that was issued never changes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored, versioned
from compliance.visits.rules.reports import GivenBy, MailState

FIRST = "supersedes_id IS NULL"


class VisitReport(Owned, table=True):
    """What was given to a trader about a visit: its bytes, in plain and in large print, and what they were made of."""

    __tablename__ = "visit_reports"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.UniqueConstraint("supersedes_id"),
        sa.Index(
            "uq_visit_reports_first",
            "visit_id",
            unique=True,
            sqlite_where=sa.text(FIRST),
            postgresql_where=sa.text(FIRST),
        ),
        sa.Index("ix_visit_reports_visit", "visit_id", "id"),
    )
    reference: str = Field(max_length=30)
    visit_id: UUID = Field(foreign_key="visits.id")
    visit_version: int
    supersedes_id: UUID | None = Field(default=None, foreign_key="visit_reports.id")
    template_version: str = Field(max_length=20)
    facts: dict[str, Any] = Field(sa_type=sa.JSON)
    sha256: str = Field(max_length=64)
    pages: int
    large_sha256: str = Field(max_length=64)
    large_pages: int
    issued_on: date
    issued_at: datetime
    issued_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


@versioned
class ReportGiven(Owned, table=True):
    """How a visit report reached the trader: handed over, or e-mailed. Only what the worker sends has a `state`."""

    __tablename__ = "visit_reports_given"
    __table_args__ = (
        sa.Index("ix_visit_reports_given_report", "report_id", "id"),
        sa.CheckConstraint("(how = 'emailed') = (state IS NOT NULL)", name="emailed_has_state"),
        sa.CheckConstraint("(sent_at IS NOT NULL) = (state IS NOT NULL AND state = 'sent')", name="sent_has_moment"),
        sa.CheckConstraint("given_on <= recorded_on", name="not_in_the_future"),
    )
    report_id: UUID = Field(foreign_key="visit_reports.id")
    how: GivenBy = stored(GivenBy, name="how")
    to_whom: str = Field(max_length=254)
    given_on: date
    large_print: bool = False
    message: str = Field(default="", sa_type=sa.Text)
    state: MailState | None = stored(MailState, name="state", nullable=True, default=None)
    reason: str = Field(default="", sa_type=sa.Text)
    attempts: int = 0
    sent_at: datetime | None = None
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


refuse(
    "visit_reports",
    "visit_reports_of_the_visits_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM visits v WHERE v.id = NEW.visit_id AND v.authority_id <> NEW.authority_id)",
    "a visit report belongs to the authority of its visit",
)
refuse(
    "visit_reports",
    "visit_reports_never_change",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a visit report that was issued never changes",
)
refuse_truncate("visit_reports", "visit_reports_not_emptied", "a visit report that was issued never changes")
refuse(
    "visit_reports_given",
    "visit_reports_given_stay_sent",
    ("UPDATE",),
    "OLD.state IS NOT NULL AND OLD.state = 'sent'",
    "a mail that was sent stays sent",
)
