"""What must be proved of a delivery: where to, by whom, under which arrangement, into whose hands (pure)."""

from collections.abc import Mapping
from datetime import date

from compliance.offences.rules.proving.answers import Answer, Element
from compliance.offences.rules.proving.facts import ARRIVED, SENT, Address, Facts, HandedOver
from compliance.offences.rules.proving.words import day_words

_NOT_A_HOME: Mapping[Address, str] = {
    Address.RESIDENCE_WITH_BUSINESS: "A business is carried on from the home it was sent to, so it is not residential "
    "premises (sections 38(6) and 39(5)).",
    Address.BUSINESS: "It was sent to business premises, which are not residential premises.",
    Address.MAILBOX: "It was sent to a mailbox, which is not residential premises.",
    Address.COLLECTION_POINT: "It was sent to a collection point or shop, which is not residential premises.",
    Address.LOCKER: "It was sent to a locker, which is not residential premises.",
}
_GET_COMPANY = "Take the company’s name and number from the label, the tracking page or the card left, and look it up "
_GET_COMPANY += "in the company register."


def to_home_or_locker(facts: Facts) -> Element:
    """Return whether it went, or was to go, to premises used solely as a home, or to a locker (OWA 2019 s.38)."""
    what = "Residential premises (used solely as a home) or a locker"
    if facts.address is Address.LOCKER:
        return Element(
            what=what,
            answer=Answer.YES,
            reason="It was sent to a locker (section 38(3)).",
            rests_on=("address",),
        )
    if facts.handed_over is HandedOver.LOCKER and facts.address is not Address.RESIDENTIAL:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="It was left in a locker, and the record does not say that it was sent to one. Only a locker that "
            "seller and buyer had agreed on counts (section 38(7)).",
            rests_on=("address", "handed_over"),
            missing="Whether seller and buyer had agreed on the locker",
            get="Look at the order and its confirmation, and record the kind of address that it was sent to.",
        )
    return _home(facts, what)


def to_home(facts: Facts) -> Element:
    """Return whether it was delivered to premises used solely as a home (OWA 2019 s.39(1)(e)); a locker is not."""
    what = "Residential premises (used solely as a home)"
    if facts.handed_over is HandedOver.LOCKER:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="It was left in a locker, which is not residential premises.",
            rests_on=("handed_over",),
        )
    return _home(facts, what)


def _home(facts: Facts, what: str) -> Element:
    if facts.address is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not say what kind of address it was sent to.",
            rests_on=("address",),
            missing="The kind of address",
            get="Record it. For a home, keep proof that nobody carries on a business there.",
        )
    if facts.address in _NOT_A_HOME:
        return Element(what=what, answer=Answer.NO, reason=_NOT_A_HOME[facts.address], rests_on=("address",))
    return Element(
        what=what,
        answer=Answer.YES,
        reason="It was sent to a home that is used solely as one.",
        rests_on=("address",),
    )


def delivered_or_arranged(facts: Facts) -> Element:
    """Return whether the seller delivered it or arranged its delivery (OWA 2019 s.38(2)): sent is enough."""
    what = "Delivered by the seller, or its delivery arranged, to supply the buyer"
    for name, day in (("arranged_on", facts.arranged_on), ("dispatched_on", facts.dispatched_on)):
        if day is not None:
            verb = "was arranged" if name == "arranged_on" else "was dispatched"
            subject = "Its delivery" if name == "arranged_on" else "It"
            return Element(
                what=what,
                answer=Answer.YES,
                reason=f"{subject} {verb} on {day_words(day)}.",
                rests_on=(name,),
            )
    if facts.handed_over in SENT:
        refused = facts.handed_over is HandedOver.REFUSED
        return Element(
            what=what,
            answer=Answer.YES,
            reason="It was brought there, although the hand-over was refused." if refused else "It was delivered.",
            rests_on=("handed_over",),
        )
    return Element(
        what=what,
        answer=Answer.UNKNOWN,
        reason="The record does not show that it was sent, or that its delivery was arranged.",
        rests_on=("dispatched_on", "handed_over"),
        missing="The dispatch or the delivery",
        get="Record the day of dispatch from the seller’s message or the tracking, and the hand-over when it comes.",
    )


