"""What all kinds of past records share: judge a piece of rows, write them, and take them back."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlmodel import Session

from compliance.accounts import queries as accounts
from compliance.database import new_id
from compliance.errors import NotFound, Refusal
from compliance.imports.models import ImportRun
from compliance.imports.rules import FileRow, RowOutcome, Staged, Standing
from compliance.imports.rules.reading import MORE_CELLS
from compliance.imports.rules.records import Person, Which
from compliance.imports.services.importers import Importer, Tally, change_rows
from compliance.imports.services.records.doubles import settle_doubles
from compliance.imports.services.records.matching import Match, match
from compliance.imports.services.records.undoing import list_standing, staged_records, take_back
from compliance.jobs import Progress
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.retailers.queries import OutletFacts

Past = TypeVar("Past")
Identity = tuple[str, ...]
WRITTEN_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RecordKind(Generic[Past]):
    """A kind of past record. `identity` is what makes two rows, or a row and a record, the same.

    `identity` judges a row against the outlet it is of, as the noun's own rules do, and raises Refusal beside the field
    to mend. `recorded` returns the identities that outlets have on record. `write` records one row under the identifier
    given. `begin` is told every row before the first is written. `belongings` are the tables that hold parts of a
    record: they go when it is taken back, and nothing else may point to it. `keeps` returns, of the columns matched and
    the cells of a row, those that may be kept with it.
    """

    permission: Permission
    table: Any
    read: Callable[[Any], Past]
    which: Callable[[Past], Which]
    day: Callable[[Past], Any]
    identity: Callable[[Session, Actor, Sequence[Person], Past, OutletFacts], Identity]
    recorded: Callable[[Session, Actor, Collection[UUID]], set[Identity]]
    write: Callable[[Session, Actor, "Brought", Past, UUID, UUID], dict[str, Any] | None]
    begin: Callable[[Sequence[Past]], Any] = lambda _rows: None
    belongings: tuple[Any, ...] = ()
    restored: Callable[[Session, Sequence[Any]], None] = lambda _session, _rows: None
    keeps: Callable[[Mapping[str, str], Mapping[str, str]], dict[str, str]] = lambda _columns, cells: dict(cells)


@dataclass(slots=True)
class Brought:
    """What `write` knows of the import: its reference, the officers of the authority, and what `begin` returned."""

    reference: str
    people: Sequence[Person]
    begun: Any


def importer(kind: RecordKind[Any]) -> Importer:
    """Return how records of a kind are brought in."""
    return Importer(
        judge=partial(_judge, kind),
        finish=settle_doubles,
        write=partial(_write, kind),
        standing=partial(_standing, kind),
        restore=partial(_restore, kind),
        same=RowOutcome.ADDED,
        permission=kind.permission,
    )


def list_people(session: Session, actor: Actor) -> list[Person]:
    """Return the officers of the actor's authority, whether active or not: who has left made visits too."""
    return [Person(one.id, one.name, one.email, one.initials) for one in accounts.list_officers(session, actor)]


def _judge(
    kind: RecordKind[Any], session: Session, actor: Actor, run: ImportRun, rows: Sequence[FileRow], _tally: Tally
) -> list[Staged]:
    """Return what is planned for a piece of rows: recorded, already on record, asked about, or rejected."""
    staged: list[Staged] = []
    read: list[tuple[FileRow, Any]] = []
    columns = (run.mapping or {}).get("columns", {})
    for row in (each._replace(cells=kind.keeps(columns, each.cells)) for each in rows):
        try:
            read.append((row, _read(kind, row)))
        except Refusal as refusal:
            staged.append(_rejected(row, refusal.field or "", refusal.message))
    matches = match(session, actor, [kind.which(past) for _, past in read])
    facts = retailers.facts_of(session, actor, {found.outlet_id for found in matches if found.outlet_id})
    recorded = kind.recorded(session, actor, facts.keys())
    people = list_people(session, actor)
    for (row, past), found in zip(read, matches, strict=True):
        if found.outlet_id is None:
            staged.append(_unmatched(kind, row, past, found))
            continue
        try:
            identity = kind.identity(session, actor, people, past, facts[found.outlet_id])
        except Refusal as refusal:
            staged.append(_rejected(row, refusal.field or "", refusal.message))
            continue
        known = identity in recorded
        staged.append(
            Staged(
                number=row.number,
                outcome=RowOutcome.UNCHANGED if known else RowOutcome.ADDED,
                key=_key(kind.day(past), identity),
                name=facts[found.outlet_id].name,
                outlet_id=found.outlet_id,
                record_id=None if known else new_id(),
                said=dict(row.fields),
                cells=dict(row.cells),
            )
        )
    return staged


