"""Has an outlet passed into other hands since a day? What was promised, taught or refused there was another's then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.retailers.rules.periods import Period, operator_on


@dataclass(frozen=True, slots=True)
class Change:
    """The first day of other hands, and a sentence that says why."""

    on: date
    why: str


def change_of_hands(periods: Sequence[Period], since: date, until: date) -> Change | None:
    """Return how an outlet passed into other hands after the day `since` and by the day `until`, both inclusive.

    That is when another entity than the operator of `since` takes over, or else when the operator of `since` has left
    and nobody is confirmed. None while the operator is the same, or is confirmed on neither day and nobody took over.
    Where the operator of `since` is not confirmed, whoever takes over after it is another one: the register says so.
    """
    then, now = operator_on(periods, since), operator_on(periods, until)
    entity = then.entity_id if then else None
    takers = [period for period in periods if since < period.from_on <= until and period.entity_id != entity]
    if takers:
        taker = min(takers, key=lambda period: period.from_on)
        why = f"{taker.entity_name} took over the outlet on {_say(taker.from_on)}."
        if then is None:
            why += f" Nobody is confirmed for {_say(since)}: if it was the same one, correct the day they took over."
        return Change(taker.from_on, why)
    if then is None or (now is not None and now.entity_id == entity):
        return None
    left = max(p.to_on for p in periods if p.entity_id == entity and p.to_on is not None and p.to_on < until)
    return Change(left + timedelta(days=1), f"{then.entity_name} stopped operating the outlet on {_say(left)}.")


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
