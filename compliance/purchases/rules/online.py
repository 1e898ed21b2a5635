"""What is known when an order is made online, or when a listing is checked, before the stages are recorded (pure)."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from compliance.purchases.rules.facts import NewPurchase
from compliance.purchases.rules.stage_words import NoticeMeans
from compliance.purchases.rules.words import AddressKind, BuyerBasis, Outcome, Type
from compliance.retailers.rules import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """The advance notice to the seller: when and how it was sent, or why the order was made without it."""

    sent_on: date | None = None
    means: NoticeMeans | None = None
    letter_reference: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order online, or a delivery tested, as its officer knows it at once. `address_kind` is where it is sent."""

    purchase: NewPurchase
    notice: NewNotice = NewNotice()
    address_kind: AddressKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewListingCheck:
    """What was offered, on which page, captured when, in which words, and by whom. It has no buyer and no order."""

    outcome: Outcome
    tested_on: date
    at_time: time | None
    officer_id: UUID
    category: str
    product: str
    url: str
    words: str = ""
    price_pence: int | None = None
    age_warning: bool | None = None
    seller_name: str = ""
    marketplace: str = ""
    operation_id: UUID | None = None
    second_officer_id: UUID | None = None
    outcome_reason: str = ""
    notes: str = ""

    def as_purchase(self) -> NewPurchase:
        """Return it as a test purchase without a buyer, made on a marketplace where one is named."""
        return NewPurchase(
            type=Type.LISTING_CHECK,
            buyer_basis=BuyerBasis.NONE,
            channel=Channel.MARKETPLACE if self.marketplace.strip() else Channel.HOME_DELIVERY,
            outcome=self.outcome,
            tested_on=self.tested_on,
            officer_id=self.officer_id,
            category=self.category,
            product=self.product,
            url=self.url,
            price_pence=self.price_pence,
            seller_name=self.seller_name,
            started_at_time=self.at_time,
            operation_id=self.operation_id,
            second_officer_id=self.second_officer_id,
            outcome_reason=self.outcome_reason,
            notes=self.notes,
        )
