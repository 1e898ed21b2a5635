"""Jobs done by whoever asks for them: a command that shows how far it is, and a test in its own transaction."""

import time
from contextlib import suppress
from typing import cast
from uuid import UUID

from flask import current_app
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from compliance.database import read_only
from compliance.errors import NotFound
from compliance.jobs import outbox
from compliance.jobs.beside import Beside, beside
from compliance.jobs.doing import attempt, give_up
from compliance.jobs.kinds import Progress, Registry, Show, Standing
from compliance.jobs.outbox import Asked
from compliance.permissions import Actor

SECONDS_BETWEEN_WRITES = 0.4
SECONDS_BETWEEN_LOOKS = 0.5
UNEXPECTED = "Something went wrong that was not foreseen, and it could not be finished. Tell your administrator."


def registry() -> Registry:
    """Return the kinds of job that the application of this context has."""
    return cast("Registry", current_app.extensions["jobs"])


def beside_of(session: Session) -> Beside:
    """Return what stands beside the record that a session is in."""
    bind = session.get_bind()
    return beside(bind if isinstance(bind, Engine) else bind.engine)


def state_of(session: Session, actor: Actor, kind: str, subject_id: UUID) -> Standing | None:
    """Return how the last job of a kind for a subject of the actor's authority stands, or None: never asked for."""
    job = outbox.newest(session, actor, kind, subject_id)
    return None if job is None else _standing(session, job)


def progress_of(session: Session, kind: str, subject_id: UUID) -> Progress | None:
    """Return how far a job is that is being done now, or None. The caller has found the subject for its actor."""
    return beside_of(session).progress_of(kind, subject_id)


def is_worker_alive(session: Session) -> bool:
    """Say whether a worker is there to begin what is asked for."""
    return beside_of(session).is_worker_alive()


def list_standing(session: Session, *, limit: int) -> list[Standing]:
    """Return how the last jobs of every authority stand, for the operator's command line."""
    return [_standing(session, job) for job in outbox.list_last(session, limit=limit)]


def _standing(session: Session, job: Asked) -> Standing:
    return Standing(
        kind=job.kind,
        subject_id=job.subject_id,
        state=job.state,
        message=job.message,
        asked_at=job.asked_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        attempt=job.attempt,
        ahead=outbox.count_ahead(session, job) if job.open else 0,
        progress=progress_of(session, job.kind, job.subject_id) if job.open else None,
        worker_alive=is_worker_alive(session) if job.open else False,
    )


class Teller:
    """Tells whoever looks at the page how far a job is, a few times a second at most."""

    def __init__(self, store: Beside, job: Asked, also: Show | None = None) -> None:
        self._store, self._kind, self._subject_id, self._also = store, job.kind, job.subject_id, also
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        if self._also is not None:
            self._also(progress)
        if time.monotonic() - self._told_at < SECONDS_BETWEEN_WRITES:
            return
        self._told_at = time.monotonic()
        with suppress(DatabaseError):  # a page that shows less is no reason to stop the work
            self._store.show(self._kind, self._subject_id, progress)

    def over(self) -> None:
        """Forget how far the job was: it is not being done any more."""
        with suppress(DatabaseError):
            self._store.forget(self._kind, self._subject_id)


def drive(session: Session, actor: Actor, kind: str, subject_id: UUID, show: Show) -> Standing:
    """Do here and now the job that was asked for and committed, showing how far it is, and return how it ended.

    While another job of the authority is being done, this one waits; when the worker has this one, it is watched. An
    error that nobody foresaw ends the job as failed and is raised.
    """
    store = beside_of(session)
    store.prepare()
    while True:
        read_only(True)
        try:
            job = outbox.newest(session, actor, kind, subject_id)
            session.rollback()
        finally:
            read_only(False)
        if job is None:
            raise NotFound
        if not job.open:
            return _standing(session, job)
        with store.lock(str(job.authority_id)) as free:
            if free:
                _here(session, store, job, show)
                continue
        show(progress_of(session, kind, subject_id) or Progress(0, None, "Waiting for another job to end"))
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _here(session: Session, store: Beside, job: Asked, show: Show) -> None:
    teller = Teller(store, job, show)
    try:
        attempt(session, registry(), job.id, show=teller)
    except Exception:
        give_up(session, registry(), job.id, UNEXPECTED)
        raise
    finally:
        teller.over()


def run_now(session: Session, show: Show | None = None) -> list[Standing]:
    """Do all that was asked for in this session, in order, for tests: an error that nobody foresaw is raised."""
    session.commit()
    ended = []
    while waiting := outbox.list_open(session):
        attempt(session, registry(), waiting[0].id, show=show or _silent)
        ended.append(_standing(session, outbox.read(session, waiting[0].id)))
    return ended


def _silent(_progress: Progress) -> None:
    pass
