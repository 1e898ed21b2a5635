"""The facts of the letters from a visit to an agreement, gathered anew from the record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from compliance import clock
from compliance.agreements import queries as agreements
from compliance.agreements.models import Agreement
from compliance.letters import rules
from compliance.letters.queries.beginning import list_sessions
from compliance.letters.queries.subject import PlaceAt, Subject
from compliance.letters.rules import Kind, Occasion
from compliance.letters.rules.drafting import Decided, as_sentence, in_line, one_line, starts_words
from compliance.permissions import Actor
from compliance.training import queries as training
from compliance.training.models import Course
from compliance.training.rules import COURSE_NAMES

_COVERS = {"covers_stores": "sales in store", "covers_online": "sales online", "covers_delivery": "delivery"}


@dataclass(frozen=True, slots=True)
class Gathering:
    """What the facts of a letter are gathered from; `common` are those that every letter has."""

    session: Session
    actor: Actor
    subject: Subject
    decided: Decided
    today: date
    common: dict[str, Any]
    signing: rules.Signing | None = None


def training_of(given: Gathering) -> rules.Training:
    """Return the course as it was decided to offer it; without an offer, an empty one that `check_facts` refuses."""
    offer = given.decided.offer
    if offer is None:
        return rules.Training(course="", minutes=0, cost_pence=0, examined=False, book_by_on=given.today)
    sessions = (
        list_sessions(given.session, given.actor, after=given.today, ids=offer.session_ids) if offer.session_ids else []
    )
    return rules.Training(
        course=offer.course,
        minutes=offer.minutes,
        cost_pence=offer.cost_pence,
        examined=offer.examined,
        book_by_on=offer.book_by_on,
        sessions=tuple(
            rules.Session(on=one.on, starts=starts_words(one.starts_at), venue=one.where) for one in sessions
        ),
    )


def _advice(given: Gathering) -> rules.Facts:
    law, visit = given.subject.law, given.subject.visit
    assert law is not None, "check_kind lets no advice through without the law"  # noqa: S101 - for the type checker
    assert visit is not None, "and none without a visit"  # noqa: S101 - for the type checker
    return rules.Advice(**given.common, visited_on=visit.visited_on, law=law, advice=given.decided.advice)


def _invitation(given: Gathering) -> rules.Facts:
    visit = given.subject.visit
    return rules.TrainingInvitation(
        **given.common,
        visited_on=visit.visited_on if visit else None,
        training=training_of(given),
        agreement=given.decided.agreement,
    )


def _placed(given: Gathering) -> PlaceAt:
    place = given.subject.place
    assert place is not None, "check_kind lets none through without a place"  # noqa: S101 - for the type checker
    return place


def _sitting(given: Gathering) -> rules.Sitting:
    held = _placed(given).session
    course = given.session.get(Course, held.course_id) if held.course_id else None
    return rules.Sitting(
        course=course.name if course else COURSE_NAMES[held.course],
        on=held.on,
        starts=starts_words(held.starts_at_time),
        venue=held.venue,
        address=in_line(held.venue_address),
        minutes=held.minutes,
        examined=held.pass_mark is not None,
        access=as_sentence(held.access_needs),
        language="" if held.language == "English" else held.language,
    )


def _person(given: Gathering) -> str:
    return _placed(given).attendance.person


def _place_confirmed(given: Gathering) -> rules.Facts:
    return rules.PlaceConfirmed(
        **given.common, person=_person(given), sitting=_sitting(given), agreement=given.decided.agreement
    )


def _session_cancelled(given: Gathering) -> rules.Facts:
    return rules.SessionCancelled(
        **given.common, person=_person(given), sitting=_sitting(given), training=training_of(given)
    )


def _reminder(given: Gathering) -> rules.Facts:
    occasion = given.decided.occasion
    if given.subject.invitation:
        return rules.TrainingReminder(
            **given.common,
            occasion=Occasion.SECOND_INVITATION,
            invited_on=given.subject.invitation.invited_on,
            training=training_of(given),
        )
    place = _placed(given)
    if occasion is Occasion.PLACE_SOON:
        return rules.TrainingReminder(
            **given.common, occasion=Occasion.PLACE_SOON, person=_person(given), sitting=_sitting(given)
        )
    return rules.TrainingReminder(
        **given.common,
        occasion=Occasion.REFRESH_DUE,
        person=_person(given),
        passed_on=place.session.on,
        refresh_due_on=place.refresh_due_on,
        training=training_of(given),
    )


def _result(given: Gathering) -> rules.Facts:
    place = _placed(given)
    one = place.attendance
    return rules.TrainingResult(
        **given.common,
        person=one.person,
        sitting=_sitting(given),
        passed=place.passed,
        attended=one.minutes or 0,
        mark=one.mark,
        pass_mark=place.session.pass_mark,
        refresh_due_on=place.refresh_due_on,
        certificate=training.certificate_of_place(given.session, given.actor, one.id) if place.passed else None,
        training=None if place.passed else training_of(given),
    )


def _agreed(given: Gathering) -> Agreement:
    row = given.subject.agreement
    assert row is not None, "check_kind lets none through without an agreement"  # noqa: S101 - for the type checker
    return row.agreement


def _promise(given: Gathering) -> rules.Promise:
    agreement, text = _agreed(given), given.subject.text
    assert text is not None, "an agreement has its text"  # noqa: S101 - for the type checker
    covered = [words for name, words in _COVERS.items() if getattr(agreement, name)]
    return rules.Promise(
        name=text.name,
        text=text.version,
        introduction=one_line(text.introduction),
        commitments=tuple(as_sentence(one) for one in text.commitments),
        covers=" and ".join(part for part in (", ".join(covered[:-1]), covered[-1] if covered else "") if part),
        whose=given.common["place"].words if given.subject.outlet else f"every shop that {given.subject.name} runs",
    )


def _offer(given: Gathering) -> rules.Facts:
    last_on = given.decided.sign_by_on or given.today
    signing = given.signing or rules.Signing(last_on=last_on)
    return rules.AgreementOffer(**given.common, promise=_promise(given), signing=signing)


def _signed_on(given: Gathering) -> date:
    row = given.subject.agreement
    return (row.standing.signed_on if row else None) or given.today


def _confirmed(given: Gathering) -> rules.Facts:
    row = given.subject.agreement
    assert row is not None, "check_kind lets none through without an agreement"  # noqa: S101 - for the type checker
    standing = row.standing
    return rules.AgreementConfirmed(
        **given.common,
        promise=_promise(given),
        signed_on=_signed_on(given),
        signatory=standing.signatory,
        capacity=standing.capacity,
        certificate=agreements.certificate_of(given.session, given.actor, row.agreement.id, given.today),
        lapses_on=standing.lapses_on,
    )


def _agreement_warning(given: Gathering) -> rules.Facts:
    row, proposal = given.subject.agreement, given.subject.proposal
    if given.decided.occasion is Occasion.REMOVAL_PROPOSED and proposal:
        return rules.AgreementWarning(
            **given.common,
            occasion=Occasion.REMOVAL_PROPOSED,
            promise=_promise(given),
            signed_on=_signed_on(given),
            proposed_on=proposal.on,
            reason=as_sentence(given.decided.reason),
            reply_by_on=proposal.reply_by_on,
        )
    return rules.AgreementWarning(
        **given.common,
        occasion=Occasion.LAPSE,
        promise=_promise(given),
        signed_on=_signed_on(given),
        lapses_on=row.standing.lapses_on if row else None,
    )


def _removed(given: Gathering) -> rules.Facts:
    removal = given.subject.removal
    return rules.AgreementRemoved(
        **given.common,
        promise=_promise(given),
        signed_on=_signed_on(given),
        removed_on=removal.on if removal else clock.today(),
        reason=as_sentence(given.decided.reason),
        appeal_by_on=given.decided.appeal_by_on or given.today,
    )


OF_CHAIN: dict[Kind, Callable[[Gathering], rules.Facts]] = {
    Kind.ADVICE: _advice,
    Kind.TRAINING_INVITATION: _invitation,
    Kind.PLACE_CONFIRMED: _place_confirmed,
    Kind.SESSION_CANCELLED: _session_cancelled,
    Kind.TRAINING_REMINDER: _reminder,
    Kind.TRAINING_RESULT: _result,
    Kind.AGREEMENT_OFFER: _offer,
    Kind.AGREEMENT_CONFIRMED: _confirmed,
    Kind.AGREEMENT_WARNING: _agreement_warning,
    Kind.AGREEMENT_REMOVED: _removed,
}
