"""What an import of somebody else's register does with outlets, in bulk. Nothing is ever deleted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.audit import services as audit
from compliance.audit.services import Changes
from compliance.database import within
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.queries import known_brands
from compliance.retailers.rules import ImportedChange, ImportedOutlet, Part
from compliance.retailers.services.adding import COLUMNS, outlet_values

CHUNK = 500


def change_imported_outlets(
    session: Session, actor: Actor, changes: Mapping[UUID, ImportedChange], *, source: str, run: str = ""
) -> dict[UUID, Changes]:
    """Bring outlets up to what a later register says, in the parts in which each follows it, and keep its words.

    Returns, for each outlet that differed, the fields before and after. The other parts, status, operator and
    everything officers recorded stay. Each outlet that differed has an audit entry of its own. Raises Refusal when
    somebody corrected one after its parts were decided on, NotFound when one is not the actor's, Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    held = hold(session, actor, changes)
    if any(held[outlet_id].version != change.version for outlet_id, change in changes.items()):
        raise Refusal(
            "Somebody else changed some of these premises at the same moment. Nothing has been imported. Import the "
            "file again"
        )
    note_words(session, actor, [change.row for change in changes.values()], source=source)
    wanted = {outlet_id: _wanted(held[outlet_id], change) for outlet_id, change in changes.items()}
    return write(session, actor, held, wanted, "outlet.changed_by_import", {"source": source, "run": run})


def _wanted(outlet: Outlet, change: ImportedChange) -> dict[str, Any]:
    """Return the columns of an outlet as they shall stand: the register's where it follows, else its own."""
    said = outlet_values(change.row)
    wanted = {
        column: said[column] if part in change.follows else getattr(outlet, column)
        for part, columns in COLUMNS.items()
        for column in columns
    }
    is_renamed = Part.NAME in change.follows and outlet.is_chain is None
    return wanted | {"brand": known_brands().of(said["sort_name"]) if is_renamed else outlet.brand}


def note_words(session: Session, actor: Actor, rows: Sequence[ImportedOutlet], *, source: str) -> None:
    """Keep beside its reference what the register of `source` says of each of these, by one statement.

    The outlets stay as they are: this is what the next import compares with. Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    if not rows:
        return
    table = Reference.__table__  # type: ignore[attr-defined]
    statement = sa.update(table).where(table.c.scheme == source, table.c.value == sa.bindparam("number"))
    statement = within(statement, actor, table.c.authority_id).values(words=sa.bindparam("said"))
    numbered = [(number, row) for row in rows for scheme, number in row.references.items() if scheme == source]
    if numbered:
        session.execute(statement, [{"number": number, "said": row.as_json()} for number, row in numbered])


def mark_missing(
    session: Session, actor: Actor, outlet_ids: Collection[UUID], *, on: date, source: str, run: str = ""
) -> int:
    """Mark outlets as missing from the register of `source` as it stood on `on`; return how many were not marked yet.

    They are never deleted: an officer finds out whether they still trade. Each has an audit entry of its own. Raises
    NotFound when one is not the actor's, Forbidden.
    """
    return _set_missing(session, actor, outlet_ids, on=on, source=source, run=run, action="outlet.marked_missing")


def clear_missing(session: Session, actor: Actor, outlet_ids: Collection[UUID], *, source: str, run: str = "") -> int:
    """Take the mark away from outlets that are in the register again; return how many had it.

    Raises NotFound when one is not the actor's, Forbidden.
    """
    return _set_missing(session, actor, outlet_ids, on=None, source=source, run=run, action="outlet.found_again")


def _set_missing(
    session: Session, actor: Actor, outlet_ids: Collection[UUID], *, on: date | None, source: str, run: str, action: str
) -> int:
    actor.require(Permission.IMPORT_RETAILERS)
    held = hold(session, actor, outlet_ids)
    due = [each.id for each in held.values() if (each.missing_since_on is None) == (on is not None)]
    values = {"missing_since_on": on, "missing_source": source if on else ""}
    changes = write(session, actor, held, dict.fromkeys(due, values), action, {"source": source, "run": run})
    return len(changes)


def write(
    session: Session,
    actor: Actor,
    held: Mapping[UUID, Outlet],
    wanted: Mapping[UUID, Mapping[str, Any]],
    action: str,
    detail: Mapping[str, Any],
) -> dict[UUID, Changes]:
    """Give held outlets these values where they differ, by one statement for all, and audit each; return what differed.

    Each outlet is wanted with the same columns. Their versions rise, so that a form opened before cannot overwrite it.
    """
    changes: dict[UUID, Changes] = {
        key: changed for key, values in wanted.items() if (changed := audit.changed_fields(held[key], values))
    }
    if not changes:
        return {}
    table = Outlet.__table__  # type: ignore[attr-defined]
    columns = next(iter(wanted.values()))
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("this"))
        .values({name: sa.bindparam(f"new_{name}") for name in columns} | {"version": table.c.version + 1})
    )
    session.execute(
        statement, [{"this": key, **{f"new_{name}": wanted[key][name] for name in columns}} for key in changes]
    )
    for key in changes:
        session.expire(held[key])
    audit.record_outlets(session, actor, action, changes, detail=detail)
    return changes


def hold(session: Session, actor: Actor, outlet_ids: Collection[UUID]) -> dict[UUID, Outlet]:
    """Return outlets of the actor's authority as they stand now, held until the transaction is over, or NotFound."""
    wanted = sorted(set(outlet_ids))
    held: dict[UUID, Outlet] = {}
    for start in range(0, len(wanted), CHUNK):
        part = select(Outlet).where(col(Outlet.id).in_(wanted[start : start + CHUNK])).order_by(col(Outlet.id))
        part = within(part, actor, col(Outlet.authority_id)).with_for_update()
        held |= {outlet.id: outlet for outlet in session.exec(part.execution_options(populate_existing=True))}
    if len(held) != len(wanted):
        raise NotFound
    return held
