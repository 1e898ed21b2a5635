"""The register of a session on the day: when it may be kept, and what two officers are told of one person (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from compliance.errors import Refusal
from compliance.training.rules.recording import Result
from compliance.training.rules.records import say
from compliance.training.rules.words import ATTENDANCE_LABELS, AttendanceStatus

REGISTER_CHOICES = (AttendanceStatus.ATTENDED, AttendanceStatus.DID_NOT_ATTEND, AttendanceStatus.EXCUSED)
REGISTER_LABELS = {
    AttendanceStatus.ATTENDED: "Present",
    AttendanceStatus.DID_NOT_ATTEND: "Did not attend",
    AttendanceStatus.EXCUSED: "Excused",
}
"""What the register of the day asks of each person."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """What an officer typed on the register of one person, and the version of the place that the page showed."""

    attendance_id: UUID
    version: int
    result: Result


@dataclass(frozen=True, slots=True)
class RegisterSaved:
    """Which lines of a register were saved, and of each that was not, why."""

    saved: tuple[UUID, ...] = ()
    refused: Mapping[UUID, Refusal] = field(default_factory=dict)


def check_register(*, session_on: date, today: date, cancelled: bool) -> None:
    """Raise Refusal unless the register of a session may be kept: from its day on, and not when it is cancelled."""
    if cancelled:
        raise Refusal("This session was cancelled, so it has no register")
    if session_on > today:
        raise Refusal(f"The register opens on the day of the session, {say(session_on)}")


def said_of(result: Result) -> str:
    """Return a result as officers say it: "Attended, 150 minutes, 84%"."""
    parts = [ATTENDANCE_LABELS[result.status]]
    if result.minutes is not None:
        parts.append(f"{result.minutes} minutes")
    if result.mark is not None:
        parts.append(f"{result.mark}%")
    return ", ".join(parts)


def recorded_meanwhile(person: str, stands: Result, typed: Result) -> Refusal:
    """Return the refusal of a line of the register that somebody else recorded otherwise while it was typed."""
    return Refusal(
        f"Somebody else recorded {person} meanwhile: {said_of(stands)}. You typed: {said_of(typed)}. "
        "What they recorded stands. If it is wrong, correct it"
    )
