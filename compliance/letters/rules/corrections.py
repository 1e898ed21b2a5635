"""What the letters say that follow a dispute or a mistake: the decision with its reasons, and the correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from compliance.letters.rules.base import Facts
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.marks import WITHDRAWN_BY_A_CORRECTION, Mark
from compliance.letters.rules.sentences import day_words
from compliance.purchases.rules import DisputeDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A letter that went out and no longer fits the record: what it was, its reference, its day, and why.

    `corrected_by` is the reference of the letter of `corrected_on` that has corrected it, if one has.
    """

    what: str
    reference: str
    dated_on: date
    mark: Mark
    corrected_by: str = ""
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutATest(Facts):
    """What both letters need of the test: its day, or the period that the reader was told, both ends inclusive.

    `advisory` says that nothing that happened could be a sale to a person under 18: then no word is of an offence.
    """

    first_on: date
    last_on: date
    advisory: bool

    @property
    def when(self) -> str:
        """The day or the period: "on 3 November 2026"."""
        if self.first_on == self.last_on:
            return f"on {day_words(self.first_on)}"
        return f"between {day_words(self.first_on)} and {day_words(self.last_on)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDecided(AboutATest):
    """How a dispute was decided, by whom, after considering what, and why; `reviewer` is a name with its job title.

    `considered` and `reasons` are paragraphs, as the reviewer typed them for the reader. `letters` are those to the
    reader that no longer fit the record and are still to be put right, `corrected` those that a letter has put right.
    `decided_on` and `raised_on` are days.
    """

    kind: ClassVar[Kind] = Kind.DISPUTE_DECISION
    decision: DisputeDecision
    raised_on: date
    decided_on: date
    reviewer: str
    considered: tuple[str, ...]
    reasons: tuple[str, ...]
    appeal_by_on: date
    letters: tuple[Earlier, ...] = ()
    corrected: tuple[Earlier, ...] = ()

    @property
    def withdrawn(self) -> tuple[Earlier, ...]:
        """Those of `letters` that a correction is to withdraw."""
        return tuple(one for one in self.letters if one.mark in WITHDRAWN_BY_A_CORRECTION)

    @property
    def replaced(self) -> tuple[Earlier, ...]:
        """Those of `letters` that another letter is to replace."""
        return tuple(one for one in self.letters if one.mark not in WITHDRAWN_BY_A_CORRECTION)

    @property
    def overturned(self) -> bool:
        return self.decision is DisputeDecision.OVERTURNED

    @property
    def found(self) -> str:
        """The decision, in a sentence or two."""
        if self.overturned:
            return "We have overturned the result. It does not stand."
        return "We have upheld the result. It stands as we told you."


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(AboutATest):
    """Which letters are withdrawn, what was wrong in them, and what the record says now.

    `passed` is what the record says today of the result: True passed, False failed, None no result. `decided_on` is
    the day on which the result was overturned. `offered_training` says that a course was offered in one of the letters.
    """

    kind: ClassVar[Kind] = Kind.CORRECTION
    letters: tuple[Earlier, ...]
    passed: bool | None = None
    aborted: bool = False
    decided_on: date | None = None
    offered_training: bool = False

    @property
    def mark(self) -> Mark:
        """The gravest reason for the correction."""
        order = list(Mark)
        return min((letter.mark for letter in self.letters), key=order.index)

    @property
    def many(self) -> bool:
        return len(self.letters) > 1

    @property
    def wrong(self) -> str:
        """What was wrong, in a sentence or two."""
        told = "letters" if self.many else "letter"
        decided = f" on {day_words(self.decided_on)}" if self.decided_on else ""
        failed = "no result" if self.passed is None else "a pass" if self.passed else "a fail"
        return {
            Mark.OVERTURNED: f"We told you the result of a test purchase made {self.when}. That result was disputed. "
            f"We looked at it again and overturned it{decided}.",
            Mark.VOID: f"We told you the result of a test purchase made {self.when}. "
            + (
                "The test was stopped before it was complete, so we should not have given it a result."
                if self.aborted
                else "The test was not made in the way that our rules ask, so we should not have given it a result."
            ),
            Mark.OUTCOME: f"We told you the result of a test purchase made {self.when}. The result that we gave was "
            f"not right. Our record now says that it was {failed}.",
            Mark.KIND_OF_TEST: f"We told you the result of a test purchase made {self.when}. Our {told} described "
            "another kind of test than the one that was made.",
            Mark.ADDRESSEE: f"We sent you the result of a test purchase made {self.when}, as the business that ran the "
            "shop on that day. Our record no longer says that you did.",
        }.get(self.mark, "")

    @property
    def recorded(self) -> str:
        """What the record says now, in a sentence or two."""
        again = "We will write to you again with the result."
        return {
            Mark.OVERTURNED: "The result no longer counts. We keep it only as a result that was overturned.",
            Mark.VOID: "The test has no result. It does not count for or against your business.",
            Mark.OUTCOME: "The test has no result." if self.passed is None else again,
            Mark.KIND_OF_TEST: f"Our record now has the right kind of test. {again}",
            Mark.ADDRESSEE: "The test is not recorded as one of your business.",
        }.get(self.mark, "")


def paragraphs(text: str) -> tuple[str, ...]:
    """Return what was typed as its paragraphs, each on one line, without empty ones."""
    lines: Sequence[str] = [" ".join(line.split()) for line in text.splitlines()]
    return tuple(line for line in lines if line)
