"""Add the premises of somebody else's register in bulk, at the speed of the driver."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import insert_rows, new_id, next_references
from compliance.permissions import Actor, Permission
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.queries import known_brands
from compliance.retailers.rules import (
    ImportedOutlet,
    OutletKind,
    OutletStatus,
    Part,
    comparable_telephone,
    sort_name,
)
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
_EXTRAS: dict[str, Any] = {
    "kind": OutletKind.PREMISES,
    "status": OutletStatus.TRADING,
    "uprn": None,
    "telephone": "",
    "telephone_e164": "",
    "email": "",
    "opened_on": None,
    "domain": None,
    "marketplace": None,
    "marketplace_seller": None,
    "notes": "",
}
"""The columns that only some registers fill, as they stand when nothing is said."""


def add_imported_outlets(
    session: Session, actor: Actor, rows: Sequence[ImportedOutlet], *, source: str, run: str = ""
) -> list[UUID]:
    """Add premises from a register in bulk, with their references, and return their identifiers in the order of `rows`.

    As `add_imported`, which says what is written and raised.
    """
    ids = [new_id() for _ in rows]
    numbered = zip(ids, rows, strict=True)
    parts = iter(lambda: list(islice(numbered, ADDED_AT_ONCE)), [])
    for _count in add_imported(session, actor, parts, source=source, run=run):
        pass
    return ids


def add_imported(
    session: Session,
    actor: Actor,
    pieces: Iterable[Sequence[tuple[UUID, ImportedOutlet]]],
    *,
    source: str,
    run: str = "",
) -> Iterator[int]:
    """Add premises from a register piece by piece, each with its identifier; yield how many there are so far.

    The operator of each is not confirmed. References are given out in the order of the rows. What the register of
    `source` says is kept beside its reference, for the next import to compare with. One audit entry tells of them all,
    with the first and last of the references given out, the `source` (such as fhrs) and the reference of the import
    `run`. An external reference that the authority has already breaks the whole (IntegrityError). Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    count, first, last = 0, "", ""
    fixed = {"authority_id": actor.authority_id, "recorded_at": clock.now(), "missing_source": "", "version": 1}
    for piece in pieces:
        if not piece:
            continue
        references = next_references(session, actor, "R", clock.today().year, len(piece))
        _add_piece(session, piece, references, fixed, source)
        count, first, last = count + len(piece), first or references[0], references[-1]
        yield count
    if count:
        detail = {"count": count, "first": first, "last": last, "source": source, "run": run}
        audit.record(session, actor, "outlet.imported", "import", run or None, detail=detail)


def add_references_from(session: Session, actor: Actor, rows: Any) -> None:
    """Give outlets the numbers that a SELECT says, within the database: nothing is read out and written back.

    `rows` has the columns id, authority_id, outlet_id, scheme, value and words, in this order. A number that the
    authority has already breaks the whole (IntegrityError). Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    columns = ("id", "authority_id", "outlet_id", "scheme", "value", "words")
    session.execute(sa.insert(Reference.__table__).from_select(columns, rows))  # type: ignore[attr-defined]


def _add_piece(
    session: Session,
    piece: Sequence[tuple[UUID, ImportedOutlet]],
    references: Sequence[str],
    fixed: dict[str, Any],
    source: str,
) -> None:
    brands = known_brands()
    has_extras = any(row.extras for _, row in piece)
    outlets, others = [], []
    for (this, row), reference in zip(piece, references, strict=True):
        values = outlet_values(row)
        values["brand"] = brands.of(values["sort_name"])
        values["id"] = this
        values["reference"] = reference
        if has_extras:
            values |= _extra_values(row)
        outlets.append(values)
        others += [
            {
                "id": new_id(),
                "outlet_id": this,
                "scheme": scheme,
                "value": value,
                "words": row.as_json() if scheme == source else None,
            }
            for scheme, value in row.references.items()
        ]
    insert_rows(session, Outlet.__table__, fixed if has_extras else fixed | _EXTRAS, outlets)  # type: ignore[attr-defined]
    insert_rows(session, Reference.__table__, {"authority_id": fixed["authority_id"]}, others)  # type: ignore[attr-defined]


def _extra_values(row: ImportedOutlet) -> dict[str, Any]:
    """Return the further columns of an outlet: what the row says, the rest as it stands when nothing is said."""
    said = {name: value for name, value in row.extras.items() if name in _EXTRAS}
    if said.get("opened_on"):
        said["opened_on"] = date.fromisoformat(said["opened_on"])
    if said.get("status"):
        said["status"] = OutletStatus(said["status"])
    if said.get("telephone"):
        said["telephone_e164"] = comparable_telephone(said["telephone"])
    if said.get("domain") or said.get("marketplace"):
        said["kind"] = OutletKind.ONLINE_SHOP
    return _EXTRAS | said


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
