"""When an exhibit may be disposed of, with the working shown, and what its disposal must say (pure)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from compliance.errors import Refusal
from compliance.evidence.rules.custody import LONGEST_NAME, Standing, check_open
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.producing import check_words
from compliance.evidence.rules.words import FINAL, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningClock:
    """An offence that may still be prosecuted on this evidence, and the last day for it (None: there is no limit)."""

    offence: str
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What must be known of a test before anything of its evidence is disposed of.

    `keep_until` is the first day after the months for which the authority keeps evidence, `keep_months` their number.
    `closed` says how the case ended, in the words of whoever authorises: asked where no time limit ends it.
    """

    tested_on: date
    clocks: tuple[RunningClock, ...]
    disputes_waiting: int
    holds: tuple[str, ...]
    keep_until: date
    keep_months: int
    closed: str = ""

    @property
    def needs_closing(self) -> bool:
        """Say whether an offence without a time limit can be proved, so that somebody must say how the case ended."""
        return any(clock.last_day is None for clock in self.clocks)


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for or against, in words; `allows` says which."""

    allows: bool
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an exhibit may be disposed of, with every finding that led there."""

    findings: tuple[Finding, ...]

    @property
    def allowed(self) -> bool:
        """Say whether nothing stands against it."""
        return all(finding.allows for finding in self.findings)

    @property
    def against(self) -> tuple[str, ...]:
        """Return what stands against it."""
        return tuple(finding.words for finding in self.findings if not finding.allows)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDisposal:
    """An exhibit about to be destroyed or given back. `done_by` destroyed it, or got it back; `at` is aware.

    `case_closed` says how the case ended, where an offence has no time limit.
    """

    purpose: Purpose
    done_by: str
    witnessed_by: str
    at: datetime
    place: str
    method: str
    reason: str
    case_closed: str = ""


def may_dispose(case: Case, *, today: date) -> Decision:
    """Say whether the evidence of a test may be disposed of, and why (domain sections 2.4 and 6.10; CPIA 1996 s.23).

    Four things must be so, each shown: no offence can still be prosecuted (a last day counts until it is over; an
    offence without a time limit until somebody has said how the case ended), no dispute waits, no hold stands, and the
    months for which the authority keeps evidence are over (inclusive of `keep_until`: on that day it may go).
    """
    return Decision((*_clocks(case, today), _disputes(case), *_holds(case), _months(case, today)))


def _clocks(case: Case, today: date) -> tuple[Finding, ...]:
    if not case.clocks:
        return (Finding(True, "This evidence proves no offence that could be prosecuted."),)
    return tuple(_clock(clock, case.closed.strip(), today) for clock in case.clocks)


def _clock(clock: RunningClock, closed: str, today: date) -> Finding:
    if clock.last_day is None:
        if closed:
            return Finding(True, f"{clock.offence} has no time limit. The case is closed: {closed}")
        return Finding(False, f"{clock.offence} has no time limit: say how the case ended.")
    if clock.last_day >= today:
        return Finding(False, f"{clock.offence} can be prosecuted until {_day(clock.last_day)}.")
    return Finding(True, f"{clock.offence} can be prosecuted no more: the last day was {_day(clock.last_day)}.")


def _disputes(case: Case) -> Finding:
    if case.disputes_waiting:
        return Finding(False, "A trader’s dispute of this result waits to be decided.")
    return Finding(True, "No dispute waits to be decided.")


def _holds(case: Case) -> tuple[Finding, ...]:
    if not case.holds:
        return (Finding(True, "No hold stands on this evidence."),)
    return tuple(Finding(False, f"A hold stands on this evidence: {reason}") for reason in case.holds)


def _months(case: Case, today: date) -> Finding:
    words = f"{case.keep_months} months from the test on {_day(case.tested_on)}"
    if today < case.keep_until:
        return Finding(False, f"The policy keeps evidence for {words}, until {_day(case.keep_until)}.")
    return Finding(True, f"The policy keeps evidence for {words}: that was over on {_day(case.keep_until)}.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def check_disposal(
    new: NewDisposal,
    standing: Standing,
    kind: ExhibitKind,
    *,
    produced_by: UUID,
    authorised_by: UUID | None,
    now: datetime,
) -> NewDisposal:
    """Return a disposal in plain words, or raise Refusal beside the field to mend.

    Digital files are not erased here: the record keeps them. Whoever authorises neither holds the exhibit nor produced
    it; who did it and who saw it are two people.
    """
    check_open(standing)
    if kind is not ExhibitKind.ITEM:
        raise Refusal("A file is kept with the record and is not erased here. Only physical items are disposed of")
    if new.purpose not in FINAL:
        raise Refusal("Choose whether it was destroyed or returned to its owner", "purpose")
    if authorised_by is None or authorised_by in {produced_by, standing.holder.officer_id}:
        raise Refusal(
            "You produced this exhibit or hold it now, so somebody else must authorise its disposal. Ask another "
            "manager"
        )
    who = "Enter who got it back" if new.purpose is Purpose.RETURNED_TO_OWNER else "Enter who destroyed it"
    plain = replace(
        new,
        done_by=check_words(new.done_by, "done_by", who, LONGEST_NAME),
        witnessed_by=check_words(new.witnessed_by, "witnessed_by", "Enter who saw it", LONGEST_NAME),
        place=check_words(new.place, "place", "Enter where it was done", LONGEST_NAME),
        method=check_words(new.method, "method", "Enter how it was done", LONGEST_NAME),
        reason=check_words(new.reason, "reason", "Enter why it is disposed of", 500),
    )
    if plain.done_by.casefold() == plain.witnessed_by.casefold():
        raise Refusal("The witness must be somebody else than who did it", "witnessed_by")
    if plain.at > now:
        raise Refusal("The time must not be in the future", "at")
    if plain.at < standing.at.replace(second=0, microsecond=0):
        raise Refusal("The time must not be before it last changed hands", "at")
    return plain
