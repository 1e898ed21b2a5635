"""Reads of what a merge or a split moves: every row of every table with a key to outlets, and what must stay."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from compliance.database import within, within_area
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers.models import Move, MovedRecord, NotTheSame, Operator, Outlet, Reference, TradingName
from compliance.retailers.queries.operators import list_periods
from compliance.retailers.queries.recorded import RecordedDay, first_recorded, last_recorded
from compliance.retailers.rules.moving import RECORDS, TWICE, MovedHow, MoveKind, RecordWords

OWN = frozenset(str(table.__tablename__) for table in (Move, MovedRecord, NotTheSame))
OPERATORS = str(Operator.__tablename__)


def record_tables() -> dict[str, tuple[sa.Table, sa.Column[Any]]]:
    """Return every table whose rows belong to an outlet, with the column that says which, in the order of RECORDS."""
    found = {
        table.name: (table, column)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if table.name not in OWN and any(key.target_fullname == "outlets.id" for key in column.foreign_keys)
    }
    order = list(RECORDS)
    return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in RECORDS else len(order)))


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What becomes of the rows of a table: those that move, and those that stay, each with why."""

    table_name: str
    moving: tuple[UUID, ...]
    staying: tuple[tuple[UUID, str], ...] = ()

    @property
    def words(self) -> RecordWords:
        """How such rows are called."""
        return RECORDS[self.table_name]

    @property
    def moving_words(self) -> str:
        """How many move, in words."""
        return self.words.counted(len(self.moving))

    @property
    def staying_words(self) -> list[str]:
        """How many stay and why, in words, one for each reason."""
        return [f"{self.words.counted(count)}: {why}" for why, count in Counter(w for _, w in self.staying).items()]


def plan_tables(
    session: Session,
    actor: Actor,
    from_id: UUID,
    to_id: UUID | None,
    chosen: Mapping[str, Collection[UUID]] | None = None,
) -> list[TablePlan]:
    """Return what would become of the rows of one outlet that go to another (None: a new one), table by table.

    `chosen` names the rows that shall go; None is all. Operator periods are not among them: their days are joined by
    rule. Raises NotFound.
    """
    get_raw(session, actor, from_id)
    plans = []
    for name, (table, column) in record_tables().items():
        if name == OPERATORS:
            continue
        wanted = None if chosen is None else set(chosen.get(name, ()))
        if wanted is not None and not wanted:
            continue
        plan = _plan_table(session, table, column, from_id, to_id, wanted)
        if plan.moving or plan.staying:
            plans.append(plan)
    return plans


def _plan_table(
    session: Session,
    table: sa.Table,
    column: sa.Column[Any],
    from_id: UUID,
    to_id: UUID | None,
    wanted: set[UUID] | None,
) -> TablePlan:
    words = RECORDS[table.name]
    stays = sa.literal_column(f"({words.stays})") if words.stays else sa.false()
    rows = session.execute(
        sa.select(table, stays.label("stays_here")).where(column == from_id).order_by(table.c.id)
    ).all()
    rows = [row for row in rows if wanted is None or row.id in wanted]
    taken: list[tuple[tuple[sa.Column[Any], ...], set[tuple[Any, ...]], bool]] = []
    if to_id is not None and rows:
        taken = [(columns, keys, words.whole) for columns, keys in _taken(session, table, column, to_id)]
    moving: list[UUID] = []
    staying: list[tuple[UUID, str]] = []
    for row in rows:
        values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name of a row as a mapping
        if values["stays_here"]:
            staying.append((row.id, words.because))
        elif any((whole and keys) or _key(values, columns) in keys for columns, keys, whole in taken):
            staying.append((row.id, TWICE))
        else:
            moving.append(row.id)
    return TablePlan(table.name, tuple(moving), tuple(staying))


def _taken(
    session: Session, table: sa.Table, column: sa.Column[Any], to_id: UUID
) -> Iterator[tuple[tuple[sa.Column[Any], ...], set[tuple[Any, ...]]]]:
    """Yield the columns of each unique key of a table that an outlet is part of, and the keys that an outlet has."""
    for columns in _unique_keys(table, column):
        rows = session.execute(sa.select(*columns).where(column == to_id))
        yield columns, {tuple(row) for row in rows if None not in row}


