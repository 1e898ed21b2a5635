"""Reads of what clerks said of the rows in doubt."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.imports.models import ImportRow
from compliance.imports.rules import Answer, RowOutcome
from compliance.permissions import Actor


def count_answers(session: Session, actor: Actor, run_id: UUID) -> Mapping[Answer | None, int]:
    """Return how many rows in doubt of a run have each answer; None for those that wait for one."""
    statement = (
        sa.select(col(ImportRow.answer), sa.func.count())
        .where(col(ImportRow.run_id) == run_id, col(ImportRow.outcome) == RowOutcome.DOUBTFUL)
        .group_by(col(ImportRow.answer))
    )
    return dict(session.execute(within(statement, actor, col(ImportRow.authority_id))).all())
