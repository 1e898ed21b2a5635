"""What a kind of import brings of its own, and what all of them do with their staged rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from compliance.database import insert_rows, new_id
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.rules import FileRow, RowOutcome, Staged, Standing, place_of
from compliance.jobs import Progress
from compliance.permissions import Actor, Permission

AT_ONCE = 2000
"""Rows of a piece: more cost memory, and hold up who writes meanwhile, and win nothing."""

Tally = dict[str, int]
EXTRACTED = "extracted_on"
"""In a tally: the latest day that the rows say they were extracted on, by its number (`date.toordinal`)."""
TABLE: Any = ImportRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Importer:
    """What is done with the rows of one kind. Each function takes the session, the actor and the run first.

    `permission` is asked for beside that to import: what the rows become is recorded by who may record it. `judge`
    returns what is planned for a piece of rows; what is not staged at all it may count in the tally, by the
    name of the run's column. `finish` does what can only be judged once every row is staged. `write` carries out the
    staged rows and `restore` takes that back, each within one transaction. `standing` says what has been built on the
    run since, at most so many. A row in doubt that is answered "the same" becomes a `same` one.
    """

    judge: Callable[[Session, Actor, ImportRun, Sequence[FileRow], Tally], list[Staged]]
    finish: Callable[[Session, Actor, ImportRun], None]
    write: Callable[[Session, Actor, ImportRun], Iterator[Progress]]
    standing: Callable[[Session, Actor, ImportRun, int], list[Standing]]
    restore: Callable[[Session, Actor, ImportRun], Iterator[Progress]]
    same: RowOutcome
    permission: Permission = Permission.IMPORT_RETAILERS


def stage(session: Session, run: ImportRun, rows: Iterable[Staged]) -> None:
    """Write what is planned for rows."""
    values = [
        {
            "id": new_id(),
            "place": place_of(row.outcome, kept=bool(row.kept)),
            "key": row.key,
            "number": row.number,
            "external_id": row.external_id,
            "other_id": row.other_id,
            "authority_code": row.authority_code,
            "name": row.name,
            "outcome": row.outcome,
            "outlet_id": row.outlet_id,
            "outlet_version": row.outlet_version,
            "record_id": row.record_id,
            "said": row.said,
            "cells": row.cells,
            "before": row.before,
            "after": row.after,
            "kept": row.kept,
            "candidates": row.candidates,
            "field": row.field,
            "reason": row.reason,
        }
        for row in rows
    ]
    fixed = {"authority_id": run.authority_id, "run_id": run.id}
    empty = {"restore": None, "answer": None, "answered_outlet_id": None}
    insert_rows(session, TABLE, fixed | empty, values)


def staged_rows(
    session: Session,
    run: ImportRun,
    outcome: RowOutcome,
    *conditions: Any,
    at_once: int = AT_ONCE,
    backwards: bool = False,
    columns: Sequence[str] = (),
) -> Iterator[Sequence[Any]]:
    """Yield the staged rows of one outcome in the order of their keys, or backwards, in pieces of at most `at_once`.

    Where words of an officer were kept comes first. The rows may be changed meanwhile, but not their keys. `columns`
    limits what is read of each beside its key; none means all of them.
    """
    places = [place_of(outcome, kept=True), place_of(outcome)]
    order = (TABLE.c.key, TABLE.c.id)
    for place in reversed(places) if backwards else places:
        statement = sa.select(*(TABLE.c[name] for name in ("id", "key", *columns)) if columns else TABLE.c).where(
            TABLE.c.run_id == run.id, TABLE.c.place == place, TABLE.c.outcome == outcome, *conditions
        )
        statement = statement.order_by(*[column.desc() for column in order] if backwards else order).limit(at_once)
        rows = session.execute(statement).all()
        while rows:
            yield rows
            if len(rows) < at_once:
                break
            rows = session.execute(statement.where(_beyond(rows[-1], backwards=backwards))).all()


def _beyond(row: Any, *, backwards: bool) -> Any:
    """Return the condition that a row stands beyond this one in the order of keys."""
    here = sa.tuple_(sa.literal(row.key), sa.literal(row.id, TABLE.c.id.type))
    there = sa.tuple_(TABLE.c.key, TABLE.c.id)
    return there < here if backwards else there > here


def change_rows(session: Session, changes: Sequence[Mapping[str, Any]]) -> None:
    """Give staged rows new values, by one statement: each of `changes` has the row's `id` and the same columns."""
    if not changes:
        return
    names = [name for name in changes[0] if name != "id"]
    statement = (
        sa.update(TABLE)
        .where(TABLE.c.id == sa.bindparam("this"))
        .values({name: sa.bindparam(f"new_{name}") for name in names})
    )
    session.execute(statement, [{"this": one["id"], **{f"new_{name}": one[name] for name in names}} for one in changes])


WORDS = {
    "agreement_consents": "a consent to be named",
    "agreement_documents": "a certificate of an agreement",
    "agreement_events": "an event of an agreement",
    "agreement_scans": "a scan of a signed agreement",
    "agreement_signings": "a signature",
    "agreements": "an agreement",
    "contacts": "a contact",
    "delivery_arrangements": "a delivery arrangement",
    "disputes": "a dispute",
    "hand_overs": "a hand-over",
    "letters": "a letter",
    "opening_hours": "opening hours",
    "operators": "an operator",
    "outlet_channels": "a sales channel",
    "outlet_displays": "how knives are displayed",
    "outlet_licences": "a licence",
    "outlet_products": "what is sold",
    "outlet_references": "a further number",
    "purchases": "a test purchase",
    "signing_links": "a link to sign an agreement",
    "targets": "a target of an operation",
    "trading_names": "a trading name",
    "training_attendances": "attendance of training",
    "training_invitations": "an invitation to training",
    "visit_photographs": "a photograph",
    "visit_reports": "a visit report",
    "visits": "a visit",
}
"""What a table holds, in words; one that is not here is called by its name."""


def pieces(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield values in lists of at most `size`."""
    source = iter(values)
    while part := list(islice(source, size)):
        yield part


def records_of(session: Session, table: sa.Table, ids: Any, limit: int, *besides: str) -> Iterator[tuple[UUID, str]]:
    """Yield the rows of a table, by id, of which anything is recorded in a table with a key to it, and what, in words.

    `ids` is a subquery of the rows that are asked about, or a function that makes the condition on a column that it is
    one of them: an EXISTS costs nothing where nothing is recorded. Of each table at most `limit` are found; those named
    in `besides` are left out.
    """

    def condition(column: Any) -> Any:
        return ids(column) if callable(ids) and not isinstance(ids, sa.sql.ClauseElement) else column.in_(ids)

    for child in sorted(SQLModel.metadata.tables.values(), key=lambda each: each.name):
        keys = sorted((key for key in child.foreign_keys if key.column.table is table), key=lambda key: key.parent.name)
        for key in () if child.name in besides else keys:
            found = sa.select(key.parent).where(condition(key.parent)).distinct().order_by(key.parent).limit(limit)
            for identifier in session.execute(found).scalars():
                yield identifier, WORDS.get(child.name, child.name.replace("_", " "))
