"""How it is said what evidence can prove: each element with its fact, each offence with its verdict (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.offences.rules.clock import Clock
from compliance.offences.rules.law import OffenceVersion, Provision


class Answer(StrEnum):
    """Whether the record shows one thing that must be proved."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What the evidence as recorded is worth for one offence."""

    CAN = "can"
    NOT_YET = "not_yet"
    CANNOT = "cannot"


class Whose(StrEnum):
    """Who would have committed the offence."""

    SELLER = "seller"
    DELIVERY_COMPANY = "delivery_company"
    BUYER = "buyer"


class Met(StrEnum):
    """How one of the four conditions of CJA 1988 s.141B stands on the record; the seller has to prove each."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing that must be proved, whether the record shows it, why, and which facts (of `Facts`) that rests on.

    `missing` and `get` say what to find out and how; only for an answer that is not known.
    """

    what: str
    answer: Answer
    reason: str
    rests_on: tuple[str, ...] = ()
    missing: str = ""
    get: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the evidence can prove of one offence, with the working.

    `version` is the law in force on `offence_day`, None when the table holds none; `quotable` says whether its words
    are confirmed. `clock` is None when the offence cannot be proved or its day is not known. `cautions` change nothing
    in the verdict: what an officer has to know before acting on it.
    """

    provision: Provision
    citation: str
    title: str
    whose: Whose
    elements: tuple[Element, ...]
    version: OffenceVersion | None
    quotable: bool
    offence_day: date | None
    day_reason: str
    clock: Clock | None
    cautions: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """CANNOT when one element is ruled out, NOT_YET when one is not known, otherwise CAN."""
        return verdict_of(self.elements)

    @property
    def deciding(self) -> tuple[Element, ...]:
        """The elements that decide: those ruled out, or else those not known, or else all of them."""
        for answer in (Answer.NO, Answer.UNKNOWN):
            found = tuple(element for element in self.elements if element.answer is answer)
            if found:
                return found
        return self.elements

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in sentences: of the elements that decide."""
        return tuple(element.reason for element in self.deciding)

    @property
    def missing(self) -> tuple[Element, ...]:
        """What is missing to prove it; nothing when it can be proved or cannot at all."""
        return self.deciding if self.verdict is Verdict.NOT_YET else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One of the conditions A to D of CJA 1988 s.141B, as the record has it; it is for the seller to prove."""

    letter: str
    what: str
    met: Met
    reason: str
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What one test purchase can and cannot prove, as at a day.

    `why_nothing` says why the record proves nothing at all (void, aborted, overturned). `conditions` are those of CJA
    1988 s.141B, empty unless an offence of s.141A may be proved of a sale that was or may have been remote.
    `not_in_force` are versions of these provisions that are enacted with their commencement not known.
    """

    findings: tuple[Finding, ...]
    conditions: tuple[Condition, ...] = ()
    condition_version: OffenceVersion | None = None
    why_nothing: str = ""
    disputed: bool = False
    not_in_force: tuple[OffenceVersion, ...] = ()

    def of(self, provision: Provision) -> Finding | None:
        """Return the finding about one provision; None when the table of law does not hold it."""
        return next((finding for finding in self.findings if finding.provision is provision), None)

    def with_verdict(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return the findings of one verdict, in their order."""
        return tuple(finding for finding in self.findings if finding.verdict is verdict)

    @property
    def clocks(self) -> tuple[Finding, ...]:
        """The findings with a last day, the earliest first: offences that are or may yet be proved."""
        timed = [finding for finding in self.findings if finding.clock and finding.clock.last_day]
        return tuple(sorted(timed, key=_last_day))


def _last_day(finding: Finding) -> date:
    return finding.clock.last_day if finding.clock and finding.clock.last_day else date.max


def verdict_of(elements: Sequence[Element]) -> Verdict:
    """Return CANNOT when one element is ruled out, NOT_YET when one is not known, otherwise CAN."""
    answers = {element.answer for element in elements}
    if Answer.NO in answers:
        return Verdict.CANNOT
    return Verdict.NOT_YET if Answer.UNKNOWN in answers else Verdict.CAN
