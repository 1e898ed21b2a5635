"""The rows of a table of the law: one is superseded by another, and none is ever changed or deleted."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.offences.rules import Change, check_aware, check_reason
from compliance.offences.services.books import Book
from compliance.permissions import Actor, Permission

CHANGED_MEANWHILE = (
    "Somebody else changed this version while you were typing. What you typed is still here: open the version in "
    "another tab, compare, and save again"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What every change says: why, the identifier its form carries, and that the records resting on it were seen.

    `uses` is how many records rest on the version; `aware` that whoever changes it has said that they know.
    """

    reason: str
    row_id: UUID | None = None
    uses: int = 0
    aware: bool = False


def made_already(session: Session, book: Book, entry: Entry) -> Any:
    """Return the row that this form made when it was sent the first time, None the first time."""
    return session.get(book.table, entry.row_id) if entry.row_id else None


def check_entry(actor: Actor, entry: Entry) -> None:
    """Raise Forbidden or Refusal unless the actor may change the law and says why."""
    actor.require(Permission.EDIT_LAW)
    check_reason(entry.reason)
    check_aware(entry.uses, aware=entry.aware)


def standing_rows(session: Session, book: Book, key: str) -> list[Any]:
    """Return the rows of a provision or kind of product that stand, by number."""
    table = book.table
    statement = select(table).where(getattr(table, book.same) == key, col(table.superseded_at).is_(None))
    return list(session.exec(statement.order_by(col(table.version))))


def get_standing(session: Session, book: Book, row_id: UUID) -> Any:
    """Return a row that stands. Raises NotFound, and Refusal when it was superseded since the form was filled in."""
    row = session.get(book.table, row_id)
    if row is None:
        raise NotFound
    if row.superseded_at is not None:
        raise Refusal(CHANGED_MEANWHILE)
    return row


def succeed(session: Session, actor: Actor, row: Any, change: Change, entry: Entry, values: dict[str, Any]) -> Any:
    """Put another row in the place of one, with `values` changed. The first of two at once wins, the second is told."""
    table = type(row)
    marked = session.execute(
        sa.update(table)
        .where(col(table.id) == row.id, col(table.superseded_at).is_(None))
        .values(superseded_at=clock.now())
        .returning(col(table.id))
    ).all()
    if not marked:
        raise Refusal(CHANGED_MEANWHILE)
    session.refresh(row)
    kept = row.model_dump(exclude={"id", "superseded_at"})
    kept |= values | {"revision": row.revision + 1, "supersedes_id": row.id}
    return insert(session, actor, table, change, entry, kept)


def insert(
    session: Session, actor: Actor, table: type[Any], change: Change, entry: Entry, values: dict[str, Any]
) -> Any:
    """Add a row, with who set it, for which authority, when and why."""
    said = {
        "change": change,
        "reason": check_reason(entry.reason),
        "set_by_id": actor.officer_id,
        "set_in_id": actor.authority_id,
        "set_at": clock.now(),
    }
    made = table(**(values | said))
    if entry.row_id is not None and change is not Change.CLOSED:
        made.id = entry.row_id
    session.add(made)
    session.flush()
    return made


def write_down(session: Session, actor: Actor, book: Book, verb: str, row: Any, before: Any = None) -> None:
    """Add the entry of a change to the audit of the administrator's authority, with what stood before."""
    after = book.shown(row)
    earlier = book.shown(before) if before is not None else dict.fromkeys(after)
    audit.record(
        session,
        actor,
        f"{book.noun}.{verb}",
        book.noun,
        row.id,
        reason=row.reason,
        changes={name: (earlier.get(name), value) for name, value in after.items() if earlier.get(name) != value},
        detail={book.same: book.key_of(row), "version": row.version, "revision": row.revision},
    )
