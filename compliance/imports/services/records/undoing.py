"""Take past records back that an import brought, unless something rests on one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance.imports.models import ImportRun
from compliance.imports.rules import RowOutcome, Standing
from compliance.imports.services.importers import TABLE, pieces, records_of, staged_rows
from compliance.permissions import Actor
from compliance.retailers import queries as retailers

AT_ONCE = 500


def list_standing(
    session: Session, actor: Actor, run: ImportRun, table: Any, belongings: Sequence[Any], most: int
) -> list[Standing]:
    """Return what stands against taking the records of a run back, at most `most`.

    These are records that others point to, that somebody has changed since, or that are gone. Whatever has a foreign
    key to the record's table counts, but for its own `belongings`; and of those, any that the import did not bring.
    """
    brought = sa.select(TABLE.c.record_id).where(TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.ADDED)
    besides = [own.name for own in belongings]
    found = [
        (key, f"{words} rests on it") for key, words in records_of(session, table, brought, most, *besides)
    ] + list(_changed(session, run, table, belongings, brought))
    rows = _rows(session, run, {key for key, _ in found[:most]})
    names = retailers.names_of(session, actor, {outlet_id for outlet_id, _ in rows.values()})
    return [
        Standing(
            rows[key][0], names[rows[key][0]].name if rows[key][0] in names else "", f"row {rows[key][1]}", sentence
        )
        for key, sentence in found[:most]
    ]


def _rows(session: Session, run: ImportRun, record_ids: set[UUID]) -> dict[UUID, tuple[UUID, int]]:
    """Return the outlet and the row of the file of each of these records."""
    statement = sa.select(TABLE.c.record_id, TABLE.c.outlet_id, TABLE.c.number).where(TABLE.c.run_id == run.id)
    return {
        row.record_id: (row.outlet_id, row.number)
        for part in pieces(sorted(record_ids), AT_ONCE)
        for row in session.execute(statement.where(TABLE.c.record_id.in_(part)))
    }


def _changed(
    session: Session, run: ImportRun, table: Any, belongings: Sequence[Any], brought: Any
) -> Iterator[tuple[UUID, str]]:
    """Yield the records of a run that are no longer as it left them, and how."""
    gone = sa.select(TABLE.c.record_id).where(
        TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.ADDED, TABLE.c.record_id.not_in(sa.select(table.c.id))
    )
    yield from ((key, "the record is gone") for key in session.scalars(gone.order_by(TABLE.c.record_id)))
    if "version" in table.c:
        later = sa.select(table.c.id).where(table.c.id.in_(brought), table.c.version != 1)
        yield from ((key, "it was corrected since") for key in session.scalars(later.order_by(table.c.id)))
    for own in belongings:
        to = _pointing(own, table)
        changed = own.c.recorded_at > run.committed_at
        if "struck_out_at" in own.c:
            changed |= own.c.struck_out_at.is_not(None)
        statement = sa.select(to).where(to.in_(brought), changed).distinct().order_by(to)
        yield from ((key, "something was recorded of it since") for key in session.scalars(statement))


def _pointing(own: Any, table: Any) -> Any:
    """Return the column of one table that points to another."""
    return next(key.parent for key in own.foreign_keys if key.column is table.c.id)


def take_back(session: Session, table: Any, belongings: Sequence[Any], record_ids: Iterable[UUID]) -> None:
    """Delete records and what belongs to them."""
    for part in pieces(record_ids, AT_ONCE):
        for own in belongings:
            session.execute(sa.delete(own).where(_pointing(own, table).in_(part)))
        session.execute(sa.delete(table).where(table.c.id.in_(part)))


def staged_records(session: Session, run: ImportRun) -> list[Any]:
    """Return the rows of a run that are to become records, or have, by day."""
    return [row for piece in staged_rows(session, run, RowOutcome.ADDED) for row in piece]
