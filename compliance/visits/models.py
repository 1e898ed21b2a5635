"""The table of visits."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.visits.rules import Display, OfferAnswer, Storage, VisitKind


@versioned
class Visit(Owned, table=True):
    """An officer at an outlet on a day. None in an observation means that it was not recorded."""

    __tablename__ = "visits"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_visits_outlet", "outlet_id", "visited_on", "id"),
        sa.Index("ix_visits_authority", "authority_id", "visited_on", "id"),
        sa.UniqueConstraint("outlet_id", "officer_id", "visited_on", "started_at_time"),
        sa.CheckConstraint("visited_on <= recorded_on", name="not_in_the_future"),
        sa.CheckConstraint(
            "refusals_log_last_on IS NULL "
            "OR (refusals_log IS NOT NULL AND refusals_log AND refusals_log_last_on <= visited_on)",
            name="last_entry_of_a_log_that_was_seen",
        ),
    )
    reference: str = Field(max_length=30)
    outlet_id: UUID = Field(foreign_key="outlets.id")
    kind: VisitKind = stored(VisitKind)
    visited_on: date
    started_at_time: time | None = None
    officer_id: UUID = Field(foreign_key="officers.id")
    accompanied_by: str = Field(default="", max_length=200)
    spoke_to: str = Field(default="", max_length=120)
    capacity: str = Field(default="", max_length=120)
    storage: Storage | None = stored(Storage, nullable=True, default=None)
    display: Display | None = stored(Display, nullable=True, default=None)
    challenge_25_poster: bool | None = None
    refusals_log: bool | None = None
    refusals_log_last_on: date | None = None
    till_prompt: bool | None = None
    advice_law: str = Field(default="", sa_type=sa.Text)
    advice_good_practice: str = Field(default="", sa_type=sa.Text)
    agreement_offer: OfferAnswer = stored(OfferAnswer, name="agreement_offer", default=OfferAnswer.NOT_OFFERED)
    training_offer: OfferAnswer = stored(OfferAnswer, name="training_offer", default=OfferAnswer.NOT_OFFERED)
    offer_words: str = Field(default="", sa_type=sa.Text)
    notes: str = Field(default="", sa_type=sa.Text)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


refuse(
    "visits",
    "visits_of_the_outlets_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
    "a visit belongs to the authority of its outlet",
)
refuse(
    "visits",
    "visits_after_outlet_opened",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.opened_on > NEW.visited_on)",
    "a visit cannot be before its outlet existed",
)
