"""Carry out a plan of premises, piece by piece and within one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock
from compliance.audit.services import Changes
from compliance.database import within
from compliance.errors import Refusal
from compliance.imports import rules
from compliance.imports.models import ImportRun
from compliance.imports.rules import RowOutcome
from compliance.imports.services.importers import TABLE, change_rows, staged_rows
from compliance.jobs import Progress
from compliance.permissions import Actor
from compliance.retailers import services as retailer_services
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.rules import ImportedChange, ImportedOutlet, Part, Scheme

TOUCHED = (
    RowOutcome.CHANGED,
    RowOutcome.MOVED,
    RowOutcome.RETURNED,
    RowOutcome.MISSING,
    RowOutcome.MATCHED,
)
"""The outcomes that change an outlet which stood before."""
STALE = "Nothing has been imported. Have the file checked again, and look over what it would do now"


def write(session: Session, actor: Actor, run: ImportRun) -> Iterator[Progress]:
    """Bring the register up to the staged rows of a run, and yield how far it is. Added premises come first.

    References are given out in the order of the keys, which is not the file's. What is needed to undo it is kept beside
    each row. Raises Refusal when an outlet was changed since the plan was made.
    """
    hold_touched(session, run)
    total = run.added + run.changed + run.moved + run.returned + run.missing + run.matched
    done = 0
    for each in (_add, _change, _note, _return, _miss, _match):
        for count in each(session, actor, run):
            done += count
            yield Progress(done, total, "Writing the register")
    _settle_versions(session, run)


def hold_touched(session: Session, run: ImportRun) -> None:
    """Hold the outlets that a run touches, and raise Refusal unless each stands as it did when the plan was made."""
    outlets = Outlet.__table__  # type: ignore[attr-defined]
    planned = sa.select(TABLE.c.outlet_id).where(TABLE.c.run_id == run.id, TABLE.c.outcome.in_(TOUCHED))
    held = sa.select(outlets.c.id).where(outlets.c.id.in_(planned)).order_by(outlets.c.id).with_for_update().subquery()
    session.execute(sa.select(sa.func.count()).select_from(held))
    moved = (
        sa.select(sa.func.count(sa.distinct(TABLE.c.outlet_id)))
        .outerjoin(outlets, outlets.c.id == TABLE.c.outlet_id)
        .where(
            TABLE.c.run_id == run.id,
            TABLE.c.outcome.in_(TOUCHED),
            sa.or_(outlets.c.id.is_(None), outlets.c.version != TABLE.c.outlet_version),
        )
    )
    if count := session.execute(moved).scalar_one():
        how_many = "one" if count == 1 else str(count)
        raise Refusal(f"Somebody changed {how_many} of these premises since the file was checked. {STALE}")


def _add(session: Session, actor: Actor, run: ImportRun) -> Iterator[int]:
    pieces = (
        [(row.outlet_id, _without_numbers(row.said)) for row in part]
        for part in staged_rows(session, run, RowOutcome.ADDED, at_once=5000, columns=("outlet_id", "said"))
    )
    before = 0
    for count in retailer_services.add_imported(session, actor, pieces, source=run.source, run=run.reference):
        yield count - before
        before = count
    for numbers in _numbers(run):
        retailer_services.add_references_from(session, actor, numbers)
    yield 0


def _numbers(run: ImportRun) -> Iterator[Any]:
    """Yield, as statements, the numbers of the premises that a run adds, with what the file says beside its own.

    A number takes the identifier of its staged row, and the council's own beside it that of the premises.
    """
    kind = Reference.__table__.c  # type: ignore[attr-defined]
    is_added = (TABLE.c.run_id == run.id, TABLE.c.outcome == RowOutcome.ADDED)
    has_fhrs = TABLE.c.said["fhrs_id"].as_string().is_not(None)
    none = sa.literal(None, kind.words.type)
    for scheme, value, identifier, condition in (
        (Scheme.FHRS, TABLE.c.external_id, TABLE.c.id, has_fhrs),
        (Scheme.COUNCIL, TABLE.c.external_id, TABLE.c.id, sa.and_(~has_fhrs, TABLE.c.external_id != "")),
        (Scheme.COUNCIL, TABLE.c.other_id, TABLE.c.outlet_id, TABLE.c.other_id != ""),
    ):
        is_own = scheme.value == run.source and identifier is TABLE.c.id
        yield sa.select(
            identifier,
            TABLE.c.authority_id,
            TABLE.c.outlet_id,
            sa.literal(scheme, kind.scheme.type),
            value,
            TABLE.c.said if is_own else none,
        ).where(*is_added, condition)


def _without_numbers(said: Mapping[str, Any]) -> ImportedOutlet:
    """Return what a staged row says of premises; their numbers are given to them by statements of their own."""
    return imported({**said, "fhrs_id": "", "business_id": ""}, "")


def imported(said: Mapping[str, Any], source: str, other_id: str = "") -> ImportedOutlet:
    """Return what a staged row says, as the register takes it; `other_id` is the council's own number beside it."""
    references = {}
    if said.get("fhrs_id"):
        references[Scheme.FHRS] = said["fhrs_id"]
    if other_id or (said.get("business_id") and source == rules.COUNCIL_SCHEME):
        references[Scheme.COUNCIL] = other_id or said["business_id"]
    elif said.get("business_id") and not said.get("fhrs_id"):
        references[Scheme.COUNCIL] = said["business_id"]
    return ImportedOutlet(
        name=said["name"],
        business_type=said["business_type"],
        address_lines=tuple(said["address_lines"]),
        postcode=said["postcode"],
        postcode_given=said["postcode_given"],
        latitude=said["latitude"],
        longitude=said["longitude"],
        authority_code=said["authority_code"],
        references=references,
        extras=said.get("extras", {}),
    )


