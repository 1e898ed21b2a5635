"""Sentences that depend on what happened in a test: chosen here, from tables, so that no case is forgotten."""

from datetime import date

from compliance.letters.rules.parts import Law, Place, PrimaryAuthority, Tested
from compliance.purchases.rules import SOLD, BuyerBasis, HandOverResult, Outcome, Type

_FOUND_SALE = {
    Outcome.REFUSED_NO_ID: "Proof of age was asked for. None was shown, and the sale was refused.",
    Outcome.REFUSED_AGE_ASKED: "The buyer was asked how old they were, and the sale was refused.",
    Outcome.REFUSED_OTHER: "The sale was refused.",
    Outcome.SOLD_UNCHALLENGED: "Nobody asked for proof of age, and the sale went ahead.",
    Outcome.SOLD_AFTER_ID_NOT_VERIFIED: "Proof of age was asked for, but it was not checked, and the sale went ahead.",
    Outcome.WOULD_HAVE_SOLD_INTERCEPTED: "The sale was about to go ahead. Our officer stopped it before any money was "
    "paid.",
}
_FOUND_ORDER = _FOUND_SALE | {
    Outcome.REFUSED_NO_ID: "Proof of age was asked for. None was given, and the order was refused.",
    Outcome.REFUSED_AGE_ASKED: "The buyer was asked how old they were, and the order was refused.",
    Outcome.REFUSED_OTHER: "The order was refused.",
    Outcome.SOLD_UNCHALLENGED: "The order was accepted without a check of proof of age.",
    Outcome.SOLD_AFTER_ID_NOT_VERIFIED: "Proof of age was asked for, but it was not checked, and the order was "
    "accepted.",
}
_FOUND_DELIVERY = _FOUND_SALE | {
    Outcome.REFUSED_NO_ID: "Proof of age was asked for. None was shown, and the product was not handed over.",
    Outcome.REFUSED_AGE_ASKED: "The person was asked how old they were, and the product was not handed over.",
    Outcome.REFUSED_OTHER: "The product was not handed over.",
    Outcome.SOLD_UNCHALLENGED: "Nobody asked for proof of age, and the product was handed over.",
    Outcome.SOLD_AFTER_ID_NOT_VERIFIED: "Proof of age was asked for, but it was not checked, and the product was "
    "handed over.",
}
_HAND_OVER = {
    HandOverResult.HANDED_OVER_UNCHECKED: " It was later handed over, and nobody looked at proof of age.",
    HandOverResult.HANDED_OVER_AFTER_ID: " When it was handed over, proof of age was looked at.",
    HandOverResult.REFUSED: " The person who delivered it then refused to hand it over.",
    HandOverResult.LEFT_UNATTENDED: " It was later left where nobody took it by hand.",
    HandOverResult.LEFT_WITH_NEIGHBOUR: " It was later left with a neighbour.",
    HandOverResult.LOCKER: " It was later left in a locker.",
}
TRIAL = {
    "summary": "A case like this is heard in a magistrates' court.",
    "either_way": "A case like this is heard in a magistrates' court or in the Crown Court.",
}


def day_words(day: date) -> str:
    """Return a day as a letter writes it, "3 November 2026", with spaces at which no line ends."""
    return f"{day.day} {day:%B %Y}".replace(" ", "\N{NO-BREAK SPACE}")


def when_words(tested: Tested) -> str:
    """Return the day of a test, or its period: "on 3 November 2026"."""
    if tested.first_on == tested.last_on:
        return f"on {day_words(tested.first_on)}"
    return f"between {day_words(tested.first_on)} and {day_words(tested.last_on)}"


def opening_sentence(tested: Tested, place: Place) -> str:
    """Return who tried to buy what, where and when, and never more of who than whether they were under 18."""
    when = when_words(tested)
    when = when[0].upper() + when[1:]
    who = "a person under 18" if tested.buyer_basis is BuyerBasis.UNDER_18 else "a person aged 18 or over"
    sold = tested.outcome in SOLD
    if tested.type is Type.DELIVERY_CHECK:
        did, link = ("took delivery of" if sold else "tried to take delivery of"), "from"
    elif place.online:
        did, link = ("ordered" if sold else "tried to order"), "from"
    else:
        did, link = ("bought" if sold else "tried to buy"), "at"
    return f"{when}, {who} who was working with our officers {did} {tested.product} {link} {place.words}."


def found_sentence(tested: Tested, *, online: bool) -> str:
    """Return how the attempt ended and, for an online order, how it was handed over."""
    if tested.type is Type.DELIVERY_CHECK:
        return _FOUND_DELIVERY[tested.outcome]
    if online:
        return _FOUND_ORDER[tested.outcome] + _HAND_OVER.get(tested.hand_over, "")
    return _FOUND_SALE[tested.outcome]


def trial_sentence(law: Law) -> str:
    """Return where a case is heard, from the mode of trial: "summary" or "either_way"."""
    return TRIAL[law.mode_of_trial]


def primary_authority_sentence(primary: PrimaryAuthority) -> str:
    """Return the statement that RESA 2008 s.25C makes fair: who was told, when, and that it has not objected."""
    if primary.exemption:
        return f"Your Primary Authority is {primary.name}. We did not have to tell it first. {primary.exemption}"
    told = f" on {day_words(primary.notified_on)}" if primary.notified_on else ""
    return (
        f"Your Primary Authority is {primary.name}. We told it about this letter{told}. The time that it had to object "
        "has passed, and it did not tell us to stop."
    )
