"""What each kind of letter must say: a table for each kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from compliance.letters.rules.base import Facts, ResultFacts
from compliance.letters.rules.chain import TrainingInvitation
from compliance.letters.rules.facts import FailNotice, WrittenWarning
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.parts import Action
from compliance.letters.rules.sentences import day_words

Words = Callable[[Facts], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Required:
    """Something a letter must say: its name, why, and the words that must all be found in the printed text."""

    name: str
    source: str
    words: Words


_REGULATORS_CODE = "Regulators' Code 2014, section 2"
_CODE_OF_PRACTICE = "Code of Practice: Age Restricted Products and Services"
_DATA = "UK GDPR, articles 13 and 14"
_PRIMARY_AUTHORITY = "RESA 2008 s.25C"


def _fixed(*words: str) -> Words:
    return lambda _: words


def _reader(facts: Facts) -> Sequence[str]:
    to = facts.recipient
    return (to.name, to.trading_as, to.address[-1])


def _officer(facts: Facts) -> Sequence[str]:
    who = facts.officer
    return (who.name, who.job_title, who.telephone, who.email, facts.reference, day_words(facts.dated_on))


def _complaint(facts: Facts) -> Sequence[str]:
    return ("you can make a complaint", facts.letterhead.complaints)


def _data_notice(facts: Facts) -> Sequence[str]:
    return (
        "How we use information about you",
        f"We keep it for {facts.keep_years} year",
        "ask to see what we hold",
        facts.letterhead.privacy_notice,
    )


def _replaces(facts: Facts) -> Sequence[str]:
    if facts.replaces is None:
        return ()
    return ("This letter replaces our letter", facts.replaces.reference, day_words(facts.replaces.dated_on))


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


def _steps(actions: Sequence[Action]) -> Sequence[str]:
    return [text for action in actions for text in (action.text, day_words(action.by_on) if action.by_on else "")]


def _duties(facts: Facts) -> Sequence[str]:
    return ("What the law requires", *_steps(facts.duties)) if isinstance(facts, WrittenWarning) else ()


def _advice(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, FailNotice | WrittenWarning):
        return ()
    return ("What we recommend", "good practice", *_steps(facts.advice))


def _training(facts: Facts) -> Sequence[str]:
    offer = facts.training if isinstance(facts, FailNotice | WrittenWarning | TrainingInvitation) else None
    if offer is None:
        return ()
    sessions = [text for session in offer.sessions for text in (day_words(session.on), session.starts, session.venue)]
    cost = offer.cost if offer.cost_pence else "It is free"
    return (offer.course, offer.length, cost, day_words(offer.book_by_on), *sessions)


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


_EVERY = (
    Required("the reader, at their address", _REGULATORS_CODE, _reader),
    Required("the officer, the reference and the date", _REGULATORS_CODE, _officer),
    Required("how to complain", _REGULATORS_CODE, _complaint),
    Required("the data protection notice", _DATA, _data_notice),
    Required("which letter it replaces, if any", _REGULATORS_CODE, _replaces),
)
_RESULT = (
    Required("what happened, and when", _CODE_OF_PRACTICE, _happened),
    Required("the product and the place", _CODE_OF_PRACTICE, _sold),
)
REQUIRED: dict[Kind, tuple[Required, ...]] = {
    Kind.PASS_NOTICE: (
        *_EVERY,
        *_RESULT,
        Required("that the test was passed", _CODE_OF_PRACTICE, _fixed("Result: pass", "Thank you")),
        Required("that it is one result", _CODE_OF_PRACTICE, _fixed("one check at one time")),
        Required("that another test may follow", _CODE_OF_PRACTICE, _fixed("We may check again")),
    ),
    Kind.FAIL_NOTICE: (
        *_EVERY,
        *_RESULT,
        Required("that the test was failed", _CODE_OF_PRACTICE, _fixed("Result: fail")),
        Required("the law, in words", _REGULATORS_CODE, _law),
        Required("what it means and what happens next", _REGULATORS_CODE, _next_steps),
        Required("good practice", _REGULATORS_CODE, _advice),
        Required("that another test may follow", _CODE_OF_PRACTICE, _fixed("We may check again")),
        Required("the training offered", _REGULATORS_CODE, _training),
        Required("the Primary Authority", _PRIMARY_AUTHORITY, _primary_authority),
    ),
    Kind.WRITTEN_WARNING: (
        *_EVERY,
        *_RESULT,
        Required("the law in force on the day", _REGULATORS_CODE, _law),
        Required("the maximum penalty", _REGULATORS_CODE, _penalty),
        Required("the defence", _REGULATORS_CODE, _conditions),
        Required("that it is a warning", _REGULATORS_CODE, _fixed("This is a warning")),
        Required(
            "that it is not a conviction or finding",
            _REGULATORS_CODE,
            _fixed("It is not a conviction, and it is not a finding by a court"),
        ),
        Required(
            "that it is kept and taken into account",
            _REGULATORS_CODE,
            _fixed("We will keep a record of it, and we will take it into account"),
        ),
        Required("the reasons", _REGULATORS_CODE, _reason),
        Required("what the law requires", _REGULATORS_CODE, _duties),
        Required("good practice, apart from the law", _REGULATORS_CODE, _advice),
        Required("the training offered", _REGULATORS_CODE, _training),
        Required("that another test is likely", _CODE_OF_PRACTICE, _fixed("You should expect another test purchase")),
        Required("how to talk about it", _REGULATORS_CODE, _talk),
        Required("how to appeal", _REGULATORS_CODE, _appeal),
        Required("the Primary Authority", _PRIMARY_AUTHORITY, _primary_authority),
    ),
    Kind.TRAINING_INVITATION: (
        *_EVERY,
        Required("the course, and how to book it", _CODE_OF_PRACTICE, _training),
        Required("that it is voluntary", _REGULATORS_CODE, _fixed("The training is voluntary")),
    ),
}
