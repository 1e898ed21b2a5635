"""How records go from one outlet to another and back: by table, in bulk, each row of them written down."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance.database import new_id
from compliance.retailers.models import Move, MovedRecord
from compliance.retailers.queries.moving import TablePlan, record_tables
from compliance.retailers.rules.moving import MovedHow

AT_ONCE = 500


def move_rows(session: Session, move: Move, plans: Iterable[TablePlan]) -> None:
    """Bring the rows of plans from the outlet of a move to the other, and write down each that went or stayed."""
    tables = record_tables()
    for plan in plans:
        table, column = tables[plan.table_name]
        for start in range(0, len(plan.moving), AT_ONCE):
            part = plan.moving[start : start + AT_ONCE]
            session.execute(sa.update(table).where(table.c.id.in_(part)).values({column.name: move.to_id}))
        note(session, move, plan.table_name, MovedHow.MOVED, plan.moving)
        for one, why in plan.staying:
            note(session, move, plan.table_name, MovedHow.STAYED, [one], why=why)


def move_back(session: Session, move: Move, table_name: str, ids: Sequence[UUID]) -> int:
    """Bring rows that a move brought back to where they were; return how many of them are still there to be brought."""
    table, column = record_tables()[table_name]
    done = 0
    for start in range(0, len(ids), AT_ONCE):
        statement = sa.update(table).where(table.c.id.in_(ids[start : start + AT_ONCE]), column == move.to_id)
        done += session.execute(statement.values({column.name: move.from_id})).rowcount  # type: ignore[attr-defined]
    return done


def note(
    session: Session,
    move: Move,
    table_name: str,
    how: MovedHow,
    ids: Iterable[UUID],
    *,
    why: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down what became of rows in a move, with their columns before and after where they changed."""
    rows = [
        {
            "id": new_id(),
            "authority_id": move.authority_id,
            "move_id": move.id,
            "table_name": table_name,
            "record_id": one,
            "how": how,
            "why": why,
            "before": plain(before),
            "after": plain(after),
        }
        for one in ids
    ]
    if rows:
        session.execute(sa.insert(MovedRecord), rows)


def plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return columns as JSON can hold them, so that `typed` gives them back."""
    return None if values is None else {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def typed(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns that `plain` made as the database takes them."""
    return {name: _typed(table.c[name].type, value) for name, value in values.items()}


def _typed(kind: Any, value: Any) -> Any:
    made = (kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind).python_type
    if value is None or isinstance(value, made):
        return value
    if issubclass(made, (date, datetime)):
        return made.fromisoformat(value)
    return made(value)


def read_row(session: Session, table: sa.Table, one: UUID) -> dict[str, Any] | None:
    """Return a row of a table as JSON holds it, or None when there is none."""
    row = session.execute(sa.select(table).where(table.c.id == one)).mappings().one_or_none()
    return None if row is None else plain(dict(row))
