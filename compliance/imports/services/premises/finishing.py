"""What can only be judged once all rows are staged: rows of one premises, numbers given twice, what the file lacks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import files
from compliance.database import within
from compliance.imports import rules
from compliance.imports.models import ImportRun
from compliance.imports.rules import RowOutcome, Scope, Staged, place_of
from compliance.imports.rules.doubles import Double, judge_doubles
from compliance.imports.rules.reading import read_recognised, rows
from compliance.imports.services.importers import AT_ONCE, TABLE, change_rows, pieces, stage
from compliance.imports.services.premises.judging import scope_of_run
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.rules import Scheme

_FIT = (RowOutcome.ADDED, RowOutcome.CHANGED, RowOutcome.UNCHANGED, RowOutcome.MATCHED, RowOutcome.DOUBTFUL)
_FRESH = (RowOutcome.ADDED, RowOutcome.DOUBTFUL)
_NUMBERED = (RowOutcome.ADDED, RowOutcome.DOUBTFUL, RowOutcome.MATCHED)


def finish(session: Session, actor: Actor, run: ImportRun) -> None:
    """Settle what one row alone does not say, and stage the premises that the file lacks."""
    scope = scope_of_run(session, run)
    turned = [*_settle_doubles(session, run, scope), *_settle_matched(session, run)]
    _fill_cells(session, run, turned)
    _settle_council_numbers(session, run)
    if scope.is_whole:
        for part in pieces(_missing(session, actor, run, scope), AT_ONCE):
            stage(session, run, part)


def _settle_doubles(session: Session, run: ImportRun, scope: Scope) -> Iterator[int]:
    """Of rows with one key, leave one where all say the same and none where they differ; yield those rejected."""
    doubled = (
        sa.select(TABLE.c.key)
        .where(TABLE.c.run_id == run.id, TABLE.c.outcome.in_(_FIT))
        .group_by(TABLE.c.key)
        .having(sa.func.count() > 1)
    )
    keys = session.execute(doubled.order_by(TABLE.c.key)).scalars().all()
    for part in pieces(keys, AT_ONCE):
        statement = sa.select(TABLE).where(TABLE.c.run_id == run.id, TABLE.c.key.in_(part), TABLE.c.outcome.in_(_FIT))
        by_key: dict[str, list[Any]] = {}
        for row in session.execute(statement.order_by(TABLE.c.key, TABLE.c.number)):
            by_key.setdefault(row.key, []).append(row)
        changes = []
        for same in by_key.values():
            rejected = judge_doubles(
                [Double(row.number, row.outcome, row.external_id, row.said, row.authority_code) for row in same], scope
            )
            changes += [_rejection(row, scope, rejected[row.number]) for row in same if row.number in rejected]
        numbers = [change["number"] for change in changes]
        change_rows(session, changes)
        for few in pieces(numbers, AT_ONCE):
            also = TABLE.c.outcome.in_((RowOutcome.MOVED, RowOutcome.RETURNED))
            session.execute(sa.delete(TABLE).where(TABLE.c.run_id == run.id, TABLE.c.number.in_(few), also))
        yield from numbers


def _rejection(row: Any, scope: Scope, reason: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "outcome": RowOutcome.REJECTED,
        "place": place_of(RowOutcome.REJECTED),
        "outlet_id": None if row.outcome in _FRESH else row.outlet_id,
        "said": None,
        "before": None,
        "after": None,
        "kept": None,
        "candidates": None,
        "field": scope.column("fhrs_id", scope.column("council_id", scope.column("name", "Name")))[:60],
        "reason": reason,
    }


def _settle_matched(session: Session, run: ImportRun) -> Iterator[int]:
    """Ask about rows that were all found to be one premises of the register; yield their numbers."""
    matched = (TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.MATCHED)
    doubled = sa.select(TABLE.c.outlet_id).where(*matched).group_by(TABLE.c.outlet_id).having(sa.func.count() > 1)
    found = session.execute(sa.select(TABLE).where(*matched, TABLE.c.outlet_id.in_(doubled))).all()
    change_rows(
        session,
        [
            {
                "id": row.id,
                "outcome": RowOutcome.DOUBTFUL,
                "place": place_of(RowOutcome.DOUBTFUL),
                "candidates": [
                    {
                        "outlet_id": str(row.outlet_id),
                        "reasons": ["The same name, postcode and address, as another row of this file has"],
                        "score": 100,
                    }
                ],
            }
            for row in found
        ],
    )
    yield from (row.number for row in found)


def _fill_cells(session: Session, run: ImportRun, numbers: Iterable[int]) -> None:
    """Keep the cells of rows that turned out to be rejected or in doubt, as the file has them."""
    wanted = set(numbers)
    if not wanted:
        return
    by_number = sa.select(TABLE.c.id, TABLE.c.number).where(
        TABLE.c.run_id == run.id,
        TABLE.c.cells.is_(None),
        TABLE.c.outcome.in_((RowOutcome.REJECTED, RowOutcome.DOUBTFUL)),
    )
    ids = {number: this for this, number in session.execute(by_number)}
    with files.open_kept(run.sha256) as stream:
        found = rows(stream, read_recognised(run.recognised or {}))
        there = ({"id": ids[number], "cells": dict(cells)} for number, cells in found if number in ids)
        for part in pieces(there, AT_ONCE):
            change_rows(session, part)


def _settle_council_numbers(session: Session, run: ImportRun) -> None:
    """Leave out the council's own numbers that name more than one premises: registers give some of them to two."""
    fresh = (TABLE.c.run_id == run.id, TABLE.c.outcome.in_(_NUMBERED), TABLE.c.other_id != "")
    doubled = sa.select(TABLE.c.other_id).where(*fresh).group_by(TABLE.c.other_id).having(sa.func.count() > 1)
    taken = sa.select(col(Reference.value)).where(
        col(Reference.authority_id) == run.authority_id, col(Reference.scheme) == Scheme.COUNCIL
    )
    blank = sa.or_(TABLE.c.other_id.in_(doubled), TABLE.c.other_id.in_(taken))
    session.execute(sa.update(TABLE).where(*fresh, blank).values(other_id=""))


