"""What each letter from a visit to an agreement must say: a table for each kind."""

from collections.abc import Sequence

from compliance.letters.rules.base import Facts
from compliance.letters.rules.chain import (
    Advice,
    AgreementConfirmed,
    AgreementOffer,
    AgreementRemoved,
    AgreementWarning,
    PlaceFacts,
    SessionCancelled,
    TrainingInvitation,
    TrainingReminder,
    TrainingResult,
)
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.paragraphs import (
    CODE_OF_PRACTICE,
    EVERY,
    HOME_OFFICE,
    POLICY,
    REGULATORS_CODE,
    Required,
    fixed,
)
from compliance.letters.rules.parts import Action, Promise, Sitting, Training
from compliance.letters.rules.sentences import day_words

NOT_THE_LAW = "does not by itself mean that you meet the law"
"""Said wherever an agreement is spoken of as something to have: a promise is not a finding that a business complies."""


def steps(actions: Sequence[Action]) -> Sequence[str]:
    """Return the words of steps, and the days by which they are to be taken."""
    return [text for action in actions for text in (action.text, day_words(action.by_on) if action.by_on else "")]


def offered(offer: Training | None) -> Sequence[str]:
    """Return the words of a course that is offered."""
    if offer is None:
        return ()
    sessions = [text for session in offer.sessions for text in (day_words(session.on), session.starts, session.venue)]
    cost = offer.cost if offer.cost_pence else "It is free"
    return (offer.course, offer.length, cost, day_words(offer.book_by_on), *sessions)


def _law(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, Advice):
        return ()
    law = facts.law
    return (law.plain_words, law.citation, "It is the law as it is on", law.defence, law.maximum_penalty)


def _advice(facts: Facts) -> Sequence[str]:
    return ("What we recommend", "good practice", *steps(facts.advice)) if isinstance(facts, Advice) else ()


def _training(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, TrainingInvitation | SessionCancelled | TrainingReminder | TrainingResult):
        return ()
    return offered(facts.training)


def _sitting_words(sitting: Sitting | None) -> Sequence[str]:
    if sitting is None:
        return ()
    where = (sitting.venue, sitting.address, sitting.access)
    return (sitting.course, day_words(sitting.on), sitting.starts, *where, sitting.length)


def _place(facts: Facts) -> Sequence[str]:
    return (facts.person, *_sitting_words(facts.sitting)) if isinstance(facts, PlaceFacts) else ()


def _when(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, PlaceFacts):
        return ()
    return (facts.person, facts.sitting.course, day_words(facts.sitting.on))


def _examination(facts: Facts) -> Sequence[str]:
    examined = isinstance(facts, PlaceFacts) and facts.sitting.examined
    return ("examination at the end",) if examined else ()


def _agreement_afterwards(facts: Facts) -> Sequence[str]:
    asked = getattr(facts, "agreement", False)
    return ("Responsible Retailer Agreement", "You can say no", NOT_THE_LAW) if asked else ()


def _reminder(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, TrainingReminder):
        return ()
    if facts.occasion is Occasion.PLACE_SOON:
        return (facts.person, *_sitting_words(facts.sitting))
    if facts.occasion is Occasion.SECOND_INVITATION:
        return ("We invited you", day_words(facts.invited_on) if facts.invited_on else "", "have not had a reply")
    days = (facts.passed_on, facts.refresh_due_on)
    return (facts.person, "refreshed by", *(day_words(day) for day in days if day))


def _no_reply_is_kept(facts: Facts) -> Sequence[str]:
    second = isinstance(facts, TrainingReminder) and facts.occasion is Occasion.SECOND_INVITATION
    return ("keep a record of invitations and replies",) if second else ()


def _voluntary_training(facts: Facts) -> Sequence[str]:
    soon = isinstance(facts, TrainingReminder) and facts.occasion is Occasion.PLACE_SOON
    passed = isinstance(facts, TrainingResult) and facts.passed
    return () if soon or passed else ("The training is voluntary",)


def _result(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, TrainingResult):
        return ()
    due = day_words(facts.refresh_due_on) if facts.refresh_due_on else ""
    if facts.passed:
        return ("Result: pass", facts.found, "refreshed by", due)
    return ("Result: not passed", facts.found)


def _certificate(facts: Facts) -> Sequence[str]:
    if isinstance(facts, TrainingResult) and facts.certificate:
        return ("certificate", facts.certificate.person, facts.certificate.course, facts.certificate.number)
    if isinstance(facts, AgreementConfirmed):
        return ("certificate", facts.certificate.number)
    return ()


def _promise(facts: Facts) -> Promise | None:
    return getattr(facts, "promise", None)


def _text(facts: Facts) -> Sequence[str]:
    promise = _promise(facts)
    return (promise.name, promise.text) if promise else ()


def _commitments(facts: Facts) -> Sequence[str]:
    promise = _promise(facts)
    return (*promise.commitments, promise.covers, promise.whose) if promise else ()


def _how_to_sign(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, AgreementOffer):
        return ()
    return (day_words(facts.signing.last_on), facts.signing.link, facts.signing.word, "on paper")


