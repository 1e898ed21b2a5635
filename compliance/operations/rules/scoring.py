"""How likely targets are scored and ranked, with what each score is made of."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum

from compliance.dates import age_on, months_before
from compliance.errors import Refusal


class ChosenBy(StrEnum):
    """How the list stood from which a target was chosen: by score, or drawn at random."""

    SCORE = "score"
    RANDOM = "random"


CHOSEN_BY_LABELS = {ChosenBy.SCORE: "Highest score first", ChosenBy.RANDOM: "Drawn at random"}


class ScoredFor(StrEnum):
    """What a contribution to a score is for."""

    PAST_SALES = "past_sales"
    NEVER_TESTED = "never_tested"
    TIME_SINCE_TEST = "time_since_test"
    NO_AGREEMENT = "no_agreement"
    TRAINING_REFUSED = "training_refused"


SCORED_FOR_LABELS = {
    ScoredFor.PAST_SALES: "Past sales",
    ScoredFor.NEVER_TESTED: "Never tested",
    ScoredFor.TIME_SINCE_TEST: "Time since the last test",
    ScoredFor.NO_AGREEMENT: "No Responsible Retailer Agreement",
    ScoredFor.TRAINING_REFUSED: "Training refused",
}


MOST_POINTS = 1000
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Weights:
    """An authority's policy for choosing targets: points for each fact, and the months that count.

    `sale` is for each date with an illegal sale in the `sales_months` up to the as-at day; `month_since_test` for each
    whole month since the last test, up to `most_months_since_test` of them.
    """

    sale: int = 30
    sales_months: int = 24
    never_tested: int = 25
    month_since_test: int = 1
    most_months_since_test: int = 24
    no_agreement: int = 10
    training_refused: int = 15


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an outlet before it is chosen. `sold_on` are the days of sales that count as illegal sales.

    `last_tested_on` None is never tested. `outlet_id` is any identifier.
    """

    outlet_id: str
    name: str
    sold_on: tuple[date, ...] = ()
    last_tested_on: date | None = None
    agreement_in_force: bool = False
    training_refused: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a score: what for, in words, and how many points."""

    code: ScoredFor
    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """A score and everything that makes it up; the points of the contributions add up to the total."""

    total: int
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """An outlet with its score and its place in the list, from 1."""

    position: int
    facts: Facts
    score: Score


def check_weights(weights: Weights) -> None:
    """Raise Refusal, naming the field, for a weight below 0 or above 1000 points, or months outside 1 to 120."""
    for field, value in asdict(weights).items():
        least, most = (1, MOST_MONTHS) if field.endswith(("_months", "months_since_test")) else (0, MOST_POINTS)
        if not least <= value <= most:
            raise Refusal(f"{field} must be a whole number from {least} to {most}", field)


def read_weights(stored: Mapping[str, object]) -> Weights:
    """Return the weights kept as a mapping of field to whole number, with the default for each one left out.

    Raises Refusal for a field that is not known, a value that is not a whole number, or one that is out of range.
    """
    known = {field.name for field in fields(Weights)}
    given: dict[str, int] = {}
    for field, value in stored.items():
        if field not in known:
            raise Refusal(f"{field} is not a weight; the weights are {', '.join(sorted(known))}", field)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refusal(f"{field} must be a whole number", field)
        given[field] = value
    weights = Weights(**given)
    check_weights(weights)
    return weights


def score(facts: Facts, weights: Weights, *, as_at: date) -> Score:
    """Return the score of an outlet as at a day, with what makes it up; a fact worth nothing is not listed.

    Sales and tests after `as_at` are not known yet and do not count. Two sales on one date count once.
    """
    parts = [
        _past_sales(facts, weights, as_at),
        _last_test(facts, weights, as_at),
        Contribution(ScoredFor.NO_AGREEMENT, "No Responsible Retailer Agreement in force", weights.no_agreement)
        if not facts.agreement_in_force
        else None,
        Contribution(ScoredFor.TRAINING_REFUSED, "Training was refused", weights.training_refused)
        if facts.training_refused
        else None,
    ]
    contributions = tuple(part for part in parts if part is not None and part.points)
    return Score(sum(part.points for part in contributions), contributions)


def rank(outlets: Iterable[Facts], weights: Weights, *, as_at: date) -> tuple[Ranked, ...]:
    """Return the outlets by score, highest first; equal scores by name, then by identifier, so pages never shuffle."""
    scored = [(score(facts, weights, as_at=as_at), facts) for facts in outlets]
    scored.sort(key=lambda pair: (-pair[0].total, pair[1].name.casefold(), pair[1].name, pair[1].outlet_id))
    return tuple(Ranked(position, facts, result) for position, (result, facts) in enumerate(scored, start=1))


def draw(outlets: Iterable[Facts], weights: Weights, *, as_at: date, seed: str) -> tuple[Ranked, ...]:
    """Return the outlets in a random order that the seed alone decides, each with its score.

    A baseline is measured on outlets picked at random (domain sections 5 and 6.23). Each place follows from the
    SHA-256 of the seed and its identifier, so the same draw can be shown again, an outlet added to the register later
    does not move the others, and nobody can draw until the result pleases.
    """
    drawn = sorted(outlets, key=lambda facts: hashlib.sha256(f"{seed} {facts.outlet_id}".encode()).digest())
    return tuple(
        Ranked(position, facts, score(facts, weights, as_at=as_at)) for position, facts in enumerate(drawn, start=1)
    )


def _past_sales(facts: Facts, weights: Weights, as_at: date) -> Contribution | None:
    window_from = months_before(as_at, weights.sales_months)
    days = sorted({day for day in facts.sold_on if window_from <= day <= as_at}, reverse=True)
    if not days:
        return None
    many = "1 sale" if len(days) == 1 else f"{len(days)} sales"
    when = ", ".join(map(_said, days))
    words = f"{many} to a volunteer under 18 in the last {weights.sales_months} months ({when})"
    return Contribution(ScoredFor.PAST_SALES, words, weights.sale * len(days))


def _last_test(facts: Facts, weights: Weights, as_at: date) -> Contribution | None:
    if facts.last_tested_on is None:
        return Contribution(ScoredFor.NEVER_TESTED, "Never tested", weights.never_tested)
    if facts.last_tested_on > as_at:
        return None
    years, months = age_on(facts.last_tested_on, as_at)
    months += years * 12
    words = f"Last tested on {_said(facts.last_tested_on)}, {months} whole month{'' if months == 1 else 's'} ago"
    points = weights.month_since_test * min(months, weights.most_months_since_test)
    return Contribution(ScoredFor.TIME_SINCE_TEST, words, points)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
