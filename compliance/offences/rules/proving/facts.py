"""What a record holds of one test purchase, as far as it decides which offence it can prove (pure)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Test(StrEnum):
    """What kind of test it was; the words are those of the record."""

    __test__ = False
    UNDERAGE = "underage"
    CHALLENGE_25 = "challenge_25"
    INTERCEPTED = "intercepted"
    ONLINE_ORDER = "online_order"
    DELIVERY_CHECK = "delivery_check"
    LISTING_CHECK = "listing_check"


class Result(StrEnum):
    """How the attempt to buy ended. An online order that was accepted was sold."""

    SOLD = "sold"
    REFUSED = "refused"
    INTERCEPTED = "intercepted"
    OFFERED = "offered"
    NO_ATTEMPT = "no_attempt"


class Stands(StrEnum):
    """Whether the result stands: while a dispute waits it does."""

    STANDS = "stands"
    DISPUTED = "disputed"
    OVERTURNED = "overturned"
    ABORTED = "aborted"
    VOID = "void"


class Buyer(StrEnum):
    """Who tried to buy."""

    UNDER_18 = "under_18"
    ADULT = "adult"
    NONE = "none"


class Grade(StrEnum):
    """How well what happened is established, weakest first."""

    ALLEGATION = "allegation"
    OFFICER_WITNESSED = "officer_witnessed"
    CAUTION = "caution"
    CONVICTION = "conviction"


class Checkout(StrEnum):
    """What an online checkout asked about age before it took the order."""

    NONE = "none"
    TICK_BOX = "tick_box"
    DATE_OF_BIRTH = "date_of_birth"
    CARD = "card"
    IDENTITY_DOCUMENT = "identity_document"
    DIGITAL_IDENTITY = "digital_identity"


class HandedOver(StrEnum):
    """How an order reached, or did not reach, whoever took it."""

    NOT_YET = "not_yet"
    HANDED_OVER_UNCHECKED = "handed_over_unchecked"
    HANDED_OVER_AFTER_ID = "handed_over_after_id"
    REFUSED = "refused"
    LEFT_UNATTENDED = "left_unattended"
    LEFT_WITH_NEIGHBOUR = "left_with_neighbour"
    LOCKER = "locker"
    NOT_DELIVERED = "not_delivered"


class Address(StrEnum):
    """Where it was sent. Only `residential`, used solely as a home, is residential premises (OWA 2019 s.38(5))."""

    RESIDENTIAL = "residential"
    RESIDENCE_WITH_BUSINESS = "residence_with_business"
    BUSINESS = "business"
    MAILBOX = "mailbox"
    LOCKER = "locker"
    COLLECTION_POINT = "collection_point"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one test purchase. None always means that the record does not say; it is never taken for a no.

    `ordered_on` is the day of the sale in store, of an online order, or on which a listing was seen; days follow each
    other. `handed_over_on` is the day of the delivery. `buyer_age` and `handed_to_age` are completed years on the day.
    `cutting_edge_mm` is the length of the cutting edge; `folding_pocket_knife` says that it folds at any time by
    pressing on the blade. `is_article` is CJA 1988 s.141A(2), `is_bladed_product` OWA 2019 s.41, `prohibited_weapon` an
    order under CJA 1988 s.141(2), `flick_or_gravity_knife` ROWA 1959 s.1(1). `seller_in_uk` of a business: it sells
    from premises in any part of the United Kingdom (OWA 2019 ss.39(3), 42(3)).
    """

    test: Test
    ordered_on: date
    result: Result | None = None
    stands: Stands = Stands.STANDS
    proof: Grade | None = None
    buyer: Buyer | None = None
    buyer_age: int | None = None
    remote: bool | None = None
    in_england_and_wales: bool = True
    product: str = ""
    is_article: bool | None = None
    is_bladed_product: bool | None = None
    prohibited_weapon: bool | None = None
    flick_or_gravity_knife: bool | None = None
    corrosive: bool | None = None
    crossbow: bool | None = None
    draw_weight_grams: int | None = None
    folding_pocket_knife: bool | None = None
    cutting_edge_mm: Decimal | None = None
    displayed: bool | None = None
    published: bool | None = None
    suggests_combat: bool | None = None
    seller: str = ""
    seller_in_uk: bool | None = None
    marketplace: str = ""
    age_check: Checkout | None = None
    declared_age_true: bool | None = None
    arranged_on: date | None = None
    dispatched_on: date | None = None
    handed_over_on: date | None = None
    handed_over: HandedOver | None = None
    address: Address | None = None
    handed_to: str = ""
    handed_to_age: int | None = None
    delivery_company: str = ""
    delivered_by_seller: bool | None = None
    age_checked_delivery: bool | None = None
    company_incorporated: bool | None = None
    arranged_before_sale: bool | None = None
    told_of_blades: bool | None = None
    marked_blade: bool | None = None
    marked_18: bool | None = None
    marking: str = ""
    reached_officer: bool | None = None

    @property
    def buyer_is_adult(self) -> bool:
        """Whether the record says that the buyer was 18 or over, by age or in words."""
        return self.buyer is Buyer.ADULT or (self.buyer_age is not None and self.buyer_age >= 18)

    @property
    def taken_by_adult(self) -> bool:
        """Whether it went into the hands of a person recorded as 18 or over."""
        return self.handed_to_age is not None and self.handed_to_age >= 18


ARRIVED = frozenset(
    {
        HandedOver.HANDED_OVER_UNCHECKED,
        HandedOver.HANDED_OVER_AFTER_ID,
        HandedOver.LEFT_UNATTENDED,
        HandedOver.LEFT_WITH_NEIGHBOUR,
        HandedOver.LOCKER,
    }
)
"""The ways in which an order was delivered, into somebody's hands or not."""

SENT = ARRIVED | {HandedOver.REFUSED}
"""The ways in which a hand-over can end that show that the order had been sent."""
