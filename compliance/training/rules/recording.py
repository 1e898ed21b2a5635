"""What may be recorded of training, and what is refused (pure)."""

from dataclasses import dataclass, replace
from datetime import date, time
from uuid import UUID

from compliance.errors import Refusal
from compliance.training.rules.words import TAKES_A_PLACE, AttendanceStatus, CourseKind, Reply, ServedHow, SessionState


@dataclass(frozen=True, slots=True)
class NewSession:
    """A holding of a course, and what it takes to complete it on that day."""

    course: CourseKind
    on: date
    venue: str
    minutes: int
    capacity: int
    starts_at_time: time | None = None
    venue_address: str = ""
    pass_mark: int | None = None
    trainer: str = ""
    course_id: UUID | None = None
    access_needs: str = ""
    language: str = "English"


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions are asked for; both days are inclusive, and what is blank leaves nothing out."""

    course: CourseKind | None = None
    state: SessionState | None = None
    venue: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An offer of training: for which course or session, how and when it reached the trader, and by when to reply."""

    course: CourseKind
    invited_on: date
    served_how: ServedHow
    served_on: date | None = None
    reply_by_on: date | None = None
    returned_on: date | None = None
    session_id: UUID | None = None
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReplyGiven:
    """What the trader answered, who said it, when, and in which words."""

    reply: Reply
    replied_on: date | None = None
    replied_by: str = ""
    reply_words: str = ""


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A person for whom a place is booked, what they are at the outlet or company, and what they need to take part."""

    person: str
    capacity: str = ""
    access_needs: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What the register says of a person."""

    status: AttendanceStatus
    minutes: int | None = None
    mark: int | None = None
    note: str = ""


def check_session(new: NewSession, *, taken: int = 0, results: bool = False, today: date | None = None) -> None:
    """Raise Refusal unless a session may be so: the accredited course has an examination, and everybody booked fits.

    `taken` is how many places are taken already; `results` whether somebody's result is recorded, and then the session
    cannot be moved to a day after `today`.
    """
    if new.course is CourseKind.ACCREDITED and new.pass_mark is None:
        raise Refusal("Enter the pass mark: the accredited course counts only with its examination", "pass_mark")
    if new.capacity < taken:
        raise Refusal(f"{taken} places are taken already. Enter {taken} or more", "capacity")
    if results and today is not None and new.on > today:
        raise Refusal("Results are recorded for this session, so its day cannot be in the future", "on")


def handed_over(new: NewInvitation) -> NewInvitation:
    """Return an invitation with the day it was served, where it was given by hand or at a visit and none is said."""
    if new.served_on is None and new.served_how in {ServedHow.BY_HAND, ServedHow.AT_VISIT}:
        return replace(new, served_on=new.invited_on)
    return new


def check_invitation(new: NewInvitation, *, today: date, opened_on: date | None) -> None:
    """Raise Refusal unless an invitation may be recorded: its days in order, none in the future but the reply-by day.

    `opened_on` is the first day of the outlet, None when it is not known.
    """
    if new.invited_on > today:
        raise Refusal("The day of the invitation must be today or in the past", "invited_on")
    if opened_on is not None and new.invited_on < opened_on:
        raise Refusal("The invitation is before this outlet existed. Check the day", "invited_on")
    if new.served_on is not None and new.served_on > today:
        raise Refusal(
            "The day it was served must be today or in the past. Leave it blank until it is served", "served_on"
        )
    if new.served_on is not None and new.served_on < new.invited_on:
        raise Refusal("It cannot have been served before the day of the invitation", "served_on")
    earliest = new.served_on or new.invited_on
    if new.reply_by_on is not None and new.reply_by_on < earliest:
        raise Refusal("The day to reply by must not be before the day it was served", "reply_by_on")
    if new.returned_on is not None and not earliest <= new.returned_on <= today:
        raise Refusal("The day it came back must lie between the invitation and today", "returned_on")


def check_reply(given: ReplyGiven, *, invited_on: date, today: date) -> None:
    """Raise Refusal unless a reply may be recorded: since the invitation, by today; a refusal with who and words."""
    if given.reply is Reply.NONE:
        return
    if given.replied_on is None:
        raise Refusal("Enter the day of the reply", "replied_on")
    if given.replied_on > today:
        raise Refusal("The day of the reply must be today or in the past", "replied_on")
    if given.replied_on < invited_on:
        raise Refusal("The day of the reply is before the invitation. Check both", "replied_on")
    if given.reply is Reply.DECLINED and not given.replied_by:
        raise Refusal("Enter who declined: enforcement may rest on it", "replied_by")
    if given.reply is Reply.DECLINED and not given.reply_words:
        raise Refusal("Enter what the trader said when declining, in their own words", "reply_words")


def check_place(*, free: int, session_on: date, opened_on: date | None, is_cancelled: bool = False) -> None:
    """Raise Refusal unless a place may be booked: one is free, and the outlet exists on the day of the session."""
    if is_cancelled:
        raise Refusal("This session is cancelled. Choose another one", "session_id")
    if free < 1:
        raise Refusal(
            "The last place has gone. Choose another session, or raise the number of places of this one", "session_id"
        )
    if opened_on is not None and session_on < opened_on:
        raise Refusal("The session was before this outlet existed. Check the outlet and the session", "session_id")


def check_result(result: Result, *, session_on: date, today: date, free: int) -> None:
    """Raise Refusal unless a result may be recorded: not before the session, with minutes for who was there.

    `free` is how many places would be free without this person, for giving a place back to somebody excused.
    """
    came = result.status is AttendanceStatus.ATTENDED
    if result.status is AttendanceStatus.WAITING:
        raise Refusal("Nobody is put on the waiting list by hand: a booking of a full session goes there", "status")
    if session_on > today and result.status in {AttendanceStatus.ATTENDED, AttendanceStatus.DID_NOT_ATTEND}:
        raise Refusal("The session has not taken place yet. Until then a person is booked or excused", "status")
    if came and result.minutes is None:
        raise Refusal("Enter how many minutes they attended", "minutes")
    if not came and (result.minutes is not None or result.mark is not None):
        raise Refusal("Only somebody who attended has minutes and a mark. Clear them, or choose Attended", "status")
    if result.status in TAKES_A_PLACE and free < 1:
        raise Refusal("The place has been given to somebody else. Raise the number of places first", "status")


def may_wait(*, session_on: date, today: date) -> bool:
    """Say whether somebody can wait for a place at a session: until its day is over, that day itself included."""
    return session_on >= today


def check_giving_up(status: AttendanceStatus, reason: str) -> None:
    """Raise Refusal unless a place can be given up: it is booked or waited for, and the reason is said."""
    if status not in {AttendanceStatus.BOOKED, AttendanceStatus.WAITING}:
        raise Refusal("Only a place that is booked or waited for can be given up. Correct the register instead")
    if not reason.strip():
        raise Refusal("Enter why the place is given up", "reason")


def check_cancelling(*, is_cancelled: bool, results: bool, reason: str) -> None:
    """Raise Refusal unless a session can be cancelled: it is not yet, nobody's result is recorded, with a reason."""
    if is_cancelled:
        raise Refusal("This session is cancelled already")
    if results:
        raise Refusal("Results are recorded for this session, so it took place. Correct the register first")
    if not reason.strip():
        raise Refusal("Enter why the session is cancelled. The letters to those booked say it", "reason")
