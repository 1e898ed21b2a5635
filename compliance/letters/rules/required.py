"""What each kind of letter must say: a table for each kind."""

from collections.abc import Sequence

from compliance.letters.rules.base import Facts, ResultFacts
from compliance.letters.rules.chain_required import OF_CHAIN, offered, steps
from compliance.letters.rules.correction_required import OF_CORRECTIONS
from compliance.letters.rules.facts import FailNotice, WrittenWarning
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.paragraphs import (
    CODE_OF_PRACTICE,
    EVERY,
    PRIMARY_AUTHORITY,
    REGULATORS_CODE,
    Required,
    fixed,
)
from compliance.letters.rules.sentences import day_words


def _happened(facts: Facts) -> Sequence[str]:
    return (facts.opening, facts.found) if isinstance(facts, ResultFacts) else ()


def _sold(facts: Facts) -> Sequence[str]:
    return (facts.tested.product, facts.place.name, facts.place.address) if isinstance(facts, ResultFacts) else ()


def _law(facts: Facts) -> Sequence[str]:
    law = facts.law if isinstance(facts, FailNotice | WrittenWarning) else None
    return (law.plain_words, law.citation, "It is the law as it was", law.defence) if law else ()


def _penalty(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, WrittenWarning):
        return ()
    return ("The maximum penalty is", facts.law.maximum_penalty, facts.trial)


def _conditions(facts: Facts) -> Sequence[str]:
    return (facts.law.defence, *facts.law.conditions) if isinstance(facts, WrittenWarning) else ()


def _reason(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, WrittenWarning):
        return ()
    return ("We decided to send a warning because", facts.reason.rstrip("."), facts.letterhead.enforcement_policy)


def _duties(facts: Facts) -> Sequence[str]:
    return ("What the law requires", *steps(facts.duties)) if isinstance(facts, WrittenWarning) else ()


def _advice(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, FailNotice | WrittenWarning):
        return ()
    return ("What we recommend", "good practice", *steps(facts.advice))


def _training(facts: Facts) -> Sequence[str]:
    return offered(facts.training) if isinstance(facts, FailNotice | WrittenWarning) else ()


def _primary_authority(facts: Facts) -> Sequence[str]:
    return (facts.primary_authority_words,) if isinstance(facts, FailNotice | WrittenWarning) else ()


def _next_steps(facts: Facts) -> Sequence[str]:
    if isinstance(facts, FailNotice) and not facts.tested.is_advisory:
        return ("we will write to tell you our decision", "It is not a warning, a conviction")
    return ("advice and nothing more",)


def _talk(facts: Facts) -> Sequence[str]:
    days = (facts.discuss_by_on, facts.appeal_by_on) if isinstance(facts, WrittenWarning) else ()
    return (*map(day_words, days), "If you want to know what this letter means", "who did not make this decision")


def _appeal(facts: Facts) -> Sequence[str]:
    return (facts.letterhead.appeals,)


_RESULT = (
    Required("what happened, and when", CODE_OF_PRACTICE, _happened),
    Required("the product and the place", CODE_OF_PRACTICE, _sold),
)
REQUIRED: dict[Kind, tuple[Required, ...]] = {
    Kind.PASS_NOTICE: (
        *EVERY,
        *_RESULT,
        Required("that the test was passed", CODE_OF_PRACTICE, fixed("Result: pass", "Thank you")),
        Required("that it is one result", CODE_OF_PRACTICE, fixed("one check at one time")),
        Required("that another test may follow", CODE_OF_PRACTICE, fixed("We may check again")),
    ),
    Kind.FAIL_NOTICE: (
        *EVERY,
        *_RESULT,
        Required("that the test was failed", CODE_OF_PRACTICE, fixed("Result: fail")),
        Required("the law, in words", REGULATORS_CODE, _law),
        Required("what it means and what happens next", REGULATORS_CODE, _next_steps),
        Required("good practice", REGULATORS_CODE, _advice),
        Required("that another test may follow", CODE_OF_PRACTICE, fixed("We may check again")),
        Required("the training offered", REGULATORS_CODE, _training),
        Required("the Primary Authority", PRIMARY_AUTHORITY, _primary_authority),
    ),
    Kind.WRITTEN_WARNING: (
        *EVERY,
        *_RESULT,
        Required("the law in force on the day", REGULATORS_CODE, _law),
        Required("the maximum penalty", REGULATORS_CODE, _penalty),
        Required("the defence", REGULATORS_CODE, _conditions),
        Required("that it is a warning", REGULATORS_CODE, fixed("This is a warning")),
        Required(
            "that it is not a conviction or finding",
            REGULATORS_CODE,
            fixed("It is not a conviction, and it is not a finding by a court"),
        ),
        Required(
            "that it is kept and taken into account",
            REGULATORS_CODE,
            fixed("We will keep a record of it, and we will take it into account"),
        ),
        Required("the reasons", REGULATORS_CODE, _reason),
        Required("what the law requires", REGULATORS_CODE, _duties),
        Required("good practice, apart from the law", REGULATORS_CODE, _advice),
        Required("the training offered", REGULATORS_CODE, _training),
        Required("that another test is likely", CODE_OF_PRACTICE, fixed("You should expect another test purchase")),
        Required("how to talk about it", REGULATORS_CODE, _talk),
        Required("how to appeal", REGULATORS_CODE, _appeal),
        Required("the Primary Authority", PRIMARY_AUTHORITY, _primary_authority),
    ),
    **OF_CHAIN,
    **OF_CORRECTIONS,
}
