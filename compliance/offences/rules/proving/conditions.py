"""The four conditions without which the defence to a sale at a distance fails (CJA 1988 s.141B; pure)."""

from collections.abc import Mapping

from compliance.offences.rules.law import OffenceVersion
from compliance.offences.rules.proving.answers import Condition, Met
from compliance.offences.rules.proving.facts import Address, Checkout, Facts, HandedOver

CONDITIONS: Mapping[str, str] = {
    "A": "A system for checking age that is likely to prevent a person under 18 from buying by that method",
    "B": "The package, when dispatched, clearly marked: it holds a bladed or pointed article, and is only for the "
    "hands of a person of 18 or over",
    "C": "All reasonable precautions and all due diligence to ensure delivery into the hands of a person of 18 or over",
    "D": "Not delivered, and not arranged to be delivered, to a locker",
}

_WORD = "The seller would have to prove that this was likely to prevent persons under 18 from buying."
_DOCUMENT = "Whether it was checked, and how this sale came through, is for the seller to prove."
_SYSTEMS: Mapping[Checkout, tuple[Met, str]] = {
    Checkout.NONE: (Met.NOT_MET, "The checkout asked for no proof of age at all."),
    Checkout.TICK_BOX: (
        Met.NOT_MET,
        f"The checkout had a tick box only, which takes the buyer’s word. {_WORD}",
    ),
    Checkout.DATE_OF_BIRTH: (
        Met.NOT_MET,
        f"The checkout asked for a date of birth only, which takes the buyer’s word. {_WORD}",
    ),
    Checkout.CARD: (
        Met.NOT_KNOWN,
        "The checkout checked the payment card. Persons under 18 hold some cards: what was checked is not known.",
    ),
    Checkout.IDENTITY_DOCUMENT: (Met.NOT_KNOWN, f"The checkout asked for an identity document. {_DOCUMENT}"),
    Checkout.DIGITAL_IDENTITY: (Met.NOT_KNOWN, f"The checkout asked for a digital identity. {_DOCUMENT}"),
}


def judge_conditions(facts: Facts, version: OffenceVersion | None) -> tuple[Condition, ...]:
    """Return conditions A to D as the record has them; `version` is s.141B as in force on the day, None for none.

    Each is what the seller would have to prove on a balance of probabilities; the record only shows what speaks for or
    against it. A version that does not list four conditions words them differently: then none is judged here.
    """
    if version is None:
        return ()
    judged = (
        ("A", *_checkout(facts)),
        ("B", *_package(facts)),
        ("C", *_hand_over(facts)),
        ("D", *_locker(facts)),
    )
    if len(version.elements) != len(CONDITIONS):
        other = "The version in force that day words the conditions differently: judge this one by its own words."
        judged = tuple((letter, Met.NOT_KNOWN, other, ()) for letter, *_rest in judged)  # type: ignore[assignment]
    return tuple(
        Condition(letter=letter, what=CONDITIONS[letter], met=met, reason=reason, rests_on=rests_on)
        for letter, met, reason, rests_on in judged
    )


def _checkout(facts: Facts) -> tuple[Met, str, tuple[str, ...]]:
    if facts.age_check is None:
        return Met.NOT_KNOWN, "The record does not say what the checkout asked about age.", ("age_check",)
    met, reason = _SYSTEMS[facts.age_check]
    return met, reason, ("age_check",)


def _package(facts: Facts) -> tuple[Met, str, tuple[str, ...]]:
    rests_on = ("marked_blade", "marked_18", "marking")
    words = f" Its words were: “{facts.marking.strip()}”." if facts.marking.strip() else ""
    lacking = [
        text
        for value, text in (
            (facts.marked_blade, "that it held a bladed or pointed article"),
            (facts.marked_18, "that it was only for the hands of a person of 18 or over"),
        )
        if value is False
    ]
    if lacking:
        return Met.NOT_MET, f"The package was not marked {' or '.join(lacking)}.{words}", rests_on
    if facts.marked_blade and facts.marked_18:
        return Met.MET, f"The package was marked with both.{words}", rests_on
    return Met.NOT_KNOWN, f"The record does not say whether the package was marked with both.{words}", rests_on


def _hand_over(facts: Facts) -> tuple[Met, str, tuple[str, ...]]:
    rests_on = ("handed_over", "handed_to_age", "age_checked_delivery")
    under = facts.handed_to_age is not None and facts.handed_to_age < 18
    who = f"a person of {facts.handed_to_age}" if facts.handed_to_age is not None else "a person"
    failed = Met.NOT_KNOWN if facts.age_checked_delivery else Met.NOT_MET
    told = {
        HandedOver.LOCKER: (Met.NOT_MET, "It was left in a locker, into nobody’s hands."),
        HandedOver.LEFT_UNATTENDED: (failed, f"It was left unattended, into nobody’s hands.{_asked_for(facts)}"),
        HandedOver.HANDED_OVER_UNCHECKED: (
            Met.NOT_KNOWN if facts.taken_by_adult else failed,
            f"It was handed to {who} without any check of age.{_asked_for(facts)}",
        ),
        HandedOver.HANDED_OVER_AFTER_ID: (
            Met.NOT_KNOWN,
            "ID was looked at when it was handed over, which speaks for the seller."
            + (f" It was still handed to {who}." if under else ""),
        ),
        HandedOver.LEFT_WITH_NEIGHBOUR: (
            failed if under else Met.NOT_KNOWN,
            "It was left with a neighbour"
            + (f", {who}" if facts.handed_to_age is not None else "")
            + f".{_asked_for(facts)}",
        ),
        HandedOver.REFUSED: (Met.NOT_KNOWN, "The hand-over was refused, which speaks for the seller."),
        HandedOver.NOT_DELIVERED: (Met.NOT_KNOWN, "It was never delivered."),
    }
    met, reason = told.get(facts.handed_over or HandedOver.NOT_YET, (Met.NOT_KNOWN, "The hand-over is not recorded."))
    return met, reason, rests_on


def _asked_for(facts: Facts) -> str:
    """Return what the seller did beforehand, as a sentence: the condition asks for that, not for how it ended."""
    if facts.age_checked_delivery is None:
        return " What the seller did beforehand to prevent that is for the seller to prove."
    if facts.age_checked_delivery:
        return " The seller had asked for a delivery with an age check, which speaks for the seller."
    return " The seller had not asked for a delivery with an age check."


def _locker(facts: Facts) -> tuple[Met, str, tuple[str, ...]]:
    rests_on = ("address", "handed_over")
    if facts.address is Address.LOCKER or facts.handed_over is HandedOver.LOCKER:
        return Met.NOT_MET, "It was sent to a locker.", rests_on
    if facts.address is None:
        return Met.NOT_KNOWN, "The record does not say what kind of address it was sent to.", rests_on
    return Met.MET, "It was not sent to a locker.", rests_on
