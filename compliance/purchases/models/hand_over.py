"""The table of hand-overs: how an online order reached, or did not reach, its buyer."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.purchases.models.purchase import Purchase
from compliance.purchases.rules import AddressKind, HandOverResult


@versioned
class HandOver(Owned, table=True):
    """How an online order reached, or did not reach, its buyer: a result of its own, with its own parties and days."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        sa.UniqueConstraint("purchase_id"),
        sa.CheckConstraint("handed_over_on IS NULL OR handed_over_on <= recorded_on", name="not_in_the_future"),
        sa.CheckConstraint(
            "handed_to_age_years IS NULL OR handed_to_age_years BETWEEN 0 AND 120", name="age_of_a_person"
        ),
        sa.CheckConstraint("(result = 'not_yet') = (handed_over_on IS NULL)", name="result_has_its_day"),
        sa.CheckConstraint(
            "dispatched_on IS NULL OR handed_over_on IS NULL OR handed_over_on >= dispatched_on",
            name="handed_over_after_dispatch",
        ),
        sa.CheckConstraint("parcel_on IS NULL OR parcel_on <= recorded_on", name="parcel_not_in_the_future"),
        sa.CheckConstraint(
            "dispatched_on IS NULL OR parcel_on IS NULL OR parcel_on >= dispatched_on", name="parcel_after_dispatch"
        ),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    result: HandOverResult = stored(HandOverResult, default=HandOverResult.NOT_YET)
    dispatched_on: date | None = None
    dispatched_at_time: time | None = None
    tracking_number: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    age_verified_delivery: bool | None = None
    arranged_before_sale: bool | None = None
    told_of_blades: bool | None = None
    parcel_on: date | None = None
    parcel_at_time: time | None = None
    marked_blade: bool | None = None
    marked_18: bool | None = None
    handed_over_on: date | None = None
    handed_over_at_time: time | None = None
    delivery_company_id: UUID | None = Field(default=None, foreign_key="entities.id")
    delivery_company: str = Field(default="", max_length=200)
    address_kind: AddressKind | None = stored(AddressKind, nullable=True, default=None)
    handed_to_age_years: int | None = None
    handed_to: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    driver: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    id_asked: bool | None = None
    id_looked_at: bool | None = None
    package_marking: str = Field(default="", sa_type=sa.Text)
    words_spoken: str = Field(default="", sa_type=sa.Text)
    recorded_on: date
    recorded_at: datetime
    version: int = 1


refuse(
    "hand_overs",
    "hand_overs_after_the_order",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND ((p.type <> 'delivery_check' "
    "AND (NEW.dispatched_on < p.tested_on OR NEW.parcel_on < p.tested_on OR NEW.handed_over_on < p.tested_on)) "
    "OR (p.type = 'delivery_check' AND (NEW.dispatched_on > p.tested_on OR NEW.handed_over_on <> p.tested_on))))",
    "a hand-over cannot be before its order",
)
refuse(
    str(Purchase.__tablename__),
    "purchases_before_their_hand_over",
    "UPDATE",
    "EXISTS (SELECT 1 FROM hand_overs h WHERE h.purchase_id = NEW.id AND ((NEW.type <> 'delivery_check' "
    "AND (h.dispatched_on < NEW.tested_on OR h.parcel_on < NEW.tested_on OR h.handed_over_on < NEW.tested_on)) "
    "OR (NEW.type = 'delivery_check' AND (h.dispatched_on > NEW.tested_on OR h.handed_over_on <> NEW.tested_on))))",
    "an order cannot be after its hand-over",
)
refuse(
    "hand_overs",
    "hand_overs_of_the_purchases_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a hand-over belongs to the authority of its test purchase",
)
refuse("hand_overs", "hand_overs_stay", ("DELETE",), "1 = 1", "a hand-over is corrected, never deleted")
