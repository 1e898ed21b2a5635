"""What is in which store and with whom: every exhibit of the authority by its last transfer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.evidence.models import Exhibit, ExhibitTransfer
from compliance.evidence.queries.exhibits import ExhibitRow, last_transfer, standing_of
from compliance.evidence.rules import FINAL, ExhibitKind
from compliance.permissions import Actor

PAGE = 50
COUNT_LIMIT = 10_000
AT_ONCE = 500
_PURCHASES = sa.table("purchases", sa.column("id", sa.Uuid()), sa.column("reference", sa.String()))


@dataclass(frozen=True, slots=True)
class StoreFilter:
    """Which exhibits are asked for: physical items that are not disposed of, unless it says otherwise."""

    words: str = ""
    kind: ExhibitKind | None = None
    holder: str = ""
    place: str = ""
    overdue: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class StoreRow:
    """An exhibit in the list of the store, with the reference of its test."""

    row: ExhibitRow
    test: str


@dataclass(frozen=True, slots=True)
class StorePage:
    """One page of exhibits, the latest first; `after` and `before` are where the next and the previous one go on."""

    rows: list[StoreRow]
    after: UUID | None
    before: UUID | None


@dataclass(frozen=True, slots=True)
class Holding:
    """How many exhibits somebody holds, or a place has."""

    name: str
    count: int


def list_store(
    session: Session,
    actor: Actor,
    wanted: StoreFilter,
    *,
    today: date,
    after: UUID | None = None,
    before: UUID | None = None,
) -> StorePage:
    """Return a page of the exhibits asked for, the latest first. One query."""
    statement = _wanted(actor, wanted, today)
    back = before is not None and after is None
    if after is not None:
        statement = statement.where(col(Exhibit.id) < after)
    elif before is not None:
        statement = statement.where(col(Exhibit.id) > before)
    order = col(Exhibit.id) if back else col(Exhibit.id).desc()
    found = [_row(row) for row in session.execute(statement.order_by(order).limit(PAGE + 1))]
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    follows, leads = (True, more) if back else (more, after is not None)
    ids = [one.row.exhibit.id for one in found]
    return StorePage(found, after=ids[-1] if ids and follows else None, before=ids[0] if ids and leads else None)


def count_store(session: Session, actor: Actor, wanted: StoreFilter, *, today: date, limit: int = COUNT_LIMIT) -> int:
    """Return how many exhibits are asked for, counting no further than one past `limit`."""
    some = _wanted(actor, wanted, today).with_only_columns(col(Exhibit.id)).limit(limit + 1).subquery()
    return int(session.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


def stream_store(session: Session, actor: Actor, wanted: StoreFilter, *, today: date) -> Iterator[StoreRow]:
    """Yield all the exhibits asked for, the latest first, 500 at a time."""
    after: UUID | None = None
    while True:
        statement = _wanted(actor, wanted, today)
        if after is not None:
            statement = statement.where(col(Exhibit.id) < after)
        found = [_row(row) for row in session.execute(statement.order_by(col(Exhibit.id).desc()).limit(AT_ONCE))]
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].row.exhibit.id


def list_holders(session: Session, actor: Actor) -> Sequence[Holding]:
    """Return who holds physical exhibits now, by name, with how many. One query."""
    return _holdings(session, actor, col(ExhibitTransfer.to_name))


def list_places(session: Session, actor: Actor) -> Sequence[Holding]:
    """Return where physical exhibits are now, by name, with how many. One query."""
    return _holdings(session, actor, col(ExhibitTransfer.place))


def _holdings(session: Session, actor: Actor, column: Any) -> list[Holding]:
    statement = (
        sa.select(column, sa.func.count())
        .select_from(Exhibit)
        .join(ExhibitTransfer, col(ExhibitTransfer.exhibit_id) == col(Exhibit.id))
        .where(last_transfer(), col(Exhibit.kind) == ExhibitKind.ITEM, col(ExhibitTransfer.purpose).not_in(FINAL))
        .group_by(column)
        .order_by(column)
    )
    return [
        Holding(name, count) for name, count in session.execute(within(statement, actor, col(Exhibit.authority_id)))
    ]


def _wanted(actor: Actor, wanted: StoreFilter, today: date) -> Any:
    statement = (
        select(Exhibit, ExhibitTransfer, _PURCHASES.c.reference)
        .join(ExhibitTransfer, col(ExhibitTransfer.exhibit_id) == col(Exhibit.id))
        .join(_PURCHASES, _PURCHASES.c.id == col(Exhibit.purchase_id))
        .where(last_transfer())
    )
    kind = wanted.kind or ExhibitKind.ITEM
    statement = statement.where(col(Exhibit.kind) == kind)
    if not wanted.gone:
        statement = statement.where(col(ExhibitTransfer.purpose).not_in(FINAL))
        if kind is not ExhibitKind.ITEM:  # a thing that was withdrawn is still in somebody's hands
            statement = statement.where(col(Exhibit.withdrawn_at).is_(None))
    if wanted.holder:
        statement = statement.where(col(ExhibitTransfer.to_name) == wanted.holder)
    if wanted.place:
        statement = statement.where(col(ExhibitTransfer.place) == wanted.place)
    if wanted.overdue:
        statement = statement.where(col(ExhibitTransfer.return_by) < today, col(ExhibitTransfer.purpose).not_in(FINAL))
    if wanted.words:
        columns = (
            col(Exhibit.reference),
            col(Exhibit.description),
            col(ExhibitTransfer.seal_after),
            _PURCHASES.c.reference,
        )
        statement = statement.where(sa.or_(*(column.icontains(wanted.words, autoescape=True) for column in columns)))
    return within(statement, actor, col(Exhibit.authority_id))


def _row(found: Any) -> StoreRow:
    exhibit, transfer, test = found
    return StoreRow(ExhibitRow(exhibit, standing_of(transfer), transfer.return_by), test)
