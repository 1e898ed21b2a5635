"""An authority's repeat-seller policy: a choice of the authority, never law, and always data."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from compliance.errors import Refusal
from compliance.purchases.rules import OFFENCE_TYPES, Proof, Type

MOST_MONTHS = 120
MOST_SALES = 100


class Step(StrEnum):
    """A rung of the ladder, lowest first. It says what an officer is asked to consider, never what is done."""

    NO_ACTION = "no_action"
    WRITTEN_WARNING = "written_warning"
    CONSIDER_CAUTION = "consider_caution"
    CONSIDER_PROSECUTION = "consider_prosecution"


STEP_LABELS = {
    Step.NO_ACTION: "No sale counts: nothing to consider",
    Step.WRITTEN_WARNING: "Written warning, if an officer decides so",
    Step.CONSIDER_CAUTION: "For a manager to consider a caution",
    Step.CONSIDER_PROSECUTION: "For a manager to consider prosecution",
}


class Per(StrEnum):
    """Whether sales are counted at one premises under one operator, or for one legal entity across its outlets."""

    PREMISES = "premises"
    ENTITY = "entity"


PER_LABELS = {
    Per.PREMISES: "Each premises under one operator",
    Per.ENTITY: "Each legal entity, across its outlets",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """The step that is reached with this many sales that count."""

    sales: int
    step: Step


DEFAULT_LADDER = (
    Rung(1, Step.WRITTEN_WARNING),
    Rung(2, Step.CONSIDER_CAUTION),
    Rung(3, Step.CONSIDER_PROSECUTION),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """When a seller is a repeat seller: `count` sales on different dates in the `window_months` up to the as-at day.

    At least one of them must be in the last `recency_months`. Months are calendar months and both ends of a window are
    inclusive. `types` are the kinds of test that count, `minimum_proof` the weakest grade of proof that does.
    """

    count: int = 2
    window_months: int = 24
    recency_months: int = 12
    types: frozenset[Type] = OFFENCE_TYPES
    minimum_proof: Proof = Proof.OFFICER_WITNESSED
    per: Per = Per.PREMISES
    ladder: tuple[Rung, ...] = DEFAULT_LADDER

    def step_for(self, sales: int) -> Step:
        """Return the highest rung of the ladder that `sales` reaches."""
        return max(
            (r for r in self.ladder if r.sales <= sales), key=lambda r: r.sales, default=Rung(0, Step.NO_ACTION)
        ).step


def check_policy(policy: Policy) -> None:
    """Raise Refusal, with the field to mend, when a policy cannot be applied fairly.

    Only kinds of test in which a completed sale is an offence may count (CJA 1988 s.141A): never a Challenge 25,
    intercepted, delivery or listing check. The ladder climbs: more sales never reach a lower step.
    """
    if not 1 <= policy.count <= MOST_SALES:
        raise Refusal(f"count must be a whole number from 1 to {MOST_SALES}", "count")
    if not 1 <= policy.window_months <= MOST_MONTHS:
        raise Refusal(f"window_months must be a whole number from 1 to {MOST_MONTHS}", "window_months")
    if not 1 <= policy.recency_months <= policy.window_months:
        raise Refusal(
            f"recency_months must be a whole number from 1 to window_months ({policy.window_months})", "recency_months"
        )
    if not policy.types or not policy.types <= OFFENCE_TYPES:
        allowed = ", ".join(sorted(OFFENCE_TYPES))
        raise Refusal(
            f"types must name one or more of {allowed}: no other kind of test can be an illegal sale", "types"
        )
    _check_ladder(policy.ladder)


def _check_ladder(ladder: tuple[Rung, ...]) -> None:
    order = list(Step)
    if not ladder:
        raise Refusal("ladder must have at least one rung", "ladder")
    if not all(1 <= rung.sales <= MOST_SALES for rung in ladder):
        raise Refusal(f"ladder: the sales of a rung must be a whole number from 1 to {MOST_SALES}", "ladder")
    for lower, higher in pairwise(ladder):
        if higher.sales <= lower.sales or order.index(higher.step) <= order.index(lower.step):
            raise Refusal(
                "ladder must climb: each rung needs more sales than the one before and a higher step", "ladder"
            )
