"""Reads of what a run does or did, row by row."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.database import within
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.queries.runs import PAGE, Page, paged
from compliance.imports.rules import FIELD_LABELS, ImportKind, RowOutcome, RunState
from compliance.permissions import Actor
from compliance.retailers.queries import of_outlet
from compliance.retailers.rules import TimelineEntry

_QUIET = (RowOutcome.UNCHANGED, RowOutcome.SEEN)
_TAKEN = (RowOutcome.ADDED, RowOutcome.CHANGED, RowOutcome.MOVED, RowOutcome.MATCHED)
NOTED = (col(ImportRow.outcome).in_(_TAKEN), col(ImportRow.reason) != "")
"""The conditions of a row that is taken in, and in which something was put right or left out."""


def list_rows(
    session: Session,
    actor: Actor,
    run_id: UUID,
    *,
    outcomes: Collection[RowOutcome] = (),
    noted: bool = False,
    after: UUID | None = None,
    before: UUID | None = None,
) -> Page[ImportRow]:
    """Return a page of what a run does: what asks for a decision first, then what differs, what is new last.

    Of one outcome they stand in the order of their keys. `outcomes` limits it to these; none means all that do
    anything. `noted` limits it to those taken in with something put right or left out. The rows of another
    authority's run are not found: an empty page.
    """
    statement = within(select(ImportRow).where(ImportRow.run_id == run_id), actor, col(ImportRow.authority_id))
    if noted:
        statement = statement.where(*NOTED)
    if outcomes:
        statement = statement.where(col(ImportRow.outcome).in_(outcomes))
    else:
        statement = statement.where(col(ImportRow.outcome).not_in(_QUIET))
    order: tuple[Any, ...] = (col(ImportRow.place), col(ImportRow.key), col(ImportRow.id))
    backwards = before is not None and after is None
    start = before if backwards else after
    if start is not None:
        here = sa.select(*order).where(col(ImportRow.id) == start, col(ImportRow.run_id) == run_id)
        found_here = session.execute(within(here, actor, col(ImportRow.authority_id))).one_or_none()
        if found_here is not None:
            there = sa.tuple_(
                *(sa.literal(value, column.type) for value, column in zip(found_here, order, strict=True))
            )
            statement = statement.where(sa.tuple_(*order) < there if backwards else sa.tuple_(*order) > there)
    ordered = statement.order_by(*[column.desc() for column in order] if backwards else order)
    found = session.exec(ordered.limit(PAGE + 1)).all()
    return paged(found, started=start is not None, backwards=backwards)


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return what imports did to an outlet of the actor's authority, for its timeline; new positions are left out.

    A past record that was brought in is not there as an import: it stands there itself.
    """
    statement = (
        sa.select(ImportRow, col(ImportRun.committed_at), col(ImportRun.extracted_on), col(ImportRun.reference))
        .join(ImportRun, col(ImportRun.id) == col(ImportRow.run_id))
        .where(
            of_outlet(col(ImportRow.outlet_id), outlet_id),
            col(ImportRow.outcome).in_(_TITLES),
            col(ImportRun.kind) == ImportKind.REGISTER,
            col(ImportRun.state).in_((RunState.COMMITTED, RunState.UNDOING)),
        )
    )
    rows = session.execute(within(statement, actor, col(ImportRow.authority_id)).order_by(col(ImportRow.id)))
    return [
        TimelineEntry(
            on=clock.london(committed_at).date(),
            kind="import",
            title=_TITLES[row.outcome],
            endpoint="imports.show",
            arguments={"run_id": row.run_id},
            text=_said(row, extracted_on, reference),
        )
        for row, committed_at, extracted_on, reference in rows
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
