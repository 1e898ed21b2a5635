"""The words of a test purchase (pure)."""

from enum import StrEnum

from compliance.retailers.rules import Channel


class Type(StrEnum):
    """What kind of test it was; the kinds are never mixed in a count or a rate (domain section 2.3)."""

    UNDERAGE = "underage"
    CHALLENGE_25 = "challenge_25"
    INTERCEPTED = "intercepted"
    ONLINE_ORDER = "online_order"
    DELIVERY_CHECK = "delivery_check"
    LISTING_CHECK = "listing_check"


TYPE_LABELS = {
    Type.UNDERAGE: "Underage test purchase",
    Type.CHALLENGE_25: "Challenge 25 test",
    Type.INTERCEPTED: "Intercepted test",
    Type.ONLINE_ORDER: "Online order test",
    Type.DELIVERY_CHECK: "Delivery or collection test",
    Type.LISTING_CHECK: "Prohibited-weapon listing check",
}


class BuyerBasis(StrEnum):
    UNDER_18 = "under_18"
    ADULT = "adult"
    NONE = "none"


BUYER_BASIS_LABELS = {
    BuyerBasis.UNDER_18: "Volunteer under 18",
    BuyerBasis.ADULT: "Buyer of 18 or over",
    BuyerBasis.NONE: "No buyer",
}


class Outcome(StrEnum):
    REFUSED_NO_ID = "refused_no_id"
    REFUSED_AGE_ASKED = "refused_age_asked"
    REFUSED_OTHER = "refused_other"
    SOLD_AFTER_ID_NOT_VERIFIED = "sold_after_id_not_verified"
    SOLD_UNCHALLENGED = "sold_unchallenged"
    WOULD_HAVE_SOLD_INTERCEPTED = "would_have_sold_intercepted"
    NOT_STOCKED = "not_stocked"
    NOT_TRADING = "not_trading"
    ABORTED = "aborted"
    NO_SUITABLE_STAFF = "no_suitable_staff"
    OFFERED_FOR_SALE = "offered_for_sale"
    VOID = "void"


OUTCOME_LABELS = {
    Outcome.REFUSED_NO_ID: "Refused: ID asked for and none shown",
    Outcome.REFUSED_AGE_ASKED: "Refused: age asked",
    Outcome.REFUSED_OTHER: "Refused: other reason",
    Outcome.SOLD_AFTER_ID_NOT_VERIFIED: "Sold: ID asked for but not verified",
    Outcome.SOLD_UNCHALLENGED: "Sold: no challenge",
    Outcome.WOULD_HAVE_SOLD_INTERCEPTED: "Would have sold: intercepted before payment",
    Outcome.NOT_STOCKED: "Product not stocked",
    Outcome.NOT_TRADING: "Closed or not trading",
    Outcome.ABORTED: "Aborted",
    Outcome.NO_SUITABLE_STAFF: "No suitable staff",
    Outcome.OFFERED_FOR_SALE: "Prohibited weapon offered for sale",
    Outcome.VOID: "Void: protocol not followed",
}

SOLD = frozenset({Outcome.SOLD_AFTER_ID_NOT_VERIFIED, Outcome.SOLD_UNCHALLENGED})
REFUSED = frozenset({Outcome.REFUSED_NO_ID, Outcome.REFUSED_AGE_ASKED, Outcome.REFUSED_OTHER})
FAILED = SOLD | {Outcome.WOULD_HAVE_SOLD_INTERCEPTED}
VALID = REFUSED | FAILED
"""The outcomes of a valid attempt: the only denominator of a rate (GAO-02-74 leaves invalid inspections out)."""
NEEDS_SECOND_OFFICER = frozenset({Outcome.ABORTED, Outcome.VOID})
OFFENCE_TYPES = frozenset({Type.UNDERAGE, Type.ONLINE_ORDER})
"""The types in which a completed sale to a volunteer under 18 can be an offence (CJA 1988 s.141A)."""


