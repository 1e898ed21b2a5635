"""What must be proved of a sale: that it was made, to whom, and how well that is established (pure)."""

from compliance.offences.rules.proving.answers import Answer, Element
from compliance.offences.rules.proving.facts import SENT, Buyer, Facts, Grade, HandedOver, Result, Stands, Test
from compliance.offences.rules.proving.words import day_words

_WHY_NOTHING = {
    Stands.OVERTURNED: "The result was overturned after a dispute, so it proves nothing.",
    Stands.ABORTED: "The attempt was aborted, so it proves nothing.",
    Stands.VOID: "The attempt is void because the protocol was not followed, so it proves nothing.",
}
_NOT_SOLD = {
    Result.REFUSED: "The sale was refused, so nothing was sold.",
    Result.INTERCEPTED: "It was stopped before payment, so nothing was sold.",
    Result.OFFERED: "Nobody bought anything: the product was seen offered for sale.",
    Result.NO_ATTEMPT: "There was no attempt to buy.",
}
_NEVER_SOLD = {Test.INTERCEPTED: Result.INTERCEPTED, Test.LISTING_CHECK: Result.OFFERED}


def why_nothing(facts: Facts) -> str:
    """Return why a record proves nothing of any offence, as a sentence; nothing when its result stands."""
    return _WHY_NOTHING.get(facts.stands, "")


def standing(facts: Facts) -> Element:
    """Return whether the result stands. A dispute that waits to be decided does not change that."""
    nothing = why_nothing(facts)
    return Element(
        what="A result that stands",
        answer=Answer.NO if nothing else Answer.YES,
        reason=nothing or "The result stands.",
        rests_on=("stands",),
    )


def witnessed(facts: Facts) -> Element:
    """Return whether what happened is established by somebody who was there."""
    if facts.proof in {None, Grade.ALLEGATION}:
        return Element(
            what="A witness of what happened",
            answer=Answer.UNKNOWN,
            reason="What is recorded rests on an allegation."
            if facts.proof
            else "The record does not say how well this is established.",
            rests_on=("proof",),
            missing="A witness who saw or heard it",
            get="Take a statement from somebody who was there, or make a test purchase.",
        )
    return Element(
        what="A witness of what happened",
        answer=Answer.YES,
        reason="It is established by more than an allegation.",
        rests_on=("proof",),
    )


def sold(facts: Facts) -> Element:
    """Return whether a sale was made.

    In store when it was paid for. An online order that was accepted may still be no more than an agreement to sell, so
    it is taken for a sale once it has been sent, whatever happened at the door.
    """
    what = "A sale"
    if facts.result in _NOT_SOLD:
        return Element(what=what, answer=Answer.NO, reason=_NOT_SOLD[facts.result], rests_on=("result",))
    if facts.test in _NEVER_SOLD:
        return Element(what=what, answer=Answer.NO, reason=_NOT_SOLD[_NEVER_SOLD[facts.test]], rests_on=("test",))
    if facts.test is Test.DELIVERY_CHECK:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="A delivery or collection test looks at the hand-over; this record does not hold the sale behind "
            "it.",
            rests_on=("test",),
            missing="The record of the order: who bought, when, and from whom",
            get="Record the order as an online order test, with this hand-over; or obtain the seller’s order record.",
        )
    if facts.result is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not say how the attempt ended.",
            rests_on=("result",),
            missing="The outcome of the test",
            get="Record it from the officer’s notes.",
        )
    if facts.test is Test.ONLINE_ORDER:
        return _ordered(facts)
    return Element(
        what=what,
        answer=Answer.YES,
        reason=f"It was sold on {day_words(facts.ordered_on)}.",
        rests_on=("result", "ordered_on"),
    )


def _ordered(facts: Facts) -> Element:
    ordered = f"The order was accepted on {day_words(facts.ordered_on)}"
    if facts.dispatched_on is not None or facts.handed_over in SENT:
        sent = f" and sent on {day_words(facts.dispatched_on)}" if facts.dispatched_on else " and it was sent"
        return Element(
            what="A sale",
            answer=Answer.YES,
            reason=f"{ordered}{sent}.",
            rests_on=("result", "ordered_on", "dispatched_on" if facts.dispatched_on else "handed_over"),
        )
    never = facts.handed_over is HandedOver.NOT_DELIVERED
    return Element(
        what="A sale",
        answer=Answer.UNKNOWN,
        reason=f"{ordered}, but "
        + (
            "it was never delivered, and nothing shows that it was sent."
            if never
            else "the record does not show that it was sent. Until then it may be only an agreement to sell."
        ),
        rests_on=("result", "ordered_on", "dispatched_on", "handed_over"),
        missing="That the seller sent it",
        get="Record the day of dispatch from the seller’s message or the tracking, and the hand-over when it comes.",
    )