def seller_within_uk(facts: Facts, *, within: bool) -> Element:
    """Return whether the seller was within the United Kingdom, or outside it when `within` is False.

    A business that sells anything from premises in any part of the United Kingdom is within it, wherever it is
    registered (OWA 2019 ss.39(3) and 42(3)).
    """
    what = f"A seller {'within' if within else 'outside'} the United Kingdom"
    if facts.seller_in_uk is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not say whether the seller trades from premises in the United Kingdom.",
            rests_on=("seller_in_uk",),
            missing="From where the seller trades",
            get="Look for premises in the seller’s terms, the return address on the parcel and the company register.",
        )
    inside = "The seller trades from premises in the United Kingdom"
    outside = "The seller is outside the United Kingdom, with no premises in it to sell from"
    fits = facts.seller_in_uk is within
    other = f", so section {'42' if within else '39'} is the one that may apply"
    return Element(
        what=what,
        answer=Answer.YES if fits else Answer.NO,
        reason=(inside if facts.seller_in_uk else outside) + ("" if fits else other) + ".",
        rests_on=("seller_in_uk",),
    )


def body_corporate(facts: Facts) -> Element:
    """Return whether it was delivered by another, a body corporate, for the seller (OWA 2019 ss.39(1)(c), 42(1)(c))."""
    what = "A delivery company that is a body corporate"
    company = facts.delivery_company.strip() or "the delivery company"
    named = company[0].upper() + company[1:]
    if facts.delivered_by_seller and (facts.company_incorporated is not None or facts.delivery_company.strip()):
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason=f"The record contradicts itself: the seller delivered it, and so did {company}.",
            rests_on=("delivered_by_seller", "delivery_company", "company_incorporated"),
            missing="Who delivered it",
            get=_GET_COMPANY,
        )
    if facts.delivered_by_seller:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="The seller delivered it, so no delivery company did.",
            rests_on=("delivered_by_seller",),
        )
    if facts.company_incorporated is None:
        known = bool(facts.delivery_company.strip())
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason=f"The record does not say whether {named} is a body corporate."
            if known
            else "No delivery company is recorded.",
            rests_on=("delivery_company", "company_incorporated"),
            missing=f"Whether {named} is a company" if known else "Who delivered it",
            get=_GET_COMPANY,
        )
    if not facts.company_incorporated:
        return Element(
            what=what,
            answer=Answer.NO,
            reason=f"{named} is not a body corporate: a self-employed driver, a sole trader or a partnership is "
            "outside this section.",
            rests_on=("company_incorporated", "delivery_company"),
        )
    return Element(
        what=what,
        answer=Answer.YES,
        reason=f"{named} is a body corporate.",
        rests_on=("company_incorporated", "delivery_company"),
    )


def arranged_before(facts: Facts) -> Element:
    """Return whether the company had agreed to deliver for the seller before the sale (OWA 2019 ss.39, 42(1)(c))."""
    what = "An arrangement with the seller, made before the sale"
    if facts.arranged_before_sale is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not say when the company agreed to deliver for the seller.",
            rests_on=("arranged_before_sale",),
            missing="The contract between the seller and the delivery company, and its date",
            get="Require it of both, where there is reasonable suspicion (Consumer Rights Act 2015, Schedule 5).",
        )
    return Element(
        what=what,
        answer=Answer.YES if facts.arranged_before_sale else Answer.NO,
        reason="The company had agreed to deliver for the seller before the sale."
        if facts.arranged_before_sale
        else "The arrangement with the company was made after the sale, not before it.",
        rests_on=("arranged_before_sale",),
    )