class Proof(StrEnum):
    """How well a sale is established, weakest first."""

    ALLEGATION = "allegation"
    OFFICER_WITNESSED = "officer_witnessed"
    CAUTION = "caution"
    CONVICTION = "conviction"


PROOF_LABELS = {
    Proof.ALLEGATION: "Allegation",
    Proof.OFFICER_WITNESSED: "Witnessed by an officer",
    Proof.CAUTION: "Formal caution",
    Proof.CONVICTION: "Conviction",
}


class AgeCheck(StrEnum):
    """What an online checkout asked before it took the order."""

    NONE = "none"
    TICK_BOX = "tick_box"
    DATE_OF_BIRTH = "date_of_birth"
    CARD = "card"
    IDENTITY_DOCUMENT = "identity_document"
    DIGITAL_IDENTITY = "digital_identity"


AGE_CHECK_LABELS = {
    AgeCheck.NONE: "None",
    AgeCheck.TICK_BOX: "Tick box",
    AgeCheck.DATE_OF_BIRTH: "Date of birth asked",
    AgeCheck.CARD: "Card check",
    AgeCheck.IDENTITY_DOCUMENT: "Identity document",
    AgeCheck.DIGITAL_IDENTITY: "Digital identity",
}


class HandOverResult(StrEnum):
    """How an online order ended: a result of its own beside the sale."""

    NOT_YET = "not_yet"
    HANDED_OVER_UNCHECKED = "handed_over_unchecked"
    HANDED_OVER_AFTER_ID = "handed_over_after_id"
    REFUSED = "refused"
    LEFT_UNATTENDED = "left_unattended"
    LEFT_WITH_NEIGHBOUR = "left_with_neighbour"
    LOCKER = "locker"
    NOT_DELIVERED = "not_delivered"


HAND_OVER_LABELS = {
    HandOverResult.NOT_YET: "Not yet delivered",
    HandOverResult.HANDED_OVER_UNCHECKED: "Handed over, no age check",
    HandOverResult.HANDED_OVER_AFTER_ID: "Handed over after ID was looked at",
    HandOverResult.REFUSED: "Refused at hand-over",
    HandOverResult.LEFT_UNATTENDED: "Left unattended",
    HandOverResult.LEFT_WITH_NEIGHBOUR: "Left with a neighbour",
    HandOverResult.LOCKER: "Left in a locker",
    HandOverResult.NOT_DELIVERED: "Never delivered",
}


class AddressKind(StrEnum):
    """Where the parcel was sent: a mailbox or an office is not residential premises (OWA 2019 s.38)."""

    RESIDENTIAL = "residential"
    RESIDENCE_WITH_BUSINESS = "residence_with_business"
    BUSINESS = "business"
    MAILBOX = "mailbox"
    LOCKER = "locker"
    COLLECTION_POINT = "collection_point"


ADDRESS_KIND_LABELS = {
    AddressKind.RESIDENTIAL: "Home, used only as a home (residential premises)",
    AddressKind.RESIDENCE_WITH_BUSINESS: "Home at which a business is carried on",
    AddressKind.BUSINESS: "Business premises",
    AddressKind.MAILBOX: "Mailbox",
    AddressKind.LOCKER: "Locker",
    AddressKind.COLLECTION_POINT: "Collection point or shop",
}


class Storage(StrEnum):
    """How the product was kept from the customer."""

    LOCKED = "locked"
    BEHIND_COUNTER = "behind_counter"
    OPEN = "open"


STORAGE_LABELS = {
    Storage.LOCKED: "In a locked cabinet",
    Storage.BEHIND_COUNTER: "Behind the counter",
    Storage.OPEN: "Open display",
}


class Payment(StrEnum):
    CASH = "cash"
    CARD = "card"
    DEVICE = "device"
    OTHER = "other"


PAYMENT_LABELS = {
    Payment.CASH: "Cash",
    Payment.CARD: "Card",
    Payment.DEVICE: "Telephone or watch",
    Payment.OTHER: "Another way",
}


