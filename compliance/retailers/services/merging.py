"""Two outlets that are one become one: everything recorded of the one goes to the other."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import new_id
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers.models import Move, Operator, TradingName
from compliance.retailers.queries.merging import MergePlan, list_words, plan_merge
from compliance.retailers.rules.moving import MovedHow, MoveKind, United, check_reasoned
from compliance.retailers.services.moving import move_rows, note, plain, read_row

_OPERATORS: sa.Table = Operator.__table__  # type: ignore[attr-defined]
CHANGED = (
    "Something was recorded of one of these retailers while you were looking. Nothing has been merged. Look again at "
    "what will happen"
)
_IN_THE_WAY = "The register does not allow this merge as it stands. Look at the records of both, and tell your supplier"


def merge_outlets(
    session: Session, actor: Actor, kept_id: UUID, merged_id: UUID, *, reason: str, plan_hash: str | None = None
) -> Move:
    """Merge one outlet of the actor's authority into another, which stays, and return the record of it.

    Everything that `plan_merge` says moves; what must stay (an issued letter) stays and is shown with the other. The
    merged one keeps its reference, and its addresses lead to the one that stays. `plan_hash` is that of the plan which
    the officer saw. Raises Refusal (no reason; not as shown any more; what must be mended first), NotFound, Forbidden.
    """
    actor.require(Permission.MERGE_RETAILERS)
    check_reasoned(reason)
    plan = plan_merge(session, actor, kept_id, merged_id, lock=True)
    if plan.refusal is not None:
        raise plan.refusal
    if plan_hash is not None and plan_hash != plan.hash:
        raise Refusal(CHANGED)
    move = Move(
        id=new_id(),
        authority_id=actor.authority_id,
        kind=MoveKind.MERGE,
        from_id=merged_id,
        to_id=kept_id,
        reason=reason,
        before={"to": plain({name: before for name, (before, _) in plan.changes.items()})},
        after={"to": plain({name: after for name, (_, after) in plan.changes.items()})},
        moved_at=clock.now(),
        moved_by_id=actor.officer_id,
    )
    try:
        with session.begin_nested():
            _carry_out(session, move, plan)
    except IntegrityError as error:
        raise Refusal(_IN_THE_WAY) from error
    session.expire_all()
    _tell(session, actor, move, plan, reason)
    return move


def _carry_out(session: Session, move: Move, plan: MergePlan) -> None:
    session.add(move)
    for name, (_before, after) in plan.changes.items():
        setattr(plan.kept, name, after)
    session.flush()
    for united in plan.periods.united:
        _unite(session, move, united)
    moved = [period.id for period in plan.periods.moved if period.id is not None]
    session.execute(sa.update(_OPERATORS).where(_OPERATORS.c.id.in_(moved)).values(outlet_id=move.to_id))
    note(session, move, _OPERATORS.name, MovedHow.MOVED, moved)
    move_rows(session, move, plan.tables)
    if plan.name_added:
        _add_name(session, move, plan)
    plan.merged.merged_into_id = move.to_id
    session.flush()


def _unite(session: Session, move: Move, united: United) -> None:
    """Make one period of several of one entity: the first is lengthened, the others here go, those there stay there."""
    for period in united.gone:
        if period.id is not None:
            row = read_row(session, _OPERATORS, period.id)
            note(session, move, _OPERATORS.name, MovedHow.REMOVED, [period.id], before=row)
            session.execute(sa.delete(_OPERATORS).where(_OPERATORS.c.id == period.id))
    if united.differs and united.kept.id is not None:
        before = {"from_on": united.kept.from_on, "to_on": united.kept.to_on}
        after = {"from_on": united.from_on, "to_on": united.to_on}
        note(session, move, _OPERATORS.name, MovedHow.CHANGED, [united.kept.id], before=before, after=after)
        changed = sa.update(_OPERATORS).where(_OPERATORS.c.id == united.kept.id)
        session.execute(changed.values(**after, version=_OPERATORS.c.version + 1))
    for period in united.parked:
        if period.id is not None:
            why = "it is one with a period of the same operator there"
            note(session, move, _OPERATORS.name, MovedHow.STAYED, [period.id], why=why)


def _add_name(session: Session, move: Move, plan: MergePlan) -> None:
    name = TradingName(
        authority_id=move.authority_id,
        outlet_id=move.to_id,
        name=plan.merged.name,
        sort_name=plan.merged.sort_name,
        note=f"Name of {plan.merged.reference} before it was merged",
        recorded_at=move.moved_at,
    )
    session.add(name)
    session.flush()
    note(session, move, str(TradingName.__tablename__), MovedHow.ADDED, [name.id], after={"name": name.name})


def _tell(session: Session, actor: Actor, move: Move, plan: MergePlan, reason: str) -> None:
    told: dict[str, Any] = {"move_id": move.id, "moved": list_words(plan.tables)}
    kept, merged = plan.kept, plan.merged
    audit.record(
        session,
        actor,
        "outlet.merged",
        "outlet",
        kept.id,
        outlet_id=kept.id,
        reason=reason,
        changes=plan.changes or None,
        detail={**told, "merged": merged.reference, "name": merged.name},
    )
    audit.record(
        session,
        actor,
        "outlet.merged_away",
        "outlet",
        merged.id,
        outlet_id=merged.id,
        reason=reason,
        detail={**told, "into": kept.reference, "name": kept.name},
    )
