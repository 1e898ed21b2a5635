"""Take an import of premises back, and say what has been built on it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance.audit import services as audit
from compliance.imports.models import ImportRun
from compliance.imports.rules import RowOutcome, Standing
from compliance.imports.services.importers import TABLE, records_of, staged_rows
from compliance.imports.services.premises.writing import TOUCHED
from compliance.jobs import Progress
from compliance.permissions import Actor
from compliance.retailers import services as retailer_services
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.rules import Scheme

_OUTLETS: Any = Outlet.__table__  # type: ignore[attr-defined]
_REFERENCES: Any = Reference.__table__  # type: ignore[attr-defined]
_DAYS = frozenset({"missing_since_on"})


def standing(session: Session, actor: Actor, run: ImportRun, limit: int) -> list[Standing]:
    """Return what has been built on a run of premises, outlet by outlet.

    That is a change of one that it touched or added, and any record, in whatever table has a key to outlets, of one
    that it added.
    """
    found: dict[UUID, list[str]] = {}
    for outlet_id, sentence in _sentences(session, run, limit):
        if outlet_id in found or len(found) < limit:
            found.setdefault(outlet_id, []).append(sentence)
    outlets = sa.select(_OUTLETS.c.id, _OUTLETS.c.name, _OUTLETS.c.reference).where(_OUTLETS.c.id.in_(found))
    named = {row.id: row for row in session.execute(outlets.where(_OUTLETS.c.authority_id == actor.authority_id))}
    return [
        Standing(outlet_id, named[outlet_id].name, named[outlet_id].reference, ", ".join(dict.fromkeys(said)))
        if outlet_id in named
        else Standing(outlet_id, "A premises", "", ", ".join(dict.fromkeys(said)))
        for outlet_id, said in found.items()
    ]


def _sentences(session: Session, run: ImportRun, limit: int) -> Iterator[tuple[UUID, str]]:
    def added(column: Any) -> Any:
        rows = (TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.ADDED)
        return sa.exists().where(TABLE.c.outlet_id == column, *rows)

    for outlet_id in session.execute(_changed(run).limit(limit)).scalars():
        yield outlet_id, "it was changed after the import"
    unkept = sa.select(TABLE.c.outlet_id).where(
        TABLE.c.run_id == run.id, TABLE.c.outcome.in_(TOUCHED), TABLE.c.restore.is_(None)
    )
    for outlet_id in session.execute(unkept.limit(limit)).scalars():
        yield outlet_id, "what it changed was not kept then, before imports could be undone"
    into = _OUTLETS.c.merged_into_id
    merged = sa.select(into).where(into.is_not(None), added(into)).distinct()
    for outlet_id in session.execute(merged.limit(limit)).scalars():
        yield outlet_id, "another retailer was merged into it"
    for outlet_id, what in records_of(session, _OUTLETS, added, limit, "outlet_references", "import_rows"):
        yield outlet_id, f"{what} is recorded of it"
    own = sa.exists().where(
        TABLE.c.run_id == run.id,
        TABLE.c.outlet_id == _REFERENCES.c.outlet_id,
        sa.or_(
            TABLE.c.external_id == _REFERENCES.c.value,
            TABLE.c.other_id == _REFERENCES.c.value,
            TABLE.c.said["business_id"].as_string() == _REFERENCES.c.value,
        ),
    )
    others = sa.select(_REFERENCES.c.outlet_id).where(added(_REFERENCES.c.outlet_id), ~own).distinct()
    for outlet_id in session.execute(others.limit(limit)).scalars():
        yield outlet_id, "a further number is recorded of it"


def _changed(run: ImportRun) -> Any:
    """Return the statement of outlets that stand otherwise than the run left them, or stand no more."""
    left = sa.case((TABLE.c.outcome == RowOutcome.ADDED, 1), else_=TABLE.c.outlet_version)
    return (
        sa.select(TABLE.c.outlet_id)
        .outerjoin(_OUTLETS, _OUTLETS.c.id == TABLE.c.outlet_id)
        .where(
            TABLE.c.run_id == run.id,
            TABLE.c.outcome.in_((*TOUCHED, RowOutcome.ADDED)),
            sa.or_(_OUTLETS.c.id.is_(None), _OUTLETS.c.version != left, _OUTLETS.c.merged_into_id.is_not(None)),
        )
        .distinct()
    )


def restore(session: Session, actor: Actor, run: ImportRun) -> Iterator[Progress]:
    """Put back what a run changed, the last first, and take away what it added; yield how far it is."""
    total = run.added + run.changed + run.moved + run.returned + run.missing + run.matched
    done = 0
    outcomes = (
        RowOutcome.MATCHED,
        RowOutcome.MISSING,
        RowOutcome.RETURNED,
        RowOutcome.UNCHANGED,
        RowOutcome.MOVED,
        RowOutcome.CHANGED,
    )
    for outcome in outcomes:
        for part in staged_rows(session, run, outcome, TABLE.c.restore.is_not(None), backwards=True):
            _put_back(session, actor, run, [row.restore for row in part], [row.outlet_id for row in part])
            done += len(part)
            yield Progress(min(done, total), total, "Putting back what was changed")
    removed = 0
    for part in staged_rows(session, run, RowOutcome.ADDED, backwards=True, columns=("outlet_id",)):
        removed += retailer_services.remove_imported(session, actor, [row.outlet_id for row in part])
        done += len(part)
        yield Progress(min(done, total), total, "Taking away what was added")
    if removed:
        audit.record(session, actor, "outlet.import_removed", "import", run.reference, detail={"count": removed})


def _put_back(
    session: Session, actor: Actor, run: ImportRun, kept: Sequence[Mapping[str, Any]], outlet_ids: Sequence[UUID]
) -> None:
    """Put back what is kept of rows that stand in the reverse of the order in which they were carried out."""
    values: dict[UUID, dict[str, Any]] = {}
    words: dict[tuple[Scheme, str], Mapping[str, Any] | None] = {}
    references: list[UUID] = []
    for outlet_id, each in zip(outlet_ids, kept, strict=True):
        if each.get("outlet"):
            values.setdefault(outlet_id, {}).update(_read(each["outlet"]))
        if said := each.get("words"):
            words[Scheme(said["scheme"]), said["value"]] = said["said"]
        references += [UUID(this) for this in each.get("references", ())]
    if references:
        retailer_services.detach_references(session, actor, references)
    if values:
        retailer_services.put_back(session, actor, values, run=run.reference)
    retailer_services.put_words_back(session, actor, words)


def _read(outlet: Mapping[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in _DAYS and value else value for name, value in outlet.items()}
