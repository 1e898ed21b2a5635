"""The rows that were not taken in, as a file to be mended and brought in again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.imports.models import ImportRow
from compliance.imports.queries.runs import get_run
from compliance.imports.rules import Answer, ImportKind, RowOutcome, left_out
from compliance.imports.rules.reading import MORE_CELLS, read_recognised
from compliance.permissions import Actor

ROW, COLUMN, REASON = "Row", "Column", "Reason"
OURS = (ROW, COLUMN, REASON)
"""The headings that stand before those of the file: where the row stood, the cell at fault, and why in words."""
_AT_ONCE = 1000
_ROWS: Any = ImportRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """The headings of the file with ours before them, and the rows; each row may be read once."""

    headings: tuple[str, ...]
    rows: Iterator[Sequence[str]]


def rejected_rows(session: Session, actor: Actor, run_id: UUID) -> RejectedFile:
    """Return the rows of a run that were rejected, or left out because they are in doubt, by their number in the file.

    A heading of the file that is one of ours is left out: it is what an earlier file of this kind said. Of a run from
    before cells were kept there are only ours. Raises NotFound.
    """
    run = get_run(session, actor, run_id)
    said = read_recognised(run.recognised).table.columns if run.recognised else ()
    columns = tuple(name for name in said if name not in OURS)
    return RejectedFile((*OURS, *columns), _rows(session, actor, run_id, run.kind, columns))


def why_of(row: Any, kind: ImportKind) -> str:
    """Return why a row of a run of this kind was rejected or left out, or what was put right in it; "" for nothing."""
    if row.outcome is not RowOutcome.DOUBTFUL:
        return str(row.reason)
    return left_out(is_register=kind is ImportKind.REGISTER, answered=row.answer is Answer.LEAVE_OUT)


def _rows(
    session: Session, actor: Actor, run_id: UUID, kind: ImportKind, columns: Sequence[str]
) -> Iterator[Sequence[str]]:
    doubtful = sa.and_(
        col(ImportRow.outcome) == RowOutcome.DOUBTFUL,
        sa.or_(col(ImportRow.answer).is_(None), col(ImportRow.answer) == Answer.LEAVE_OUT),
    )
    wanted = ("number", "id", "field", "reason", "cells", "outcome", "answer")
    statement = sa.select(*(_ROWS.c[name] for name in wanted)).where(
        _ROWS.c.run_id == run_id, sa.or_(_ROWS.c.outcome == RowOutcome.REJECTED, doubtful)
    )
    statement = within(statement, actor, col(ImportRow.authority_id))
    order: tuple[Any, ...] = (col(ImportRow.number), col(ImportRow.id))
    last: tuple[Any, ...] | None = None
    while True:
        part = statement
        if last is not None:
            there = sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(last, order, strict=True)))
            part = statement.where(sa.tuple_(*order) > there)
        found = session.execute(part.order_by(*order).limit(_AT_ONCE)).all()
        for row in found:
            cells = row.cells or {}
            reason = why_of(row, kind)
            more = [cells[MORE_CELLS]] if MORE_CELLS in cells else []
            yield [str(row.number), row.field, reason, *(cells.get(column, "") for column in columns), *more]
        if len(found) < _AT_ONCE:
            return
        last = found[-1].number, found[-1].id
