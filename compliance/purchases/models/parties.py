"""The table of parties: seller, marketplace and delivery company of a test made online, each with its own outcome."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.purchases.models.purchase import Purchase  # noqa: F401 - its table is named by a refusal
from compliance.purchases.rules import PartyOutcome, PartyRole


@versioned
class Party(Owned, table=True):
    """One party to a sale online: who it is, where it trades, and how it did, apart from the others."""

    __tablename__ = "purchase_parties"
    __table_args__ = (
        sa.UniqueConstraint("purchase_id", "role"),
        sa.CheckConstraint("trim(name) <> ''", name="named"),
        sa.CheckConstraint("outcome = 'not_judged' OR trim(outcome_reason) <> ''", name="judged_with_reasons"),
        sa.CheckConstraint("company_number = '' OR incorporated IS NOT FALSE", name="numbered_when_incorporated"),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    role: PartyRole = stored(PartyRole)
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    name: str = Field(max_length=200)
    in_uk: bool | None = None
    incorporated: bool | None = None
    company_number: str = Field(default="", max_length=20)
    outcome: PartyOutcome = stored(PartyOutcome, default=PartyOutcome.NOT_JUDGED)
    outcome_reason: str = Field(default="", sa_type=sa.Text)
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


refuse(
    "purchase_parties",
    "purchase_parties_of_the_purchases_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a party belongs to the authority of its test purchase",
)
refuse(
    "purchase_parties",
    "purchase_parties_of_the_entitys_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)",
    "a party is an entity of the authority of its test purchase",
)
refuse(
    "purchase_parties",
    "purchase_parties_keep_to_their_place",
    "UPDATE",
    "NEW.purchase_id <> OLD.purchase_id OR NEW.role <> OLD.role",
    "a party stays the party of its test purchase in its role",
)
refuse(
    "purchase_parties",
    "purchase_parties_stay",
    "DELETE",
    "1 = 1",
    "a party of a test purchase is corrected, never deleted",
)
