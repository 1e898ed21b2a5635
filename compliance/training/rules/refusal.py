"""Has training been refused: by a recorded refusal, or by silence after served invitations (pure)."""

from collections.abc import Sequence
from datetime import date

from compliance.training.rules.records import Attended, Invited, Withdrawn, say
from compliance.training.rules.words import AttendanceStatus, Policy, Reply


def unanswered(invited: Invited, today: date) -> bool:
    """Say whether a served invitation has gone without reply past its date. The reply-by day itself is not past."""
    return why_not_unanswered(invited, today) == ""


def why_not_unanswered(invited: Invited, today: date) -> str:
    """Return why an invitation does not count towards a refusal by silence, or "" when it does."""
    if invited.reply is not Reply.NONE:
        return "it was answered"
    if invited.returned_on is not None:
        return "it came back undelivered"
    if invited.served_on is None or invited.served_on > today:
        return "it is not recorded as served"
    return _why_not_past(invited.served_on, invited.reply_by_on, today)


def _why_not_past(served_on: date, reply_by_on: date | None, today: date) -> str:
    if reply_by_on is None:
        return "it set no day to reply by"
    if served_on > reply_by_on:
        return "it was served after the day to reply by"
    if reply_by_on >= today:
        return f"there is time to reply until {say(reply_by_on)}"
    return ""


def _asked_for(one: Attended) -> date | None:
    """Return the day on which a place was asked for, at the latest that of its session; None for one given up."""
    if one.status is AttendanceStatus.CANCELLED and one.session_cancelled_on is None:
        return None
    return min(one.asked_on or one.on, one.on)


def refusal(
    asked: Sequence[Invited],
    held: Sequence[Attended],
    today: date,
    policy: Policy,
    withdrawn: Sequence[Withdrawn] = (),
) -> str:
    """Return by which records training stands refused on a day, or "" when it does not.

    A recorded refusal; or `policy.unanswered` invitations, served on different days, without reply past their dates.
    Either only when the trader has not since (or on that same day) accepted, asked for a place, attended, been excused
    or shown a scheme of its own, and no officer has withdrawn the refusal: then an earlier refusal counts no more. A
    place that was given up counts for nothing, one that was lost with its session does. See domain.md 6.14.
    """
    willing = [one.on for one in withdrawn if one.on <= today]
    willing += [one.on for one in held if one.on <= today and one.status is AttendanceStatus.ATTENDED]
    willing += [on for one in held if (on := _asked_for(one)) is not None and on <= today]
    willing += [
        one.replied_on
        for one in asked
        if one.replied_on and one.replied_on <= today and one.reply not in {Reply.NONE, Reply.DECLINED}
    ]
    after = max(willing, default=date.min)
    declined = [
        one
        for one in asked
        if one.reply is Reply.DECLINED and one.replied_on is not None and after < one.replied_on <= today
    ]
    if declined:
        last = max(declined, key=lambda one: one.replied_on or date.min)
        return f"Declined on {say(last.replied_on)} by {last.replied_by or 'the trader'}."
    silent = sorted(
        {one.served_on for one in asked if one.served_on and unanswered(one, today) and one.served_on > after}
    )
    if len(silent) < policy.unanswered:
        return ""
    days = ", ".join(say(day) for day in silent)
    return f"{len(silent)} invitations served without reply past their dates: {days}."
