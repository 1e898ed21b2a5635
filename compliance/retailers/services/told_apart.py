"""Two outlets that seem one are said to be two, and doubted again."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.permissions import Actor, Permission
from compliance.retailers.models import NotTheSame
from compliance.retailers.queries.moving import get_raw
from compliance.retailers.queries.told_apart import find_told_apart, get_told_apart
from compliance.retailers.rules.moving import check_reasoned, check_two


def tell_apart(session: Session, actor: Actor, one_id: UUID, other_id: UUID, *, reason: str) -> NotTheSame:
    """Keep that two outlets of the actor's authority are not the same, so that they are not shown as one again.

    Said twice it is kept once. Raises Refusal (no reason; one and the same), NotFound, Forbidden.
    """
    actor.require(Permission.MERGE_RETAILERS)
    check_reasoned(reason)
    check_two(one_id, other_id)
    first, second = (get_raw(session, actor, one, lock=True) for one in sorted((one_id, other_id)))
    there = find_told_apart(session, actor, first.id, second.id)
    if there is not None:
        return there
    row = NotTheSame(
        authority_id=actor.authority_id,
        first_id=first.id,
        second_id=second.id,
        reason=reason,
        said_at=clock.now(),
        said_by_id=actor.officer_id,
    )
    session.add(row)
    session.flush()
    for outlet, other in ((first, second), (second, first)):
        audit.record(
            session,
            actor,
            "outlet.told_apart",
            "outlet",
            outlet.id,
            outlet_id=outlet.id,
            reason=reason,
            detail={"from": other.reference, "name": other.name},
        )
    return row


def doubt_again(session: Session, actor: Actor, pair_id: UUID) -> NotTheSame:
    """Take back that two outlets of the actor's authority are not the same; taken back twice, it is once.

    Raises NotFound, Forbidden.
    """
    actor.require(Permission.MERGE_RETAILERS)
    row = get_told_apart(session, actor, pair_id)
    if row.taken_back_at is not None:
        return row
    row.taken_back_at = clock.now()
    row.taken_back_by_id = actor.officer_id
    session.add(row)
    session.flush()
    for one, other in ((row.first_id, row.second_id), (row.second_id, row.first_id)):
        about = get_raw(session, actor, other)
        detail = {"from": about.reference, "name": about.name}
        audit.record(session, actor, "outlet.doubted", "outlet", one, outlet_id=one, detail=detail)
    return row
