"""The words of the stages of a test made online, and of the parties to it (pure)."""

from enum import StrEnum


class StageKind(StrEnum):
    """One stage of a test made online, in the order in which they happen."""

    ADVANCE_NOTICE = "advance_notice"
    LISTING = "listing"
    CHECKOUT = "checkout"
    PAYMENT = "payment"
    CONFIRMATION = "confirmation"
    DISPATCH = "dispatch"
    PARCEL = "parcel"
    DELIVERY = "delivery"
    UNPACKING = "unpacking"


STAGE_LABELS = {
    StageKind.ADVANCE_NOTICE: "Advance notice to the seller",
    StageKind.LISTING: "Advert and listing captured",
    StageKind.CHECKOUT: "Checkout",
    StageKind.PAYMENT: "Payment",
    StageKind.CONFIRMATION: "Confirmation of the order",
    StageKind.DISPATCH: "Dispatch",
    StageKind.DELIVERY: "Delivery or collection",
    StageKind.PARCEL: "Parcel before opening",
    StageKind.UNPACKING: "Unpacking",
}


class StageState(StrEnum):
    """Where a stage stands. Only the first two are recorded; the others follow from the rest of the record."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    TO_DO = "to_do"
    NOT_DUE = "not_due"


STAGE_STATE_LABELS = {
    StageState.REACHED: "Recorded",
    StageState.NOT_REACHED: "Not reached",
    StageState.TO_DO: "To do",
    StageState.NOT_DUE: "Not needed",
}
STAGE_STATE_COLOURS = {
    StageState.REACHED: "green",
    StageState.NOT_REACHED: "grey",
    StageState.TO_DO: "yellow",
    StageState.NOT_DUE: "grey",
}


class RecordedState(StrEnum):
    """What is recorded of a stage: that it happened, or that it was not reached."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"


class NoticeMeans(StrEnum):
    POST = "post"
    EMAIL = "email"
    BY_HAND = "by_hand"
    TELEPHONE = "telephone"
    OTHER = "other"


NOTICE_MEANS_LABELS = {
    NoticeMeans.POST: "By post",
    NoticeMeans.EMAIL: "By e-mail",
    NoticeMeans.BY_HAND: "By hand",
    NoticeMeans.TELEPHONE: "By telephone",
    NoticeMeans.OTHER: "In another way",
}


class PaidBy(StrEnum):
    PREPAID_CARD = "prepaid_card"
    DEBIT_CARD = "debit_card"
    CREDIT_CARD = "credit_card"
    WALLET = "wallet"
    BANK_TRANSFER = "bank_transfer"
    GIFT_CARD = "gift_card"
    CASH_ON_DELIVERY = "cash_on_delivery"
    OTHER = "other"


PAID_BY_LABELS = {
    PaidBy.PREPAID_CARD: "Prepaid card",
    PaidBy.DEBIT_CARD: "Debit card",
    PaidBy.CREDIT_CARD: "Credit card",
    PaidBy.WALLET: "Online wallet, such as PayPal",
    PaidBy.BANK_TRANSFER: "Bank transfer",
    PaidBy.GIFT_CARD: "Gift card or voucher",
    PaidBy.CASH_ON_DELIVERY: "Cash on delivery",
    PaidBy.OTHER: "Another way",
}


class Charged(StrEnum):
    """When the money was taken."""

    AT_THE_ORDER = "at_the_order"
    AT_DISPATCH = "at_dispatch"
    AT_THE_HAND_OVER = "at_the_hand_over"
    NOT_CHARGED = "not_charged"


CHARGED_LABELS = {
    Charged.AT_THE_ORDER: "At the order",
    Charged.AT_DISPATCH: "At dispatch",
    Charged.AT_THE_HAND_OVER: "At the hand-over",
    Charged.NOT_CHARGED: "Not charged",
}


class PartyRole(StrEnum):
    """What a party did in a sale online. Each is judged apart: the seller’s check is not the marketplace’s."""

    SELLER = "seller"
    MARKETPLACE = "marketplace"
    DELIVERY_COMPANY = "delivery_company"


PARTY_ROLE_LABELS = {
    PartyRole.SELLER: "Seller",
    PartyRole.MARKETPLACE: "Marketplace",
    PartyRole.DELIVERY_COMPANY: "Delivery company",
}


class PartyOutcome(StrEnum):
    """How a party did, each by itself."""

    NOT_JUDGED = "not_judged"
    PASSED = "passed"
    FAILED = "failed"
    DID_NOT_APPLY = "did_not_apply"


PARTY_OUTCOME_LABELS = {
    PartyOutcome.NOT_JUDGED: "Not judged yet",
    PartyOutcome.PASSED: "Passed",
    PartyOutcome.FAILED: "Failed",
    PartyOutcome.DID_NOT_APPLY: "Its check did not apply",
}
PARTY_OUTCOME_COLOURS = {
    PartyOutcome.NOT_JUDGED: "yellow",
    PartyOutcome.PASSED: "green",
    PartyOutcome.FAILED: "red",
    PartyOutcome.DID_NOT_APPLY: "grey",
}
