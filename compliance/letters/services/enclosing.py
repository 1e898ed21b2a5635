"""What a letter brings about when it is issued or served: a link, a certificate, the record of an invitation."""

from uuid import UUID

from sqlmodel import Session

from compliance.agreements import services as agreements
from compliance.errors import Refusal
from compliance.letters import queries, rules
from compliance.letters.models import Letter
from compliance.letters.rules import Kind, Occasion
from compliance.letters.rules.drafting import decided_from_dict
from compliance.letters.rules.serving import NewServing, ServedBy
from compliance.permissions import Actor
from compliance.training import queries as training_queries
from compliance.training import services as training
from compliance.training.models import Invitation
from compliance.training.rules import NewInvitation, Reply, ServedHow

_HOW = {
    ServedBy.FIRST_CLASS: ServedHow.LETTER,
    ServedBy.SIGNED_FOR: ServedHow.LETTER,
    ServedBy.BY_HAND: ServedHow.BY_HAND,
    ServedBy.EMAIL: ServedHow.EMAIL,
}


def enclose(session: Session, actor: Actor, letter: Letter) -> rules.Signing | None:
    """Make what a letter that is being issued carries, and return the link that it prints, if it prints one.

    A link to sign an agreement ends an older one; the certificate of a course that was passed is issued once. Raises
    Refusal; NotFound; Forbidden.
    """
    if letter.kind is Kind.AGREEMENT_OFFER and letter.agreement_id is not None:
        last_on = decided_from_dict(letter.decided).sign_by_on
        if last_on is None:
            raise Refusal("Enter the last day on which the agreement can be signed by the link", "sign_by_on")
        made = agreements.make_link(session, actor, letter.agreement_id, expires_on=last_on)
        return rules.Signing(last_on=made.expires_on, link=made.url, word=made.code)
    if letter.kind is Kind.TRAINING_RESULT and letter.attendance_id is not None:
        place = queries.subject_of(session, actor, letter).place
        if place is not None and place.passed:
            training.issue_certificate(session, actor, letter.attendance_id)
    return None


def note_invitation(session: Session, actor: Actor, letter: Letter, facts: rules.Facts) -> None:
    """Record, once it is issued, that a letter invites: the trader must be able to refuse, and be shown to have.

    An invitation after a visit is recorded unless one of that visit stands; a second invitation is recorded as one of
    its own; a letter about an invitation is noted on it. One that supersedes a letter takes its place there.
    """
    invitation = _invitation(session, actor, letter, facts)
    if invitation is not None:
        training.note_letter(session, actor, invitation.id, letter.id)


def _invitation(session: Session, actor: Actor, letter: Letter, facts: rules.Facts) -> Invitation | None:
    if letter.supersedes_id is not None and (
        before := queries.find_invitation_in(session, actor, letter.supersedes_id)
    ):
        return before
    if isinstance(facts, rules.TrainingInvitation):
        if letter.invitation_id is not None:
            return training_queries.get_invitation(session, actor, letter.invitation_id)
        assert letter.visit_id is not None, "an invitation is about one or the other"  # noqa: S101 - for the type checker
        standing = training_queries.find_of_visit(session, actor, letter.visit_id)
        if standing is not None:
            return standing if standing.letter_id is None and standing.reply is Reply.NONE else None
        return _record(session, actor, letter, facts.training)
    if isinstance(facts, rules.TrainingReminder) and facts.occasion is Occasion.SECOND_INVITATION and facts.training:
        return _record(session, actor, letter, facts.training)
    return None


def _record(session: Session, actor: Actor, letter: Letter, offer: rules.Training) -> Invitation:
    subject = queries.subject_of(session, actor, letter)
    new = NewInvitation(
        course=queries.course_of(session, actor, subject),
        invited_on=letter.issued_on or subject.day,
        served_how=ServedHow.LETTER,
        reply_by_on=offer.book_by_on,
        visit_id=letter.visit_id,
    )
    if letter.outlet_id is None and letter.entity_id is not None:
        return training.record_entity_invitation(session, actor, letter.entity_id, new)
    assert letter.outlet_id is not None, "a letter is to somebody"  # noqa: S101 - for the type checker
    return training.record_invitation(session, actor, letter.outlet_id, new)


def note_serving(session: Session, actor: Actor, letter_id: UUID, new: NewServing) -> None:
    """Tell the record of invitations that a letter was served or came back, if it is an invitation."""
    if new.how is ServedBy.RETURNED:
        training.note_returned(session, actor, letter_id, new.served_on)
    else:
        training.note_served(session, actor, letter_id, _HOW[new.how], new.served_on)