def _unique_keys(table: sa.Table, column: sa.Column[Any]) -> Iterator[tuple[sa.Column[Any], ...]]:
    keys = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    keys += [index for index in table.indexes if index.unique]  # type: ignore[misc]
    for key in keys:
        if column.name in key.columns:
            others = tuple(each for each in key.columns if each.name != column.name)
            yield others or (column,)


def _key(values: Any, columns: Sequence[sa.Column[Any]]) -> tuple[Any, ...]:
    return tuple(values[each.name] for each in columns)


def get_raw(session: Session, actor: Actor, outlet_id: UUID, *, lock: bool = False) -> Outlet:
    """Return an outlet of the actor's own authority as it is, merged away or not. Raises NotFound."""
    statement: Any = select(Outlet).where(Outlet.id == outlet_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Outlet | None = session.exec(within(statement, actor, col(Outlet.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_move(session: Session, actor: Actor, move_id: UUID, *, lock: bool = False) -> Move:
    """Return a merge or a split of the actor's own authority. Raises NotFound."""
    statement: Any = select(Move).where(Move.id == move_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Move | None = session.exec(within(statement, actor, col(Move.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_moves(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[Move]:
    """Return the merges and splits that an outlet of the actor's authority had part in, the latest first."""
    statement = select(Move).where(sa.or_(col(Move.from_id) == outlet_id, col(Move.to_id) == outlet_id))
    found: Sequence[Move] = session.exec(
        within(statement, actor, col(Move.authority_id)).order_by(col(Move.id).desc())
    ).all()
    return found


def list_moved(session: Session, actor: Actor, move_id: UUID) -> Sequence[MovedRecord]:
    """Return what became of each record in a move, in the order in which it was written."""
    statement = within(select(MovedRecord).where(MovedRecord.move_id == move_id), actor, col(MovedRecord.authority_id))
    found: Sequence[MovedRecord] = session.exec(statement.order_by(col(MovedRecord.id))).all()
    return found


def count_moved(session: Session, actor: Actor, move_id: UUID) -> list[str]:
    """Return in words what a merge or a split moved: "2 visits", "1 reference"."""
    statement = (
        sa.select(col(MovedRecord.table_name), sa.func.count())
        .where(col(MovedRecord.move_id) == move_id, col(MovedRecord.how) == MovedHow.MOVED)
        .group_by(col(MovedRecord.table_name))
    )
    rows = session.execute(within(statement, actor, col(MovedRecord.authority_id)))
    counts = {row[0]: row[1] for row in rows}
    return [words.counted(counts[name]) for name, words in RECORDS.items() if name in counts]


def merged_ids(session: Session, actor: Actor, outlet_id: UUID) -> tuple[UUID, ...]:
    """Return the outlets that were merged into one the actor may see, directly or through another; mostly none."""
    found: list[UUID] = []
    frontier = [outlet_id]
    while frontier:
        statement = sa.select(col(Move.from_id)).where(
            col(Move.to_id).in_(frontier), col(Move.kind) == MoveKind.MERGE, col(Move.undone_at).is_(None)
        )
        statement = within_area(statement, actor, col(Move.authority_id)).order_by(col(Move.id))
        frontier = [one for one in session.scalars(statement) if one not in found]
        found += frontier
    return tuple(found)


def with_merged(session: Session, actor: Actor, outlet_id: UUID) -> tuple[UUID, ...]:
    """Return an outlet and those that were merged into it: whose issued letters, imports and history are its own."""
    return (outlet_id, *merged_ids(session, actor, outlet_id))


def of_outlet(column: Any, outlet_id: UUID) -> Any:
    """Return the condition that a column names an outlet or one that was merged into it, for a list of its records."""
    into = sa.select(sa.literal(outlet_id, sa.Uuid()).label("id")).cte("became", recursive=True)
    moves = sa.select(col(Move.from_id)).join(into, col(Move.to_id) == into.c.id)
    into = into.union(moves.where(col(Move.kind) == MoveKind.MERGE, col(Move.undone_at).is_(None)))
    return column.in_(sa.select(into.c.id))


def current_id(session: Session, actor: Actor, outlet_id: UUID) -> UUID:
    """Return the outlet that one of the actor's authority was merged into in the end, or itself. Raises NotFound."""
    outlet = get_raw(session, actor, outlet_id)
    while outlet.merged_into_id is not None:
        outlet = get_raw(session, actor, outlet.merged_into_id)
    return outlet.id


def find_survivor(session: Session, actor: Actor, outlet_id: UUID) -> tuple[UUID, str, str] | None:
    """Return the outlet that one was merged into in the end, with the name and reference of the one merged away.

    None for one that stands on the register, or that the actor may not see: one query for it.
    """
    columns = (col(Outlet.merged_into_id), col(Outlet.name), col(Outlet.reference))
    statement = within_area(sa.select(*columns).where(col(Outlet.id) == outlet_id), actor, col(Outlet.authority_id))
    row = session.execute(statement).one_or_none()
    if row is None or row[0] is None:
        return None
    further = find_survivor(session, actor, row[0])
    return (further[0] if further else row[0], row[1], row[2])


FILLED = (
    ("business_type",),
    ("address_1", "address_2", "address_3", "address_4"),
    ("postcode", "postcode_given"),
    ("uprn",),
    ("latitude", "longitude"),
    ("telephone", "telephone_e164"),
    ("email",),
    ("notes",),
)
"""What the outlet that stays takes over where it has nothing itself, together or not at all."""


def columns_to_change(kept: Outlet, merged: Outlet, *, keeps_missing: bool) -> dict[str, tuple[Any, Any]]:
    """Return the columns of the outlet that stays that a merge changes, each before and after.

    The earlier of two opening days holds. It is not missing from a register that has one of the two. What it says
    nothing of, it takes from the other.
    """
    changes: dict[str, tuple[Any, Any]] = {}
    for columns in FILLED:
        if not any(getattr(kept, name) for name in columns) and any(getattr(merged, name) for name in columns):
            changes |= {
                name: (getattr(kept, name), getattr(merged, name))
                for name in columns
                if getattr(kept, name) != getattr(merged, name)
            }
    if kept.opened_on and merged.opened_on and merged.opened_on < kept.opened_on:
        changes["opened_on"] = (kept.opened_on, merged.opened_on)
    if kept.missing_since_on is not None and not keeps_missing:
        changes["missing_since_on"] = (kept.missing_since_on, None)
        changes["missing_source"] = (kept.missing_source, "")
    return changes


def days_of(session: Session, actor: Actor, outlet: Outlet) -> tuple[RecordedDay | None, RecordedDay | None]:
    """Return the first day that something is recorded of an outlet, its operators counted, and the last of a visit."""
    first = first_recorded(session, actor, outlet.id)
    periods = list_periods(session, actor, outlet.id)
    began = min((period.from_on for period in periods), default=None)
    if began is not None and (first is None or began < first.on):
        first = RecordedDay(began, "An operator")
    return first, last_recorded(session, actor, outlet.id)


def has_references(session: Session, actor: Actor, outlet_id: UUID) -> bool:
    """Say whether an outlet of the actor's authority has a number in somebody else's register."""
    statement = within(select(Reference.id).where(Reference.outlet_id == outlet_id), actor, col(Reference.authority_id))
    return session.exec(statement.limit(1)).first() is not None


def names_used(session: Session, actor: Actor, outlet: Outlet) -> set[str]:
    """Return the names of an outlet and its trading names, folded."""
    statement = select(TradingName.sort_name).where(TradingName.outlet_id == outlet.id)
    found = session.exec(within(statement, actor, col(TradingName.authority_id))).all()
    return {outlet.sort_name, *found}


def count_since(session: Session, actor: Actor, move: Move) -> list[str]:
    """Return in words what was recorded of the outlet that a merge kept since the merge: an undo leaves it there."""
    get_raw(session, actor, move.to_id)
    found = []
    for name, (table, column) in record_tables().items():
        statement = sa.select(sa.func.count()).where(column == move.to_id, table.c.id > move.id)
        added = sa.select(col(MovedRecord.record_id)).where(col(MovedRecord.move_id) == move.id)
        count = session.execute(statement.where(table.c.id.not_in(added))).scalar_one()
        if count and name in RECORDS:
            found.append(RECORDS[name].counted(count))
    return found
