"""What a decision on a dispute and a correction must say, and what stands against printing one."""

from collections.abc import Iterator, Sequence
from datetime import date

from compliance.errors import Refusal
from compliance.letters.rules.base import Facts
from compliance.letters.rules.corrections import AboutATest, Correction, DisputeDecided, Earlier
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.marks import Mark
from compliance.letters.rules.paragraphs import EVERY, REGULATORS_CODE, Required, fixed
from compliance.letters.rules.sentences import day_words
from compliance.purchases.rules import DisputeDecision

_ACCURATE = "UK GDPR, article 5(1)(d): accuracy"


def _test(facts: Facts) -> Sequence[str]:
    return (facts.when, facts.place.name) if isinstance(facts, AboutATest) else ()


def _letters(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, Correction | DisputeDecided):
        return ()
    named = (*facts.letters, *facts.corrected) if isinstance(facts, DisputeDecided) else facts.letters
    return [word for one in named for word in (one.what, one.reference, day_words(one.dated_on))]


def _decision(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, DisputeDecided):
        return ()
    return (facts.found, day_words(facts.raised_on), day_words(facts.decided_on), facts.reviewer)


def _reasons(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, DisputeDecided):
        return ()
    return ("What we considered", *facts.considered, "Our reasons", *facts.reasons)


def _next_steps(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, DisputeDecided):
        return ()
    if facts.overturned:
        return ("We no longer take it into account",)
    return ("The result stays on our record", "you can tell us so")


def _appeal(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, DisputeDecided):
        return ()
    return (day_words(facts.appeal_by_on), "did not make this decision", facts.letterhead.appeals)


def _wrong(facts: Facts) -> Sequence[str]:
    return (facts.wrong, facts.recorded) if isinstance(facts, Correction) else ()


OF_CORRECTIONS: dict[Kind, tuple[Required, ...]] = {
    Kind.DISPUTE_DECISION: (
        *EVERY,
        Required("the test", REGULATORS_CODE, _test),
        Required("the decision, its day and who made it", REGULATORS_CODE, _decision),
        Required("what was considered, and the reasons", REGULATORS_CODE, _reasons),
        Required("what happens next", REGULATORS_CODE, _next_steps),
        Required("the letters that are to be corrected, and those that were", _ACCURATE, _letters),
        Required("how to appeal", REGULATORS_CODE, _appeal),
    ),
    Kind.CORRECTION: (
        *EVERY,
        Required("the test", REGULATORS_CODE, _test),
        Required("which letters it corrects", _ACCURATE, _letters),
        Required("what was wrong, and what is recorded now", _ACCURATE, _wrong),
        Required("that they are withdrawn", _ACCURATE, fixed("We withdraw", "no longer take")),
        Required(
            "what the reader may do with them",
            REGULATORS_CODE,
            fixed("You do not have to do anything", "You may keep", "or destroy"),
        ),
        Required("that we are sorry", REGULATORS_CODE, fixed("We are sorry")),
    ),
}


def correction_problems(facts: Facts) -> Iterator[Refusal]:
    """Yield what stands against printing a decision on a dispute, or a correction."""
    if isinstance(facts, DisputeDecided):
        yield from _decision_problems(facts)
    if isinstance(facts, Correction):
        yield from _letter_problems(facts.letters, facts.dated_on)
    if isinstance(facts, AboutATest) and facts.first_on > facts.last_on:
        yield Refusal("The period of the test ends before it begins. Correct one of the two days.", "last_on")


def _decision_problems(facts: DisputeDecided) -> Iterator[Refusal]:
    if not facts.reasons or not facts.considered:
        yield Refusal("The decision gives no reasons, or not what was considered (Regulators’ Code).", "reasons")
    if not facts.reviewer.strip():
        yield Refusal("Say who decided the dispute.", "reviewer")
    if facts.decided_on > facts.dated_on:
        yield Refusal("The decision is after the date of the letter.", "dated_on")
    if facts.appeal_by_on <= facts.dated_on:
        yield Refusal("The last day to ask for a review must be after the date of the letter.", "appeal_by_on")
    if facts.decision is DisputeDecision.UPHELD and any(one.mark is Mark.OVERTURNED for one in facts.letters):
        yield Refusal("A result that was upheld was not overturned.", "letters")


def _letter_problems(letters: Sequence[Earlier], dated_on: date) -> Iterator[Refusal]:
    if not letters:
        yield Refusal("Say which letter is corrected.", "letters")
    if any(letter.dated_on > dated_on for letter in letters):
        yield Refusal("A letter that is corrected is after the date of the correction.", "dated_on")
