"""Reads for an import, some thousand rows at a time: premises by their number, or by what is said of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.queries.outlets import ADDRESS, address_lines, is_current
from compliance.retailers.rules import KnownOutlet, Scheme, read_particulars

AT_ONCE = 5000
"""Values of one statement: SQLite takes 32,766, PostgreSQL 65,535."""

_HELD = (
    col(Outlet.id),
    col(Outlet.name),
    col(Outlet.business_type),
    col(Outlet.postcode),
    col(Outlet.postcode_given),
    col(Outlet.latitude),
    col(Outlet.longitude),
    col(Outlet.missing_since_on),
    col(Outlet.version),
    *ADDRESS,
)


def list_known(session: Session, actor: Actor, scheme: Scheme | None, values: Iterable[str]) -> list[KnownOutlet]:
    """Return the outlets of the actor's authority with these references of `scheme`, None for our own references.

    Each comes with what the register of that scheme said of it when it was last imported. Our own reference of an
    outlet that was merged into another leads to that other.
    """
    found: list[KnownOutlet] = []
    for part in _pieces(sorted(set(values)), AT_ONCE):
        if scheme is None:
            found += _by_own_reference(session, actor, part)
            continue
        statement = (
            sa.select(*_HELD, col(Reference.value), col(Reference.words))
            .join(Reference, col(Reference.outlet_id) == col(Outlet.id))
            .where(col(Reference.scheme) == scheme, col(Reference.value).in_(part))
        )
        found += [_known(row, row.value, row.words) for row in _read(session, statement, actor, Reference)]
    return found


def _by_own_reference(session: Session, actor: Actor, references: Sequence[str]) -> list[KnownOutlet]:
    statement = sa.select(*_HELD, col(Outlet.reference), col(Outlet.merged_into_id))
    rows = _read(session, statement.where(col(Outlet.reference).in_(references)), actor, Outlet)
    found = [_known(row, row.reference, None) for row in rows if row.merged_into_id is None]
    merged = {row.reference: row.merged_into_id for row in rows if row.merged_into_id is not None}
    while merged:
        wanted = sorted(set(merged.values()))
        rows = _read(session, statement.where(col(Outlet.id).in_(wanted)), actor, Outlet)
        there = {row.id: row for row in rows}
        found += [
            _known(there[into], reference, None)
            for reference, into in merged.items()
            if into in there and there[into].merged_into_id is None
        ]
        merged = {
            reference: there[into].merged_into_id
            for reference, into in merged.items()
            if into in there and there[into].merged_into_id is not None
        }
    return found


def _read(session: Session, statement: Any, actor: Actor, table: Any) -> Sequence[Any]:
    return session.execute(within(statement, actor, col(table.authority_id)).order_by(col(Outlet.id))).all()


def _known(row: Any, reference: str, words: Any) -> KnownOutlet:
    return KnownOutlet(
        outlet_id=row.id,
        reference=reference,
        name=row.name,
        business_type=row.business_type,
        address_lines=address_lines(row[9:13]),
        postcode=row.postcode,
        postcode_given=row.postcode_given,
        latitude=row.latitude,
        longitude=row.longitude,
        missing_since_on=row.missing_since_on,
        version=row.version,
        words=read_particulars(words) if words else None,
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """An outlet as it is told from others without a number: by its folded name and where it is."""

    outlet_id: UUID
    version: int
    name: str
    sort_name: str
    postcode: str | None
    postcode_given: str
    domain: str | None
    address_lines: tuple[str, ...]


def list_placed(
    session: Session,
    actor: Actor,
    *,
    postcodes: Collection[str],
    sort_names: Collection[str],
    without_scheme: Scheme | None = None,
) -> Mapping[str, Sequence[Placed]]:
    """Return the current outlets in these postcodes, or of these names and without a postcode, by folded name.

    `without_scheme` leaves out those with a reference of that scheme.
    """
    found: dict[str, list[Placed]] = defaultdict(list)
    conditions = [(col(Outlet.postcode), postcodes, None), (col(Outlet.sort_name), sort_names, Outlet.postcode)]
    for column, values, blank in conditions:
        for part in _pieces(sorted(set(values)), AT_ONCE):
            statement = sa.select(
                col(Outlet.id),
                col(Outlet.version),
                col(Outlet.name),
                col(Outlet.sort_name),
                col(Outlet.postcode),
                col(Outlet.postcode_given),
                col(Outlet.domain),
                *ADDRESS,
            ).where(column.in_(part), is_current())
            if blank is not None:
                statement = statement.where(col(Outlet.postcode).is_(None))
            if without_scheme is not None:
                statement = statement.where(~has_reference(without_scheme))
            for row in _read(session, statement, actor, Outlet):
                placed = (row.id, row.version, row.name, row.sort_name, row.postcode, row.postcode_given, row.domain)
                found[row.sort_name].append(Placed(*placed, address_lines=address_lines(row[7:])))
    return found


def has_reference(scheme: Scheme) -> Any:
    """Return the condition that an outlet has a reference of a scheme."""
    return sa.exists().where(col(Reference.outlet_id) == col(Outlet.id), col(Reference.scheme) == scheme)


def has_any_without(session: Session, actor: Actor, scheme: Scheme) -> bool:
    """Return whether the authority has a current outlet without a reference of a scheme."""
    statement = within(
        sa.select(col(Outlet.id)).where(is_current(), ~has_reference(scheme)), actor, Outlet.authority_id
    )
    return session.execute(statement.limit(1)).first() is not None


def references_taken(session: Session, actor: Actor, scheme: Scheme, values: Iterable[str]) -> set[str]:
    """Return which of these references of a scheme an outlet of the authority has already."""
    taken: set[str] = set()
    for part in _pieces(sorted(set(values)), AT_ONCE):
        statement = sa.select(col(Reference.value)).where(
            col(Reference.scheme) == scheme, col(Reference.value).in_(part)
        )
        taken |= set(session.execute(within(statement, actor, col(Reference.authority_id))).scalars())
    return taken


def _pieces(values: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """Yield `values` in lists of at most `size`."""
    source = iter(values)
    while part := list(islice(source, size)):
        yield part
