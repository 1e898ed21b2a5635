"""Invitations and places as the rules see them, and what completes a session (pure)."""

from dataclasses import dataclass, replace
from datetime import date

from compliance.dates import months_after
from compliance.training.rules.words import AttendanceStatus, CourseKind, Policy, Reply


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the rule sees it: when it went out, whether it arrived, and what was answered."""

    course: CourseKind
    invited_on: date
    served_on: date | None = None
    reply_by_on: date | None = None
    returned_on: date | None = None
    reply: Reply = Reply.NONE
    replied_on: date | None = None
    replied_by: str = ""
    reply_words: str = ""
    served_how: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    """One person's place at a session on a day, with what it takes to complete that session.

    `asked_on` is the day on which the place was asked for, and `session_cancelled_on` the day on which its session was
    cancelled, None where it was not. `by_modules` says that it is an e-learning course completed by its modules.
    """

    course: CourseKind
    on: date
    status: AttendanceStatus
    needed_minutes: int
    pass_mark: int | None = None
    minutes: int | None = None
    mark: int | None = None
    person: str = ""
    asked_on: date | None = None
    session_cancelled_on: date | None = None
    by_modules: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An officer's withdrawal of a refusal: from which day it counts, why, and in which words the trader asked."""

    on: date
    reason: str
    words: str = ""


def passed(attended: Attended) -> bool:
    """Say whether a person completed a session: there, for the minutes it needs, with the mark it needs.

    The accredited course counts only with its examination, so without a pass mark or a mark it is never passed. Another
    course needs a mark only where its session has a pass mark. The needed minutes and the pass mark themselves suffice.
    """
    if attended.status is not AttendanceStatus.ATTENDED or (attended.minutes or 0) < attended.needed_minutes:
        return False
    if attended.pass_mark is None:
        return attended.course is not CourseKind.ACCREDITED
    return attended.mark is not None and attended.mark >= attended.pass_mark


def refresh_due_on(passed_on: date, policy: Policy) -> date:
    """Return the day on which training passed on a day must have been refreshed; on that day it still counts."""
    return months_after(passed_on, policy.refresh_months)


def invited_as_at(one: Invited, day: date) -> Invited:
    """Return an invitation as it stood at the end of a day: what came later had not happened."""
    if one.replied_on is not None and one.replied_on > day:
        one = replace(one, reply=Reply.NONE, replied_on=None, replied_by="", reply_words="")
    if one.served_on is not None and one.served_on > day:
        one = replace(one, served_on=None)
    if one.returned_on is not None and one.returned_on > day:
        one = replace(one, returned_on=None)
    return one


def attended_as_at(one: Attended, day: date) -> Attended:
    """Return a place as it stood at the end of a day: before its session a place is booked, or as it was given up.

    A place at a session that was cancelled later was booked until then.
    """
    if one.session_cancelled_on is not None and one.session_cancelled_on > day:
        return replace(one, status=AttendanceStatus.BOOKED, session_cancelled_on=None)
    if one.on <= day or one.status not in {AttendanceStatus.ATTENDED, AttendanceStatus.DID_NOT_ATTEND}:
        return one
    return replace(one, status=AttendanceStatus.BOOKED, minutes=None, mark=None)


def happened(one: Attended, day: date) -> bool:
    """Say whether there was such a place at the end of a day: it was asked for, or its session was over.

    A course completed by modules is there from the day of its last module.
    """
    if one.by_modules:
        return one.on <= day
    return one.on <= day or one.asked_on is None or one.asked_on <= day


def say(day: date | None) -> str:
    """Return a day as officers read it: 16 July 2026."""
    return f"{day.day} {day:%B} {day.year}" if day else ""