def _change(session: Session, actor: Actor, run: ImportRun) -> Iterator[int]:
    raised: dict[UUID, int] = {}
    for outcome in (RowOutcome.CHANGED, RowOutcome.MOVED):
        for part in staged_rows(session, run, outcome):
            for rows in _apart([row for row in part if "follows" in row.said]):
                _change_piece(session, actor, run, rows, raised)
            told_already = [row for row in part if "follows" not in row.said]
            _keep_restore(session, [(row, {}, None) for row in told_already])
            yield len(part)


def _apart(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield rows in lists in which no outlet stands twice: outlets that were merged have a row for each number."""
    piece: dict[UUID, Any] = {}
    for row in rows:
        if row.outlet_id in piece:
            yield list(piece.values())
            piece = {}
        piece[row.outlet_id] = row
    if piece:
        yield list(piece.values())


def _change_piece(session: Session, actor: Actor, run: ImportRun, rows: Sequence[Any], raised: dict[UUID, int]) -> None:
    words = _words(session, actor, run, rows)
    changes = {
        row.outlet_id: ImportedChange(
            imported(row.said, run.source),
            frozenset(Part(part) for part in row.said["follows"]),
            row.outlet_version + raised.get(row.outlet_id, 0),
        )
        for row in rows
    }
    done = retailer_services.change_imported_outlets(session, actor, changes, source=run.source, run=run.reference)
    for outlet_id in done:
        raised[outlet_id] = raised.get(outlet_id, 0) + 1
    _keep_restore(session, [(row, _before(done.get(row.outlet_id, {})), words.get(row.external_id)) for row in rows])


def _words(session: Session, actor: Actor, run: ImportRun, rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return what the register said of these before, by its number of them, as it is put back."""
    if run.source not in set(Scheme):
        return {}
    scheme = Scheme(run.source)
    statement = sa.select(col(Reference.value), col(Reference.words)).where(
        col(Reference.scheme) == scheme, col(Reference.value).in_([row.external_id for row in rows])
    )
    found = session.execute(within(statement, actor, col(Reference.authority_id)))
    return {value: {"scheme": scheme.value, "value": value, "said": said} for value, said in found}


def _before(changes: Changes) -> dict[str, Any]:
    return {
        name: before.isoformat() if hasattr(before, "isoformat") else before for name, (before, _) in changes.items()
    }


def _keep_restore(session: Session, rows: Sequence[tuple[Any, Mapping[str, Any], Mapping[str, Any] | None]]) -> None:
    change_rows(
        session,
        [{"id": row.id, "restore": {"outlet": dict(outlet), "words": words}} for row, outlet, words in rows],
    )


def _note(session: Session, actor: Actor, run: ImportRun) -> Iterator[int]:
    """Keep what the register says of premises of which that was not kept."""
    for part in staged_rows(session, run, RowOutcome.UNCHANGED, TABLE.c.said.is_not(None)):
        words = _words(session, actor, run, part)
        rows = [imported(row.said, run.source) for row in part]
        retailer_services.note_words(session, actor, rows, source=run.source)
        _keep_restore(session, [(row, {}, words.get(row.external_id)) for row in part])
        yield 0


def _return(session: Session, actor: Actor, run: ImportRun) -> Iterator[int]:
    told = {"source": run.source, "run": run.reference}
    for part in staged_rows(session, run, RowOutcome.RETURNED):
        before = _missing_marks(session, part)
        retailer_services.clear_missing(session, actor, [row.outlet_id for row in part], **told)
        _keep_restore(session, [(row, before[row.outlet_id], None) for row in part])
        yield len(part)


def _miss(session: Session, actor: Actor, run: ImportRun) -> Iterator[int]:
    told = {"source": run.source, "run": run.reference}
    on = run.extracted_on or clock.today()
    for part in staged_rows(session, run, RowOutcome.MISSING):
        before = _missing_marks(session, part)
        retailer_services.mark_missing(session, actor, [row.outlet_id for row in part], on=on, **told)
        _keep_restore(session, [(row, before[row.outlet_id], None) for row in part])
        yield len(part)


def _missing_marks(session: Session, rows: Sequence[Any]) -> dict[UUID, dict[str, Any]]:
    statement = sa.select(col(Outlet.id), col(Outlet.missing_since_on), col(Outlet.missing_source)).where(
        col(Outlet.id).in_([row.outlet_id for row in rows])
    )
    return {
        outlet_id: {"missing_since_on": on.isoformat() if on else None, "missing_source": source}
        for outlet_id, on, source in session.execute(statement)
    }


def _match(session: Session, actor: Actor, run: ImportRun) -> Iterator[int]:
    """Give premises that were found on the register the numbers that the file knows them by."""
    for part in staged_rows(session, run, RowOutcome.MATCHED):
        rows = []
        for row in part:
            new = imported(row.said, run.source, row.other_id)
            words = new.as_json()
            rows += [
                (row, (row.outlet_id, scheme, value, words if scheme == run.source else None))
                for scheme, value in new.references.items()
            ]
        ids = retailer_services.attach_references(
            session, actor, [reference for _, reference in rows], run=run.reference
        )
        given: dict[UUID, list[str]] = {}
        for (row, _), this in zip(rows, ids, strict=True):
            given.setdefault(row.id, []).append(str(this))
        change_rows(
            session,
            [{"id": row.id, "restore": {"outlet": {}, "references": given.get(row.id, [])}} for row in part],
        )
        yield len(part)


def _settle_versions(session: Session, run: ImportRun) -> None:
    """Keep the version that each touched outlet was left with: one that is another later has been changed since."""
    outlets = Outlet.__table__  # type: ignore[attr-defined]
    version = sa.select(outlets.c.version).where(outlets.c.id == TABLE.c.outlet_id).scalar_subquery()
    session.execute(
        sa.update(TABLE).where(TABLE.c.run_id == run.id, TABLE.c.outcome.in_(TOUCHED)).values(outlet_version=version)
    )
