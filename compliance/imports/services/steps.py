"""The steps of an import that a clerk takes: upload, match the columns, answer, accept, undo, give up."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PureWindowsPath
from typing import IO
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance import clock, files, jobs
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import next_reference
from compliance.errors import Refusal
from compliance.imports import queries, rules
from compliance.imports.models import ImportRun
from compliance.imports.rules import Answer, Answered, Format, ImportKind, Options, RowOutcome, RunState
from compliance.imports.rules.guessing import guess
from compliance.imports.rules.mapping import ColumnMapping, check_mapping
from compliance.imports.rules.reading import Recognised, read_recognised, recognise, rows
from compliance.imports.rules.records import check_unnamed
from compliance.imports.services.checking import hold_run
from compliance.imports.services.committing import hold_authority
from compliance.imports.services.importers import TABLE, change_rows
from compliance.imports.services.kinds import importer_of
from compliance.imports.services.planning import plan_hash as hash_of_plan
from compliance.imports.services.undoing import check_standing
from compliance.permissions import Actor, Permission

_REGISTERS = {Format.FHRS_XML, Format.FHRS_JSON}
_BEFORE = {
    RunState.CHECKING: RunState.UPLOADED,
    RunState.COMMITTING: RunState.PREVIEWED,
    RunState.UNDOING: RunState.COMMITTED,
}
_WHAT = {
    RunState.UPLOADED: "waits for its columns to be matched",
    RunState.CHECKING: "is being checked",
    RunState.PREVIEWED: "waits to be looked over",
    RunState.COMMITTING: "is being imported",
    RunState.COMMITTED: "was imported",
    RunState.UNDOING: "is being undone",
    RunState.UNDONE: "was undone",
    RunState.ABANDONED: "was given up",
}


def upload(session: Session, actor: Actor, *, stream: IO[bytes], file_name: str, kind: ImportKind) -> ImportRun:
    """Keep a file, say what it is, and return its run: nothing of it is on the register yet.

    `stream` is read from its start, can be sought in, and is left open. Raises Refusal beside `register` for a file
    that cannot be read, that is the food hygiene register of another authority, or that says who a volunteer is: such
    a file is not kept; Forbidden.
    """
    _require(actor, kind)
    name = _own_name(file_name)
    try:
        stream.seek(0)
        recognised = recognise(stream, name)
        _check_own(session, actor, recognised, kind)
        if kind is ImportKind.PURCHASES:
            recognised = _check_unnamed(stream, recognised, guess(kind, recognised.table))
    except Refusal as refusal:
        raise Refusal(refusal.message, "register") from refusal
    stream.seek(0)
    run = ImportRun(
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "IMP", clock.today().year),
        kind=kind,
        format=recognised.format,
        file_name=name,
        sha256=files.keep_stream(stream),
        run_at=clock.now(),
        run_by_id=actor.officer_id,
    )
    _keep_recognised(run, recognised)
    session.add(run)
    session.flush()
    detail = {"reference": run.reference, "file": name, "sha256": run.sha256, "kind": kind.value}
    audit.record(session, actor, "import.uploaded", "import_run", run.id, detail=detail)
    return run


def _check_unnamed(stream: IO[bytes], recognised: Recognised, mapping: ColumnMapping) -> Recognised:
    """Return a file of test purchases with samples of the matched columns alone. Raises Refusal (`check_unnamed`)."""
    table, matched = recognised.table, set(mapping.columns.values())
    check_unnamed(table.columns, mapping.columns.get("volunteer_code", ""), rows(stream, recognised))
    samples = tuple(
        tuple(cell if column in matched else "" for column, cell in zip(table.columns, row, strict=False))
        for row in table.samples
    )
    return replace(recognised, table=replace(table, samples=samples))


def _own_name(file_name: str) -> str:
    """Return the name of a file without its folders, on one line and of a length that fits."""
    return PureWindowsPath(rules.clean(file_name)).name[-200:] or "register"


def _check_own(session: Session, actor: Actor, recognised: Recognised, kind: ImportKind) -> None:
    if recognised.format not in _REGISTERS:
        return
    if kind is not ImportKind.REGISTER:
        raise Refusal(
            f"This is a food hygiene register, and holds no {rules.IMPORT_KIND_LABELS[kind].lower()}. Nothing has been "
            "imported"
        )
    authority = accounts.get_authority(session, actor.authority_id)
    rules.check_authority(recognised.authority_code, recognised.authority_name, authority.fhrs_code, authority.name)
    rules.check_extract(recognised.extracted_on, last=None, today=clock.today(), allow_older=True)


def _keep_recognised(run: ImportRun, recognised: Recognised) -> None:
    run.recognised = recognised.as_json()
    run.extracted_on = recognised.extracted_on
    run.declared = recognised.declared
    run.businesses = recognised.row_count


def choose_sheet(session: Session, actor: Actor, run_id: UUID, sheet: str, *, version: int) -> ImportRun:
    """Read another sheet of a workbook; its columns are to be matched anew. Raises Refusal, NotFound, Forbidden."""
    actor.require(Permission.IMPORT_RETAILERS)
    run = _hold_open(session, actor, run_id, version, RunState.UPLOADED, RunState.PREVIEWED)
    _require(actor, run.kind)
    before = read_recognised(run.recognised or {})
    if sheet not in before.sheets:
        raise Refusal("The file has no such sheet", "sheet")
    with files.open_kept(run.sha256) as stream:
        recognised = recognise(stream, run.file_name, sheet=sheet)
        if run.kind is ImportKind.PURCHASES:
            recognised = _check_unnamed(stream, recognised, guess(run.kind, recognised.table))
    _forget_rows(session, run)
    _keep_recognised(run, recognised)
    run.mapping = None
    run.state = RunState.UPLOADED
    changes = {"sheet": (before.sheet, recognised.sheet)}
    session.add(run)
    session.flush()
    audit.record(session, actor, "import.sheet_chosen", "import_run", run.id, changes=changes)
    return run


def map_columns(
    session: Session,
    actor: Actor,
    run_id: UUID,
    mapping: ColumnMapping,
    options: Options,
    *,
    version: int,
    begin: bool = True,
) -> ImportRun:
    """Say how a run's columns are read and what is taken in, and have every row checked; nothing is written yet.

    Without `begin` that is only kept, and the run waits. `version` is the one that the form was filled in from. Raises
    Refusal beside the field to mend; beside `allow_older` for an extract older than the last one, unless that is
    allowed; NotFound; Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    run = _hold_open(session, actor, run_id, version, RunState.UPLOADED, RunState.PREVIEWED)
    _require(actor, run.kind)
    recognised = read_recognised(run.recognised or {})
    check_mapping(mapping, queries.list_fields(session, run.kind), recognised.table.columns)
    if run.kind is ImportKind.PURCHASES:
        with files.open_kept(run.sha256) as stream:
            _check_unnamed(stream, recognised, mapping)
    if run.kind is ImportKind.REGISTER:
        last = queries.find_last_extract(session, actor)
        rules.check_extract(run.extracted_on, last=last, today=clock.today(), allow_older=options.allow_older)
        scope = rules.scope_of(mapping, options, run.format, None)
        run.source = scope.source
    run.mapping = mapping.as_json()
    run.options = options.as_json()
    run.all_types = options.all_types
    run.state = RunState.UPLOADED
    run.rows_hash = run.plan_hash = ""
    if not begin:
        session.add(run)
        session.flush()
        return run
    detail = {"mapping": run.mapping, "options": run.options}
    audit.record(session, actor, "import.columns_matched", "import_run", run.id, detail=detail)
    return _ask(session, actor, run, RunState.CHECKING, "imports.check")


