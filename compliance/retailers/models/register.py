"""Tables of the register: legal entities, outlets, their external references, and who operated what when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.retailers.rules import EntityKind, HowKnown, OutletKind, OutletStatus, Scheme, is_number_missing

_WORDS = sa.JSON(none_as_null=True)


@versioned
class Entity(Owned, table=True):
    """The legal person who answers for a sale. A sole trader's record is personal data.

    What it is besides a retailer, which whoever operates an outlet is, the last two columns say: it carries parcels for
    others, or others sell on its website.
    """

    __tablename__ = "entities"
    __table_args__ = (
        sa.Index(
            "uq_entities_company_number",
            "authority_id",
            "company_number",
            unique=True,
            sqlite_where=sa.text("company_number IS NOT NULL"),
            postgresql_where=sa.text("company_number IS NOT NULL"),
        ),
        sa.Index("ix_entities_authority_name", "authority_id", "name", "id"),
        sa.CheckConstraint(
            "company_number IS NULL OR kind IN ('company', 'llp')", name="company_number_only_for_companies"
        ),
    )
    kind: EntityKind = stored(EntityKind)
    name: str = Field(max_length=200)
    company_number: str | None = Field(default=None, max_length=8)
    address: str = Field(default="", sa_type=sa.Text)
    postcode: str | None = Field(default=None, max_length=8)
    email: str = Field(default="", max_length=254)
    telephone: str = Field(default="", max_length=40)
    primary_authority: str = Field(default="", max_length=120)
    primary_authority_contact: str = Field(default="", max_length=254)
    primary_authority_plan: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    primary_authority_since_on: date | None = None
    own_training_scheme: bool = False
    is_delivery_company: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    is_marketplace: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    recorded_at: datetime
    version: int = 1

    @property
    def number_missing(self) -> bool:
        """Whether Companies House has a number for it that is not recorded here."""
        return is_number_missing(self.kind, self.company_number)


@versioned
class Outlet(Owned, table=True):
    """What can be visited or tested: premises, or an online shop.

    `status_on` is the first day of the status and `named_on` of the name, None when they are not known.
    `telephone_e164` is the telephone number for comparing, "" when it cannot be one. `marketplace_entity_id` is the
    entity that runs the marketplace (it has no key, for SQLite adds none to a table that stands). `brand` is the chain
    that its name is known by, "" for none; `is_chain` what an officer says of it, None where the brand is believed.
    `merged_into_id` is the outlet that this one turned out to be: its records are there, and its page leads there.
    """

    __tablename__ = "outlets"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.Index("ix_outlets_authority_name", "authority_id", "sort_name", "id"),
        sa.Index("ix_outlets_authority_postcode", "authority_id", "postcode", "id"),
        sa.CheckConstraint(
            "kind <> 'online_shop' OR domain IS NOT NULL OR marketplace IS NOT NULL", name="online_address"
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"
        ),
        sa.Index(
            "ix_outlets_authority_telephone",
            "authority_id",
            "telephone_e164",
            sqlite_where=sa.text("telephone_e164 <> ''"),
            postgresql_where=sa.text("telephone_e164 <> ''"),
        ),
    )
    reference: str = Field(max_length=30)
    kind: OutletKind = stored(OutletKind)
    name: str = Field(max_length=200)
    sort_name: str = Field(max_length=200)
    business_type: str = Field(default="", max_length=120)
    address_1: str = Field(default="", max_length=200)
    address_2: str = Field(default="", max_length=200)
    address_3: str = Field(default="", max_length=200)
    address_4: str = Field(default="", max_length=200)
    postcode: str | None = Field(default=None, max_length=8)
    postcode_given: str = Field(default="", max_length=40)
    uprn: str | None = Field(default=None, max_length=12)
    latitude: float | None = None
    longitude: float | None = None
    ward_code: str | None = Field(default=None, max_length=12)
    domain: str | None = Field(default=None, max_length=253)
    marketplace: str | None = Field(default=None, max_length=120)
    marketplace_seller: str | None = Field(default=None, max_length=120)
    marketplace_seller_id: str | None = Field(default=None, max_length=60)
    marketplace_entity_id: UUID | None = None
    telephone: str = Field(default="", max_length=40)
    telephone_e164: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    email: str = Field(default="", max_length=254)
    status: OutletStatus = stored(OutletStatus, default=OutletStatus.TRADING)
    status_on: date | None = None
    named_on: date | None = None
    brand: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    is_chain: bool | None = None
    merged_into_id: UUID | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    missing_since_on: date | None = None
    missing_source: str = Field(default="", max_length=40)
    notes: str = Field(default="", sa_type=sa.Text)
    recorded_at: datetime
    version: int = 1


class Reference(Owned, table=True):
    """Somebody else's number for an outlet: the FHRS id, the council's own id.

    `words` are what a register that is imported said of the outlet when it was last read (`Particulars.as_json`), so
    that the next import tells a change of the register from an officer's correction of the outlet.
    """

    __tablename__ = "outlet_references"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "scheme", "value"),
        sa.Index("ix_outlet_references_outlet", "outlet_id"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    scheme: Scheme = stored(Scheme)
    value: str = Field(max_length=60)
    words: dict[str, Any] | None = Field(default=None, sa_type=_WORDS)


@versioned
class Operator(Owned, table=True):
    """Which entity ran which outlet, from the first day to the last day inclusive; no last day while it still does."""

    __tablename__ = "operators"
    __table_args__ = (
        sa.Index("ix_operators_outlet", "outlet_id", "from_on"),
        sa.Index("ix_operators_entity", "entity_id"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    entity_id: UUID = Field(foreign_key="entities.id")
    from_on: date
    to_on: date | None = None
    how_known: HowKnown = stored(HowKnown)
    how_known_note: str = Field(default="", max_length=500)
    confirmed_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    confirmed_at: datetime
    version: int = 1


refuse(
    "operators",
    "operators_do_not_overlap",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM operators o WHERE o.outlet_id = NEW.outlet_id AND o.id <> NEW.id "
    "AND (NEW.to_on IS NULL OR o.from_on <= NEW.to_on) AND (o.to_on IS NULL OR o.to_on >= NEW.from_on))",
    "the periods of two operators of one outlet overlap",
    lock="PERFORM 1 FROM outlets WHERE id = NEW.outlet_id FOR UPDATE",
)
refuse(
    "operators",
    "operators_of_the_outlets_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id) "
    "OR EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)",
    "an operator belongs to the authority of its outlet and of its entity",
)
refuse(
    "outlets",
    "outlets_stay_with_their_authority",
    "UPDATE",
    "NEW.authority_id <> OLD.authority_id",
    "an outlet stays with its authority",
)
# Visits, agreements, training and purchases stand above the register: their tables are named here, as theirs name ours.
refuse(
    "outlets",
    "outlets_opened_before_their_records",
    "UPDATE",
    "NEW.opened_on IS NOT NULL AND (OLD.opened_on IS NULL OR NEW.opened_on > OLD.opened_on) AND ("
    "EXISTS (SELECT 1 FROM purchases p WHERE p.outlet_id = NEW.id AND p.tested_on < NEW.opened_on) "
    "OR EXISTS (SELECT 1 FROM visits v WHERE v.outlet_id = NEW.id AND v.visited_on < NEW.opened_on) "
    "OR EXISTS (SELECT 1 FROM agreements a JOIN agreement_events e ON e.agreement_id = a.id "
    'WHERE a.outlet_id = NEW.id AND e.struck_out_at IS NULL AND e."on" < NEW.opened_on) '
    "OR EXISTS (SELECT 1 FROM training_invitations i WHERE i.outlet_id = NEW.id AND i.invited_on < NEW.opened_on) "
    "OR EXISTS (SELECT 1 FROM training_attendances t JOIN training_sessions s ON s.id = t.session_id "
    'WHERE t.outlet_id = NEW.id AND s."on" < NEW.opened_on) '
    "OR EXISTS (SELECT 1 FROM operators o WHERE o.outlet_id = NEW.id AND o.from_on < NEW.opened_on))",
    "an outlet cannot have opened after what is recorded of it",
)
