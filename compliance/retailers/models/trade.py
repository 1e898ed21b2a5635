"""Tables of how an outlet trades: its other names, contacts, products, channels, deliveries, hours, licences."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.accounts.rules import Nation
from compliance.database import Owned, refuse, stored, versioned
from compliance.retailers.rules import ArrangementKind, Channel, ContactPurpose, Display

_ENDS = "to_on IS NULL OR from_on IS NULL OR to_on >= from_on"


@versioned
class TradingName(Owned, table=True):
    """A name that an outlet trades or traded under beside its present one, which is `outlets.name`.

    Both days are inclusive; no first day when it is not known, no last day while the name is in use.
    """

    __tablename__ = "trading_names"
    __table_args__ = (
        sa.Index("ix_trading_names_outlet", "outlet_id", "from_on"),
        sa.Index("ix_trading_names_authority_name", "authority_id", "sort_name", "id"),
        sa.CheckConstraint(_ENDS, name="ends_after_start"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    name: str = Field(max_length=200)
    sort_name: str = Field(max_length=200)
    from_on: date | None = None
    to_on: date | None = None
    note: str = Field(default="", max_length=500)
    recorded_at: datetime
    version: int = 1


@versioned
class Contact(Owned, table=True):
    """A person or desk to turn to for one purpose, at an outlet or at a legal entity: personal data.

    `telephone` stands as it was typed; `telephone_e164` is the same number for comparing, "" when it cannot be one.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        sa.Index("ix_contacts_outlet", "outlet_id"),
        sa.Index("ix_contacts_entity", "entity_id"),
        sa.Index("ix_contacts_authority_telephone", "authority_id", "telephone_e164"),
        sa.CheckConstraint("(outlet_id IS NULL) <> (entity_id IS NULL)", name="of_one"),
        sa.CheckConstraint(_ENDS, name="ends_after_start"),
    )
    outlet_id: UUID | None = Field(default=None, foreign_key="outlets.id")
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    purpose: ContactPurpose = stored(ContactPurpose)
    name: str = Field(default="", max_length=120)
    job_title: str = Field(default="", max_length=120)
    telephone: str = Field(default="", max_length=40)
    telephone_e164: str = Field(default="", max_length=20)
    email: str = Field(default="", max_length=254)
    from_on: date | None = None
    to_on: date | None = None
    note: str = Field(default="", max_length=500)
    recorded_at: datetime
    version: int = 1


class OutletProduct(Owned, table=True):
    """Whether a kind of product is sold at an outlet, as it was last seen. No row: nobody has looked."""

    __tablename__ = "outlet_products"
    __table_args__ = (
        sa.UniqueConstraint("outlet_id", "category"),
        sa.Index("ix_outlet_products_sold", "authority_id", "category", "sold", "outlet_id"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    category: str = Field(foreign_key="product_categories.code", max_length=40)
    sold: bool
    seen_on: date
    seen_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


class OutletChannel(Owned, table=True):
    """A way in which an outlet sells, as it was last seen."""

    __tablename__ = "outlet_channels"
    __table_args__ = (
        sa.UniqueConstraint("outlet_id", "channel"),
        sa.Index("ix_outlet_channels_channel", "authority_id", "channel", "outlet_id"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    channel: Channel = stored(Channel)
    seen_on: date
    seen_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


class OutletDisplay(Owned, table=True):
    """A way in which an outlet stores or displays knives, as it was last seen."""

    __tablename__ = "outlet_displays"
    __table_args__ = (
        sa.UniqueConstraint("outlet_id", "display"),
        sa.Index("ix_outlet_displays_display", "authority_id", "display", "outlet_id"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    display: Display = stored(Display)
    seen_on: date
    seen_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


@versioned
class Arrangement(Owned, table=True):
    """How what is ordered at an outlet reaches the customer, and by whom: no entity for the outlet's own people."""

    __tablename__ = "delivery_arrangements"
    __table_args__ = (
        sa.Index("ix_delivery_arrangements_outlet", "outlet_id"),
        sa.Index("ix_delivery_arrangements_entity", "entity_id"),
        sa.CheckConstraint(_ENDS, name="ends_after_start"),
        sa.CheckConstraint(
            "kind NOT IN ('own_delivery', 'in_store_collection') OR entity_id IS NULL", name="own_people_are_no_entity"
        ),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    kind: ArrangementKind = stored(ArrangementKind)
    entity_id: UUID | None = Field(default=None, foreign_key="entities.id")
    from_on: date | None = None
    to_on: date | None = None
    note: str = Field(default="", max_length=500)
    recorded_at: datetime
    version: int = 1


class OpeningHours(Owned, table=True):
    """When an outlet is open on a weekday (0 is Monday), as rules.Hours writes it. No row: not recorded."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        sa.UniqueConstraint("outlet_id", "weekday"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="a_day_of_the_week"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    weekday: int
    hours: str = Field(max_length=100)


@versioned
class Licence(Owned, table=True):
    """A licence to sell, as the nation of the outlet has it. Both days are inclusive. Empty until there is one."""

    __tablename__ = "outlet_licences"
    __table_args__ = (
        sa.Index("ix_outlet_licences_outlet", "outlet_id", "from_on"),
        sa.CheckConstraint(_ENDS, name="ends_after_start"),
    )
    outlet_id: UUID = Field(foreign_key="outlets.id")
    nation: Nation = stored(Nation)
    number: str = Field(max_length=60)
    issued_by: str = Field(default="", max_length=120)
    from_on: date | None = None
    to_on: date | None = None
    note: str = Field(default="", max_length=500)
    recorded_at: datetime
    version: int = 1


_OF_OUTLET = "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)"
_OF_ENTITY = "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)"

for _table, _condition in (
    ("trading_names", _OF_OUTLET),
    ("contacts", f"{_OF_OUTLET} OR {_OF_ENTITY}"),
    ("outlet_products", _OF_OUTLET),
    ("outlet_channels", _OF_OUTLET),
    ("outlet_displays", _OF_OUTLET),
    ("delivery_arrangements", f"{_OF_OUTLET} OR {_OF_ENTITY}"),
    ("opening_hours", _OF_OUTLET),
    ("outlet_licences", _OF_OUTLET),
):
    refuse(
        _table,
        f"{_table}_of_the_outlets_authority",
        ("INSERT", "UPDATE"),
        _condition,
        "what is said of an outlet or of an entity belongs to its authority",
    )
