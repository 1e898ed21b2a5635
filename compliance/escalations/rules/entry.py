"""A seller as the list shows them: what counted, what was left out and why, and what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from compliance.escalations.rules.decision import REASON_SENTENCES, Decision, PastPurchase, Reason
from compliance.escalations.rules.policy import STEP_LABELS, Step
from compliance.offences.rules import ClockState
from compliance.purchases.rules import OUTCOME_LABELS, PROOF_LABELS, TYPE_LABELS, SaleLaw

NOT_CONFIRMED = "Operator not confirmed"
_STEPS = list(Step)


@dataclass(frozen=True, slots=True)
class Place:
    """An outlet as the list names it; `address` is one line, or where an online shop is found."""

    id: UUID
    reference: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Item:
    """One purchase of an entry. `reason` is None for a sale that counted; only those have their `law`.

    `is_disputed` says that a dispute waits to be decided; the result stands until one overturns it.
    """

    purchase: PastPurchase
    purchase_id: UUID
    place: Place
    operator: str
    reason: Reason | None = None
    law: SaleLaw | None = None
    is_disputed: bool = False

    @property
    def on(self) -> date:
        """The day of the test."""
        return self.purchase.on

    @property
    def what(self) -> str:
        """The kind of test and its outcome."""
        return f"{TYPE_LABELS[self.purchase.type]}. {OUTCOME_LABELS[self.purchase.outcome]}"

    @property
    def proof(self) -> str:
        """How well it is established."""
        return PROOF_LABELS[self.purchase.proof]

    @property
    def why(self) -> str:
        """Why it was left out, as a sentence; nothing for a sale that counted."""
        return REASON_SENTENCES[self.reason] if self.reason else ""

    @property
    def last_day(self) -> date | None:
        """The last day, inclusive, to begin a prosecution; None when there is no such limit or no offence on record."""
        return self.law.clock.last_day if self.law and self.law.clock else None

    @property
    def is_too_late(self) -> bool:
        """Whether the last day to prosecute had passed on the as-at day."""
        return bool(self.law and self.law.clock and self.law.clock.state is ClockState.EXPIRED)

    @property
    def no_last_day(self) -> str:
        """Why a sale that counted has no last day to prosecute; nothing when it has one."""
        if self.law is None or self.last_day:
            return ""
        return self.law.why_none or "No limit of time: the offence can be tried in the Crown Court."


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an entry and never decides it: training refused, an agreement held, and the words for each.

    None means that the question does not arise, because the seller no longer ran the outlet on the day.
    """

    training_refused: bool | None = None
    training: str = ""
    agreement_held: bool | None = None
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A seller judged as at a day: at one outlet, or as a legal entity across its outlets (then `place` is the last).

    `operator` is None where nobody is confirmed for the days of these purchases. `operates_now` says whether the seller
    still ran the outlet on the as-at day, `operator_now` who did ("" when not confirmed).
    """

    place: Place
    operator_id: UUID | None
    operator: str | None
    operates_now: bool
    operator_now: str
    decision: Decision
    counted: tuple[Item, ...]
    left_out: tuple[Item, ...]
    beside: Beside = Beside()

    @property
    def rung(self) -> Step:
        """The rung reached."""
        return self.decision.step

    @property
    def rung_label(self) -> str:
        """The rung reached, in words."""
        return STEP_LABELS[self.decision.step]

    @property
    def operator_name(self) -> str:
        """Who sold, or that it is not confirmed."""
        return self.operator or NOT_CONFIRMED

    @property
    def flags(self) -> tuple[tuple[str, str], ...]:
        """What an officer must notice before acting, each with the colour of its tag."""
        found = []
        if self.operator is None:
            found.append(("Operator not confirmed", "yellow"))
        elif not self.operates_now:
            found.append(("Former operator", "grey"))
        if self.beside.training_refused:
            found.append(("Training refused", "red"))
        if self.beside.agreement_held:
            found.append(("RRA held", "green"))
        return tuple(found)

    @property
    def notice(self) -> str:
        """What must be mended or known before anything is sent, as sentences; often nothing."""
        if self.operator is None:
            return (
                "Nobody is confirmed as operator for these days, so no warning can be issued until an officer confirms "
                "who it was."
            )
        if self.operates_now:
            return ""
        now = (
            f"{self.operator_now} does, and starts with a fresh count."
            if self.operator_now
            else "Who does is not confirmed."
        )
        return f"{self.operator} no longer operated this outlet on the day. {now}"

    @property
    def why(self) -> str:
        """Why the seller is on the list, or is not, in one sentence."""
        return _why(self.decision)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries in the order of the list: highest rung, most sales, latest sale, then by name and reference."""
    return sorted(
        entries,
        key=lambda entry: (
            -_STEPS.index(entry.rung),
            -len(entry.counted),
            -(entry.counted[-1].on.toordinal() if entry.counted else 0),
            entry.place.name.casefold(),
            entry.place.reference,
            entry.operator_name,
            str(entry.operator_id),
        ),
    )


def _why(decision: Decision) -> str:
    policy, found = decision.policy, len(decision.counted)
    sales = "No sale counts" if not found else f"{found} sale{'s' if found > 1 else ''} on different dates count"
    sales = "1 sale counts" if found == 1 else sales
    if decision.is_repeat:
        return f"{sales} since {_day(decision.window_from)}; the policy asks for {policy.count}."
    if found >= policy.count:
        return (
            f"{sales}, but none since {_day(decision.recent_from)}: the policy asks for one in the last "
            f"{_months(policy.recency_months)}."
        )
    return f"{sales} since {_day(decision.window_from)}; the policy asks for {policy.count}."


def _months(count: int) -> str:
    return "month" if count == 1 else f"{count} months"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
