"""What every letter says, and what every letter about a test purchase says."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from compliance.letters.rules.kinds import KIND_LABELS, Kind
from compliance.letters.rules.parts import (
    Letterhead,
    Officer,
    Place,
    Recipient,
    Replaced,
    Tested,
)
from compliance.letters.rules.sentences import (
    found_sentence,
    opening_sentence,
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
