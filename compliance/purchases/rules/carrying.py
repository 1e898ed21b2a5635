"""How long a volunteer carried what was bought before it reached an officer (CJA 1988 s.139) (pure)."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from compliance.purchases.rules.words import IN_STORE_TYPES, SOLD, Outcome, Type


class Carried(StrEnum):
    """What is known of the way from the till to the officer."""

    NOTHING = "nothing"
    MISSING = "missing"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Carrying:
    """How the item reached the officer: `minutes` from leaving the shop, None when that is not known."""

    state: Carried
    minutes: int | None = None


def carrying_of(  # the times of one test, and how long is long
    type_: Type,
    outcome: Outcome,
    *,
    left_at: time | None,
    handed_at: time | None,
    most_minutes: int,
) -> Carrying:
    """Return how an item that was sold in store reached the officer.

    A volunteer who carries a bought knife out is within CJA 1988 s.139, so it is handed over at once and the time is
    recorded. `left_at` is the time out, or the time in where that is all there is; `most_minutes` (inclusive) is how
    long the authority's policy lets it take. Handed over before leaving counts as 0 minutes.
    """
    if type_ not in IN_STORE_TYPES or outcome not in SOLD:
        return Carrying(Carried.NOTHING)
    if handed_at is None:
        return Carrying(Carried.MISSING)
    if left_at is None:
        return Carrying(Carried.SHORT)
    minutes = max(0, _minutes(handed_at) - _minutes(left_at))
    return Carrying(Carried.LONG if minutes > most_minutes else Carried.SHORT, minutes)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
