"""What the overview page of one test shows beside its result: what is left to do, what is recorded, what waits."""

from typing import Any
from uuid import UUID

from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.permissions import Permission
from compliance.purchases import queries, rules
from compliance.purchases.queries import Standing, voidings
from compliance.purchases.queries.tasks import tasks_of
from compliance.purchases.rules.carrying import Carried, carrying_of
from compliance.purchases.rules.record import COUNTER, ONLY_WHEN_RECORDED, SECTIONS, facts_of
from compliance.purchases.rules.tasks import TaskState, count_done
from compliance.web import actor, may_reach

SHARED_SECTIONS = frozenset({"product"})
"""What a police planner sees of the sections of another authority's test."""


def overview_of(standing: Standing) -> dict[str, Any]:
    """Return what the page shows of a test: its sections in words, its tasks, and who must agree to what."""
    purchase = standing.purchase
    own = purchase.authority_id == actor().authority_id
    past = voidings.list_voidings(session(), actor(), purchase.id) if own else []
    waiting = next((one for one in past if one.decision is None), None)
    people = {purchase.officer_id, purchase.second_officer_id, purchase.voided_by_id}
    for one in past:
        people |= {one.proposed_by_id, one.decided_by_id, one.named_id}
    names = accounts.officer_names(session(), {person for person in people if person})
    tasks = tasks_of(session(), actor(), purchase, stages=_stages(purchase)) if own else ()
    frozen = queries.frozen_columns(session(), actor(), purchase) if own else frozenset()
    return {
        "is_own": own,
        "names": names,
        "voidings": past,
        "waiting_voiding": waiting,
        "why_not_agree": voidings.why_not_agree(actor(), purchase, waiting) if waiting else "",
        "void_declined": voidings.is_declined(past, purchase.outcome),
        "tasks": [_drawn(task, purchase.id) for task in tasks],
        "tasks_done": count_done(tasks),
        "next_task": next((one for one in map(_next, tasks) if one), None),
        "counter": _facts(COUNTER, standing, names),
        "sections": _sections(standing, names, own=own),
        "carrying": _carrying(standing) if own else None,
        "Carried": Carried,
        "frozen": frozen,
        "may_change": own and actor().may(Permission.RECORD_PURCHASE),
    }


def _stages(purchase: Any) -> Any:
    """Return the tasks of an online test."""
    return queries.stage_tasks(session(), actor(), purchase) if purchase.type in rules.STAGED_TYPES else ()


def _next(task: Any) -> Any:
    """Return a task that the actor can go on with, or None."""
    return task if not task.done and task.endpoint and may_reach(task.endpoint) and _may_do(task) else None


def _may_do(task: Any) -> bool:
    return task.endpoint != "purchases.section" or actor().may(Permission.RECORD_PURCHASE)


def _drawn(task: Any, purchase_id: UUID) -> dict[str, Any]:
    """Return a task as the component of the task list takes it; done is said in plain words, the rest by a tag."""
    words = {TaskState.DONE: "Done", TaskState.BEGUN: "Begun", TaskState.NOT_STARTED: "Not started"}
    colours = {TaskState.DONE: "", TaskState.BEGUN: "light-blue", TaskState.NOT_STARTED: "blue"}
    reachable = task.endpoint and may_reach(task.endpoint) and _may_do(task)
    return {
        "title": task.title,
        "endpoint": task.endpoint if reachable else "",
        "arguments": {"purchase_id": purchase_id, **task.values},
        "hint": task.hint,
        "status": task.note or words[task.state],
        "colour": colours[task.state],
    }


def _facts(columns: tuple[str, ...], standing: Standing, names: dict[UUID, str]) -> list[Any]:
    found = facts_of(columns, standing.purchase.model_dump(), names, category=standing.category.label)
    return [fact for fact in found if fact.value or fact.name not in ONLY_WHEN_RECORDED]


def _sections(standing: Standing, names: dict[UUID, str], *, own: bool) -> list[dict[str, Any]]:
    """Return the sections that are shown: those that are asked for, or in which something is recorded."""
    shown = []
    online = standing.purchase.type in rules.ONLINE_TYPES
    for key, (title, columns) in SECTIONS.items():
        facts = _facts(columns, standing, names)
        recorded = any(fact.value for fact in facts if fact.name != "category")
        if (own or key in SHARED_SECTIONS) and (recorded or (key == "product" and not online)):
            shown.append({"key": key, "title": title, "facts": facts})
    return shown


def _carrying(standing: Standing) -> Any:
    purchase = standing.purchase
    policy = queries.policy_on(session(), actor(), purchase.tested_on)
    return carrying_of(
        purchase.type,
        purchase.outcome,
        left_at=purchase.ended_at_time or purchase.started_at_time,
        handed_at=purchase.handed_to_officer_at_time,
        most_minutes=policy.carry_minutes,
    )
