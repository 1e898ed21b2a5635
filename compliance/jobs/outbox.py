"""The table of jobs: asked for in the transaction that needs them, so that none is lost and none is asked twice."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Session

from compliance import clock
from compliance.database import Owned, insert_if_absent, new_id, stored, within
from compliance.jobs.kinds import OPEN, JobState
from compliance.permissions import Actor, Permission

IS_OPEN = "state IN ('queued', 'running')"


class Superseded(Exception):  # noqa: N818 - nothing is wrong: somebody else does the work
    """Another process has begun this job since: what was done here must not be kept."""


class Job(Owned, table=True):
    """Something long that was asked for. Of one kind and subject there is never more than one open."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index(
            "uq_jobs_open",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=sa.text(IS_OPEN),
            postgresql_where=sa.text(IS_OPEN),
        ),
        sa.Index("ix_jobs_subject", "authority_id", "kind", "subject_id", "asked_at"),
    )
    kind: str = Field(max_length=40)
    subject_id: UUID
    officer_id: UUID | None = Field(default=None, foreign_key="officers.id")
    permissions: str = Field(default="", sa_type=sa.Text)
    state: JobState = stored(JobState)
    asked_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempt: int = 0
    message: str = Field(default="", sa_type=sa.Text)


@dataclass(frozen=True, slots=True)
class Asked:
    """A job as it stood when it was read: unlike a row it stays so when its transaction is rolled back."""

    id: UUID
    authority_id: UUID
    kind: str
    subject_id: UUID
    officer_id: UUID | None
    permissions: str
    state: JobState
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempt: int
    message: str

    @property
    def open(self) -> bool:
        """Whether it is still waiting or being done."""
        return self.state in OPEN

    @property
    def allowed(self) -> frozenset[Permission]:
        """What the command that asked was allowed; empty for an officer, who has the grants of their role."""
        return frozenset(Permission(name) for name in self.permissions.split(",") if name)


_table = cast("sa.Table", sa.inspect(Job).local_table)
_row = _table.c
_all = sa.select(*(_row[field.name] for field in fields(Asked)))


def start(session: Session, actor: Actor, kind: str, subject_id: UUID) -> None:
    """Ask for a job in this transaction: once it is committed, the worker does it.

    Asking again while a job of the same kind and subject is open does nothing.
    """
    insert_if_absent(
        session,
        Job,
        id=new_id(),
        authority_id=actor.authority_id,
        kind=kind,
        subject_id=subject_id,
        officer_id=actor.officer_id,
        permissions=",".join(sorted(actor.extra)),
        state=JobState.QUEUED,
        asked_at=clock.now(),
        attempt=0,
        message="",
    )


def newest(session: Session, actor: Actor, kind: str, subject_id: UUID) -> Asked | None:
    """Return the last job of a kind that was asked for a subject of the actor's authority, as it stands now."""
    statement = within(_all.where(_row.kind == kind, _row.subject_id == subject_id), actor, _row.authority_id)
    found = _read(session, statement.order_by(_row.asked_at.desc(), _row.id.desc()).limit(1))
    return found[0] if found else None


def read(session: Session, job_id: UUID) -> Asked:
    """Return a job as it stands now."""
    return _read(session, _all.where(_row.id == job_id))[0]


def count_ahead(session: Session, job: Asked) -> int:
    """Return how many open jobs of the same authority were asked for before this one."""
    earlier = sa.or_(_row.asked_at < job.asked_at, sa.and_(_row.asked_at == job.asked_at, _row.id < job.id))
    statement = sa.select(sa.func.count()).where(_row.authority_id == job.authority_id, _row.state.in_(OPEN), earlier)
    return int(session.execute(statement).scalar_one())


def list_open(session: Session) -> list[Asked]:
    """Return every authority's jobs that are not ended, in the order in which they were asked for."""
    return _read(session, _all.where(_row.state.in_(OPEN)).order_by(_row.asked_at, _row.id))


def list_last(session: Session, *, limit: int) -> list[Asked]:
    """Return the last jobs of every authority, the newest first, for the operator's command line."""
    return _read(session, _all.order_by(_row.asked_at.desc(), _row.id.desc()).limit(limit))


def claim(session: Session, job_id: UUID) -> Asked | None:
    """Begin a job that is not ended and commit that; None when it is ended. Who began it last, has it."""
    statement = (
        sa.update(_table)
        .where(_row.id == job_id, _row.state.in_(OPEN))
        .values(
            state=JobState.RUNNING,
            attempt=_row.attempt + 1,
            started_at=sa.func.coalesce(_row.started_at, clock.now()),
        )
    )
    begun = _changed(session, statement)
    job = read(session, job_id) if begun else None
    session.commit()
    return job


def hold_to(session: Session, job: Asked) -> None:
    """Make sure that this job is still ours, as part of the transaction about to be committed. Raises Superseded."""
    if not _changed(session, _ours(job).values(attempt=job.attempt)):
        raise Superseded


def close(session: Session, job: Asked, state: JobState, message: str = "") -> None:
    """End a job, as part of the transaction about to be committed. Raises Superseded when it is not ours any more."""
    if not _changed(session, _ours(job).values(state=state, message=message, ended_at=clock.now())):
        raise Superseded


def _ours(job: Asked) -> sa.Update:
    return sa.update(_table).where(_row.id == job.id, _row.state == JobState.RUNNING, _row.attempt == job.attempt)


def _changed(session: Session, statement: sa.Update) -> bool:
    result: Any = session.execute(statement)
    return bool(result.rowcount)


def _read(session: Session, statement: Any) -> list[Asked]:
    return [Asked(*row) for row in session.execute(statement)]
