"""Test purchases, hand-overs and disputes for tests. Every one is invented."""

from datetime import UTC, date, datetime

from compliance.purchases.models import Dispute, HandOver, Purchase
from compliance.purchases.rules import BuyerBasis, Channel, HandOverResult, Outcome, Type
from tests.factories.base import RowFactory, factory

RECORDED_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RECORDED_ON = date(2026, 11, 22)


class PurchaseFactory(RowFactory):
    """A sale of a kitchen knife to a volunteer of 16. Give `authority_id`, `outlet_id` and `officer_id`."""

    class Meta:
        model = Purchase

    reference = factory.Sequence(lambda n: f"TST-TP-2026-{n:04d}")
    type = Type.UNDERAGE
    buyer_basis = BuyerBasis.UNDER_18
    channel = Channel.TILL
    outcome = Outcome.SOLD_UNCHALLENGED
    tested_on = date(2026, 10, 1)
    volunteer_code = "V07"
    age_years = 16
    age_months = 3
    category_code = "kitchen_knife"
    recorded_on = factory.LazyAttribute(lambda purchase: max(RECORDED_ON, purchase.tested_on))
    recorded_at = RECORDED_AT

    class Params:
        challenge_25 = factory.Trait(
            type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT, volunteer_code=None, age_years=19, age_months=None
        )
        online = factory.Trait(type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY)
        refused = factory.Trait(outcome=Outcome.REFUSED_NO_ID)


class HandOverFactory(RowFactory):
    """A parcel handed over unchecked. Give `authority_id` and `purchase_id`."""

    class Meta:
        model = HandOver

    result = HandOverResult.HANDED_OVER_UNCHECKED
    handed_over_on = date(2026, 10, 5)
    recorded_on = RECORDED_ON
    recorded_at = RECORDED_AT


class DisputeFactory(RowFactory):
    """A dispute that waits. Give `authority_id` and `purchase_id`."""

    class Meta:
        model = Dispute

    raised_on = date(2026, 10, 20)
    raised_by = "The owner"
    words = "We asked for ID."
    due_on = date(2026, 11, 17)
    recorded_on = RECORDED_ON
    recorded_at = RECORDED_AT
