"""The plan of a run: its counts and its hash, over what is staged."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from compliance.imports.models import ImportRun
from compliance.imports.rules import Counts, PlanHash, RowOutcome, RunState, hash_plan
from compliance.imports.services.importers import TABLE

_HASHED_AT_ONCE = 5000
_NAMES = (
    *("place", "number", "key", "external_id", "other_id", "authority_code", "name", "outcome", "outlet_id"),
    *("outlet_version", "said", "before", "after", "kept", "candidates", "field", "reason"),
)


def _hashed(name: str) -> Any:
    """Return a column as it is hashed: JSON as it is held, and no identifier that was only made for the plan."""
    column = TABLE.c[name]
    if name == "outlet_id":
        column = sa.case((TABLE.c.outcome.in_((RowOutcome.ADDED, RowOutcome.DOUBTFUL)), None), else_=column)
        return sa.type_coerce(column, sa.String())
    return sa.cast(column, sa.Text) if isinstance(column.type, (sa.JSON, sa.Enum)) else column


_PLANNED = tuple(_hashed(name) for name in _NAMES)
"""What is hashed of each row: every decision, as the database holds it."""


def settle_plan(session: Session, run: ImportRun, rows_hash: str) -> None:
    """Count what is staged, keep its hash, and leave the run to be looked over."""
    count_plan(session, run)
    run.rows_hash = rows_hash
    run.plan_hash = plan_hash(session, run)
    run.state = RunState.PREVIEWED
    run.failure = ""
    session.add(run)
    session.flush()


def hash_rows(session: Session, run: ImportRun) -> str:
    """Return the SHA-256 over the staged rows of a run, in their order."""
    statement = (
        sa.select(*_PLANNED)
        .where(TABLE.c.run_id == run.id)
        .order_by(TABLE.c.place, TABLE.c.key, TABLE.c.id)
        .execution_options(stream_results=True, yield_per=_HASHED_AT_ONCE)
    )
    hashed = PlanHash()
    with session.connection().execute(statement) as found:
        for part in found.partitions():
            hashed.take(part)
    return hashed.hexdigest()


def plan_hash(session: Session, run: ImportRun, rows_hash: str | None = None) -> str:
    """Return the hash of a run's plan with the answers as they stand; of these rows, or of those that were counted."""
    answers = session.execute(
        sa.select(TABLE.c.key, TABLE.c.id, TABLE.c.answer, TABLE.c.answered_outlet_id)
        .where(TABLE.c.run_id == run.id, TABLE.c.answer.is_not(None))
        .order_by(TABLE.c.key, TABLE.c.id)
    )
    return hash_plan(run.sha256, run.mapping or {}, run.options or {}, rows_hash or run.rows_hash, _plain(answers))


def _plain(answers: Iterable[Any]) -> list[tuple[str, ...]]:
    return [(key, str(this), answer.value, str(outlet_id or "")) for key, this, answer, outlet_id in answers]


def count_plan(session: Session, run: ImportRun) -> None:
    """Count the staged rows of a run by what is done with them, and keep the numbers with it."""
    statement = sa.select(TABLE.c.outcome, sa.func.count()).where(TABLE.c.run_id == run.id).group_by(TABLE.c.outcome)
    by_outcome: Counter[RowOutcome] = Counter(dict(session.execute(statement).all()))
    numbers = {each.name for each in fields(Counts)}
    counts: dict[str, int] = {outcome.value: by_outcome[outcome] for outcome in RowOutcome if outcome.value in numbers}
    counts["unchanged"] += by_outcome[RowOutcome.MATCHED]
    counts["rows"] = counts["added"] + counts["changed"] + counts["unchanged"]
    counts["kept"] = _count_kept(session, run)
    counts |= _count_changed(session, run)
    for name, number in counts.items():
        setattr(run, name, number)
    session.add(run)
    session.flush()


def _count_kept(session: Session, run: ImportRun) -> int:
    numbers = sa.select(sa.func.count(sa.distinct(TABLE.c.number)))
    return int(session.execute(numbers.where(TABLE.c.run_id == run.id, TABLE.c.kept.is_not(None))).scalar_one())


def _count_changed(session: Session, run: ImportRun) -> dict[str, int]:
    """Return in what the changed differ: an address line or the postcode is one change of the address."""
    found: Counter[str] = Counter()
    statement = (
        sa.select(TABLE.c.after)
        .where(TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.CHANGED)
        .execution_options(stream_results=True, yield_per=_HASHED_AT_ONCE)
    )
    with session.connection().execute(statement) as rows:
        for (after,) in rows:
            changed = set(after or ())
            found["names"] += "name" in changed
            found["types"] += "business_type" in changed
            found["addresses"] += any(name.startswith(("address", "postcode")) for name in changed)
    return {name: found[name] for name in ("names", "types", "addresses")}
