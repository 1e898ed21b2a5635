"""Reads of import runs and of what each did, row by row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.database import within
from compliance.errors import NotFound
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.rules import FIELD_LABELS, RowOutcome
from compliance.permissions import Actor
from compliance.retailers.rules import TimelineEntry

PAGE = 50
Kind = TypeVar("Kind", ImportRun, ImportRow)


@dataclass(frozen=True, slots=True)
class Page(Generic[Kind]):
    """A page of rows, with where the page before and the page after go on from (None at either end)."""

    rows: Sequence[Kind]
    before: UUID | None
    after: UUID | None


def list_runs(
    session: Session, actor: Actor, *, after: UUID | None = None, before: UUID | None = None
) -> Page[ImportRun]:
    """Return a page of the authority's import runs, the latest first. `after` and `before` are a page's own."""
    statement = within(select(ImportRun), actor, col(ImportRun.authority_id))
    return _page(session, statement, ImportRun, after, before, latest_first=True)


def get_run(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """Return an import run of the actor's own authority. Raises NotFound."""
    statement = within(select(ImportRun).where(ImportRun.id == run_id), actor, col(ImportRun.authority_id))
    found: ImportRun | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_rows(
    session: Session,
    actor: Actor,
    run_id: UUID,
    *,
    outcomes: Collection[RowOutcome] = (),
    after: UUID | None = None,
    before: UUID | None = None,
) -> Page[ImportRow]:
    """Return a page of what a run did, in the order in which it did it: changed first, added last.

    `outcomes` limits it to these, none means all. The rows of another authority's run are not found: an empty page.
    """
    statement = within(select(ImportRow).where(ImportRow.run_id == run_id), actor, col(ImportRow.authority_id))
    if outcomes:
        statement = statement.where(col(ImportRow.outcome).in_(outcomes))
    return _page(session, statement, ImportRow, after, before, latest_first=False)


def find_last_extract(session: Session, actor: Actor) -> date | None:
    """Return the day of the extract that the authority imported last, or None before the first that says its day."""
    statement = within(select(ImportRun.extracted_on), actor, col(ImportRun.authority_id))
    statement = statement.where(col(ImportRun.extracted_on).is_not(None)).order_by(col(ImportRun.id).desc()).limit(1)
    found: date | None = session.exec(statement).one_or_none()
    return found


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return what imports did to an outlet of the actor's authority, for its timeline; new positions are left out."""
    statement = (
        sa.select(ImportRow, col(ImportRun.run_at), col(ImportRun.extracted_on), col(ImportRun.reference))
        .join(ImportRun, col(ImportRun.id) == col(ImportRow.run_id))
        .where(col(ImportRow.outlet_id) == outlet_id, col(ImportRow.outcome) != RowOutcome.MOVED)
    )
    rows = session.execute(within(statement, actor, col(ImportRow.authority_id)).order_by(col(ImportRow.id)))
    return [
        TimelineEntry(
            on=clock.london(run_at).date(),
            kind="import",
            title=_TITLES[row.outcome],
            endpoint="imports.show",
            arguments={"run_id": row.run_id},
            text=_said(row, extracted_on, reference),
        )
        for row, run_at, extracted_on, reference in rows
    ]


_TITLES = {
    RowOutcome.ADDED: "Added from the food hygiene register",
    RowOutcome.CHANGED: "Changed in the food hygiene register",
    RowOutcome.MISSING: "Missing from the food hygiene register",
    RowOutcome.RETURNED: "In the food hygiene register again",
}


def _said(row: ImportRow, extracted_on: date | None, reference: str) -> str:
    which = f"Register of {extracted_on.day} {extracted_on:%B %Y}" if extracted_on else "Register of an unknown day"
    changed = [f"{field}: {before or 'blank'} → {after or 'blank'}" for field, before, after in changes_of(row)]
    kept = [f"Kept the officer’s words: {field}: {words or 'blank'}" for field, words in kept_of(row)]
    asked = ["Check whether it still trades"] if row.outcome is RowOutcome.MISSING else []
    return ". ".join([*changed, *kept, *asked, f"{which}, import {reference}"])


def changes_of(row: ImportRow) -> list[tuple[str, str, str]]:
    """Return each field that differs in the register: its label, the value before and after ("" is blank)."""
    before, after = row.before or {}, row.after or {}
    return [
        (FIELD_LABELS[field], _text(before.get(field)), _text(after.get(field)))
        for field in FIELD_LABELS
        if field in after
    ]


def kept_of(row: ImportRow) -> list[tuple[str, str]]:
    """Return each part in which an officer's words stay although the register changed it: its label and those words."""
    kept = row.kept or {}
    return [(FIELD_LABELS[part], _text(kept[part])) for part in FIELD_LABELS if part in kept]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _page(
    session: Session, statement: Any, table: type[Kind], after: UUID | None, before: UUID | None, *, latest_first: bool
) -> Page[Kind]:
    """Return a keyset page by identifier, which sorts by the time of making."""
    key = col(table.id)
    backwards = before is not None and after is None
    falling = latest_first != backwards
    start = before if backwards else after
    if start is not None:
        statement = statement.where(key < start if falling else key > start)
    found: list[Kind] = list(session.exec(statement.order_by(key.desc() if falling else key).limit(PAGE + 1)).all())
    more = len(found) > PAGE
    rows = found[:PAGE][::-1] if backwards else found[:PAGE]
    has_before, has_after = (more, True) if backwards else (start is not None, more)
    return Page(rows, rows[0].id if rows and has_before else None, rows[-1].id if rows and has_after else None)
