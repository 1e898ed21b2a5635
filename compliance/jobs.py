"""Long work (an import, an undo): asked for in the transaction that needs it, done by the worker, resumed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from compliance.permissions import Actor


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` (None: not known yet), and in words what it is doing."""

    done: int
    total: int | None
    words: str


Steps = Callable[[Session, Actor, UUID], Iterator[Progress]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `steps` is a service that does the work and yields how far it is; it flushes and never commits.

    `piecewise` jobs are committed at every yield and begin again harmlessly; the others are all or nothing: committed
    once, at the end. `failed` is the service that records why a job could not be done, in words for the officer.
    """

    steps: Steps
    failed: Callable[[Session, Actor, UUID, str], None]
    piecewise: bool
