"""Add the premises of somebody else's register in bulk, at the speed of the driver."""

from collections.abc import Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import new_id, next_references
from compliance.permissions import Actor, Permission
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.rules import ImportedOutlet, OutletKind, OutletStatus, Part, sort_name
from compliance.retailers.services.outlets import ADDRESS_LINES

ADDED_AT_ONCE = 5000
"""Rows of one statement: more cost memory and win nothing."""

COLUMNS = {
    Part.NAME: ("name", "sort_name"),
    Part.BUSINESS_TYPE: ("business_type",),
    Part.ADDRESS: tuple(f"address_{number}" for number in range(1, ADDRESS_LINES + 1)),
    Part.POSTCODE: ("postcode", "postcode_given"),
    Part.POSITION: ("latitude", "longitude"),
}
"""The columns of an outlet that an import writes, by the part that they say."""

_NO_LINES = ("",) * ADDRESS_LINES


def add_imported_outlets(
    session: Session, actor: Actor, rows: Sequence[ImportedOutlet], *, source: str, run: str = ""
) -> list[UUID]:
    """Add premises from a register in bulk, with their references, and return their identifiers in the order of `rows`.

    The operator of each is not confirmed. What the register of `source` says is kept beside its reference, for the next
    import to compare with. One audit entry tells of them all, with the first and last of the references given out, the
    `source` (such as fhrs) and the reference of the import `run`. An external reference that the authority has already
    breaks the whole (IntegrityError). Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    if not rows:
        return []
    now = clock.now()
    references = next_references(session, actor, "R", clock.today().year, len(rows))
    ids = [new_id() for _ in rows]
    own = {"authority_id": actor.authority_id}
    fixed = {
        **own,
        "kind": OutletKind.PREMISES,
        "status": OutletStatus.TRADING,
        "uprn": None,
        "recorded_at": now,
        "missing_source": "",
        "telephone": "",
        "email": "",
        "notes": "",
        "version": 1,
    }
    numbered = zip(rows, ids, references, strict=True)
    while part := list(islice(numbered, ADDED_AT_ONCE)):
        outlets = [{**outlet_values(row), "id": this, "reference": reference} for row, this, reference in part]
        others = [
            {
                "id": new_id(),
                "outlet_id": this,
                "scheme": scheme,
                "value": value,
                "words": row.as_json() if scheme == source else None,
            }
            for row, this, _ in part
            for scheme, value in row.references.items()
        ]
        _insert(session, Outlet.__table__, fixed, outlets)  # type: ignore[attr-defined]
        _insert(session, Reference.__table__, own, others)  # type: ignore[attr-defined]
    detail = {"count": len(rows), "first": references[0], "last": references[-1], "source": source, "run": run}
    audit.record(session, actor, "outlet.imported", "import", run or None, detail=detail)
    return ids


def _insert(session: Session, table: sa.Table, fixed: Mapping[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that have the same columns, and those of `fixed`, at the speed of the driver. The rows are used up.

    The type of its column turns each value into what the driver takes, as SQLAlchemy would: a `fixed` one once, and not
    for every row. IntegrityError as ever.
    """
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    columns = [*fixed, *rows[0]]
    statement: Any = sa.insert(table).compile(dialect=dialect, column_keys=columns)
    made = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns}
    ready = {name: make(value) if (make := made[name]) else value for name, value in fixed.items()}
    by_row = [(name, make) for name in rows[0] if (make := made[name])]
    for row in rows:
        row.update(ready)
        for name, make in by_row:
            row[name] = make(row[name])
    sent = list(map(itemgetter(*statement.positiontup), rows)) if statement.positional else list(rows)
    connection.exec_driver_sql(str(statement), sent)


def outlet_values(row: ImportedOutlet) -> dict[str, Any]:
    """Return the columns of an outlet that say what the register says of it."""
    lines = (*row.address_lines, *_NO_LINES)
    return {
        "name": row.name,
        "sort_name": sort_name(row.name),
        "business_type": row.business_type,
        **dict(zip(COLUMNS[Part.ADDRESS], lines, strict=False)),
        "postcode": row.postcode,
        "postcode_given": row.postcode_given,
        "latitude": row.latitude,
        "longitude": row.longitude,
    }
