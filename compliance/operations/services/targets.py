"""Choosing an operation's targets, and the order in which they are visited."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.operations import queries, rules
from compliance.operations.models import OperationTarget
from compliance.operations.rules import ChosenBy, Ranked
from compliance.permissions import Actor, Permission


def choose_targets(
    session: Session, actor: Actor, operation_id: UUID, chosen: Sequence[Ranked], chosen_by: ChosenBy
) -> int:
    """Add outlets to the end of an operation's list and return how many were added; those on it stay as they are.

    Each is kept with its score, what made it up, its place in the list and how the list was ordered, as they stand now.
    Raises Refusal when nothing is chosen, more than 200 are, or one is no trading outlet of the partner; Forbidden;
    NotFound.
    """
    actor.require(Permission.PLAN_OPERATION)
    operation = queries.get_own_operation(session, actor, operation_id)
    if not chosen:
        raise Refusal("Choose at least one outlet", "outlets")
    if len(chosen) > rules.MOST_CHOSEN:
        raise Refusal(f"Choose at most {rules.MOST_CHOSEN} outlets at once", "outlets")
    targets = queries.list_targets(session, operation)
    present = {target.outlet_id for target in targets}
    wanted = {UUID(one.facts.outlet_id): one for one in chosen}
    new = {outlet_id: one for outlet_id, one in wanted.items() if outlet_id not in present}
    allowed = {one.outlet_id for one in queries.list_candidates(session, actor, operation, among=list(new))}
    if set(new) - allowed:
        raise Refusal("An outlet you chose is no longer on the list. Look at the list again", "outlets")
    last = max((target.position for target in targets), default=0)
    for position, (outlet_id, one) in enumerate(new.items(), start=last + 1):
        session.add(
            OperationTarget(
                authority_id=actor.authority_id,
                operation_id=operation.id,
                outlet_id=outlet_id,
                position=position,
                chosen_by=chosen_by,
                rank=one.position,
                score=one.score.total,
                contributions=[asdict(part) for part in one.score.contributions],
                chosen_at=clock.now(),
            )
        )
    session.flush()
    if new:
        detail = {
            "chosen_by": chosen_by,
            "outlets": [
                {"outlet_id": outlet_id, "rank": one.position, "score": one.score.total}
                for outlet_id, one in new.items()
            ],
        }
        audit.record(session, actor, "operation.targets_chosen", "operation", operation.id, detail=detail)
    return len(new)


def remove_target(session: Session, actor: Actor, operation_id: UUID, target_id: UUID) -> str:
    """Take a target off the list and return the name of its outlet.

    Raises Refusal when a result is recorded against it; Forbidden; NotFound.
    """
    actor.require(Permission.PLAN_OPERATION)
    operation = queries.get_own_operation(session, actor, operation_id)
    target = queries.get_target(session, operation, target_id)
    name = next(row.name for row in queries.target_rows(session, operation) if row.id == target.id)
    results = queries.read_results(session, operation, target.outlet_id)
    rules.check_removable(name, results=results.count)
    session.delete(target)
    session.flush()
    audit.record(
        session,
        actor,
        "operation.target_removed",
        "operation",
        operation.id,
        outlet_id=target.outlet_id,
        detail={"rank": target.rank, "score": target.score},
    )
    return name


def order_targets(session: Session, actor: Actor, operation_id: UUID, target_ids: Iterable[UUID]) -> None:
    """Put the targets in the order of work, the first one first; those left out follow in the order they had.

    Raises Forbidden; NotFound, also for a target of another operation.
    """
    actor.require(Permission.PLAN_OPERATION)
    operation = queries.get_own_operation(session, actor, operation_id)
    targets = {target.id: target for target in queries.list_targets(session, operation)}
    wanted = [queries.get_target(session, operation, target_id).id for target_id in dict.fromkeys(target_ids)]
    order = [*wanted, *(target_id for target_id in targets if target_id not in set(wanted))]
    moved = False
    for position, target_id in enumerate(order, start=1):
        target = targets[target_id]
        if target.position != position:
            target.position = position
            session.add(target)
            moved = True
    session.flush()
    if moved:
        detail = {"outlets": [targets[target_id].outlet_id for target_id in order]}
        audit.record(session, actor, "operation.targets_ordered", "operation", operation.id, detail=detail)