def under_18(facts: Facts) -> Element:
    """Return whether the buyer was under 18 on the day. A buyer recorded as 18 or over never is.

    A Challenge 25 test is made with a buyer of 18 or over, so it never shows one; a record of one that says otherwise
    contradicts itself.
    """
    what = "A buyer under the age of 18"
    if facts.test is Test.CHALLENGE_25 and not facts.buyer_is_adult:
        return _challenged(facts, what)
    if facts.buyer in {Buyer.ADULT, Buyer.NONE} and facts.buyer_age is not None and facts.buyer_age < 18:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason=f"The record contradicts itself: it gives the buyer’s age as {facts.buyer_age}, and says that there "
            + ("was no buyer." if facts.buyer is Buyer.NONE else "was a buyer of 18 or over."),
            rests_on=("buyer", "buyer_age"),
            missing="Which of the two is right",
            get="Look at the officer’s notes, and correct the record with a reason.",
        )
    if facts.buyer_is_adult:
        challenge = " A Challenge 25 test is never an offence." if facts.test is Test.CHALLENGE_25 else ""
        age = f"The buyer was {facts.buyer_age}" if _is_adult_age(facts) else "The buyer was 18 or over"
        return Element(
            what=what,
            answer=Answer.NO,
            reason=f"{age} on the day.{challenge}",
            rests_on=("buyer_age",) if _is_adult_age(facts) else ("buyer",),
        )
    if facts.buyer is Buyer.NONE:
        return Element(what=what, answer=Answer.NO, reason="There was no buyer.", rests_on=("buyer",))
    if facts.buyer_age is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not give the buyer’s age on the day.",
            rests_on=("buyer", "buyer_age"),
            missing="The buyer’s age on the day",
            get="Give the volunteer’s code, so that the age is worked out from the date of birth in the vault; keep "
            "the birth certificate or passport that proves it.",
        )
    return Element(
        what=what,
        answer=Answer.YES,
        reason=f"The buyer was {facts.buyer_age} on the day.",
        rests_on=("buyer_age",),
    )


def _challenged(facts: Facts, what: str) -> Element:
    """Return the answer for a Challenge 25 test whose record does not say that the buyer was 18 or over."""
    if facts.buyer is Buyer.UNDER_18 or facts.buyer_age is not None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record contradicts itself: a Challenge 25 test is made with a buyer of 18 or over, and the "
            "buyer is recorded as under 18.",
            rests_on=("test", "buyer", "buyer_age"),
            missing="Which of the two is right",
            get="Look at the officer’s notes, and correct the record with a reason.",
        )
    return Element(
        what=what,
        answer=Answer.NO,
        reason="A Challenge 25 test is made with a buyer of 18 or over, and is never an offence.",
        rests_on=("test",),
    )


def _is_adult_age(facts: Facts) -> bool:
    return facts.buyer_age is not None and facts.buyer_age >= 18


def known_seller(facts: Facts) -> Element:
    """Return whether it is known who sold at a distance; in store whoever served sold too, and stood there."""
    what = "Who sold"
    if facts.seller.strip():
        return Element(
            what=what, answer=Answer.YES, reason=f"The seller recorded is {facts.seller.strip()}.", rests_on=("seller",)
        )
    if facts.remote is False:
        return Element(
            what=what,
            answer=Answer.YES,
            reason="Whoever served sold it, and was there to be seen.",
            rests_on=("remote",),
        )
    behind = (
        f" {facts.marketplace.strip()} is recorded as the marketplace, which is not the seller unless it sells itself."
        if facts.marketplace.strip()
        else ""
    )
    return Element(
        what=what,
        answer=Answer.UNKNOWN,
        reason=f"The record does not say who the seller is.{behind}",
        rests_on=("seller", "marketplace") if behind else ("seller",),
        missing="The legal name of the seller",
        get="Take it from the terms of sale, the receipt, the company register, or ask the marketplace for it.",
    )


def remote(facts: Facts) -> Element:
    """Return whether seller and buyer were out of each other's presence at the time of the sale."""
    what = "Seller and buyer not in each other’s presence at the time of the sale"
    if facts.remote is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not say whether it was bought at a distance or face to face.",
            rests_on=("remote",),
            missing="Where and when the sale itself was made",
            get="For click and collect: record whether it was paid for when ordered or at the counter. For a delivery: "
            "record the order.",
        )
    return Element(
        what=what,
        answer=Answer.YES if facts.remote else Answer.NO,
        reason="It was bought at a distance." if facts.remote else "It was sold face to face, not at a distance.",
        rests_on=("remote",),
    )


def supplied(facts: Facts) -> Element:
    """Return whether it was sold, offered or exposed for sale, to anybody of any age."""
    what = "Selling, offering or exposing for sale"
    if facts.result is Result.SOLD and facts.test not in {Test.DELIVERY_CHECK, Test.INTERCEPTED, Test.LISTING_CHECK}:
        return Element(
            what=what,
            answer=Answer.YES,
            reason=f"It was sold on {day_words(facts.ordered_on)}; the age of the buyer does not matter here.",
            rests_on=("result", "ordered_on"),
        )
    if facts.result is Result.OFFERED:
        return Element(
            what=what,
            answer=Answer.YES,
            reason=f"It was seen offered for sale on {day_words(facts.ordered_on)}; no buyer is needed.",
            rests_on=("result", "ordered_on"),
        )
    if facts.result is Result.NO_ATTEMPT and facts.displayed is False:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="There was no attempt to buy, and the product was not found on sale.",
            rests_on=("result", "displayed"),
        )
    if facts.displayed:
        return Element(
            what=what,
            answer=Answer.YES,
            reason=f"It was seen on display for sale on {day_words(facts.ordered_on)}, although no sale is recorded.",
            rests_on=("displayed", "ordered_on"),
        )
    return Element(
        what=what,
        answer=Answer.UNKNOWN,
        reason="No sale is recorded, and the record does not say whether it was on display for sale.",
        rests_on=("result", "displayed"),
        missing="Where it was displayed or offered",
        get="Record where it was displayed, and photograph it there; or capture the page that offers it.",
    )
