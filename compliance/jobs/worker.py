"""The worker: the one process that does what was asked for, through DBOS. The only module that knows DBOS.

The rows of `jobs` are the truth. DBOS is handed each open row as a workflow whose identifier is the row's business key,
in a queue that lets one job of an authority run at a time, and begins again what a killed worker left. A lock lets one
worker work; another waits until it ends. The web processes never start any of this.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID, error
from flask import Flask
from sqlalchemy.exc import DatabaseError

from compliance import clock
from compliance.database import db, read_only, session
from compliance.jobs import outbox
from compliance.jobs.beside import SCHEMA, WORKER, Beside, beside
from compliance.jobs.doing import Parked, attempt, give_up
from compliance.jobs.inline import UNEXPECTED, Teller, registry
from compliance.jobs.outbox import Asked
from compliance.settings import settings

QUEUE = "jobs"
VERSION = "1"
"""DBOS resumes only what its own version left. Our workflow is two steps over a row, and its version is no release's:
raise it when `_job` changes shape."""
LOOK_SECONDS = 0.5
BEAT_SECONDS = 3
TURN_SECONDS = 2
TRIES = 3
PATIENCE_SECONDS = 10
COMMANDS_SECONDS = 5
AT_WORK = frozenset({"PENDING", "ENQUEUED", "DELAYED"})

log = logging.getLogger(__name__)
_stopping = threading.Event()
_doing: set[UUID] = set()
_app: list[Flask] = []


@DBOS.workflow(name="job")
def _job(job_id: str) -> None:
    """Do a job, in a few tries; then say that it could not be done. Both steps may run again: the row decides."""
    try:
        DBOS.run_step(
            {
                "name": "attempt",
                "retries_allowed": True,
                "max_attempts": TRIES,
                "interval_seconds": _app[0].config.get("JOBS_PAUSE_SECONDS", 2.0),
                "backoff_rate": 5.0,
            },
            _attempt,
            job_id,
        )
    except error.DBOSMaxStepRetriesExceeded:
        DBOS.run_step({"name": "give up"}, _give_up, job_id)


def _attempt(job_id: str) -> None:
    identifier = UUID(job_id)
    with _app[0].app_context(), _authority(identifier) as (store, job):
        teller = Teller(store, job)
        _doing.add(identifier)
        try:
            attempt(session(), registry(), identifier, show=teller, stopping=_stopping.is_set)
        except Parked:
            _park(identifier)
        except Exception:
            log.exception("Job %s (%s) did not come to its end", job.id, job.kind)
            raise
        finally:
            _doing.discard(identifier)
            teller.over()


def _give_up(job_id: str) -> None:
    identifier = UUID(job_id)
    with _app[0].app_context(), _authority(identifier):
        give_up(session(), registry(), identifier, UNEXPECTED)


def _park(identifier: UUID) -> None:
    """Keep the workflow as it stands, so that the next worker begins it again: this process ends in a moment."""
    _doing.discard(identifier)
    threading.Event().wait()


@contextmanager
def _authority(job_id: UUID) -> Iterator[tuple[Beside, Asked]]:
    """Hold the lock of a job's authority, once no command of the authority's holds it."""
    store = beside(db.engine)
    read_only(True)
    job = outbox.read(session(), job_id)
    session().rollback()
    read_only(False)
    while True:
        with store.lock(str(job.authority_id)) as free:
            if free:
                yield store, job
                return
        if _stopping.wait(LOOK_SECONDS):
            _park(job_id)


def work(app: Flask, *, once: bool = False) -> None:
    """Do what is asked for, in this process, until it is told to stop; with `once`, until nothing is open.

    Waits while another worker works. Never returns: the process ends, for DBOS leaves threads that would keep it.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stopping.set())
    _app[:] = [app]
    with app.app_context():
        read_only(True)
        store = beside(db.engine)
        store.prepare()
        _wait_for_turn(store, once=once)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _wait_for_turn(store: Beside, *, once: bool) -> None:
    said = False
    while not _stopping.is_set():
        with store.lock(WORKER) as free:
            if free:
                _work(store, once=once)
                return
        if not said:
            log.warning("Another worker is at work; this one waits until it ends")
            said = True
        _stopping.wait(TURN_SECONDS)


def _work(store: Beside, *, once: bool) -> None:
    _launch(store)
    threading.Thread(target=_beat, args=(store,), daemon=True).start()
    try:
        while not _stopping.is_set():
            if not _hand_over(store) and once:
                break
            _stopping.wait(LOOK_SECONDS)
    finally:
        _stopping.set()
        patience = time.monotonic() + PATIENCE_SECONDS
        while _doing and time.monotonic() < patience:
            time.sleep(0.05)
        with suppress(DatabaseError):
            store.rest()


def _launch(store: Beside) -> None:
    """Start DBOS, quietly: it is told nothing of the world, and tells the world nothing."""
    config: DBOSConfig = {
        "name": "compliance",
        "system_database_url": store.dbos_url,
        "dbos_system_schema": SCHEMA,
        "application_version": VERSION,
        "executor_id": WORKER,
        "log_level": "ERROR",
        "enable_otlp": False,
        "use_listen_notify": False,
        "max_executor_threads": 16,
    }
    postgresql = store.engine.dialect.name == "postgresql"
    if postgresql:
        config["system_database_engine"] = sa.create_engine(store.dbos_url, pool_pre_ping=True)
    DBOS(config=config)
    DBOS.launch()
    at_once = settings().jobs_at_once if postgresql else 1
    DBOS.register_queue(
        QUEUE,
        worker_concurrency=at_once,
        partition_concurrency=1,
        polling_interval_sec=LOOK_SECONDS,
        on_conflict="always_update",
    )


def _hand_over(store: Beside) -> bool:
    """Hand every open job to DBOS that does not have it yet, and say whether any is open."""
    try:
        waiting = outbox.list_open(session())
        session().rollback()
        for job in waiting:
            _enqueue(store, job)
    except DatabaseError:
        log.exception("The database does not answer; trying again")
        session().rollback()
        return True
    return bool(waiting)


def _enqueue(store: Beside, job: Asked) -> None:
    if job.officer_id is None and not _left_by_its_command(store, job):
        return
    workflow_id = f"{job.kind}/{job.subject_id}/{job.id}"
    status = DBOS.get_workflow_status(workflow_id)
    if status is not None and status.status in AT_WORK:
        return
    if status is not None:
        # It ended for DBOS but not for the record: the record was restored, or the last commit of all failed.
        DBOS.delete_workflow(workflow_id)
    with SetWorkflowID(workflow_id), SetEnqueueOptions(queue_partition_key=str(job.authority_id)):
        DBOS.enqueue_workflow(QUEUE, _job, str(job.id))


def _left_by_its_command(store: Beside, job: Asked) -> bool:
    """Say whether the command that asked for a job, and would do it itself, has ended without doing it."""
    if (clock.now() - job.asked_at).total_seconds() < COMMANDS_SECONDS:
        return False
    with store.lock(str(job.authority_id)) as free:
        return free


def _beat(store: Beside) -> None:
    while not _stopping.is_set():
        with suppress(DatabaseError):
            store.beat()
        _stopping.wait(BEAT_SECONDS)