class VoidingDecision(StrEnum):
    """How a proposal that an attempt is void or aborted ended."""

    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


VOIDING_LABELS = {
    VoidingDecision.AGREED: "Agreed",
    VoidingDecision.DECLINED: "Not agreed",
    VoidingDecision.WITHDRAWN: "Withdrawn",
}


class DisputeDecision(StrEnum):
    UPHELD = "upheld"
    OVERTURNED = "overturned"


DISPUTE_LABELS = {
    DisputeDecision.UPHELD: "Result upheld",
    DisputeDecision.OVERTURNED: "Result overturned",
}

BASIS_BY_TYPE: dict[Type, frozenset[BuyerBasis]] = {
    Type.UNDERAGE: frozenset({BuyerBasis.UNDER_18}),
    Type.CHALLENGE_25: frozenset({BuyerBasis.ADULT}),
    Type.INTERCEPTED: frozenset({BuyerBasis.UNDER_18, BuyerBasis.ADULT}),
    Type.ONLINE_ORDER: frozenset({BuyerBasis.UNDER_18, BuyerBasis.ADULT}),
    Type.DELIVERY_CHECK: frozenset({BuyerBasis.UNDER_18, BuyerBasis.ADULT}),
    Type.LISTING_CHECK: frozenset({BuyerBasis.NONE}),
}

IN_STORE_TYPES = (Type.UNDERAGE, Type.CHALLENGE_25, Type.INTERCEPTED, Type.DELIVERY_CHECK)
ONLINE_TYPES = (Type.ONLINE_ORDER, Type.LISTING_CHECK)
IN_STORE_CHANNELS = (Channel.TILL, Channel.SELF_CHECKOUT, Channel.CLICK_AND_COLLECT)
ONLINE_CHANNELS = (Channel.HOME_DELIVERY, Channel.RAPID_DELIVERY, Channel.CLICK_AND_COLLECT, Channel.MARKETPLACE)
CHANNELS_BY_TYPE: dict[Type, frozenset[Channel]] = {
    **dict.fromkeys(IN_STORE_TYPES, frozenset(IN_STORE_CHANNELS)),
    **dict.fromkeys(ONLINE_TYPES, frozenset(ONLINE_CHANNELS)),
    Type.DELIVERY_CHECK: frozenset({*IN_STORE_CHANNELS, Channel.HOME_DELIVERY, Channel.RAPID_DELIVERY}),
}

LISTING_OUTCOMES = frozenset(
    {Outcome.OFFERED_FOR_SALE, Outcome.NOT_STOCKED, Outcome.NOT_TRADING, Outcome.ABORTED, Outcome.VOID}
)
"""How a listing check can end: nobody tries to buy, so nothing is sold or refused."""


def outcome_colour(outcome: Outcome) -> str:
    """Return the colour of an outcome's status tag: green refused, red sold or offered, grey no valid attempt."""
    if outcome in FAILED or outcome is Outcome.OFFERED_FOR_SALE:
        return "red"
    return "green" if outcome in REFUSED else "grey"


class Attempts(StrEnum):
    """Which attempts a list asks for: those in the denominator of a rate, or those that are not."""

    VALID = "valid"
    VOID = "void"


ATTEMPTS_LABELS = {
    Attempts.VALID: "Valid attempts",
    Attempts.VOID: "Void and aborted attempts",
}


class ListOrder(StrEnum):
    """The orders that a list of tests can have."""

    NEWEST = "newest"
    OLDEST = "oldest"
    OUTLET = "outlet"


LIST_ORDER_LABELS = {
    ListOrder.NEWEST: "Newest first",
    ListOrder.OLDEST: "Oldest first",
    ListOrder.OUTLET: "By name of the outlet",
}


class Reviewed(StrEnum):
    """What a list asks of disputes."""

    DISPUTED = "disputed"
    OVERTURNED = "overturned"


REVIEWED_LABELS = {
    Reviewed.DISPUTED: "Disputed, waiting to be decided",
    Reviewed.OVERTURNED: "Overturned",
}