def _read(kind: RecordKind[Any], row: FileRow) -> Any:
    if row.fields.get(MORE_CELLS):
        more = f": {row.cells[MORE_CELLS][:200]}" if MORE_CELLS in row.cells else ""
        raise Refusal(f"The row has more cells than there are headings{more}", MORE_CELLS)
    return kind.read(row.fields)


def _unmatched(kind: RecordKind[Any], row: FileRow, past: Any, found: Match) -> Staged:
    if not found.candidates:
        return _rejected(row, found.field, found.reason)
    which = kind.which(past)
    identity = (which.name, which.postcode or "", which.address, *map(str, sorted(row.fields.items())))
    return Staged(
        number=row.number,
        outcome=RowOutcome.DOUBTFUL,
        key=_key(kind.day(past), identity),
        name=which.name,
        record_id=new_id(),
        said=dict(row.fields),
        cells=dict(row.cells),
        candidates=found.as_json(),
    )


def _rejected(row: FileRow, field: str, reason: str) -> Staged:
    return Staged(
        number=row.number,
        outcome=RowOutcome.REJECTED,
        key=f"row {row.number:09d}",
        name=row.fields.get("name", "")[:200],
        cells=dict(row.cells),
        field=field,
        reason=reason,
    )


def _key(day: Any, identity: Identity) -> str:
    """Return what orders rows by their day, and is the same for two rows of one record."""
    return f"{day.isoformat()} {hashlib.sha256(chr(0).join(identity).encode()).hexdigest()}"


def _write(kind: RecordKind[Any], session: Session, actor: Actor, run: ImportRun) -> Iterator[Progress]:
    """Record every staged row, by day, through the service of its noun.

    Raises Refusal that names the row for one which cannot be recorded any more: nothing is recorded then.
    """
    actor.require(kind.permission)
    staged = staged_records(session, run)
    past = [kind.read(row.said) for row in staged]
    brought = Brought(run.reference, list_people(session, actor), kind.begin(past))
    facts = retailers.facts_of(session, actor, {row.outlet_id for row in staged})
    recorded = kind.recorded(session, actor, facts.keys())
    kept: list[dict[str, Any]] = []
    for done, (row, said) in enumerate(zip(staged, past, strict=True)):
        if done % WRITTEN_AT_ONCE == 0:
            yield Progress(done, len(staged), "Recording")
        try:
            identity = kind.identity(session, actor, brought.people, said, facts[row.outlet_id])
            _check_new(identity, recorded)
            restore = kind.write(session, actor, brought, said, row.outlet_id, row.record_id)
        except Refusal as refusal:
            raise Refusal(f"Row {row.number}: {refusal.message}") from refusal
        except (KeyError, NotFound) as gone:
            raise Refusal(f"Row {row.number}: the retailer is no longer on the register") from gone
        recorded.add(identity)
        if restore:
            kept.append({"id": row.id, "restore": restore})
    change_rows(session, kept)
    yield Progress(len(staged), len(staged), "Recording")


def _check_new(identity: Identity, recorded: Collection[Identity]) -> None:
    if identity in recorded:
        raise Refusal("this is on record already")


def _standing(kind: RecordKind[Any], session: Session, actor: Actor, run: ImportRun, most: int) -> list[Standing]:
    return list_standing(session, actor, run, kind.table, kind.belongings, most)


def _restore(kind: RecordKind[Any], session: Session, actor: Actor, run: ImportRun) -> Iterator[Progress]:
    actor.require(kind.permission)
    rows = staged_records(session, run)
    yield Progress(0, len(rows), "Taking back")
    take_back(session, kind.table, kind.belongings, [row.record_id for row in rows])
    kind.restored(session, rows)
    session.expire_all()
    yield Progress(len(rows), len(rows), "Taking back")
