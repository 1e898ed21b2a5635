"""Reads that tell what a run does or did: in numbers, and the rows to be told of."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.queries.rows import NOTED
from compliance.imports.queries.runs import get_run
from compliance.imports.rules import Counts, ImportReport, Kept, Noted, Rejected, RowOutcome
from compliance.permissions import Actor
from compliance.retailers.rules import Part

MOST_NOTES = 200
"""Rows with a note that a report tells of."""
_NUMBERS = tuple(each.name for each in fields(Counts))


def counts_of(session: Session, actor: Actor, run_id: UUID) -> Mapping[RowOutcome, int]:
    """Return how many rows of a run there are of each outcome, as they stand; those with none are left out."""
    statement = (
        sa.select(col(ImportRow.outcome), sa.func.count())
        .where(col(ImportRow.run_id) == run_id)
        .group_by(col(ImportRow.outcome))
    )
    return dict(session.execute(within(statement, actor, col(ImportRow.authority_id))).all())


def counts_of_run(run: ImportRun) -> Counts:
    """Return the numbers that are kept with a run."""
    return Counts(**{name: getattr(run, name) for name in _NUMBERS})


def report_of(session: Session, actor: Actor, run_id: UUID, *, with_rows: bool = True) -> ImportReport:
    """Return what a run does or did, with every row that was rejected and all words that were kept.

    Of the rows in which something was put right, the first `MOST_NOTES` are told. Raises NotFound.
    """
    run = get_run(session, actor, run_id)
    return ImportReport(
        run_id=run.id,
        reference=run.reference,
        kind=run.kind,
        state=run.state,
        file_name=run.file_name,
        sha256=run.sha256,
        extracted_on=run.extracted_on,
        all_types=run.all_types,
        businesses=run.businesses,
        declared=run.declared,
        counts=counts_of_run(run),
        kept=tuple(_kept(session, actor, run_id)) if with_rows else (),
        rejected=tuple(_rejected(session, actor, run_id)) if with_rows else (),
        plan_hash=run.plan_hash,
        notes=tuple(_noted(session, actor, run_id)) if with_rows else (),
        noted=count_noted(session, actor, run_id) if with_rows else 0,
    )


def count_noted(session: Session, actor: Actor, run_id: UUID) -> int:
    """Return in how many rows of a run that were taken in something was put right or left out."""
    statement = sa.select(sa.func.count(sa.distinct(col(ImportRow.number)))).where(
        col(ImportRow.run_id) == run_id, *NOTED
    )
    return int(session.execute(within(statement, actor, col(ImportRow.authority_id))).scalar_one())


def _noted(session: Session, actor: Actor, run_id: UUID) -> Iterator[Noted]:
    columns = (col(ImportRow.number), col(ImportRow.external_id), col(ImportRow.name), col(ImportRow.reason))
    statement = sa.select(*columns).where(col(ImportRow.run_id) == run_id, *NOTED).distinct()
    statement = within(statement, actor, col(ImportRow.authority_id)).order_by(col(ImportRow.number))
    for row in session.execute(statement.limit(MOST_NOTES)):
        yield Noted(*row)


def _kept(session: Session, actor: Actor, run_id: UUID) -> Iterator[Kept]:
    statement = sa.select(ImportRow).where(col(ImportRow.run_id) == run_id, col(ImportRow.kept).is_not(None))
    statement = within(statement, actor, col(ImportRow.authority_id))
    for row in session.execute(
        statement.order_by(col(ImportRow.place), col(ImportRow.key), col(ImportRow.id))
    ).scalars():
        for part, officer in (row.kept or {}).items():
            yield Kept(row.number, row.external_id, row.name, Part(part), _register(row, Part(part)), officer)


def _register(row: ImportRow, part: Part) -> str:
    """Return what the register says in a part, on one line."""
    said: Mapping[str, Any] = row.said or {}
    if part is Part.POSITION:
        return str((row.after or {}).get("position", ""))
    if part is Part.ADDRESS:
        return ", ".join(said.get("address_lines", ()))
    return str(said.get("postcode_given" if part is Part.POSTCODE else part.value) or "")


def _rejected(session: Session, actor: Actor, run_id: UUID) -> Iterator[Rejected]:
    statement = sa.select(
        col(ImportRow.number),
        col(ImportRow.external_id),
        col(ImportRow.name),
        col(ImportRow.field),
        col(ImportRow.reason),
    ).where(col(ImportRow.run_id) == run_id, col(ImportRow.outcome) == RowOutcome.REJECTED)
    statement = within(statement, actor, col(ImportRow.authority_id)).order_by(col(ImportRow.number), col(ImportRow.id))
    for number, external_id, name, field, reason in session.execute(statement):
        yield Rejected(number, external_id, name, "", field, reason)