def check_again(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """Have every row of a run checked again, as its columns were matched: its plan went stale. Raises Refusal."""
    actor.require(Permission.IMPORT_RETAILERS)
    run = hold_run(session, actor, run_id)
    _require(actor, run.kind)
    _check_state(run, RunState.PREVIEWED, RunState.UPLOADED)
    if run.mapping is None:
        raise Refusal("Match the columns first")
    audit.record(session, actor, "import.checked_again", "import_run", run.id)
    return _ask(session, actor, run, RunState.CHECKING, "imports.check")


def answer_rows(
    session: Session, actor: Actor, run_id: UUID, answers: Mapping[UUID, Answered], *, version: int
) -> ImportRun:
    """Say of rows in doubt whether each is a premises of the register, a new one, or left out; the plan is hashed anew.

    A row that is the same takes the likeliest candidate unless the answer names one of them. Raises Refusal for a row
    that is not in doubt or a premises that is no candidate; NotFound; Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    run = _hold_open(session, actor, run_id, version, RunState.PREVIEWED)
    _require(actor, run.kind)
    doubtful = (TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.DOUBTFUL)
    found = {row.id: row for row in session.execute(sa.select(TABLE).where(*doubtful, TABLE.c.id.in_(list(answers))))}
    if len(found) != len(answers):
        raise Refusal("One of these rows is not in doubt any more. Look over the rows again")
    changes = []
    for row_id, answered in answers.items():
        candidates = [UUID(one["outlet_id"]) for one in found[row_id].candidates or ()]
        chosen = None
        if answered.answer is Answer.SAME:
            chosen = answered.outlet_id or (candidates[0] if candidates else None)
            if chosen not in candidates:
                raise Refusal("Choose one of the premises that are shown beside the row")
        changes.append({"id": row_id, "answer": answered.answer, "answered_outlet_id": chosen})
    change_rows(session, changes)
    run.plan_hash = hash_of_plan(session, run)
    session.add(run)
    session.flush()
    audit.record(session, actor, "import.answered", "import_run", run.id, detail={"rows": len(answers)})
    return run


def accept(session: Session, actor: Actor, run_id: UUID, *, plan_hash: str, allow_missing: bool = False) -> ImportRun:
    """Have what was looked over carried out. `plan_hash` is that of the preview which the clerk saw.

    Raises Refusal when the plan is another by now; beside `allow_missing` when a great part of what is known would be
    marked missing, unless that is allowed; NotFound; Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    run = hold_run(session, actor, run_id)
    _require(actor, run.kind)
    if run.state in {RunState.COMMITTING, RunState.COMMITTED} and plan_hash == run.plan_hash:
        return run
    _check_state(run, RunState.PREVIEWED)
    if not run.plan_hash:
        raise Refusal("What would be imported has gone stale. Have the file checked again")
    if plan_hash != run.plan_hash:
        raise Refusal("What would be imported has changed since you looked it over. Look it over again")
    options = rules.read_options(run.options)
    counts = queries.counts_of_run(run)
    rules.check_losses(counts, allow_missing=allow_missing or options.allow_missing)
    audit.record(session, actor, "import.accepted", "import_run", run.id, detail={"plan_hash": plan_hash})
    return _ask(session, actor, run, RunState.COMMITTING, "imports.commit")


def ask_undo(session: Session, actor: Actor, run_id: UUID, *, reason: str) -> ImportRun:
    """Have an import undone.

    Raises Refusal beside `reason` when none is given, and one that says what has been built on it since; NotFound;
    Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    hold_authority(session, actor)
    run = hold_run(session, actor, run_id)
    _require(actor, run.kind)
    if run.state in {RunState.UNDOING, RunState.UNDONE}:
        return run
    _check_state(run, RunState.COMMITTED)
    if not reason.strip():
        raise Refusal("Say why this import is undone", "reason")
    check_standing(session, actor, run_id)
    run.undo_reason = reason.strip()
    audit.record(session, actor, "import.undo_asked", "import_run", run.id, reason=run.undo_reason)
    return _ask(session, actor, run, RunState.UNDOING, "imports.undo")


def abandon(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """Give up a run that is not carried out: what was planned is forgotten, the file and who brought it in are kept.

    Raises Refusal for a run that is being imported or was, NotFound, Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    run = hold_run(session, actor, run_id)
    _require(actor, run.kind)
    if run.state is RunState.ABANDONED:
        return run
    _check_state(run, RunState.UPLOADED, RunState.CHECKING, RunState.PREVIEWED)
    _forget_rows(session, run)
    run.state = RunState.ABANDONED
    session.add(run)
    session.flush()
    audit.record(session, actor, "import.abandoned", "import_run", run.id, detail={"reference": run.reference})
    return run


def fail(session: Session, actor: Actor, run_id: UUID, message: str) -> None:
    """Put a run back to the step before the one that could not be done, with why in words. For the jobs.

    A plan that could not be carried out has gone stale, and is to be checked again. Raises NotFound.
    """
    run = hold_run(session, actor, run_id)
    if run.state not in _BEFORE:
        return
    if run.state is RunState.CHECKING:
        _forget_rows(session, run)
    elif run.state is RunState.COMMITTING:
        run.plan_hash = run.rows_hash = ""
    run.state = _BEFORE[run.state]
    run.failure = message
    session.add(run)
    session.flush()
    audit.record(session, actor, "import.failed", "import_run", run.id, detail={"failure": message})


def _ask(session: Session, actor: Actor, run: ImportRun, state: RunState, job: str) -> ImportRun:
    run.state = state
    run.failure = ""
    session.add(run)
    session.flush()
    jobs.start(session, actor, job, run.id)
    return run


def _require(actor: Actor, kind: ImportKind) -> None:
    """Raise Forbidden unless the actor may import, and record what the rows of this kind become."""
    actor.require(Permission.IMPORT_RETAILERS)
    actor.require(importer_of(kind).permission)


def _hold_open(session: Session, actor: Actor, run_id: UUID, version: int, *states: RunState) -> ImportRun:
    run = hold_run(session, actor, run_id)
    _check_state(run, *states)
    audit.check_version(run, version, "import")
    return run


def _check_state(run: ImportRun, *states: RunState) -> None:
    if run.state not in states:
        raise Refusal(f"{run.reference} {_WHAT[run.state]}: this cannot be done now. Open the import again")


def _forget_rows(session: Session, run: ImportRun) -> None:
    session.execute(sa.delete(TABLE).where(TABLE.c.run_id == run.id))
    run.rows_hash = run.plan_hash = ""
