"""Rows of evidence read as the text that the database holds, so that a spoiled one is a fault and not the end of it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from compliance.evidence.rules import verifying
from compliance.permissions import Actor

_KINDS: tuple[tuple[type[Any], type], ...] = (
    (sa.Uuid, UUID),
    (sa.Boolean, bool),
    (sa.Integer, int),
    (sa.DateTime, datetime),
    (sa.Date, date),
)


def follow_rows(
    session: Session, actor: Actor | None, table: type[SQLModel], *order: str
) -> Iterator[verifying.Row | verifying.Unreadable]:
    """Yield every row of a table by the columns of `order`; of the actor's authority, or of all for whoever runs it."""
    columns = sa.inspect(table).local_table.c
    kind = sa.Text if session.get_bind().dialect.name == "postgresql" else sa.LargeBinary
    statement = sa.select(*(sa.cast(column, kind).label(column.name) for column in columns))
    if actor is not None:
        statement = statement.where(columns.authority_id == actor.authority_id)
    ordered = statement.order_by(*(columns[name] for name in order)).execution_options(yield_per=500)
    kinds = {column.name: _kind_of(column.type) for column in columns}
    for raw in session.execute(ordered).mappings():
        yield _read(raw, kinds)


def _kind_of(type_: Any) -> type:
    plain = type_.impl_instance if isinstance(type_, sa.types.TypeDecorator) else type_
    return next((python for kind, python in _KINDS if isinstance(plain, kind)), str)


def _read(raw: Any, kinds: dict[str, type]) -> verifying.Row | verifying.Unreadable:
    column = ""
    values = {}
    try:
        for column, kind in kinds.items():
            values[column] = verifying.read_value(kind, raw[column])
    except (ValueError, KeyError):
        return verifying.Unreadable(column)
    return values
