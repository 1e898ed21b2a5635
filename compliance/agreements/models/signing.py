"""How an agreement was signed, where it was not on paper."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.agreements.rules import SignedHow
from compliance.database import Owned, refuse, stored


class Signing(Owned, table=True):
    """A signature by a link (each link signs once) or on an officer's phone, with the officer as the witness.

    `form_id` is the identifier that the page on the phone was given: sent twice, it signs once.
    """

    __tablename__ = "agreement_signings"
    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.UniqueConstraint("link_id"),
        sa.UniqueConstraint("form_id"),
        sa.Index("ix_agreement_signings_agreement", "agreement_id", "id"),
        sa.CheckConstraint("(how = 'link') = (link_id IS NOT NULL)", name="by_a_link"),
        sa.CheckConstraint("(how = 'on_phone') = (witness_id IS NOT NULL)", name="before_a_witness"),
    )
    agreement_id: UUID = Field(foreign_key="agreements.id")
    event_id: UUID = Field(foreign_key="agreement_events.id")
    how: SignedHow = stored(SignedHow)
    link_id: UUID | None = Field(default=None, foreign_key="signing_links.id")
    form_id: UUID | None = None
    witness_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "agreement_signings",
    "agreement_signings_of_the_agreements_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
    "a signature belongs to the authority of its agreement",
)
refuse(
    "agreement_signings",
    "agreement_signings_of_the_links_agreement",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM signing_links o WHERE o.id = NEW.link_id AND o.agreement_id <> NEW.agreement_id)",
    "a link signs its own agreement",
)
refuse("agreement_signings", "agreement_signings_stay", ("UPDATE", "DELETE"), "1 = 1", "how it was signed stays")
