"""Take past records back that an import brought, unless something rests on one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from compliance.imports.models import ImportRun
from compliance.imports.rules import RowOutcome, Standing
from compliance.imports.services.importers import staged_rows
from compliance.permissions import Actor
from compliance.retailers import queries as retailers

AT_ONCE = 500


def list_standing(
    session: Session, actor: Actor, run: ImportRun, table: Any, belongings: Sequence[Any], most: int
) -> list[Standing]:
    """Return what stands against taking the records of a run back, at most `most`.

    These are records that others point to, that somebody has changed since, or that are gone.
    Whatever has a foreign key to the record's table counts, but for its own `belongings`; and of those, any that the
    import did not bring.
    """
    found: list[tuple[UUID, str, str]] = []
    for piece in staged_rows(session, run, RowOutcome.ADDED, at_once=AT_ONCE):
        records = {row.record_id: row for row in piece}
        found += [(records[key].outlet_id, *said) for key, *said in _against(session, run, table, belongings, records)]
        if len(found) >= most:
            break
    names = retailers.names_of(session, actor, {outlet_id for outlet_id, *_ in found})
    return [
        Standing(outlet_id, names[outlet_id].name if outlet_id in names else "", reference, sentence)
        for outlet_id, reference, sentence in found[:most]
    ]


def _against(
    session: Session, run: ImportRun, table: Any, belongings: Sequence[Any], records: dict[UUID, Any]
) -> Iterator[tuple[UUID, str, str]]:
    columns = [table.c.id, table.c.get("reference", sa.literal("")).label("reference")]
    versioned = "version" in table.c
    if versioned:
        columns.append(table.c.version)
    there = {row.id: row for row in session.execute(sa.select(*columns).where(table.c.id.in_(records)))}
    for key, row in records.items():
        if key not in there:
            yield key, "", f"row {row.number}: the record is gone"
        elif versioned and there[key].version != 1:
            yield key, there[key].reference, "was changed since"
    for pointing in pointing_to(table):
        if pointing.table in belongings:
            statement = sa.select(pointing).where(
                pointing.in_(records), pointing.table.c.recorded_at > run.committed_at
            )
            words = "has had something added since"
        else:
            statement, words = sa.select(pointing).where(pointing.in_(records)), f"is named by {_words(pointing.table)}"
        for key in session.scalars(statement.distinct()):
            yield key, there[key].reference, words


def pointing_to(table: Any) -> Iterator[Any]:
    """Yield every column of any table that is a foreign key to the identifier of `table`."""
    for other in SQLModel.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column is table.c.id:
                yield key.parent


def _words(table: Any) -> str:
    return f"a record of {str(table.name).replace('_', ' ')}"


def take_back(session: Session, table: Any, belongings: Sequence[Any], record_ids: Iterable[UUID]) -> None:
    """Delete records and what belongs to them."""
    ids = iter(record_ids)
    while part := list(islice(ids, AT_ONCE)):
        for own in belongings:
            pointing = next(column for column in pointing_to(table) if column.table is own)
            session.execute(sa.delete(own).where(pointing.in_(part)))
        session.execute(sa.delete(table).where(table.c.id.in_(part)))
