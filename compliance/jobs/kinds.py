"""The words of long work: a kind of job, how far one is, how one stands."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from compliance.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` (None: not known yet), and in words what it is doing.

    `release` ends a transaction that has only read, without committing: what it had written would be dropped. With
    `database.read_only(True)` before its first statement, such a one does not keep others from writing on SQLite.
    """

    done: int
    total: int | None
    words: str
    release: bool = False


Steps = Callable[[Session, Actor, UUID], Iterator[Progress]]
Show = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `steps` is a service that does the work and yields how far it is; it flushes and never commits.

    `piecewise` jobs are committed at every yield and begin again harmlessly; the others are all or nothing: committed
    once, at the end. `failed` is the service that records why a job could not be done, in words for the officer; it
    asks no permission, for the officer may be one who has none any more.
    """

    steps: Steps
    failed: Callable[[Session, Actor, UUID, str], None]
    piecewise: bool


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands. `ahead` counts the jobs of the same authority that come before it.

    `message` says in words why it failed. `worker_alive` is false when nobody is there to begin it.
    """

    kind: str
    subject_id: UUID
    state: JobState
    message: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempt: int
    ahead: int
    progress: Progress | None
    worker_alive: bool

    @property
    def open(self) -> bool:
        """Whether it is still waiting or being done."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf a job is done, and whether they may still ask: an officer may have been made inactive."""

    actor: Actor
    active: bool


FindAsker = Callable[[Session, UUID, UUID | None, frozenset[Permission]], Asker]


@dataclass(frozen=True, slots=True)
class Registry:
    """What the application tells the jobs: every kind by name, and how to find who asked.

    `find_asker` takes the authority, the officer (None for the command line) and what a command was allowed.
    """

    kinds: Mapping[str, Kind]
    find_asker: FindAsker
