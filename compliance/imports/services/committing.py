"""Carry out a plan that was looked over: all of it or nothing."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from compliance import clock
from compliance.accounts.models import Authority
from compliance.audit import services as audit
from compliance.database import read_only, refresh_statistics
from compliance.errors import Refusal
from compliance.imports import queries
from compliance.imports.models import ImportRun
from compliance.imports.rules import Answer, ImportKind, RowOutcome, RunState, place_of
from compliance.imports.services.checking import hold_run
from compliance.imports.services.importers import TABLE
from compliance.imports.services.kinds import importer_of
from compliance.imports.services.planning import count_plan, hash_rows, plan_hash
from compliance.imports.services.premises.writing import STALE
from compliance.jobs import Progress
from compliance.permissions import Actor, Permission

MANY = 1000
"""Added rows after which the planner of the database should count again."""


def commit(session: Session, actor: Actor, run_id: UUID) -> Iterator[Progress]:
    """Carry out a run's plan within one transaction, which the caller commits at the end, and yield how far it is.

    Imports of one authority wait for each other. What is carried out is what was looked over: the hash is taken again
    over the very rows, by a transaction of its own that only reads (on SQLite nobody else could write meanwhile); while
    the run is being committed nobody changes them. A run that is not being committed is left as it is. Raises Refusal,
    and nothing may then be committed, when the plan is not the one that was accepted, when another import was committed
    or undone since, or when somebody changed the premises; NotFound; Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    read_only(True)
    try:
        run = queries.get_run(session, actor, run_id)
        if run.state is not RunState.COMMITTING:
            return
        if plan_hash(session, run, hash_rows(session, run)) != run.plan_hash:
            raise Refusal(f"What would be imported is no longer what was looked over. {STALE}")
        yield Progress(0, None, "Comparing the plan with what was looked over", release=True)
    finally:
        read_only(False)
    hold_authority(session, actor)
    run = hold_run(session, actor, run_id)
    if run.state is not RunState.COMMITTING:
        return
    if run.base != queries.count_settled(session, actor):
        raise Refusal(f"Another import was carried out or undone since the file was checked. {STALE}")
    importer = importer_of(run.kind)
    _settle_answers(session, run, importer.same)
    try:
        yield from importer.write(session, actor, run)
    except IntegrityError as error:
        if "unique" not in str(error.orig).lower():
            raise
        raise Refusal(f"Somebody else added some of these at the same moment. {STALE}") from error
    _finish(session, actor, run)


def hold_authority(session: Session, actor: Actor) -> Authority:
    """Return the actor's authority, held so that a second import waits (on SQLite every writing transaction does)."""
    statement = select(Authority).where(Authority.id == actor.authority_id).with_for_update(key_share=True)
    return session.exec(statement).one()


def _settle_answers(session: Session, run: ImportRun, same: RowOutcome) -> None:
    """Turn the rows in doubt into what the clerk answered; those not answered stay, and are left out."""
    doubtful = (TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.DOUBTFUL)
    session.execute(
        sa.update(TABLE)
        .where(*doubtful, TABLE.c.answer == Answer.NEW)
        .values(outcome=RowOutcome.ADDED, place=place_of(RowOutcome.ADDED))
    )
    session.execute(
        sa.update(TABLE)
        .where(*doubtful, TABLE.c.answer == Answer.SAME)
        .values(outcome=same, place=place_of(same), outlet_id=TABLE.c.answered_outlet_id)
    )
    left = sa.update(TABLE).where(*doubtful, sa.or_(TABLE.c.answer.is_(None), TABLE.c.answer == Answer.LEAVE_OUT))
    session.execute(left.values(outlet_id=None))
    count_plan(session, run)


def _finish(session: Session, actor: Actor, run: ImportRun) -> None:
    """Forget what stayed as it is, and say that the run is done."""
    session.execute(
        sa.delete(TABLE).where(
            TABLE.c.run_id == run.id,
            sa.or_(
                TABLE.c.outcome == RowOutcome.SEEN,
                sa.and_(TABLE.c.outcome == RowOutcome.UNCHANGED, TABLE.c.restore.is_(None)),
            ),
        )
    )
    run.state = RunState.COMMITTED
    run.committed_at = clock.now()
    run.committed_by_id = actor.officer_id
    run.failure = ""
    session.add(run)
    session.flush()
    report = queries.report_of(session, actor, run.id, with_rows=False)
    counts = report.counts
    detail = report.as_json() | {"kept": counts.kept, "rejected": counts.rejected}
    del detail["notes"], detail["noted"]
    action = "register.imported" if run.kind is ImportKind.REGISTER else "records.imported"
    audit.record(session, actor, action, "import_run", run.id, detail=detail)
    if run.added > MANY:
        refresh_statistics(session)
