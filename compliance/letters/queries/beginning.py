"""What a letter begins with before anybody has typed: its standard words and days, and the sessions it can offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.agreements import queries as agreements
from compliance.database import within
from compliance.letters import rules
from compliance.letters.queries.subject import Subject, earlier_sales
from compliance.letters.rules import Kind
from compliance.letters.rules.drafting import (
    Decided,
    Offer,
    SendTo,
    Suggested,
    as_sentence,
    in_line,
    steps,
    suggest,
    suggest_reason,
)
from compliance.permissions import Actor
from compliance.training import queries as training
from compliance.training.models import Attendance, Course, TrainingSession
from compliance.training.rules import COURSE_NAMES, TAKES_A_PLACE, CourseKind

SESSIONS_OFFERED = 12
SESSIONS_BEGUN_WITH = 3
LONGEST_GREETING = 60
_OFFERS = frozenset(
    {
        Kind.TRAINING_INVITATION,
        Kind.TRAINING_REMINDER,
        Kind.SESSION_CANCELLED,
        Kind.TRAINING_RESULT,
        Kind.FAIL_NOTICE,
        Kind.WRITTEN_WARNING,
    }
)
_TO_THE_REGISTERED_ADDRESS = frozenset({Kind.WRITTEN_WARNING, Kind.AGREEMENT_WARNING, Kind.AGREEMENT_REMOVED})


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """A training session that can be offered."""

    id: UUID
    on: date
    starts_at: time | None
    venue: str
    venue_address: str
    minutes: int

    @property
    def where(self) -> str:
        """The venue and its address, on one line."""
        return ", ".join(part for part in (self.venue, in_line(self.venue_address)) if part)


def list_sessions(
    session: Session,
    actor: Actor,
    *,
    after: date,
    ids: Sequence[UUID] | None = None,
    course: CourseKind = CourseKind.ACCREDITED,
    with_places: bool = False,
) -> list[SessionChoice]:
    """Return the sessions of a kind of course after a day, the next first: those in `ids`, or the next twelve.

    Those that were cancelled are left out, also of `ids`; and `with_places` those that are full today.
    """
    statement = within(select(TrainingSession), actor, col(TrainingSession.authority_id))
    statement = statement.where(col(TrainingSession.cancelled_at).is_(None))
    if ids is None:
        statement = statement.where(col(TrainingSession.on) > after, col(TrainingSession.course) == course)
    else:
        statement = statement.where(col(TrainingSession.id).in_(ids))
    if with_places:
        taken = (
            sa.select(sa.func.count())
            .select_from(Attendance)
            .where(col(Attendance.session_id) == col(TrainingSession.id), col(Attendance.status).in_(TAKES_A_PLACE))
        )
        statement = statement.where(taken.correlate(TrainingSession).scalar_subquery() < col(TrainingSession.capacity))
    order = (col(TrainingSession.on), col(TrainingSession.starts_at_time), col(TrainingSession.id))
    found = session.exec(statement.order_by(*order).limit(SESSIONS_OFFERED))
    return [
        SessionChoice(one.id, one.on, one.starts_at_time, one.venue, one.venue_address, one.minutes) for one in found
    ]


def course_of(session: Session, actor: Actor, subject: Subject) -> CourseKind:
    """Return the kind of course that a letter offers: that of its invitation or session, or the authority's policy."""
    if subject.invitation:
        return subject.invitation.course
    if subject.place:
        return subject.place.session.course
    return training.policy_on(session, actor, clock.today()).course


def begin(session: Session, actor: Actor, kind: Kind, subject: Subject, *, officer_id: UUID) -> Decided:
    """Return what a letter of `kind` about `subject` begins with: whole enough to be issued as it is.

    But for a product or a reason that only a person can know. Days are counted from today.
    """
    today = clock.today()
    suggested = suggest(online=subject.online, today=today)
    link_days = agreements.policy_on(session, actor, today).link_days if kind is Kind.AGREEMENT_OFFER else 0
    contact = subject.place.attendance.person if subject.place else ""
    return Decided(
        officer_id=officer_id,
        contact="" if len(contact) > LONGEST_GREETING or contact.lower().startswith("the ") else contact,
        send_to=SendTo.REGISTERED if kind in _TO_THE_REGISTERED_ADDRESS else SendTo.PREMISES,
        product=subject.product,
        reason=_reason(session, actor, kind, subject),
        duties=steps(suggested.duties_now, "", None),
        advice=steps(suggested.advice_now, suggested.advice_later, suggested.step_by_on),
        discuss_by_on=suggested.discuss_by_on,
        appeal_by_on=suggested.appeal_by_on,
        offer=_offer(session, actor, kind, subject, suggested) if kind in _OFFERS else None,
        occasion=subject.standing.occasion if kind in rules.OCCASIONS_OF else None,
        sign_by_on=today + timedelta(days=link_days) if link_days else None,
    )


