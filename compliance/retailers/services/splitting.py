"""One outlet that is really two becomes two: what belongs to the second goes to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
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
from compliance.retailers.models import Move, Operator, Outlet
from compliance.retailers.queries.merging import list_words
from compliance.retailers.queries.moving import TablePlan, get_raw, list_moves, plan_tables
from compliance.retailers.rules import OutletDetails
from compliance.retailers.rules.moving import MovedHow, MoveKind, check_reasoned, check_split
from compliance.retailers.services.moving import move_rows, note, plain
from compliance.retailers.services.outlets import register_outlet

_OPERATORS: sa.Table = Operator.__table__  # type: ignore[attr-defined]
_IN_THE_WAY = (
    "The second retailer cannot have all of this: something is from before the day it opened, or it has an operator "
    "for the same days already. Choose otherwise, or correct those records first"
)
_SENT_ALREADY = "This page was sent already. Look at the history of the retailer before you split it again"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What belongs to the second outlet: rows that go, by table, and operator periods that hold for both."""

    rows: Mapping[str, Collection[UUID]] = field(default_factory=dict)
    shared: frozenset[UUID] = frozenset()


def split_outlet(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    chosen: Chosen,
    *,
    reason: str,
    details: OutletDetails | None = None,
    second_id: UUID | None = None,
    brought_back_id: UUID | None = None,
) -> Outlet:
    """Make a second outlet of what belongs to it, and return that: a new one by `details`, or one merged away before.

    `second_id` is the identifier that the form was given for a new one: sent twice, it is made once. A period that
    holds for both is copied. Raises Refusal (no reason; nothing chosen; what cannot be of the second), NotFound,
    Forbidden.
    """
    actor.require(Permission.MERGE_RETAILERS)
    check_reasoned(reason)
    first = get_raw(session, actor, outlet_id, lock=True)
    check_split(
        first.name,
        merged_away=first.merged_into_id is not None,
        chosen=sum(map(len, chosen.rows.values())) + len(chosen.shared),
    )
    if second_id is not None and session.get(Outlet, second_id) is not None:
        raise Refusal(_SENT_ALREADY)
    try:
        with session.begin_nested():
            second = _second(session, actor, first, details, second_id, brought_back_id, reason)
            move, plans = _carry_out(session, actor, first, second, chosen, reason)
    except IntegrityError as error:
        raise Refusal(_IN_THE_WAY) from error
    session.expire_all()
    told: dict[str, Any] = {"move_id": move.id, "moved": list_words(plans)}
    for action, about, other in (("outlet.split", first, second), ("outlet.split_off", second, first)):
        detail = {**told, "other": other.reference, "name": other.name}
        audit.record(session, actor, action, "outlet", about.id, outlet_id=about.id, reason=reason, detail=detail)
    return second


def _second(
    session: Session,
    actor: Actor,
    first: Outlet,
    details: OutletDetails | None,
    second_id: UUID | None,
    brought_back_id: UUID | None,
    reason: str,
) -> Outlet:
    if brought_back_id is None:
        if details is None:
            raise Refusal("Give the name and address of the second retailer, or choose one that was merged", "name")
        return register_outlet(session, actor, details, outlet_id=second_id)
    second = get_raw(session, actor, brought_back_id, lock=True)
    if second.merged_into_id != first.id:
        raise Refusal("That retailer was not merged into this one", "second")
    for move in list_moves(session, actor, second.id):
        if move.kind is MoveKind.MERGE and move.from_id == second.id and move.undone_at is None:
            move.undone_at, move.undone_by_id, move.undone_reason = clock.now(), actor.officer_id, reason
    second.merged_into_id = None
    session.flush()
    return second


def _carry_out(
    session: Session, actor: Actor, first: Outlet, second: Outlet, chosen: Chosen, reason: str
) -> tuple[Move, list[TablePlan]]:
    move = Move(
        id=new_id(),
        authority_id=actor.authority_id,
        kind=MoveKind.SPLIT,
        from_id=first.id,
        to_id=second.id,
        reason=reason,
        before={},
        after={},
        moved_at=clock.now(),
        moved_by_id=actor.officer_id,
    )
    session.add(move)
    session.flush()
    periods = tuple(
        session.scalars(
            sa.select(_OPERATORS.c.id).where(
                _OPERATORS.c.outlet_id == first.id, _OPERATORS.c.id.in_(chosen.rows.get(_OPERATORS.name, ()))
            )
        )
    )
    plans = plan_tables(session, actor, first.id, second.id, chosen.rows)
    move_rows(session, move, [*plans, TablePlan(_OPERATORS.name, periods)])
    _share(session, move, chosen.shared)
    return move, [*plans, TablePlan(_OPERATORS.name, periods)]


def _share(session: Session, move: Move, shared: Collection[UUID]) -> None:
    """Copy operator periods of the first outlet to the second: the same entity ran both."""
    statement = sa.select(_OPERATORS).where(_OPERATORS.c.id.in_(shared), _OPERATORS.c.outlet_id == move.from_id)
    for row in session.execute(statement).mappings().all():
        copied = dict(row) | {"id": new_id(), "outlet_id": move.to_id, "version": 1}
        session.execute(sa.insert(_OPERATORS).values(copied))
        note(session, move, _OPERATORS.name, MovedHow.ADDED, [copied["id"]], after=plain({"copied_from": row["id"]}))
