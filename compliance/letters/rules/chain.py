"""What the letters from a visit to an agreement say: advice, training, and the Responsible Retailer Agreement."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from compliance.agreements.rules.documents import AgreementCertificate
from compliance.letters.rules.base import Facts
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.parts import Action, Law, Promise, Signing, Sitting, Training
from compliance.training.rules.certificates import TrainingCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice(Facts):
    """The law as it is on the day of the letter and, apart from it, good practice; tests may follow."""

    kind: ClassVar[Kind] = Kind.ADVICE
    visited_on: date
    law: Law
    advice: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingInvitation(Facts):
    """An invitation to the course, after a visit or not; `agreement` says whether an RRA may be signed at its end."""

    kind: ClassVar[Kind] = Kind.TRAINING_INVITATION
    visited_on: date | None
    training: Training
    agreement: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts(Facts):
    """What every letter about one person's place at a session needs."""

    person: str
    sitting: Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceConfirmed(PlaceFacts):
    """A place that is booked: when and where, how long, the examination, and whether an RRA may be signed after it."""

    kind: ClassVar[Kind] = Kind.PLACE_CONFIRMED
    agreement: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(PlaceFacts):
    """A session that will not be held, with the others that are offered."""

    kind: ClassVar[Kind] = Kind.SESSION_CANCELLED
    training: Training


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingReminder(Facts):
    """A reminder of a session that is soon, of an invitation without reply, or of the refresh that is due.

    The first needs `person` and `sitting`; the second `invited_on` and `training`; the third `person`, `passed_on`,
    `refresh_due_on` and `training`.
    """

    kind: ClassVar[Kind] = Kind.TRAINING_REMINDER
    occasion: Occasion
    person: str = ""
    sitting: Sitting | None = None
    training: Training | None = None
    invited_on: date | None = None
    passed_on: date | None = None
    refresh_due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult(PlaceFacts):
    """How the course ended for a person: `attended` in minutes, `mark` and `pass_mark` in per cent.

    `certificate` is enclosed when it was passed, once the letter is issued. `training` offers another try when not.
    """

    kind: ClassVar[Kind] = Kind.TRAINING_RESULT
    passed: bool
    attended: int
    mark: int | None = None
    pass_mark: int | None = None
    refresh_due_on: date | None = None
    certificate: TrainingCertificate | None = None
    training: Training | None = None

    @property
    def found(self) -> str:
        """How it ended, in a sentence or two."""
        marked = self.mark is not None and self.pass_mark is not None
        mark = f" The mark in the examination was {self.mark}%. The pass mark is {self.pass_mark}%." if marked else ""
        if self.passed:
            return f"{self.person} completed the course and passed.{mark}"
        if self.attended < self.sitting.minutes:
            return (
                f"{self.person} was there for {self.attended} of {self.sitting.minutes} minutes, and the course counts "
                f"only when all of it is attended.{mark}"
            )
        if marked:
            return f"{self.person} attended the whole course.{mark}"
        return f"{self.person} attended the whole course, and took no examination."


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementOffer(Facts):
    """An agreement to sign: what it promises, that it is voluntary, and how to sign it by link or on paper."""

    kind: ClassVar[Kind] = Kind.AGREEMENT_OFFER
    promise: Promise
    signing: Signing


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementConfirmed(Facts):
    """An agreement that was signed, with its certificate; `lapses_on` is the first day on which it no longer holds."""

    kind: ClassVar[Kind] = Kind.AGREEMENT_CONFIRMED
    promise: Promise
    signed_on: date
    signatory: str
    capacity: str
    certificate: AgreementCertificate
    lapses_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWarning(Facts):
    """A warning that an agreement will lapse on `lapses_on`, or that its removal is proposed.

    A proposal has `proposed_on`, `reason` (a whole sentence), and `reply_by_on`, the last day to reply.
    """

    kind: ClassVar[Kind] = Kind.AGREEMENT_WARNING
    occasion: Occasion
    promise: Promise
    signed_on: date
    lapses_on: date | None = None
    proposed_on: date | None = None
    reason: str = ""
    reply_by_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRemoved(Facts):
    """An agreement that was ended by the authority: from which day, why (a whole sentence), and how to appeal."""

    kind: ClassVar[Kind] = Kind.AGREEMENT_REMOVED
    promise: Promise
    signed_on: date
    removed_on: date
    reason: str
    appeal_by_on: date


def without_secrets(facts: Facts) -> Facts:
    """Return `facts` as they may be kept: without the link and the word by which whoever has them could sign."""
    if isinstance(facts, AgreementOffer):
        return replace(facts, signing=replace(facts.signing, link="", word=""))
    return facts
