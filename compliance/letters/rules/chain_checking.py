"""Whether the facts of a letter from a visit to an agreement are complete, and lawful to print."""

from collections.abc import Callable, Iterator
from datetime import date

from compliance.errors import Refusal
from compliance.letters.rules.base import Facts
from compliance.letters.rules.chain import (
    Advice,
    AgreementConfirmed,
    AgreementOffer,
    AgreementRemoved,
    AgreementWarning,
    PlaceConfirmed,
    SessionCancelled,
    TrainingInvitation,
    TrainingReminder,
    TrainingResult,
)
from compliance.letters.rules.kinds import Occasion
from compliance.letters.rules.parts import Promise, Sitting, Training
from compliance.letters.rules.shared_checks import action_problems, law_problems, training_problems


def _after(day: date | None, dated_on: date, what: str, field: str) -> Iterator[Refusal]:
    if day is None or day <= dated_on:
        yield Refusal(f"{what} must be after the date of the letter.", field)


def _advice(facts: Advice) -> Iterator[Refusal]:
    yield from action_problems("advice", "good practice that you recommend", facts.advice, facts.dated_on)
    yield from law_problems(facts.law, facts.dated_on, facts.dated_on)
    if facts.visited_on > facts.dated_on:
        yield Refusal("The visit is after the date of the letter. Correct one of the two days.", "visited_on")


def _invitation(facts: TrainingInvitation) -> Iterator[Refusal]:
    yield from training_problems(facts.training, facts.dated_on)
    if facts.visited_on is not None and facts.visited_on > facts.dated_on:
        yield Refusal("The visit is after the date of the letter. Correct one of the two days.", "visited_on")


def _sitting(person: str, sitting: Sitting | None) -> Iterator[Refusal]:
    if not person.strip():
        yield Refusal("Say who has the place.", "person")
    if sitting is None or not (sitting.course.strip() and sitting.venue.strip() and sitting.minutes > 0):
        yield Refusal("The session needs a course, a venue and a length. Correct the session.", "sitting")


def _place_confirmed(facts: PlaceConfirmed) -> Iterator[Refusal]:
    yield from _sitting(facts.person, facts.sitting)
    if not facts.sitting.address.strip():
        yield Refusal("The session has no address of its venue. Correct the session.", "sitting")
    if facts.sitting.on < facts.dated_on:
        yield Refusal("The session is over, so there is no place to confirm.", "sitting")


def _cancelled(facts: SessionCancelled) -> Iterator[Refusal]:
    yield from _sitting(facts.person, facts.sitting)
    yield from training_problems(facts.training, facts.dated_on)


def _offered(training: Training | None, dated_on: date) -> Iterator[Refusal]:
    if training is None:
        yield Refusal("Give the course that is offered.", "training")
    else:
        yield from training_problems(training, dated_on)


def _reminder(facts: TrainingReminder) -> Iterator[Refusal]:
    if facts.occasion is Occasion.PLACE_SOON:
        yield from _sitting(facts.person, facts.sitting)
        if facts.sitting is not None and facts.sitting.on < facts.dated_on:
            yield Refusal("The session is over, so there is nothing to remind of.", "sitting")
        return
    yield from _offered(facts.training, facts.dated_on)
    if facts.occasion is Occasion.SECOND_INVITATION:
        if facts.invited_on is None or facts.invited_on > facts.dated_on:
            yield Refusal("Say when the first invitation was sent.", "invited_on")
    elif facts.occasion is Occasion.REFRESH_DUE:
        if not facts.person.strip() or facts.passed_on is None or facts.refresh_due_on is None:
            yield Refusal("Say who passed the course, when, and when the refresh is due.", "person")
    else:
        yield Refusal("A training reminder is about a session, an invitation or a refresh.", "occasion")


def _result(facts: TrainingResult) -> Iterator[Refusal]:
    yield from _sitting(facts.person, facts.sitting)
    if facts.sitting.on > facts.dated_on:
        yield Refusal("The session is still to come, so there is no result.", "sitting")
    if not facts.passed:
        yield from _offered(facts.training, facts.dated_on)
    elif facts.certificate is None or facts.refresh_due_on is None:
        yield Refusal("A pass has a certificate, and a day on which the refresh is due.", "certificate")
    if facts.certificate is not None and (not facts.passed or facts.certificate.person != facts.person):
        yield Refusal("The certificate is not for this person and this result.", "certificate")


def _promise(promise: Promise) -> Iterator[Refusal]:
    if not (promise.name.strip() and promise.text.strip() and promise.commitments and promise.covers.strip()):
        yield Refusal("The agreement needs a text with its commitments, and something that it covers.", "promise")


def _agreement_offer(facts: AgreementOffer) -> Iterator[Refusal]:
    yield from _promise(facts.promise)
    last = "The last day on which the link works"
    yield from _after(facts.signing.last_on, facts.dated_on, last, "sign_by_on")


def _confirmed(facts: AgreementConfirmed) -> Iterator[Refusal]:
    yield from _promise(facts.promise)
    if not (facts.signatory.strip() and facts.capacity.strip()):
        yield Refusal("Say who signed the agreement, and in what capacity.", "signatory")
    if facts.signed_on > facts.dated_on:
        yield Refusal("The agreement is signed after the date of the letter.", "signed_on")


def _agreement_warning(facts: AgreementWarning) -> Iterator[Refusal]:
    yield from _promise(facts.promise)
    if facts.occasion is Occasion.LAPSE:
        yield from _after(facts.lapses_on, facts.dated_on, "The day on which the agreement lapses", "lapses_on")
    elif facts.occasion is Occasion.REMOVAL_PROPOSED:
        if not facts.reason.strip():
            yield Refusal("Say why its removal is proposed (Regulators' Code: give the reasons).", "reason")
        yield from _after(facts.reply_by_on, facts.dated_on, "The last day to reply to the proposal", "reply_by_on")
    else:
        yield Refusal("An agreement warning is about a lapse or a removal.", "occasion")


def _removed(facts: AgreementRemoved) -> Iterator[Refusal]:
    yield from _promise(facts.promise)
    if not facts.reason.strip():
        yield Refusal("Say why the agreement was removed (Regulators' Code: give the reasons).", "reason")
    if facts.removed_on > facts.dated_on:
        yield Refusal("The agreement is removed after the date of the letter.", "removed_on")
    yield from _after(facts.appeal_by_on, facts.dated_on, "The last day to ask for a review", "appeal_by_on")


_OF_FACTS: dict[type[Facts], Callable[..., Iterator[Refusal]]] = {
    Advice: _advice,
    TrainingInvitation: _invitation,
    PlaceConfirmed: _place_confirmed,
    SessionCancelled: _cancelled,
    TrainingReminder: _reminder,
    TrainingResult: _result,
    AgreementOffer: _agreement_offer,
    AgreementConfirmed: _confirmed,
    AgreementWarning: _agreement_warning,
    AgreementRemoved: _removed,
}


def chain_problems(facts: Facts) -> Iterator[Refusal]:
    """Yield what is missing from, or wrong with, a letter from a visit to an agreement; nothing for any other."""
    check = _OF_FACTS.get(type(facts))
    if check is not None:
        yield from check(facts)
