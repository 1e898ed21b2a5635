"""What a run did with each row, as rows of its own table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from compliance.database import new_id
from compliance.imports.models import ImportRun
from compliance.imports.rules import Change, Move, Plan, Row, RowOutcome
from compliance.retailers.rules import Particulars


def outcome_rows(run: ImportRun, plan: Plan, ids: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    """Yield what happened, in the order in which a clerk wants to read it: what differs first, what is new last.

    Of what differs, where an officer's words were kept comes first.
    """
    make = _row_maker(run)
    for change in sorted(plan.changed, key=lambda change: not _kept(change)):
        before = {field.field: field.before for field in change.fields}
        after = {field.field: field.after for field in change.fields}
        yield make(
            RowOutcome.CHANGED, change.row, change.known.outlet_id, before=before, after=after, kept=_kept(change)
        )
    for move in plan.moved:
        before, after = {"position": _position(move.known.said)}, {"position": _position(move.row)}
        yield make(RowOutcome.MOVED, move.row, move.known.outlet_id, before=before, after=after, kept=_kept(move))
    for known in plan.returned:
        yield make(RowOutcome.RETURNED, known, known.outlet_id, name=known.held.name)
    for known in plan.missing:
        yield make(RowOutcome.MISSING, known, known.outlet_id, name=known.held.name)
    for rejected in plan.rejected:
        yield make(RowOutcome.REJECTED, rejected, None, field=rejected.field, reason=rejected.reason)
    for row, outlet_id in zip(plan.added, ids, strict=True):
        yield make(RowOutcome.ADDED, row, outlet_id)


def _row_maker(run: ImportRun) -> Callable[..., dict[str, Any]]:
    """Return a function that makes the columns of one row; all have the same keys, so that one statement takes them."""
    fixed: Mapping[str, Any] = {
        "authority_id": run.authority_id,
        "run_id": run.id,
        "before": None,
        "after": None,
        "kept": None,
        "field": "",
    }

    def make(outcome: RowOutcome, of: Any, outlet_id: UUID | str | None, **more: Any) -> dict[str, Any]:
        return {
            **fixed,
            "id": new_id(),
            "number": getattr(of, "number", 0),
            "external_id": of.fhrs_id,
            "name": getattr(of, "name", ""),
            "outcome": outcome,
            "outlet_id": UUID(outlet_id) if isinstance(outlet_id, str) else outlet_id,
            "reason": "; ".join(getattr(of, "notes", ())),
            **more,
        }

    return make


def _kept(of: Change | Move) -> dict[str, str] | None:
    return {each.part.value: each.officer for each in of.decisions if each.officer is not None} or None


def _position(of: Particulars | Row) -> str:
    if of.latitude is None or of.longitude is None:
        return ""
    return f"{of.latitude:.5f}, {of.longitude:.5f}"
