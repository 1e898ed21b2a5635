"""Reads of import runs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.rules import RunState
from compliance.permissions import Actor

PAGE = 50
Kind = TypeVar("Kind", ImportRun, ImportRow)


@dataclass(frozen=True, slots=True)
class Page(Generic[Kind]):
    """A page of rows, with where the page before and the page after go on from (None at either end)."""

    rows: Sequence[Kind]
    before: UUID | None
    after: UUID | None


def paged(found: Sequence[Kind], *, started: bool, backwards: bool) -> Page[Kind]:
    """Return a page of the rows found, one more than a page at most, in reverse when they were read backwards."""
    more = len(found) > PAGE
    rows = found[:PAGE][::-1] if backwards else found[:PAGE]
    has_before, has_after = (more, True) if backwards else (started, more)
    return Page(rows, rows[0].id if rows and has_before else None, rows[-1].id if rows and has_after else None)


def list_runs(
    session: Session,
    actor: Actor,
    *,
    states: Collection[RunState] = (),
    after: UUID | None = None,
    before: UUID | None = None,
) -> Page[ImportRun]:
    """Return a page of the authority's import runs, the latest first, of these states; none means all.

    `after` and `before` are a page's own.
    """
    statement = within(select(ImportRun), actor, col(ImportRun.authority_id))
    if states:
        statement = statement.where(col(ImportRun.state).in_(states))
    key = col(ImportRun.id)
    backwards = before is not None and after is None
    start = before if backwards else after
    if start is not None:
        statement = statement.where(key > start if backwards else key < start)
    found = session.exec(statement.order_by(key if backwards else key.desc()).limit(PAGE + 1)).all()
    return paged(found, started=start is not None, backwards=backwards)


def get_run(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """Return an import run of the actor's own authority. Raises NotFound."""
    statement = within(select(ImportRun).where(ImportRun.id == run_id), actor, col(ImportRun.authority_id))
    found: ImportRun | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_run(session: Session, actor: Actor, reference: str) -> ImportRun | None:
    """Return the authority's import run of this reference, or None."""
    statement = within(select(ImportRun).where(ImportRun.reference == reference), actor, col(ImportRun.authority_id))
    found: ImportRun | None = session.exec(statement).one_or_none()
    return found


def find_last_extract(session: Session, actor: Actor) -> date | None:
    """Return the day of the extract that the authority imported last, or None before the first that says its day.

    An import that was undone counts for nothing.
    """
    statement = within(select(ImportRun.extracted_on), actor, col(ImportRun.authority_id))
    statement = statement.where(ImportRun.state == RunState.COMMITTED, col(ImportRun.extracted_on).is_not(None))
    order = (col(ImportRun.committed_at).desc(), col(ImportRun.id).desc())
    found: date | None = session.exec(statement.order_by(*order).limit(1)).one_or_none()
    return found


def find_later(session: Session, actor: Actor, run_id: UUID) -> ImportRun | None:
    """Return the last import of the same kind that was committed after this one and stands, or None."""
    run = get_run(session, actor, run_id)
    statement = within(select(ImportRun), actor, col(ImportRun.authority_id)).where(
        ImportRun.kind == run.kind,
        ImportRun.id != run.id,
        col(ImportRun.state).in_((RunState.COMMITTED, RunState.UNDOING)),
        sa.or_(
            col(ImportRun.committed_at) > run.committed_at,
            sa.and_(col(ImportRun.committed_at) == run.committed_at, col(ImportRun.id) > run.id),
        ),
    )
    order = (col(ImportRun.committed_at).desc(), col(ImportRun.id).desc())
    found: ImportRun | None = session.exec(statement.order_by(*order).limit(1)).one_or_none()
    return found


def count_settled(session: Session, actor: Actor) -> int:
    """Return how many times an import of the actor's authority was committed or undone: it never goes back."""
    statement = sa.select(sa.func.count(col(ImportRun.committed_at)) + sa.func.count(col(ImportRun.undone_at)))
    return int(session.execute(within(statement, actor, col(ImportRun.authority_id))).scalar_one())
