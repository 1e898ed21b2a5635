"""What is left to do on the record of one test: a task list, worked out from the facts (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from compliance.purchases.rules.sections import is_recorded
from compliance.purchases.rules.words import FAILED, ONLINE_TYPES, VALID, BuyerBasis, Outcome, Type


class TaskState(StrEnum):
    DONE = "done"
    BEGUN = "begun"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Task:
    """One section of a record: its page (endpoint and its values beside the test's identifier) and how far it is.

    `note` is said in place of the state's usual word, such as "2 of 2 signed". A task without `endpoint` is somebody
    else's to do.
    """

    key: str
    title: str
    state: TaskState
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""
    note: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do in it."""
        return self.state is TaskState.DONE


@dataclass(frozen=True, slots=True)
class Signing:
    """How far one officer's account is: never what it says. `mine`: the one who looks wrote or will write it."""

    name: str
    mine: bool
    signed: bool
    begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """What the task list is worked out from. `recorded` is the test's row by column; `bladed` says it has a blade.

    `frozen` are the columns that a signed account holds still: a blank one of them is filled in no more. `stages` are
    the tasks of an online test, worked out with its stages; `exhibits` counts them; `reviewed` says that a
    supervisor has reviewed the record.
    """

    type: Type
    buyer_basis: BuyerBasis
    outcome: Outcome
    recorded: Mapping[str, Any]
    frozen: frozenset[str] = frozenset()
    bladed: bool = True
    exhibits: int = 0
    accounts: tuple[Signing, ...] = ()
    reviewed: bool = False
    may_review: bool = False
    stages: tuple[Task, ...] = ()


SECTION = "purchases.section"


def tasks_of(facts: TaskFacts) -> tuple[Task, ...]:
    """Return the sections of a test's record in the order of the work: the stages online, or the sections in store.

    What cannot have been seen is not asked for: an attempt that came to nothing (void, aborted, not stocked, closed)
    has no product, display or payment, a refusal no payment, and only a young volunteer's welfare is noted.
    """
    online = facts.type in ONLINE_TYPES
    tasks = [*facts.stages]
    if facts.outcome in VALID and not online:
        tasks += [_product(facts), _display(facts)]
        tasks += [_payment(facts)] if facts.outcome in FAILED else []
    elif online and facts.outcome in VALID:
        tasks.append(_product(facts))
    if not online and facts.buyer_basis is not BuyerBasis.NONE:
        tasks.append(_buyer(facts))
    all_signed = all(one.signed for one in facts.accounts)
    tasks += [_account(one, all_signed=all_signed) for one in facts.accounts]
    if facts.buyer_basis is BuyerBasis.UNDER_18:
        tasks.append(_welfare(facts))
    tasks += [_evidence(facts), _told(facts), _review(facts)]
    return tuple(tasks)


def count_done(tasks: tuple[Task, ...]) -> int:
    """Return how many of the tasks are done."""
    return sum(task.done for task in tasks)


def _section(
    facts: TaskFacts, key: str, title: str, hint: str, needed: tuple[str, ...], others: tuple[str, ...] = ()
) -> Task:
    """Return how far a section is: done with all that is needed or when a signature closed the rest, begun with any."""
    have = {name for name in (*needed, *others) if is_recorded(facts.recorded.get(name))}
    lacking = {*needed} - have
    if not lacking:
        return Task(key, title, TaskState.DONE, SECTION, {"key": key}, hint)
    if lacking <= facts.frozen:
        return Task(key, title, TaskState.DONE, SECTION, {"key": key}, hint, "Closed by a signature")
    return Task(key, title, TaskState.BEGUN if have else TaskState.NOT_STARTED, SECTION, {"key": key}, hint)


def _product(facts: TaskFacts) -> Task:
    needed = ("product", "blade_length_mm") if facts.bladed else ("product",)
    hint = "Product, brand, blade, barcode" if facts.bladed else "Product, brand, barcode"
    others = ("brand", "barcode", "folds", "product_is_article", "product_is_bladed")
    return _section(facts, "product", "The product", hint, needed, others)


def _display(facts: TaskFacts) -> Task:
    hint = "Where it was, how it was kept, poster, queue, CCTV"
    needed = ("displayed_where", "storage", "poster_seen")
    return _section(facts, "display", "Display and storage", hint, needed, ("queue", "lighting_and_cctv"))


def _payment(facts: TaskFacts) -> Task:
    hint = "How it was paid, change, receipt"
    return _section(facts, "payment", "Payment", hint, ("payment", "receipt"), ("change_pence",))


def _buyer(facts: TaskFacts) -> Task:
    hint = "Height, clothing, photograph. Never a name"
    needed = ("volunteer_height_cm", "volunteer_clothing")
    others = ("volunteer_sex", "volunteer_photograph", "volunteer_consent", "briefed_at_time")
    return _section(facts, "volunteer", "The buyer on the day", hint, needed, others)


def _account(one: Signing, *, all_signed: bool) -> Task:
    state = TaskState.DONE if one.signed else TaskState.BEGUN if one.begun else TaskState.NOT_STARTED
    title = "Your account" if one.mine else f"Account of {one.name}"
    hint = "Written independently" if one.mine or all_signed else "Not shown to anybody else until both have signed"
    note = "Signed" if one.signed else ""
    return Task("account", title, state, "purchases.accounts" if one.mine or one.signed else "", {}, hint, note)


def _welfare(facts: TaskFacts) -> Task:
    hint = "Meal, debrief, how the volunteer was"
    needed, others = ("welfare_note",), ("meal_offered", "debriefed")
    return _section(facts, "welfare", "Welfare of the volunteer", hint, needed, others)


def _evidence(facts: TaskFacts) -> Task:
    number = facts.exhibits
    state = TaskState.DONE if number else TaskState.NOT_STARTED
    note = "" if not number else f"{number} exhibit" if number == 1 else f"{number} exhibits"
    return Task("evidence", "Evidence", state, "evidence.purchase", {}, "Photographs, receipt, the item itself", note)


def _told(facts: TaskFacts) -> Task:
    return _section(facts, "told", "When the retailer was told", "Day, time and how", ("retailer_told_on",))


def _review(facts: TaskFacts) -> Task:
    state = TaskState.DONE if facts.reviewed else TaskState.NOT_STARTED
    endpoint = "purchases.accounts" if facts.may_review or facts.reviewed else ""
    return Task("review", "Supervisor’s review", state, endpoint, {}, "By a manager who did not make the test")
