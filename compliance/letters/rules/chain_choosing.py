"""Which letters an invitation, a place at a session, or an agreement allows on a day, and why not the others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from compliance.agreements.rules import StandingKind
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.sentences import day_words
from compliance.training.rules import AttendanceStatus, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationNow:
    """An invitation as it stands today: answered or not, served when, to be answered by the end of which day."""

    today: date
    reply: Reply = Reply.NONE
    served_on: date | None = None
    returned_on: date | None = None
    reply_by_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNow:
    """A person's place as it stands today; `refresh_due_on` is given when the course was passed."""

    today: date
    status: AttendanceStatus
    session_on: date
    session_cancelled: bool = False
    passed: bool = False
    refresh_due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementNow:
    """An agreement as it stands today. `proposed_on` is the day of a proposal to remove it that is still open."""

    today: date
    kind: StandingKind
    signed_on: date | None = None
    lapses_on: date | None = None
    proposed_on: date | None = None
    removed_on: date | None = None


def occasion_of_invitation(now: InvitationNow) -> tuple[Occasion | None, str]:
    """Return what a reminder about an invitation reminds of, or why there is nothing to remind of."""
    if now.reply is not Reply.NONE:
        return None, "This invitation was answered, so nothing is to be asked again."
    if now.returned_on is not None:
        return None, "This invitation came back undelivered. Supersede its letter with one to another address."
    if now.served_on is None:
        return None, "This invitation is not recorded as served, so no second one can follow it yet."
    if now.reply_by_on is not None and now.today <= now.reply_by_on:
        return None, f"The trader has until {day_words(now.reply_by_on)} to answer this invitation."
    return Occasion.SECOND_INVITATION, ""


def occasion_of_place(now: PlaceNow) -> tuple[Occasion | None, str]:
    """Return what a reminder about a place reminds of, or why there is nothing to remind of."""
    if now.status is AttendanceStatus.ATTENDED and now.passed:
        return Occasion.REFRESH_DUE, ""
    why = why_no_place(now)
    return (None, why) if why else (Occasion.PLACE_SOON, "")


def occasion_of_agreement(now: AgreementNow) -> tuple[Occasion | None, str]:
    """Return what an agreement warning warns of, or why there is nothing to warn of. A proposal comes first."""
    holds = now.kind in {StandingKind.IN_FORCE, StandingKind.SUSPENDED}
    if not holds:
        return None, "Only an agreement that is signed and still runs can lapse or be removed."
    if now.proposed_on is not None:
        return Occasion.REMOVAL_PROPOSED, ""
    if now.lapses_on is None or now.lapses_on <= now.today:
        return None, "No day is set on which this agreement lapses, and its removal is not proposed."
    return Occasion.LAPSE, ""


def why_no_place(now: PlaceNow) -> str:
    """Return why no place can be confirmed, or nothing."""
    reasons = (
        (now.session_cancelled, "This session was cancelled."),
        (now.status is AttendanceStatus.WAITING, "This person is on the waiting list and has no place yet."),
        (now.status is not AttendanceStatus.BOOKED, "This person has no place booked any more."),
        (now.session_on < now.today, "This session is over."),
    )
    return next((why for applies, why in reasons if applies), "")


def _why_no_cancellation(now: PlaceNow) -> str:
    if not now.session_cancelled:
        return "This session was not cancelled."
    had_one = now.status in {AttendanceStatus.BOOKED, AttendanceStatus.WAITING, AttendanceStatus.CANCELLED}
    return "" if had_one else "This person had given the place up before the session was cancelled."


def _why_no_result(now: PlaceNow) -> str:
    return "" if now.status is AttendanceStatus.ATTENDED else "A training result is for somebody who attended."


def _why_no_invitation(now: InvitationNow) -> str:
    return "" if now.reply is Reply.NONE else "This invitation was answered, so nothing is to be asked again."


def _why_no_offer(now: AgreementNow) -> str:
    if now.kind in {StandingKind.OFFERED, StandingKind.LAPSED}:
        return ""
    if now.kind is StandingKind.DECLINED:
        return "This agreement was declined. Offer a new one if the trader has changed their mind."
    return "Only an agreement that is offered and not answered, or that has lapsed, can be sent to be signed."


def _why_no_confirmation(now: AgreementNow) -> str:
    return "" if now.kind is StandingKind.IN_FORCE else "Only an agreement that is in force can be confirmed."


def _why_no_removal(now: AgreementNow) -> str:
    return "" if now.kind is StandingKind.REMOVED else "This agreement was not removed."


OF_INVITATION: dict[Kind, Callable[[InvitationNow], str]] = {
    Kind.TRAINING_INVITATION: _why_no_invitation,
    Kind.TRAINING_REMINDER: lambda now: occasion_of_invitation(now)[1],
}
OF_PLACE: dict[Kind, Callable[[PlaceNow], str]] = {
    Kind.PLACE_CONFIRMED: why_no_place,
    Kind.TRAINING_REMINDER: lambda now: occasion_of_place(now)[1],
    Kind.SESSION_CANCELLED: _why_no_cancellation,
    Kind.TRAINING_RESULT: _why_no_result,
}
OF_AGREEMENT: dict[Kind, Callable[[AgreementNow], str]] = {
    Kind.AGREEMENT_OFFER: _why_no_offer,
    Kind.AGREEMENT_CONFIRMED: _why_no_confirmation,
    Kind.AGREEMENT_WARNING: lambda now: occasion_of_agreement(now)[1],
    Kind.AGREEMENT_REMOVED: _why_no_removal,
}
