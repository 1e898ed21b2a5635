"""Who consented to be named on the public list of signatories, and who withdrew it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.agreements.rules import SignedHow
from compliance.database import Owned, refuse, stored


class Consent(Owned, table=True):
    """The consent of whoever signed an agreement that its shops are named in public, until it is withdrawn.

    `how` is how it was given: on paper or in words to an officer, on the officer's phone, or by the link.
    `premises_confirmed`: the address is of business premises, so that the home of a sole trader is never named.
    """

    __tablename__ = "agreement_consents"
    __table_args__ = (
        sa.Index("ix_agreement_consents_agreement", "agreement_id", "id"),
        sa.CheckConstraint("given_by <> '' AND capacity <> ''", name="given_by_somebody"),
        sa.Index(
            "uq_agreement_consents_standing",
            "agreement_id",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )
    agreement_id: UUID = Field(foreign_key="agreements.id")
    given_on: date
    given_by: str = Field(max_length=120)
    capacity: str = Field(max_length=120)
    how: SignedHow = stored(SignedHow)
    premises_confirmed: bool = False
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    withdrawn_at: datetime | None = None
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "agreement_consents",
    "agreement_consents_of_the_agreements_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
    "a consent belongs to the authority of its agreement",
)
refuse(
    "agreement_consents",
    "agreement_consents_stay",
    ("UPDATE",),
    "OLD.withdrawn_at IS NOT NULL OR OLD.agreement_id <> NEW.agreement_id OR OLD.given_on <> NEW.given_on "
    "OR OLD.given_by <> NEW.given_by OR OLD.capacity <> NEW.capacity OR OLD.how <> NEW.how",
    "a consent stays as it was given: it can only be withdrawn",
)
refuse("agreement_consents", "agreement_consents_never_deleted", ("DELETE",), "1 = 1", "consents are never deleted")
