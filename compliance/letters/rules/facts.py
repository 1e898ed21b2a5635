"""What a letter may say: frozen facts of plain values. The template sees these and nothing else."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import TypeAdapter

from compliance.letters.rules.kinds import KIND_LABELS, Kind
from compliance.letters.rules.parts import (
    Action,
    Law,
    Letterhead,
    Officer,
    Place,
    PrimaryAuthority,
    Recipient,
    Replaced,
    Tested,
    Training,
)
from compliance.letters.rules.sentences import (
    found_sentence,
    opening_sentence,
    primary_authority_sentence,
    trial_sentence,
    when_words,
)
from compliance.purchases.rules import BuyerBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What every letter needs. `keep_years` is how long the record is kept, from the authority's schedule."""

    kind: ClassVar[Kind]
    reference: str
    dated_on: date
    letterhead: Letterhead
    recipient: Recipient
    officer: Officer
    place: Place
    keep_years: int
    large_print: bool = False
    replaces: Replaced | None = None

    @property
    def title(self) -> str:
        """The title of the file, as a screen reader announces it."""
        return f"{KIND_LABELS[self.kind]} {self.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts(Facts):
    """What every letter about a test purchase needs, and the sentences that follow from it."""

    tested: Tested

    @property
    def is_challenge_25(self) -> bool:
        """Say whether the buyer was 18 or over: wordings 6c and 7c, which never speak of an offence."""
        return self.tested.buyer_basis is BuyerBasis.ADULT

    @property
    def when(self) -> str:
        return when_words(self.tested)

    @property
    def opening(self) -> str:
        return opening_sentence(self.tested, self.place)

    @property
    def found(self) -> str:
        return found_sentence(self.tested, online=self.place.online)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingInvitation(Facts):
    """An invitation to the course after a visit; `agreement` says whether an RRA may be signed at the end of it."""

    kind: ClassVar[Kind] = Kind.TRAINING_INVITATION
    visited_on: date
    training: Training
    agreement: bool = True


FACTS: dict[Kind, type[Facts]] = {
    facts.kind: facts for facts in (PassNotice, FailNotice, WrittenWarning, TrainingInvitation)
}


def facts_as_json(facts: Facts) -> str:
    """Return `facts` as JSON text, to be kept with the letter; days as ISO 8601."""
    return TypeAdapter(type(facts)).dump_json(facts).decode()


def facts_from_json(kind: Kind, text: str) -> Facts:
    """Return the facts of a letter of `kind` as `facts_as_json` wrote them. Raises pydantic's ValidationError."""
    return TypeAdapter(FACTS[kind]).validate_json(text)
