"""The tables of visits, of who came along, and of the answers to an authority’s own questions."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.visits.rules import Agency, Display, Exemption, NoticeHow, OfferAnswer, Storage, VisitKind


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
        sa.CheckConstraint("visit_again_by > visited_on", name="visited_again_after"),
        sa.CheckConstraint("left_at_time >= started_at_time", name="left_after_it_began"),
        sa.CheckConstraint(
            "notice_received_on IS NULL OR (notice_received_on <= visited_on AND notice_exemption IS NULL)",
            name="notice_before_or_none_needed",
        ),
        sa.CheckConstraint("notice_exemption IS NULL OR exemption_reason <> ''", name="exemption_has_a_reason"),
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
    left_at_time: time | None = None
    staff_training_record: bool | None = None
    age_check_online: bool | None = None
    visit_again_by: date | None = None
    notice_received_on: date | None = None
    notice_how: NoticeHow | None = stored(NoticeHow, nullable=True, default=None)
    notice_exemption: Exemption | None = stored(Exemption, nullable=True, default=None)
    exemption_reason: str = Field(default="", max_length=1000, sa_column_kwargs={"server_default": ""})
    checklist_id: UUID | None = Field(default=None, foreign_key="visit_checklists.id")


class VisitOfficer(Owned, table=True):
    """An officer of the authority at a visit, beside the one who leads it."""

    __tablename__ = "visit_officers"
    __table_args__ = (sa.UniqueConstraint("visit_id", "officer_id"),)
    visit_id: UUID = Field(foreign_key="visits.id")
    officer_id: UUID = Field(foreign_key="officers.id", index=True)


class VisitPartner(Owned, table=True):
    """Another agency at a visit, and its people as they gave their names."""

    __tablename__ = "visit_partners"
    __table_args__ = (sa.UniqueConstraint("visit_id", "agency"),)
    visit_id: UUID = Field(foreign_key="visits.id")
    agency: Agency = stored(Agency)
    person: str = Field(default="", max_length=200)


class VisitAnswer(Owned, table=True):
    """What was answered at a visit to a question of the authority’s own. See `rules.read_answer` for how."""

    __tablename__ = "visit_answers"
    __table_args__ = (sa.UniqueConstraint("visit_id", "question_id"),)
    visit_id: UUID = Field(foreign_key="visits.id")
    question_id: UUID = Field(foreign_key="visit_questions.id", index=True)
    answer: str = Field(sa_type=sa.Text)


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
refuse(
    "visits",
    "visits_checklist_of_the_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM visit_checklists c WHERE c.id = NEW.checklist_id AND c.authority_id <> NEW.authority_id)",
    "a visit has a checklist of its own authority",
)
refuse(
    "visit_answers",
    "visit_answers_of_the_visits_checklist",
    ("INSERT", "UPDATE"),
    "NOT EXISTS (SELECT 1 FROM visits v JOIN visit_questions q ON q.checklist_id = v.checklist_id "
    "WHERE v.id = NEW.visit_id AND q.id = NEW.question_id AND q.observation IS NULL)",
    "an answer is to a question of the checklist of its visit",
)
for _table in ("visit_officers", "visit_partners", "visit_answers"):
    refuse(
        _table,
        f"{_table}_of_the_visits_authority",
        ("INSERT", "UPDATE"),
        "EXISTS (SELECT 1 FROM visits v WHERE v.id = NEW.visit_id AND v.authority_id <> NEW.authority_id)",
        "what a visit holds belongs to its authority",
    )
