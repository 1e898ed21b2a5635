"""A merge is undone: what it moved goes back, and nothing else."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers.models import Move, MovedRecord, Operator, Outlet, TradingName
from compliance.retailers.queries.moving import get_move, get_raw, list_moved, record_tables
from compliance.retailers.rules.moving import RECORDS, MovedHow, check_reasoned, check_undoable
from compliance.retailers.services.moving import move_back, plain, typed

_OUTLETS: sa.Table = Outlet.__table__  # type: ignore[attr-defined]
_OPERATORS: sa.Table = Operator.__table__  # type: ignore[attr-defined]
_NAMES: sa.Table = TradingName.__table__  # type: ignore[attr-defined]
_IN_THE_WAY = (
    "The merge cannot be undone as it stands: something that was recorded since stands in its way, such as an operator "
    "for the same days or a record from before the day it opened. Correct that first"
)


@dataclass(frozen=True, slots=True)
class Undone:
    """An undone merge, and in words what could not go back and why."""

    move: Move
    left: tuple[str, ...]


def undo_merge(session: Session, actor: Actor, move_id: UUID, *, reason: str) -> Undone:
    """Undo a merge of the actor's authority: bring back just what it moved, and say what could not be.

    What was recorded of the outlet that stayed since then stays there. Raises Refusal (no reason; undone already; the
    one that stayed was merged on; an operator period was changed since), NotFound, Forbidden.
    """
    actor.require(Permission.MERGE_RETAILERS)
    check_reasoned(reason)
    move = get_move(session, actor, move_id, lock=True)
    held = {one: get_raw(session, actor, one, lock=True) for one in sorted((move.from_id, move.to_id))}
    merged, kept = held[move.from_id], held[move.to_id]
    check_undoable(
        move.kind,
        undone=move.undone_at is not None,
        still_there=merged.merged_into_id == kept.id,
        kept_name=kept.name,
        kept_merged_on=kept.merged_into_id is not None,
    )
    try:
        with session.begin_nested():
            left = _carry_out(session, actor, move, kept, merged)
            move.undone_at = clock.now()
            move.undone_by_id = actor.officer_id
            move.undone_reason = reason
            session.flush()
    except IntegrityError as error:
        raise Refusal(_IN_THE_WAY) from error
    session.expire_all()
    told = {"move_id": move.id, "left": list(left)}
    about = {"name": merged.name, "reference": merged.reference}
    audit.record(
        session, actor, "outlet.merge_undone", "outlet", kept.id, outlet_id=kept.id, reason=reason, detail=told | about
    )
    about = {"name": kept.name, "reference": kept.reference}
    audit.record(
        session,
        actor,
        "outlet.brought_back",
        "outlet",
        merged.id,
        outlet_id=merged.id,
        reason=reason,
        detail=told | about,
    )
    return Undone(move, left)


def _carry_out(session: Session, actor: Actor, move: Move, kept: Outlet, merged: Outlet) -> tuple[str, ...]:
    by_how: dict[MovedHow, list[MovedRecord]] = defaultdict(list)
    for record in list_moved(session, actor, move.id):
        by_how[record.how].append(record)
    left: list[str] = []
    for record in by_how[MovedHow.CHANGED]:
        _change_back(session, record)
    by_table: dict[str, list[UUID]] = defaultdict(list)
    for record in by_how[MovedHow.MOVED]:
        by_table[record.table_name].append(record.record_id)
    for name in record_tables():
        ids = by_table.get(name, [])
        missing = len(ids) - move_back(session, move, name, ids)
        if missing:
            left.append(f"{RECORDS[name].counted(missing)}: no longer there to go back")
    for record in by_how[MovedHow.REMOVED]:
        table = record_tables()[record.table_name][0]
        session.execute(sa.insert(table).values(typed(table, record.before or {})))
    for record in by_how[MovedHow.ADDED]:
        left += _take_away(session, move, record)
    merged.merged_into_id = None
    session.flush()
    left += _restore(session, move, kept)
    return tuple(left)


def _change_back(session: Session, record: MovedRecord) -> None:
    """Give an operator period its days from before the merge, unless somebody has changed them since."""
    before, after = typed(_OPERATORS, record.before or {}), typed(_OPERATORS, record.after or {})
    same = [_OPERATORS.c[name].is_not_distinct_from(value) for name, value in after.items()]
    statement = sa.update(_OPERATORS).where(_OPERATORS.c.id == record.record_id, *same)
    if session.execute(statement.values(**before, version=_OPERATORS.c.version + 1)).rowcount != 1:  # type: ignore[attr-defined]
        raise Refusal(
            "The operator period that the merge lengthened was changed since, or a later merge lengthened it too, so "
            "nobody can say which of its days belong to whom. Undo the later merge first, or record the periods anew "
            "and split the retailer instead"
        )


def _take_away(session: Session, move: Move, record: MovedRecord) -> list[str]:
    """Take away a trading name that the merge added, unless somebody has changed it since."""
    untouched = (_NAMES.c.id == record.record_id, _NAMES.c.version == 1, _NAMES.c.outlet_id == move.to_id)
    session.execute(sa.delete(_NAMES).where(*untouched))
    there = session.execute(sa.select(_NAMES.c.name).where(_NAMES.c.id == record.record_id)).scalar_one_or_none()
    return [] if there is None else [f"the trading name “{there}”: it was changed since"]


def _restore(session: Session, move: Move, kept: Outlet) -> list[str]:
    """Give the outlet that stayed its columns from before the merge, those that nobody has changed since."""
    before: dict[str, Any] = typed(_OUTLETS, move.before.get("to", {}))
    after = move.after.get("to", {})
    now = plain({name: getattr(kept, name) for name in before}) or {}
    for name, value in before.items():
        if now[name] == after[name]:
            setattr(kept, name, value)
    session.flush()
    words = (name.replace("_", " ") for name in before if now[name] != after[name])
    return [f"{one}: it was changed since" for one in words]
