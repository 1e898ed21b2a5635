"""The table of stages of a test made online; dispatch, parcel and delivery stand in the table of hand-overs."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, stored, versioned
from compliance.purchases.models.hand_over import HandOver
from compliance.purchases.models.purchase import Purchase
from compliance.purchases.rules import Charged, NoticeMeans, PaidBy, RecordedState, StageKind


@versioned
class Stage(Owned, table=True):
    """One stage of a test made online, with its own day, time and result, or why it was not reached.

    Of dispatch, parcel and delivery only that they were not reached stands here: what happened stands in `hand_overs`.
    """

    __tablename__ = "purchase_stages"
    __table_args__ = (
        sa.UniqueConstraint("purchase_id", "stage"),
        sa.CheckConstraint("happened_on IS NULL OR happened_on <= recorded_on", name="not_in_the_future"),
        sa.CheckConstraint("(state = 'reached') = (happened_on IS NOT NULL)", name="reached_on_a_day"),
        sa.CheckConstraint("state = 'reached' OR trim(why) <> ''", name="not_reached_with_why"),
        sa.CheckConstraint(
            "state = 'not_reached' OR stage NOT IN ('dispatch', 'parcel', 'delivery')", name="parcel_is_a_hand_over"
        ),
        sa.CheckConstraint("length(card_ending) <= 4", name="no_whole_card_number"),
        sa.CheckConstraint("price_pence IS NULL OR price_pence >= 0", name="price_not_negative"),
    )
    purchase_id: UUID = Field(foreign_key="purchases.id")
    stage: StageKind = stored(StageKind)
    state: RecordedState = stored(RecordedState, default=RecordedState.REACHED)
    happened_on: date | None = None
    at_time: time | None = None
    why: str = Field(default="", sa_type=sa.Text)
    words: str = Field(default="", sa_type=sa.Text)
    notice_means: NoticeMeans | None = stored(NoticeMeans, nullable=True, default=None)
    letter_reference: str = Field(default="", max_length=60)
    url: str = Field(default="", max_length=500)
    price_pence: int | None = None
    age_warning: bool | None = None
    declared: str = Field(default="", sa_type=sa.Text)
    stopped: bool | None = None
    paid_by: PaidBy | None = stored(PaidBy, nullable=True, default=None)
    card_ending: str = Field(default="", max_length=4)
    charged: Charged | None = stored(Charged, nullable=True, default=None)
    order_number: str = Field(default="", max_length=80)
    item: str = Field(default="", max_length=300)
    condition: str = Field(default="", sa_type=sa.Text)
    matches_listing: bool | None = None
    recorded_on: date
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    version: int = 1


refuse(
    "purchase_stages",
    "purchase_stages_of_the_purchases_authority",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND p.authority_id <> NEW.authority_id)",
    "a stage belongs to the authority of its test purchase",
)
refuse(
    "purchase_stages",
    "purchase_stages_of_an_order",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id "
    "AND (p.type NOT IN ('online_order', 'delivery_check', 'listing_check') "
    "OR (p.type = 'listing_check' AND NEW.stage NOT IN ('advance_notice', 'listing'))))",
    "only an order or a delivery has these stages, and a listing check only its listing",
)
refuse(
    "purchase_stages",
    "purchase_stages_in_order",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchases p WHERE p.id = NEW.purchase_id AND ("
    "(NEW.stage IN ('advance_notice', 'checkout') AND NEW.happened_on > p.tested_on) "
    "OR (p.type = 'listing_check' AND NEW.stage = 'listing' AND NEW.happened_on <> p.tested_on) "
    "OR (p.type = 'online_order' AND NEW.stage IN ('payment', 'confirmation', 'unpacking') "
    "AND NEW.happened_on < p.tested_on) "
    "OR (p.type = 'delivery_check' AND NEW.stage = 'unpacking' AND NEW.happened_on < p.tested_on)))",
    "a stage is on the wrong side of the day of its order",
)
refuse(
    str(Purchase.__tablename__),
    "purchases_among_their_stages",
    "UPDATE",
    "EXISTS (SELECT 1 FROM purchase_stages s WHERE s.purchase_id = NEW.id AND ("
    "(s.stage IN ('advance_notice', 'checkout') AND s.happened_on > NEW.tested_on) "
    "OR (NEW.type = 'online_order' AND s.stage IN ('payment', 'confirmation', 'unpacking') "
    "AND s.happened_on < NEW.tested_on) "
    "OR (NEW.type = 'delivery_check' AND s.stage = 'unpacking' AND s.happened_on < NEW.tested_on)))",
    "an order is on the wrong side of the day of one of its stages",
)
refuse(
    "purchase_stages",
    "purchase_stages_unpacked_at_last",
    ("INSERT", "UPDATE"),
    "NEW.stage = 'unpacking' AND NEW.happened_on IS NOT NULL AND EXISTS (SELECT 1 FROM hand_overs h "
    "WHERE h.purchase_id = NEW.purchase_id AND (h.handed_over_on > NEW.happened_on OR h.parcel_on > NEW.happened_on))",
    "a parcel cannot be unpacked before it was handed over or photographed",
)
refuse(
    str(HandOver.__tablename__),
    "hand_overs_before_unpacking",
    ("INSERT", "UPDATE"),
    "EXISTS (SELECT 1 FROM purchase_stages s WHERE s.purchase_id = NEW.purchase_id AND s.stage = 'unpacking' "
    "AND (NEW.handed_over_on > s.happened_on OR NEW.parcel_on > s.happened_on))",
    "a parcel cannot be handed over or photographed after it was unpacked",
)
refuse(
    "purchase_stages",
    "purchase_stages_keep_to_their_place",
    "UPDATE",
    "NEW.purchase_id <> OLD.purchase_id OR NEW.stage <> OLD.stage",
    "a stage stays the stage of its test purchase",
)
refuse(
    "purchase_stages",
    "purchase_stages_stay",
    "DELETE",
    "1 = 1",
    "a stage of a test purchase is corrected, never deleted",
)