def aware(facts: Facts, *, of: str) -> Element:
    """Return whether the company knew, when it agreed, that this covered `of` (bladed products, or articles)."""
    what = f"The company knew, when it agreed, that this covered {of}"
    if facts.told_of_blades is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason=f"The record does not say whether the company knew that it would carry {of}.",
            rests_on=("told_of_blades",),
            missing="What the company knew when it agreed",
            get="Look for it in the contract, the service booked (such as age-checked delivery) and the seller’s "
            "answers.",
        )
    return Element(
        what=what,
        answer=Answer.YES if facts.told_of_blades else Answer.NO,
        reason=f"The company {'knew' if facts.told_of_blades else 'did not know'} when it agreed that it would carry "
        f"{of}.",
        rests_on=("told_of_blades",),
    )


def delivered(facts: Facts) -> Element:
    """Return whether the company delivered it at all."""
    what = "Delivered under that arrangement"
    if facts.handed_over is HandedOver.REFUSED:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="The hand-over was refused, so it was not delivered.",
            rests_on=("handed_over",),
        )
    if facts.handed_over is HandedOver.NOT_DELIVERED:
        return Element(what=what, answer=Answer.NO, reason="It was never delivered.", rests_on=("handed_over",))
    if facts.handed_over in ARRIVED and facts.handed_over_on is not None:
        return Element(
            what=what,
            answer=Answer.YES,
            reason=f"It was delivered on {day_words(facts.handed_over_on)}.",
            rests_on=("handed_over", "handed_over_on"),
        )
    if facts.handed_over in ARRIVED:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="It was delivered, but the record does not say on which day.",
            rests_on=("handed_over", "handed_over_on"),
            missing="The day of the hand-over",
            get="Record it from the tracking or the notes of whoever took it.",
        )
    return Element(
        what=what,
        answer=Answer.UNKNOWN,
        reason="The hand-over is not recorded yet.",
        rests_on=("handed_over",),
        missing="The hand-over",
        get="Record how, when and to whom it was handed over, with the driver’s words.",
    )


def not_into_adult_hands(facts: Facts) -> Element:
    """Return whether it was not delivered into the hands of a person of 18 or over.

    An adult recipient rules it out, whether or not anybody looked at ID. Left where nobody took it, it went into
    nobody's hands.
    """
    what = "Not into the hands of a person aged 18 or over"
    named = facts.handed_to.strip() or "the person who took it"
    taker = named[0].upper() + named[1:]
    left = facts.handed_over in {HandedOver.LEFT_UNATTENDED, HandedOver.LOCKER}
    if facts.taken_by_adult and left:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason=f"The record contradicts itself: it was left, and somebody of {facts.handed_to_age} took it.",
            rests_on=("handed_over", "handed_to_age"),
            missing="Whether it was left or handed over",
            get="Look at the notes of whoever was there, and correct the record with a reason.",
        )
    if facts.taken_by_adult:
        return Element(
            what=what,
            answer=Answer.NO,
            reason=f"{taker} was {facts.handed_to_age}: it went into the hands of a person aged 18 or over, which "
            "cannot prove this offence, whether or not ID was looked at.",
            rests_on=("handed_to_age", "handed_to"),
        )
    if left:
        where = "in a locker" if facts.handed_over is HandedOver.LOCKER else "unattended"
        return Element(
            what=what,
            answer=Answer.YES,
            reason=f"It was left {where}, into nobody’s hands.",
            rests_on=("handed_over",),
        )
    if facts.handed_to_age is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not give the age of the person who took it.",
            rests_on=("handed_to_age", "handed_to"),
            missing="The age of the person who took it",
            get="Record who took it and their age that day: for a volunteer from the vault, for anybody else from a "
            "document or a statement.",
        )
    return Element(
        what=what,
        answer=Answer.YES,
        reason=f"{taker} was {facts.handed_to_age}.",
        rests_on=("handed_to_age", "handed_to"),
    )


def earliest_delivery_day(facts: Facts) -> date:
    """Return the earliest day on which the seller can have delivered or arranged delivery (OWA 2019 s.38).

    The day of the arrangement when it is known. Otherwise the day of the order: the seller may have arranged delivery
    as soon as it took the order, and time counted from there can only end too soon.
    """
    known = [facts.arranged_on or facts.ordered_on, facts.dispatched_on, facts.handed_over_on]
    return min(day for day in known if day is not None)
