"""Tables of Responsible Retailer Agreements and the dated events of each."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.agreements.rules import AgreementEventKind
from compliance.database import Owned, refuse, stored


class Agreement(Owned, table=True):
    """An agreement offered in one version of its text: for one outlet, or for all that a legal entity operates."""

    __tablename__ = "agreements"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_agreements_outlet", "outlet_id", "id"),
        sa.Index("ix_agreements_entity", "entity_id", "id"),
        sa.CheckConstraint("(outlet_id IS NULL) <> (entity_id IS NULL)", name="of_an_outlet_or_an_entity"),
        sa.CheckConstraint("covers_stores OR covers_online OR covers_delivery", name="covers_something"),
    )
    reference: str = Field(max_length=30)
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    text_id: UUID = Field(foreign_key="agreement_texts.id", index=True)
    covers_stores: bool = True
    covers_online: bool = False
    covers_delivery: bool = False
    recorded_at: datetime


class AgreementEvent(Owned, table=True):
    """What happened to an agreement on a day. Made in error, it is struck out with a reason, never deleted."""

    __tablename__ = "agreement_events"
    __table_args__ = (
        sa.Index("ix_agreement_events_agreement", "agreement_id", "on", "id"),
        sa.Index("ix_agreement_events_lapses", "authority_id", "lapses_on"),
        sa.Index("ix_agreement_events_review", "authority_id", "review_on"),
        sa.CheckConstraint('"on" <= recorded_on', name="not_in_the_future"),
        sa.CheckConstraint("kind <> 'signed' OR (signatory <> '' AND capacity <> '')", name="signed_by_somebody"),
        sa.CheckConstraint('lapses_on IS NULL OR lapses_on > "on"', name="lapses_later"),
        sa.CheckConstraint('review_on IS NULL OR review_on > "on"', name="reviewed_later"),
        sa.CheckConstraint(
            "(kind = 'removal_proposed') = (reply_by_on IS NOT NULL)", name="time_to_reply_to_a_proposal_of_removal"
        ),
        sa.CheckConstraint('reply_by_on IS NULL OR reply_by_on > "on"', name="replied_later"),
        sa.CheckConstraint(
            "kind NOT IN ('removal_proposed', 'replied', 'removed') OR words <> ''", name="removed_for_a_reason"
        ),
        sa.CheckConstraint("struck_out_at IS NULL OR struck_out_reason <> ''", name="struck_out_for_a_reason"),
        sa.Index(
            "uq_agreement_events_once_a_day",
            "agreement_id",
            "kind",
            "on",
            unique=True,
            sqlite_where=sa.text("struck_out_at IS NULL"),
            postgresql_where=sa.text("struck_out_at IS NULL"),
        ),
    )
    agreement_id: UUID = Field(foreign_key="agreements.id")
    kind: AgreementEventKind = stored(AgreementEventKind)
    on: date
    signatory: str = Field(default="", max_length=120)
    capacity: str = Field(default="", max_length=120)
    words: str = Field(default="", sa_type=sa.Text)
    lapses_on: date | None = None
    review_on: date | None = None
    reply_by_on: date | None = None
    visit_id: UUID | None = Field(default=None, foreign_key="visits.id", index=True)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    struck_out_at: datetime | None = None
    struck_out_reason: str = Field(default="", max_length=500)


refuse(
    "agreement_events",
    "agreement_events_after_outlet_opened",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM agreements a JOIN outlets o ON o.id = a.outlet_id "
    'WHERE a.id = NEW.agreement_id AND o.opened_on > NEW."on")',
    "an agreement cannot be before its outlet existed",
)
# Past agreements that an import brought may be taken back, while that import is being undone and at no other time.
refuse(
    "agreement_events",
    "agreement_events_never_deleted",
    ("DELETE",),
    "NOT EXISTS (SELECT 1 FROM import_runs n JOIN import_rows r ON r.run_id = n.id WHERE n.state = 'undoing' "
    "AND n.authority_id = OLD.authority_id AND r.record_id = OLD.agreement_id)",
    "agreement events are never deleted",
)
refuse(
    "agreement_events",
    "agreement_events_stay",
    ("UPDATE",),
    "OLD.struck_out_at IS NOT NULL OR OLD.agreement_id <> NEW.agreement_id OR OLD.kind <> NEW.kind "
    'OR OLD."on" <> NEW."on" OR OLD.signatory <> NEW.signatory OR OLD.capacity <> NEW.capacity '
    "OR OLD.words <> NEW.words OR OLD.lapses_on <> NEW.lapses_on "
    "OR (OLD.lapses_on IS NULL) <> (NEW.lapses_on IS NULL) OR OLD.review_on <> NEW.review_on "
    "OR (OLD.review_on IS NULL) <> (NEW.review_on IS NULL) OR OLD.reply_by_on <> NEW.reply_by_on "
    "OR (OLD.reply_by_on IS NULL) <> (NEW.reply_by_on IS NULL)",
    "an agreement event stays as recorded: it can only be struck out",
)
refuse(
    "agreements",
    "agreements_of_the_outlets_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)",
    "an agreement belongs to the authority of its outlet",
)
refuse(
    "agreements",
    "agreements_of_the_entitys_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM entities o WHERE o.id = NEW.entity_id AND o.authority_id <> NEW.authority_id)",
    "an agreement belongs to the authority of its entity",
)
refuse(
    "agreements",
    "agreements_of_the_texts_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM agreement_texts o WHERE o.id = NEW.text_id AND o.authority_id <> NEW.authority_id)",
    "an agreement belongs to the authority of its text",
)
refuse(
    "agreement_events",
    "agreement_events_of_the_agreements_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
    "an agreement event belongs to the authority of its agreement",
)
