"""Check a file, row by row: what would be done with each is staged in the database, and nothing else is touched."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock, files
from compliance.database import read_only, within
from compliance.errors import NotFound
from compliance.imports import queries
from compliance.imports.models import ImportRun
from compliance.imports.rules import FileRow, RunState, check_extract, read_options
from compliance.imports.rules.mapping import apply, read_mapping
from compliance.imports.rules.reading import MORE_CELLS, read_recognised, rows
from compliance.imports.services.importers import AT_ONCE, EXTRACTED, TABLE, Tally, stage
from compliance.imports.services.kinds import importer_of
from compliance.imports.services.planning import hash_rows, settle_plan
from compliance.jobs import Progress
from compliance.permissions import Actor, Permission


def check(session: Session, actor: Actor, run_id: UUID) -> Iterator[Progress]:
    """Stage every row of a run's file with what would be done with it, and leave the run to be looked over.

    The file is read piece by piece, and each piece is to be committed when progress is yielded. Begun again, the check
    forgets what it had staged and starts over; an earlier one that still runs stops at its next piece. A run that is
    not being checked is left as it is. The day of a table whose rows say it is the latest of the authority's own, and
    is kept with the run even when it is refused: the clerk is then asked about it beside the columns. Raises Refusal
    for a file that cannot be taken in as a whole, NotFound, Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    run = hold_run(session, actor, run_id)
    if run.state is not RunState.CHECKING:
        return
    attempt = _begin(session, actor, run)
    recognised = read_recognised(run.recognised or {})
    total = recognised.row_count or recognised.declared
    yield Progress(0, total, "Checking the rows")
    mapping, importer, tally, done = read_mapping(run.mapping or {}), importer_of(run.kind), Tally(), 0
    with files.open_kept(run.sha256) as stream:
        source = rows(stream, recognised)
        while piece := [_file_row(number, apply(mapping, cells), cells) for number, cells in islice(source, AT_ONCE)]:
            staged = importer.judge(session, actor, run, piece, tally)
            if not is_still(session, run, attempt):
                return
            stage(session, run, staged)
            done += len(piece)
            yield Progress(done, total, "Checking the rows")
    run = hold_run(session, actor, run_id)
    if run.state is not RunState.CHECKING or run.attempt != attempt:
        return
    run.businesses = done
    day = tally.pop(EXTRACTED, 0)
    run.extracted_on = date.fromordinal(day) if day else recognised.extracted_on
    if day:
        yield Progress(done, total, "Comparing its day with the file imported last")
        run = hold_run(session, actor, run_id)
        if run.state is not RunState.CHECKING or run.attempt != attempt:
            return
        _check_day(session, actor, run)
    for column, count in tally.items():
        setattr(run, column, count)
    importer.finish(session, actor, run)
    yield Progress(done, total, "Looking for what is in doubt")
    read_only(True)
    try:
        rows_hash = hash_rows(session, run)
        yield Progress(done, total, "Looking over the plan", release=True)
    finally:
        read_only(False)
    run = hold_run(session, actor, run_id)
    if run.state is not RunState.CHECKING or run.attempt != attempt:
        return
    settle_plan(session, run, rows_hash)


def _check_day(session: Session, actor: Actor, run: ImportRun) -> None:
    """Raise Refusal for rows from the future, or older than the file imported last unless that is allowed."""
    last, options = queries.find_last_extract(session, actor), read_options(run.options)
    check_extract(run.extracted_on, last=last, today=clock.today(), allow_older=options.allow_older)


def _file_row(number: int, fields: dict[str, str], cells: Mapping[str, str]) -> FileRow:
    if MORE_CELLS in cells:
        fields[MORE_CELLS] = cells[MORE_CELLS]
    return FileRow(number, fields, cells)


def _begin(session: Session, actor: Actor, run: ImportRun) -> int:
    """Forget what was staged, and return the number of this attempt."""
    session.execute(sa.delete(TABLE).where(TABLE.c.run_id == run.id))
    run.attempt += 1
    run.plan_hash = run.rows_hash = run.failure = ""
    run.base = queries.count_settled(session, actor)
    session.add(run)
    session.flush()
    return run.attempt


def is_still(session: Session, run: ImportRun, attempt: int) -> bool:
    """Return whether this attempt is the one that counts: nobody gave the run up or began it again."""
    now = session.execute(
        sa.select(col(ImportRun.state), col(ImportRun.attempt)).where(col(ImportRun.id) == run.id).with_for_update()
    ).one()
    return (now.state, now.attempt) == (RunState.CHECKING, attempt)


def hold_run(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """Return a run of the actor's authority as it stands now, held until the transaction is over. Raises NotFound."""
    statement = within(select(ImportRun).where(ImportRun.id == run_id), actor, col(ImportRun.authority_id))
    held: ImportRun | None = session.exec(
        statement.with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if held is None:
        raise NotFound
    return held