def _signed(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, AgreementConfirmed):
        return ()
    return (facts.signatory, facts.capacity, day_words(facts.signed_on))


def _lapse(facts: Facts) -> Sequence[str]:
    lapses_on = getattr(facts, "lapses_on", None)
    return (day_words(lapses_on),) if lapses_on else ()


def _warned(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, AgreementWarning):
        return ()
    if facts.occasion is Occasion.LAPSE:
        return ("will lapse", "sign it again")
    reply = day_words(facts.reply_by_on) if facts.reply_by_on else ""
    return ("propose to remove", facts.reason, reply, "We have not decided", "You do not have to")


def _removed(facts: Facts) -> Sequence[str]:
    if not isinstance(facts, AgreementRemoved):
        return ()
    appeal = (day_words(facts.appeal_by_on), facts.letterhead.appeals)
    return (day_words(facts.removed_on), facts.reason, *appeal, "can sign an agreement again")


_AGREEMENT = Required("which agreement it is", POLICY, _text)
_NOT_THE_LAW = Required("that a promise is not the law", REGULATORS_CODE, fixed(NOT_THE_LAW))
_VOLUNTARY = Required("that it is voluntary", REGULATORS_CODE, fixed("voluntary"))

OF_CHAIN: dict[Kind, tuple[Required, ...]] = {
    Kind.ADVICE: (
        *EVERY,
        Required("the law in force", REGULATORS_CODE, _law),
        Required("what the law requires", REGULATORS_CODE, fixed("What the law requires", "You must not sell")),
        Required("good practice, apart from the law", REGULATORS_CODE, _advice),
        Required("that tests may follow", CODE_OF_PRACTICE, fixed("We may test", "We do not say when")),
        Required("that nothing is alleged", REGULATORS_CODE, fixed("does not say that you have done anything wrong")),
    ),
    Kind.TRAINING_INVITATION: (
        *EVERY,
        Required("the course, and how to book it", CODE_OF_PRACTICE, _training),
        Required("that it is voluntary", REGULATORS_CODE, fixed("The training is voluntary")),
        Required("the agreement, if it is asked for", REGULATORS_CODE, _agreement_afterwards),
    ),
    Kind.PLACE_CONFIRMED: (
        *EVERY,
        Required("who comes, when and where", CODE_OF_PRACTICE, _place),
        Required("the examination", CODE_OF_PRACTICE, _examination),
        Required("the agreement, if it is asked for", REGULATORS_CODE, _agreement_afterwards),
        Required("what to bring, and how to change", CODE_OF_PRACTICE, fixed("What to bring", "If you cannot come")),
    ),
    Kind.TRAINING_REMINDER: (
        *EVERY,
        Required("what it reminds of", CODE_OF_PRACTICE, _reminder),
        Required("the course, and how to book it", CODE_OF_PRACTICE, _training),
        Required("that it is voluntary", REGULATORS_CODE, _voluntary_training),
        Required("that replies are recorded", REGULATORS_CODE, _no_reply_is_kept),
    ),
    Kind.SESSION_CANCELLED: (
        *EVERY,
        Required("which session is cancelled", CODE_OF_PRACTICE, _when),
        Required("that we are sorry", REGULATORS_CODE, fixed("We are sorry")),
        Required("the sessions offered", CODE_OF_PRACTICE, _training),
        Required("that it counts against nobody", REGULATORS_CODE, fixed("This does not count against you")),
    ),
    Kind.TRAINING_RESULT: (
        *EVERY,
        Required("the course, and when it was", CODE_OF_PRACTICE, _when),
        Required("the result", CODE_OF_PRACTICE, _result),
        Required("the certificate, when passed", CODE_OF_PRACTICE, _certificate),
        Required("what can be done when not passed", CODE_OF_PRACTICE, _training),
        Required("the yearly refresh", HOME_OFFICE, _voluntary_training),
    ),
    Kind.AGREEMENT_OFFER: (
        *EVERY,
        _AGREEMENT,
        Required("each commitment, and what it covers", POLICY, _commitments),
        _VOLUNTARY,
        _NOT_THE_LAW,
        Required("how to sign it, and by when", POLICY, _how_to_sign),
    ),
    Kind.AGREEMENT_CONFIRMED: (
        *EVERY,
        _AGREEMENT,
        Required("who signed it, and when", POLICY, _signed),
        Required("each commitment, and what it covers", POLICY, _commitments),
        Required("when it lapses", POLICY, _lapse),
        _VOLUNTARY,
        _NOT_THE_LAW,
        Required("the certificate", POLICY, _certificate),
    ),
    Kind.AGREEMENT_WARNING: (
        *EVERY,
        _AGREEMENT,
        Required("what will happen, and why", REGULATORS_CODE, _warned),
        Required("when it lapses", POLICY, _lapse),
        _VOLUNTARY,
    ),
    Kind.AGREEMENT_REMOVED: (
        *EVERY,
        _AGREEMENT,
        Required("that it is removed, why, and how to appeal", REGULATORS_CODE, _removed),
        _VOLUNTARY,
    ),
}
