"""Which running clocks an officer is told of by e-mail, once for each band, and in which words (pure)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID


class DigestState(StrEnum):
    """Where an e-mail about clocks stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Told:
    """That an officer was told of a clock in a band: the smaller the band, the more urgent."""

    officer_id: UUID
    purchase_id: UUID
    provision: str
    last_day: date
    band: int


@dataclass(frozen=True, slots=True)
class Line:
    """One clock as an e-mail says it: `days_left` to `last_day`, which is the last day on which one can still begin.

    `officer_id` is who made the test, None once they have left. `link` is the page of the test, "" where this service
    has no address that may be told.
    """

    purchase_id: UUID
    officer_id: UUID | None
    provision: str
    reference: str
    shop: str
    offence: str
    last_day: date
    days_left: int
    band: int
    link: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told. `of_all` is a manager, who is told of every case; an officer is told of their own.

    `of_leavers`: told of the tests of those who have left, where there is no manager to be told of all.
    """

    officer_id: UUID
    name: str
    address: str
    of_all: bool
    of_leavers: bool = False

    def is_told_of(self, line: Line) -> bool:
        """Whether a clock is this recipient's to know of."""
        return self.of_all or line.officer_id == self.officer_id or (self.of_leavers and line.officer_id is None)


def without_leavers(lines: Iterable[Line], recipients: Collection[Recipient]) -> list[Line]:
    """Return the clocks with nobody named as having made a test who is no longer among the recipients."""
    here = {one.officer_id for one in recipients}
    return [line if line.officer_id in here else replace(line, officer_id=None) for line in lines]


def lines_of_nobody(lines: Iterable[Line], recipients: Collection[Recipient]) -> list[Line]:
    """Return the clocks of which there is nobody to tell, the most urgent first."""
    return [line for line in lines if not any(one.is_told_of(line) for one in recipients)]


def lines_for(recipient: Recipient, lines: Iterable[Line], told: Collection[Told]) -> list[Line]:
    """Return the clocks that a recipient has not been told of in their present band, the most urgent first.

    A clock that passed several bands since the last time is told once, in the smallest one that it has reached. One
    that was told in this band or a smaller one is not told again; one whose last day moved is.
    """
    known = {(one.purchase_id, one.provision, one.last_day, one.band) for one in told if _is_of(one, recipient)}

    def is_new(line: Line) -> bool:
        here = (line.purchase_id, line.provision, line.last_day)
        return not any(key[:3] == here and key[3] <= line.band for key in known)

    mine = filter(recipient.is_told_of, lines)
    return sorted(filter(is_new, mine), key=lambda one: (one.last_day, one.reference, one.provision))


def _is_of(told: Told, recipient: Recipient) -> bool:
    return told.officer_id == recipient.officer_id


def subject_of(lines: Sequence[Line]) -> str:
    """Return the subject of an e-mail: how many tests, and the nearest last day."""
    tests = len({line.purchase_id for line in lines})
    nearest = min(line.last_day for line in lines)
    what = "1 test purchase is" if tests == 1 else f"{tests} test purchases are"
    return f"{what} near the last day to begin a prosecution: the first on {_said(nearest)}"


def text_of(recipient: Recipient, authority: str, lines: Sequence[Line], as_at: date) -> str:
    """Return the words of an e-mail: each clock with its shop, offence, last day and link. Nothing of any buyer."""
    parts = [
        f"Hello {recipient.name}",
        (
            f"These are the test purchases of {authority} whose last day to begin a prosecution has come nearer, as at "
            f"{_said(as_at)}. Each is told once at each step, so keep this message."
        ),
    ]
    by_test: dict[UUID, list[Line]] = {}
    for line in lines:
        by_test.setdefault(line.purchase_id, []).append(line)
    for mine in by_test.values():
        first = mine[0]
        said = [f"{first.reference}, {first.shop}", *(_clock_words(line) for line in mine), first.link]
        parts.append("\n".join(part for part in said if part))
    parts.append(
        "The last day is worked out from the record: six calendar months from the day of the offence, that day itself "
        "left out (Magistrates' Courts Act 1980, section 127). It is not legal advice. Ask legal services in good time."
    )
    return "\n\n".join(parts) + "\n"


def _clock_words(line: Line) -> str:
    left = "today is the last day" if line.days_left == 0 else f"{_days(line.days_left)} left"
    return f"{line.offence}. Last day: {_said(line.last_day)} ({left})"


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
