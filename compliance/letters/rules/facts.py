"""What a letter may say: frozen facts of plain values. The template sees these and nothing else."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import TypeAdapter

from compliance.letters.rules.base import Facts, ResultFacts
from compliance.letters.rules.chain import (
    Advice,
    AgreementConfirmed,
    AgreementOffer,
    AgreementRemoved,
    AgreementWarning,
    PlaceConfirmed,
    SessionCancelled,
    TrainingInvitation,
    TrainingReminder,
    TrainingResult,
)
from compliance.letters.rules.corrections import Correction, DisputeDecided
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.parts import Action, Law, PrimaryAuthority, Training
from compliance.letters.rules.sentences import primary_authority_sentence, trial_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PassNotice(ResultFacts):
    """The result of a test that was passed (Code of Practice: Age Restricted Products: tell of every outcome)."""

    kind: ClassVar[Kind] = Kind.PASS_NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class FailNotice(ResultFacts):
    """The result of a test that was failed. `law` is left out when nobody has confirmed it."""

    kind: ClassVar[Kind] = Kind.FAIL_NOTICE
    advice: tuple[Action, ...]
    law: Law | None = None
    training: Training | None = None
    primary_authority: PrimaryAuthority | None = None

    @property
    def primary_authority_words(self) -> str:
        return primary_authority_sentence(self.primary_authority) if self.primary_authority else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenWarning(ResultFacts):
    """A warning for an evidenced sale. `reason` reads on from "We decided to send a warning because"."""

    kind: ClassVar[Kind] = Kind.WRITTEN_WARNING
    law: Law
    reason: str
    duties: tuple[Action, ...]
    advice: tuple[Action, ...]
    training: Training
    discuss_by_on: date
    appeal_by_on: date
    primary_authority: PrimaryAuthority | None = None

    @property
    def primary_authority_words(self) -> str:
        return primary_authority_sentence(self.primary_authority) if self.primary_authority else ""

    @property
    def trial(self) -> str:
        return trial_sentence(self.law)


FACTS: dict[Kind, type[Facts]] = {
    facts.kind: facts
    for facts in (
        Advice,
        TrainingInvitation,
        PlaceConfirmed,
        SessionCancelled,
        TrainingReminder,
        TrainingResult,
        PassNotice,
        FailNotice,
        WrittenWarning,
        AgreementOffer,
        AgreementConfirmed,
        AgreementWarning,
        AgreementRemoved,
        DisputeDecided,
        Correction,
    )
}


def facts_as_json(facts: Facts) -> str:
    """Return `facts` as JSON text, to be kept with the letter; days as ISO 8601."""
    return TypeAdapter(type(facts)).dump_json(facts).decode()


def facts_from_json(kind: Kind, text: str) -> Facts:
    """Return the facts of a letter of `kind` as `facts_as_json` wrote them. Raises pydantic's ValidationError."""
    return TypeAdapter(FACTS[kind]).validate_json(text)
