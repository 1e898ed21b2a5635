"""Doing one job: its steps, its commits, and what happens when it cannot be done. Knows nothing of who called."""

import logging
from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from compliance.database import read_only
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.jobs import outbox
from compliance.jobs.kinds import Asker, JobState, Kind, Registry, Show
from compliance.jobs.outbox import Asked

MOST_BEGINNINGS = 20
log = logging.getLogger(__name__)


class Parked(Exception):  # noqa: N818 - nothing is wrong: the worker is asked to stop
    """The job was left where it stands, because this process ends. Another begins it again."""


def attempt(
    session: Session, registry: Registry, job_id: UUID, *, show: Show, stopping: Callable[[], bool] = bool
) -> None:
    """Do a job from the beginning, unless it is ended, and commit. A refusal ends it, in words, as failed.

    Anything else that goes wrong is rolled back and raised: the job stays open, and may be tried again. Parked is
    raised when `stopping` says so between two steps.
    """
    job = outbox.claim(session, job_id)
    if job is None:
        return
    try:
        _steps(session, registry, job, show, stopping)
    except Refusal as refusal:
        _fail(session, registry, job, refusal.message)
    except Forbidden:
        _fail(session, registry, job, "The officer who asked for this may not do it any more.")
    except NotFound as error:
        _fail(session, registry, job, str(error) or "What this was asked for is not there any more.")
    except outbox.Superseded:
        session.rollback()
        log.warning("Job %s (%s) is done by another process: what was done here is dropped", job.id, job.kind)
    except BaseException:
        session.rollback()
        raise
    finally:
        read_only(False)


def give_up(session: Session, registry: Registry, job_id: UUID, words: str) -> None:
    """End a job as failed, in words for the officer, unless it is ended already; and commit."""
    job = outbox.claim(session, job_id)
    if job is not None:
        _fail(session, registry, job, words)


def _steps(session: Session, registry: Registry, job: Asked, show: Show, stopping: Callable[[], bool]) -> None:
    if job.attempt > MOST_BEGINNINGS:
        raise Refusal(f"It was begun {MOST_BEGINNINGS} times and never came to its end. Tell your administrator.")
    kind = _kind_of(registry, job)
    asker = _asker_of(session, registry, job)
    if not asker.active:
        raise Refusal(f"{asker.actor.name}, who asked for this, is not an active officer any more.")
    session.rollback()  # nothing was written: the job's own transaction is its to begin
    for progress in kind.steps(session, asker.actor, job.subject_id):
        if progress.release:
            session.rollback()
        elif kind.piecewise:
            outbox.hold_to(session, job)
            session.commit()
        show(progress)
        if stopping():
            raise Parked
    read_only(False)
    outbox.close(session, job, JobState.DONE)
    session.commit()


def _fail(session: Session, registry: Registry, job: Asked, words: str) -> None:
    """Undo what the job did since its last commit, tell its subject why it failed, and end it."""
    session.rollback()
    read_only(False)
    log.warning("Job %s (%s) failed: %s", job.id, job.kind, words)
    try:
        kind = registry.kinds.get(job.kind)
        if kind is not None:
            kind.failed(session, _asker_of(session, registry, job).actor, job.subject_id, words)
    except Exception:  # the job must end whatever its subject says
        session.rollback()
        log.exception("Job %s (%s) failed, and its subject could not be told", job.id, job.kind)
    outbox.close(session, job, JobState.FAILED, words)
    session.commit()


def _kind_of(registry: Registry, job: Asked) -> Kind:
    kind = registry.kinds.get(job.kind)
    if kind is None:
        raise Refusal(f"This version of the product does not know the kind of job “{job.kind}”.")
    return kind


def _asker_of(session: Session, registry: Registry, job: Asked) -> Asker:
    return registry.find_asker(session, job.authority_id, job.officer_id, job.allowed)
