"""The working of a training standing: every record, what it says, and why it does not count (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compliance.retailers.rules import Period
from compliance.retailers.rules.hands import change_of_hands
from compliance.training.rules.records import Attended, Invited, Withdrawn, passed, say
from compliance.training.rules.refusal import why_not_unanswered
from compliance.training.rules.words import (
    ATTENDANCE_LABELS,
    COURSE_NAMES,
    REPLY_LABELS,
    AttendanceStatus,
    CourseKind,
    Policy,
    Reply,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A record that the rule looked at: its day, what it says, whether it counted and, if not, why."""

    on: date
    text: str
    counted: bool = True
    why: str = ""


def left_out(course: CourseKind, on: date, today: date, policy: Policy, operators: Sequence[Period]) -> str:
    """Return why a record cannot count whatever it says, or "" when it can."""
    if course is not policy.course:
        return f"It is another course: {COURSE_NAMES[course].lower()}."
    change = change_of_hands(operators, on, today) if on <= today else None
    return change.why if change else ""


def invitation_item(one: Invited, today: date, policy: Policy, operators: Sequence[Period]) -> Item:
    """Return an invitation, its reply, and whether its silence counts as refusing."""
    text = f"Invited on {say(one.invited_on)}."
    why = left_out(one.course, one.invited_on, today, policy, operators)
    if one.reply is not Reply.NONE:
        who = f" by {one.replied_by}" if one.replied_by else ""
        return Item(one.invited_on, f"{text} {REPLY_LABELS[one.reply]}{who}, {say(one.replied_on)}.", not why, why)
    note = why_not_unanswered(one, today)
    text += f" No reply: {note}." if note else f" Served on {say(one.served_on)}; no reply by {say(one.reply_by_on)}."
    if one.returned_on is not None:
        why = why or "It never arrived."
    return Item(one.invited_on, text, not why, why)


def attendance_item(one: Attended, today: date, policy: Policy, operators: Sequence[Period]) -> Item:
    """Return one person's place at a session and what came of it."""
    if one.by_modules:
        why = left_out(one.course, one.on, today, policy, operators)
        text = f"{one.person}: passed the knowledge check of every module, the last on {say(one.on)}."
        return Item(one.on, text, not why, why)
    asked = f" Asked for on {say(one.asked_on)}." if one.asked_on is not None and one.asked_on < one.on else ""
    text = f"{one.person}: {ATTENDANCE_LABELS[one.status].lower()}, {say(one.on)}.{asked}"
    if one.status is AttendanceStatus.ATTENDED:
        result = "passed" if passed(one) else "not passed"
        text += f" {one.minutes} of {one.needed_minutes} minutes{_mark(one)}: {result}."
    why = left_out(one.course, one.on, today, policy, operators)
    if one.status is AttendanceStatus.CANCELLED:
        if one.session_cancelled_on is None:
            why = why or "The place was given back before the session."
        else:
            lost = f"place at the session on {say(one.on)}, cancelled on {say(one.session_cancelled_on)}"
            text = f"{one.person}: {lost}.{asked}"
    return Item(one.on, text, not why, why)


def withdrawal_item(one: Withdrawn) -> Item:
    """Return an officer's withdrawal of a refusal, and what it rests on."""
    words = f" The trader said: “{one.words}”" if one.words else ""
    return Item(one.on, f"Refusal withdrawn on {say(one.on)}. {one.reason.rstrip('.')}.{words}")


def _mark(one: Attended) -> str:
    if one.pass_mark is None:
        return ", no examination"
    return f", mark {one.mark} where {one.pass_mark} passes" if one.mark is not None else ", no mark recorded"
