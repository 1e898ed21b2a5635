"""Rows of one file that are one record: one is taken where they agree, and none where they do not."""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from compliance.imports.models import ImportRun
from compliance.imports.rules import RowOutcome, place_of
from compliance.imports.services.importers import TABLE, change_rows
from compliance.permissions import Actor

_FIT = (RowOutcome.ADDED, RowOutcome.DOUBTFUL)


def settle_doubles(session: Session, _actor: Actor, run: ImportRun) -> None:
    """Reject the rows of a run that another row of it repeats; where they say different things, all of them.

    That the first in the file won would let the order of the file decide what stands on record.
    """
    doubled = (
        sa.select(TABLE.c.key)
        .where(TABLE.c.run_id == run.id, TABLE.c.outcome.in_(_FIT))
        .group_by(TABLE.c.key)
        .having(sa.func.count() > 1)
    )
    statement = (
        sa.select(TABLE.c.id, TABLE.c.key, TABLE.c.number, TABLE.c.said)
        .where(TABLE.c.run_id == run.id, TABLE.c.outcome.in_(_FIT), TABLE.c.key.in_(doubled))
        .order_by(TABLE.c.key, TABLE.c.number)
    )
    changes: list[dict[str, Any]] = []
    for _key, rows in groupby(session.execute(statement).all(), key=lambda row: row.key):
        first, *others = rows
        if all(row.said == first.said for row in others):
            why = {row.id: f"Row {first.number} of this file is the same. It is taken once" for row in others}
        else:
            numbers = ", ".join(str(row.number) for row in (first, *others))
            said = (
                f"Rows {numbers} of this file are of the same retailer, day and event but say different things. None "
                "of them is taken: leave only the one that is right"
            )
            why = {row.id: said for row in (first, *others)}
        changes += [
            {
                "id": key,
                "outcome": RowOutcome.REJECTED,
                "place": place_of(RowOutcome.REJECTED),
                "record_id": None,
                "reason": reason,
            }
            for key, reason in why.items()
        ]
    change_rows(session, changes)
