"""The words of a test purchase, and what can and cannot count (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.errors import Refusal


class Type(StrEnum):
    """What kind of test it was. The kinds are never mixed in a count or a rate (Code of Practice on age-restricted
    products; the field's own distinction between an offence and a check of practice).
    """

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


class Channel(StrEnum):
    TILL = "till"
    SELF_CHECKOUT = "self_checkout"
    CLICK_AND_COLLECT = "click_and_collect"
    HOME_DELIVERY = "home_delivery"
    RAPID_DELIVERY = "rapid_delivery"
    MARKETPLACE = "marketplace"


CHANNEL_LABELS = {
    Channel.TILL: "Staffed till",
    Channel.SELF_CHECKOUT: "Self-checkout",
    Channel.CLICK_AND_COLLECT: "Click and collect",
    Channel.HOME_DELIVERY: "Home delivery",
    Channel.RAPID_DELIVERY: "Rapid delivery",
    Channel.MARKETPLACE: "Marketplace",
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
    LOCKER = "locker"
    NOT_DELIVERED = "not_delivered"


HAND_OVER_LABELS = {
    HandOverResult.NOT_YET: "Not yet delivered",
    HandOverResult.HANDED_OVER_UNCHECKED: "Handed over, no age check",
    HandOverResult.HANDED_OVER_AFTER_ID: "Handed over after ID was looked at",
    HandOverResult.REFUSED: "Refused at hand-over",
    HandOverResult.LEFT_UNATTENDED: "Left unattended",
    HandOverResult.LOCKER: "Left in a locker",
    HandOverResult.NOT_DELIVERED: "Never delivered",
}


class AddressKind(StrEnum):
    """Where the parcel was sent: a mailbox or an office is not residential premises (OWA 2019 s.38)."""

    RESIDENTIAL = "residential"
    BUSINESS = "business"
    MAILBOX = "mailbox"
    LOCKER = "locker"
    COLLECTION_POINT = "collection_point"


ADDRESS_KIND_LABELS = {
    AddressKind.RESIDENTIAL: "Home (residential premises)",
    AddressKind.BUSINESS: "Business premises",
    AddressKind.MAILBOX: "Mailbox",
    AddressKind.LOCKER: "Locker",
    AddressKind.COLLECTION_POINT: "Collection point or shop",
}


class DisputeDecision(StrEnum):
    UPHELD = "upheld"
    OVERTURNED = "overturned"


DISPUTE_LABELS = {
    DisputeDecision.UPHELD: "Result upheld",
    DisputeDecision.OVERTURNED: "Result overturned",
}


def counts_as_sale(type_: Type, buyer_basis: BuyerBasis, outcome: Outcome) -> bool:
    """Say whether an attempt is a completed sale to a person under 18, the only thing that a repeat rule may count.

    A Challenge 25, intercepted or listing check, a hand-over alone, and a void or aborted attempt never are
    (CJA 1988 s.141A; domain of test types). The table's generated column `counts_as_sale` says the same in SQL.
    """
    return type_ in OFFENCE_TYPES and buyer_basis is BuyerBasis.UNDER_18 and outcome in SOLD


BASIS_BY_TYPE: dict[Type, frozenset[BuyerBasis]] = {
    Type.UNDERAGE: frozenset({BuyerBasis.UNDER_18}),
    Type.CHALLENGE_25: frozenset({BuyerBasis.ADULT}),
    Type.INTERCEPTED: frozenset({BuyerBasis.UNDER_18, BuyerBasis.ADULT}),
    Type.ONLINE_ORDER: frozenset({BuyerBasis.UNDER_18, BuyerBasis.ADULT}),
    Type.DELIVERY_CHECK: frozenset({BuyerBasis.UNDER_18, BuyerBasis.ADULT}),
    Type.LISTING_CHECK: frozenset({BuyerBasis.NONE}),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an officer says happened, before it is judged. Age is in completed years and months on the day."""

    type: Type
    buyer_basis: BuyerBasis
    outcome: Outcome
    tested_on: date
    volunteer_code: str | None = None
    age_years: int | None = None
    age_months: int | None = None
    reason: str = ""
    second_officer: bool = False


def check_attempt(attempt: Attempt, *, today: date) -> None:
    """Raise Refusal, beside the field to mend, when an attempt cannot be what it says it is.

    An underage test needs a volunteer's code and an age under 18 on the day (CJA 1988 s.141A); a Challenge 25 test a
    buyer of 18 or over; an intercepted test was stopped before payment and so was never a sale; void and aborted
    attempts need a reason and a second officer (Code of Practice; domain section 6.8). `today` is in Europe/London.
    """
    if attempt.tested_on > today:
        raise Refusal("The date of the test must be today or in the past", "tested_on")
    if attempt.buyer_basis not in BASIS_BY_TYPE[attempt.type]:
        raise Refusal(_basis_message(attempt.type), "buyer_basis")
    if attempt.buyer_basis is BuyerBasis.UNDER_18:
        _check_volunteer(attempt)
    if attempt.type is Type.CHALLENGE_25 and attempt.age_years is not None and attempt.age_years < 18:
        raise Refusal("A Challenge 25 test needs a buyer of 18 or over on the day", "volunteer_code")
    if attempt.type is Type.INTERCEPTED and attempt.outcome in SOLD:
        raise Refusal(
            "An intercepted test was stopped before payment, so it cannot be a sale. Choose “Would have sold: "
            "intercepted before payment”, or record an underage test purchase if the sale was completed",
            "outcome",
        )
    if attempt.type is not Type.INTERCEPTED and attempt.outcome is Outcome.WOULD_HAVE_SOLD_INTERCEPTED:
        raise Refusal("Only an intercepted test can end this way. Change the type of test or the outcome", "outcome")
    if attempt.outcome in NEEDS_SECOND_OFFICER:
        if not attempt.reason.strip():
            raise Refusal("Say why the attempt was void or aborted", "outcome_reason")
        if not attempt.second_officer:
            raise Refusal("A second officer must agree that the attempt was void or aborted", "second_officer_id")


def _check_volunteer(attempt: Attempt) -> None:
    if not attempt.volunteer_code:
        raise Refusal("Enter the volunteer’s code, such as V07", "volunteer_code")
    if attempt.age_years is None:
        raise Refusal("No age is known for this volunteer on the day of the test", "volunteer_code")
    if attempt.age_years >= 18:
        raise Refusal(
            f"Volunteer {attempt.volunteer_code} was {attempt.age_years} on the day of the test. A test with a "
            "volunteer under 18 needs a volunteer who was under 18 on that day",
            "volunteer_code",
        )


def _basis_message(type_: Type) -> str:
    allowed = " or ".join(BUYER_BASIS_LABELS[b].lower() for b in sorted(BASIS_BY_TYPE[type_], reverse=True))
    return f"{TYPE_LABELS[type_]}: the buyer must be: {allowed}"