def _missing(session: Session, actor: Actor, run: ImportRun, scope: Scope) -> Iterator[Staged]:
    """Yield the premises known of the file's register that it lacks, by authority: of those it has any row of."""
    codes = _codes(session, run, scope)
    words = col(Reference.words)
    known_type = sa.func.coalesce(words["business_type"].as_string(), col(Outlet.business_type))
    known_code = sa.func.coalesce(sa.func.nullif(words["authority_code"].as_string(), ""), scope.own_code)
    in_file = sa.exists().where(TABLE.c.run_id == run.id, TABLE.c.outlet_id == col(Outlet.id))
    statement = (
        sa.select(col(Outlet.id), col(Outlet.version), col(Outlet.name), col(Reference.value), known_code)
        .join(Reference, col(Reference.outlet_id) == col(Outlet.id))
        .where(
            col(Reference.scheme) == Scheme(scope.source),
            col(Outlet.missing_since_on).is_(None),
            retailers.is_current(),
            known_code.in_(codes),
            ~in_file,
        )
    )
    if scope.types is not None:
        statement = statement.where(known_type.in_(sorted(scope.types)))
    if scope.source != rules.FHRS_SCHEME:
        statement = statement.where(words.is_not(None))
    statement = within(statement, actor, col(Reference.authority_id)).order_by(col(Outlet.id), col(Reference.value))
    for part in _read_on(session, statement):
        seen = {row[0]: row for row in reversed(part)}
        yield from (
            Staged(
                number=0,
                outcome=RowOutcome.MISSING,
                key=f"{scope.source} {value:0>12}" if value.isdigit() else f"{scope.source} {value}",
                name=name,
                external_id=value,
                authority_code=code,
                outlet_id=outlet_id,
                outlet_version=version,
            )
            for outlet_id, version, name, value, code in seen.values()
        )


def _codes(session: Session, run: ImportRun, scope: Scope) -> list[str]:
    """Return the FHRS codes of the authorities that the file has a row of: the authority's own when it has one."""
    if scope.own_code:
        return [scope.own_code] if run.businesses > run.elsewhere else []
    statement = sa.select(TABLE.c.authority_code).where(TABLE.c.run_id == run.id).distinct()
    return sorted(session.execute(statement).scalars())


def _read_on(session: Session, statement: Any) -> Iterator[Sequence[Any]]:
    """Yield the rows of a statement in the order of outlets, piece by piece, an outlet never in two of them."""
    last = None
    while True:
        part = statement if last is None else statement.where(col(Outlet.id) > last)
        rows_ = session.execute(part.limit(AT_ONCE)).all()
        if len(rows_) < AT_ONCE:
            if rows_:
                yield rows_
            return
        last = next(row[0] for row in reversed(rows_) if row[0] != rows_[-1][0])
        yield [row for row in rows_ if row[0] <= last]
