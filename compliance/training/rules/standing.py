"""Is an outlet trained on a day, and if not why; has it refused (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.retailers.rules import Period
from compliance.training.rules.records import (
    Attended,
    Invited,
    Withdrawn,
    attended_as_at,
    happened,
    invited_as_at,
    passed,
    refresh_due_on,
    say,
)
from compliance.training.rules.refusal import refusal
from compliance.training.rules.words import AttendanceStatus, CourseKind, Policy, Reply, StandingKind
from compliance.training.rules.working import Item, attendance_item, invitation_item, left_out, withdrawal_item


@dataclass(frozen=True, slots=True)
class TrainingStanding:
    """Where an outlet stands with training on a day, and why.

    `on` is the day of the record that decides it and `because` the sentence that says so. `declined_by` and `words` are
    who declined and what they said. When `refused`, `refusal` says by which records. `withdrawn_on` is the last day by
    which an officer withdrew a refusal. `working` holds every record, oldest first.
    """

    kind: StandingKind
    day: date
    course: CourseKind
    on: date | None = None
    because: str = ""
    trained_on: date | None = None
    refresh_due_on: date | None = None
    declined_by: str = ""
    words: str = ""
    refused: bool = False
    refusal: str = ""
    withdrawn_on: date | None = None
    working: tuple[Item, ...] = ()

    @property
    def trained(self) -> bool:
        """Whether somebody of the outlet holds a pass whose refresh is not overdue."""
        return self.kind is StandingKind.TRAINED


def standing(
    invitations: Iterable[Invited],
    attendances: Iterable[Attended],
    *,
    today: date,
    policy: Policy,
    operators: Sequence[Period] = (),
    own_scheme: bool = False,
    withdrawals: Iterable[Withdrawn] = (),
) -> TrainingStanding:
    """Return where an outlet stands on `today` with the course that `policy` asks for, with the working.

    Trained: somebody passed, and the refresh is not overdue (on the day it is due it is not). Otherwise the reason is a
    coming place, or else what the latest invitation, reply or session says. Refused: see `refusal`; never when trained.
    What happened before the outlet passed into other hands (`operators`, its operator periods), other courses, and what
    came after `today` do not count. `own_scheme` says that the operator is known to train its own staff, which stands
    in for an invitation that was never made. Of an entity itself, such as a delivery company, there are no `operators`.
    Rests on domain.md 6.14: the reasons why a trader is untrained.
    """
    theirs = [invited_as_at(one, today) for one in invitations if one.invited_on <= today]
    places = [attended_as_at(one, today) for one in attendances if happened(one, today)]
    withdrawn = [one for one in withdrawals if one.on <= today]
    asked = [one for one in theirs if not left_out(one.course, one.invited_on, today, policy, operators)]
    held = [one for one in places if not left_out(one.course, one.on, today, policy, operators)]
    found = _reason(asked, held, today, policy, own_scheme=own_scheme)
    refused = "" if found.kind is StandingKind.TRAINED else refusal(asked, held, today, policy, withdrawn)
    items = [invitation_item(one, today, policy, operators) for one in theirs]
    items += [attendance_item(one, today, policy, operators) for one in places]
    items += [withdrawal_item(one) for one in withdrawn]
    return TrainingStanding(
        kind=found.kind,
        day=today,
        course=policy.course,
        on=found.on,
        because=found.because,
        trained_on=found.trained_on,
        refresh_due_on=refresh_due_on(found.trained_on, policy) if found.trained_on else None,
        declined_by=found.by,
        words=found.words,
        refused=bool(refused),
        refusal=refused,
        withdrawn_on=max((one.on for one in withdrawn), default=None),
        working=tuple(sorted(items, key=lambda item: item.on)),
    )


@dataclass(frozen=True, slots=True)
class _Reason:
    kind: StandingKind
    on: date | None
    because: str
    trained_on: date | None = None
    by: str = ""
    words: str = ""


def _reason(
    asked: Sequence[Invited], held: Sequence[Attended], today: date, policy: Policy, *, own_scheme: bool
) -> _Reason:
    """Return the one reason that stands on a day."""
    last = max((one.on for one in held if one.on <= today and passed(one)), default=None)
    if last is not None and today <= refresh_due_on(last, policy):
        due = say(refresh_due_on(last, policy))
        return _Reason(StandingKind.TRAINED, last, f"Passed on {say(last)}; the refresh is due on {due}.", last)
    found = [reason for one in held if (reason := _of_attendance(one, today, policy)) is not None]
    found += [reason for one in asked if (reason := _of_invitation(one)) is not None]
    if not found and own_scheme:
        return _Reason(StandingKind.OWN_SCHEME, None, "The operator trains its own staff; no invitation is recorded.")
    if not found:
        return _Reason(StandingKind.NOT_INVITED, None, "No invitation that arrived and no place is recorded.")
    coming = [one for one in found if one.kind is StandingKind.BOOKED and one.on is not None and one.on >= today]
    order = list(StandingKind)
    best = max(coming or found, key=lambda one: (one.on or date.min, order.index(one.kind)))
    return _Reason(best.kind, best.on, best.because, last, best.by, best.words)


def _of_attendance(one: Attended, today: date, policy: Policy) -> _Reason | None:
    """Return what a place says, or None when it was given back before the session."""
    on, person = say(one.on), one.person
    match one.status:
        case AttendanceStatus.ATTENDED:
            return _of_result(one, policy)
        case AttendanceStatus.WAITING | AttendanceStatus.CANCELLED:
            return _of_no_place(one, today)
        case AttendanceStatus.DID_NOT_ATTEND:
            found = _Reason(StandingKind.DID_NOT_ATTEND, one.on, f"{person} had a place on {on} and did not attend.")
        case AttendanceStatus.EXCUSED:
            said = f"{person} was excused from the session on {on}."
            found = _Reason(StandingKind.EXCUSED, min(one.on, today), said)
        case AttendanceStatus.BOOKED:
            said = f"{person} has a place on {on}."
            if one.on < today:
                said = f"{person} had a place on {on}; the register is not recorded yet."
            found = _Reason(StandingKind.BOOKED, one.on, said)
    return found


def _of_result(one: Attended, policy: Policy) -> _Reason:
    on, person = say(one.on), one.person
    if not passed(one):
        return _Reason(StandingKind.NOT_PASSED, one.on, f"{person} attended on {on} and did not pass.")
    due = say(refresh_due_on(one.on, policy))
    return _Reason(StandingKind.REFRESH_OVERDUE, one.on, f"{person} passed on {on}; the refresh was due on {due}.")


def _of_no_place(one: Attended, today: date) -> _Reason | None:
    """Return that somebody awaits a place: on the waiting list, or after their session was cancelled."""
    on, person = say(one.on), one.person
    if one.status is AttendanceStatus.WAITING:
        waits = one.on >= today
        said = f"{person} is on the waiting list of {on}." if waits else f"{person} waited in vain for a place on {on}."
        return _Reason(StandingKind.AWAITING_PLACE, (one.asked_on or today) if waits else one.on, said)
    if one.session_cancelled_on is None:
        return None
    said = f"The session on {on} was cancelled on {say(one.session_cancelled_on)}; {person} awaits another place."
    return _Reason(StandingKind.AWAITING_PLACE, one.session_cancelled_on, said)


def _of_invitation(one: Invited) -> _Reason | None:
    """Return what an invitation says, or None when it never arrived."""
    if one.reply is Reply.NONE or one.replied_on is None:
        by = f", to reply by {say(one.reply_by_on)}" if one.reply_by_on else ""
        said = f"Invited on {say(one.invited_on)}{by}; no reply."
        return None if one.returned_on else _Reason(StandingKind.NO_REPLY, one.invited_on, said)
    kind, verb = {
        Reply.ACCEPTED: (StandingKind.AWAITING_PLACE, "accepted"),
        Reply.DECLINED: (StandingKind.DECLINED, "declined"),
        Reply.OWN_SCHEME: (StandingKind.OWN_SCHEME, "said they have a training scheme of their own"),
        Reply.EXCUSED: (StandingKind.EXCUSED, "asked to be excused"),
    }[one.reply]
    said = f"{one.replied_by or 'The trader'} {verb} on {say(one.replied_on)}."
    return _Reason(kind, one.replied_on, said, by=one.replied_by, words=one.reply_words)