def _reason(session: Session, actor: Actor, kind: Kind, subject: Subject) -> str:
    if kind is Kind.WRITTEN_WARNING:
        return suggest_reason(earlier_sales(session, actor, subject))
    if kind is Kind.AGREEMENT_WARNING and subject.proposal:
        return as_sentence(subject.proposal.words)
    if kind is Kind.AGREEMENT_REMOVED and subject.removal:
        return as_sentence(subject.removal.words)
    return ""


def _offer(session: Session, actor: Actor, kind: Kind, subject: Subject, suggested: Suggested) -> Offer:
    """Return the course as it is offered now: the one that the session held, or the first active one of its kind."""
    wanted = course_of(session, actor, subject)
    found = _course(session, actor, wanted, subject)
    chosen = list_sessions(session, actor, after=clock.today(), course=wanted, with_places=True)[:SESSIONS_BEGUN_WITH]
    about_training = subject.invitation or subject.place or kind is Kind.TRAINING_INVITATION
    return Offer(
        course=found.name if found else COURSE_NAMES[wanted],
        minutes=found.minutes if found else training.policy_on(session, actor, clock.today()).minutes,
        cost_pence=found.price_pence if found else 0,
        examined=found.pass_mark is not None if found else wanted is CourseKind.ACCREDITED,
        book_by_on=_book_by(kind, subject, suggested, chosen),
        session_ids=tuple(one.id for one in chosen) if about_training else (),
    )


def _book_by(kind: Kind, subject: Subject, suggested: Suggested, chosen: Sequence[SessionChoice]) -> date:
    """Return the last day to book: that of the invitation, or one before the last session offered, but never today."""
    tomorrow = clock.today() + timedelta(days=1)
    recorded = subject.invitation.reply_by_on if subject.invitation else None
    if kind is Kind.TRAINING_INVITATION and recorded is not None and recorded >= tomorrow:
        return recorded
    if not chosen or suggested.book_by_on < chosen[-1].on:
        return suggested.book_by_on
    return max(chosen[-1].on - timedelta(days=1), tomorrow)


def _course(session: Session, actor: Actor, wanted: CourseKind, subject: Subject) -> Course | None:
    statement = within(select(Course), actor, col(Course.authority_id))
    if subject.place and subject.place.session.course_id:
        statement = statement.where(Course.id == subject.place.session.course_id)
    else:
        statement = statement.where(Course.kind == wanted, col(Course.is_active).is_(True))
    found: Course | None = session.exec(statement.order_by(col(Course.id)).limit(1)).one_or_none()
    return found


def occasion_of(kind: Kind, decided: Decided, subject: Subject) -> str:
    """Return what tells a letter apart from others of its kind about the same record: "" where there is only one.

    A reminder or a warning has its occasion with the day that it reminds of; a confirmation and a removal the day of
    the signature and of the removal, for an agreement may be restored and removed again; an offer the day on which the
    agreement lapsed, if it did; a decision its dispute; a correction the first of the letters that it corrects.
    """
    if kind in rules.OCCASIONS_OF and decided.occasion is not None:
        return _occasion_with_day(decided.occasion, subject)
    agreement, removal, dispute = subject.agreement, subject.removal, subject.decided
    standing = agreement.standing if agreement else None
    found = {
        Kind.DISPUTE_DECISION: dispute.id.hex if dispute else "",
        Kind.CORRECTION: _first_to_correct(subject),
        Kind.AGREEMENT_OFFER: f"{standing.lapses_on}" if standing and standing.lapses_on else "",
        Kind.AGREEMENT_CONFIRMED: f"{standing.signed_on} {standing.lapses_on}" if standing else "",
        Kind.AGREEMENT_REMOVED: f"{removal.on}" if removal else "",
    }
    return found.get(kind, "")


def _occasion_with_day(occasion: rules.Occasion, subject: Subject) -> str:
    place, agreement = subject.place, subject.agreement
    days = {
        rules.Occasion.PLACE_SOON: place.session.on if place else None,
        rules.Occasion.REFRESH_DUE: place.refresh_due_on if place else None,
        rules.Occasion.SECOND_INVITATION: subject.invitation.invited_on if subject.invitation else None,
        rules.Occasion.LAPSE: agreement.standing.lapses_on if agreement else None,
        rules.Occasion.REMOVAL_PROPOSED: subject.proposal.on if subject.proposal else None,
    }
    return f"{occasion} {days[occasion]}"


def _first_to_correct(subject: Subject) -> str:
    """Return the reference of the first letter that a correction has not withdrawn yet, or of the first of all."""
    still = [one for one in subject.to_withdraw if one.correction_id is None]
    found = still or subject.to_withdraw
    return found[0].reference if found else ""
