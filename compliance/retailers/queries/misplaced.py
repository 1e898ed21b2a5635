"""Reads of outlets whose place is in doubt: in another authority, outside London, or nowhere that is known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from compliance.accounts.models import Authority
from compliance.database import within_area
from compliance.permissions import Actor
from compliance.places import queries as places
from compliance.places.models import Postcode
from compliance.retailers.models import Outlet
from compliance.retailers.queries.outlets import ADDRESS, is_current
from compliance.retailers.rules import OutletKind
from compliance.retailers.rules.places import SLIGHT, Doubt, PlaceDoubt, Whereabouts, list_doubts

LOOKED_AT = 50_000
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class MisplacedRow:
    """Premises whose place is in doubt, with what is in doubt."""

    id: UUID
    reference: str
    name: str
    where: str
    authority_name: str
    is_own: bool
    postcode: str | None
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class MisplacedPage:
    """A page of premises by name, and how many there are of each doubt.

    `all_looked_at` is False when there are more premises than are looked at: then only the first by name were.
    """

    rows: tuple[MisplacedRow, ...]
    counts: Mapping[PlaceDoubt, int]
    after: UUID | None
    all_looked_at: bool


def is_without_position() -> ColumnElement[bool]:
    """Return the condition that premises have no position of their own, nor a postcode that is known."""
    known = sa.exists().where(places.at_postcode(col(Outlet.postcode))).correlate(Outlet)
    return sa.and_(col(Outlet.kind) == OutletKind.PREMISES, col(Outlet.latitude).is_(None), ~known)


def has_postcode_elsewhere() -> ColumnElement[bool]:
    """Return the condition that the postcode of premises lies in the district of another authority."""
    own = sa.select(col(Authority.ons_code)).where(col(Authority.id) == col(Outlet.authority_id)).correlate(Outlet)
    elsewhere = sa.exists().where(
        places.at_postcode(col(Outlet.postcode)),
        col(Postcode.district_code) != "",
        col(Postcode.district_code) != own.scalar_subquery(),
    )
    return sa.and_(col(Outlet.kind) == OutletKind.PREMISES, elsewhere.correlate(Outlet))


def list_misplaced(
    session: Session, actor: Actor, doubt: PlaceDoubt | None = None, *, after: UUID | None = None, limit: int = 50
) -> MisplacedPage:
    """Return a page of the premises of the actor's authority or force area whose place is in doubt, by name.

    `doubt` asks for one kind only; the counts are of every kind, also of those that are not listed unasked
    (`SLIGHT`). `after` is the last outlet of the page before.
    """
    counts: Counter[PlaceDoubt] = Counter()
    found: dict[UUID, tuple[Doubt, ...]] = {}
    looked_at = more = 0
    behind = after is None
    rows = session.execute(_premises(actor), execution_options={"yield_per": AT_ONCE})
    for row, doubts in _doubtful(session, rows):
        looked_at += 1
        if not doubts:
            continue
        kinds = {one.kind for one in doubts}
        counts.update(kinds)
        if doubt in kinds if doubt else kinds - SLIGHT:
            if behind and len(found) < limit:
                found[row.id] = doubts
            elif behind:
                more += 1
            behind = behind or row.id == after
    shown = tuple(_rows(session, actor, found))
    return MisplacedPage(shown, counts, shown[-1].id if more else None, all_looked_at=looked_at < LOOKED_AT)


def _premises(actor: Actor) -> Any:
    """Return the statement of what is needed to judge each premises, and no more: there may be very many."""
    statement = (
        sa.select(
            col(Outlet.id),
            col(Outlet.latitude),
            col(Outlet.longitude),
            col(Authority.ons_code),
            col(Postcode.district_code),
        )
        .join(Authority, col(Authority.id) == col(Outlet.authority_id))
        .outerjoin(Postcode, places.at_postcode(col(Outlet.postcode)))
        .where(col(Outlet.kind) == OutletKind.PREMISES, is_current())
        .order_by(col(Outlet.sort_name), col(Outlet.id))
        .limit(LOOKED_AT)
    )
    return within_area(statement, actor, col(Outlet.authority_id))


def _doubtful(session: Session, rows: Iterable[Any]) -> Iterator[tuple[Any, tuple[Doubt, ...]]]:
    """Yield each row with what is in doubt of it, testing many positions against a boundary at once."""
    names = {district.code: district.name for district in places.list_districts(session)}
    rest = iter(rows)
    while chunk := list(islice(rest, AT_ONCE)):
        outside = _outside(chunk)
        for row in chunk:
            own, district = row.ons_code, row.district_code
            is_elsewhere = bool(own and district) and own != district
            if row.id in outside or is_elsewhere or row.latitude is None:
                yield row, list_doubts(_whereabouts(row, names, is_outside=row.id in outside))
            else:
                yield row, ()


def _outside(rows: Sequence[Any]) -> set[UUID]:
    """Return the outlets whose own position lies outside their authority, as far as its boundary is known."""
    known = places.boroughs()
    outside: set[UUID] = set()
    by_code: dict[str, list[Any]] = {}
    for row in rows:
        if row.latitude is not None and known.has(row.ons_code):
            by_code.setdefault(row.ons_code, []).append(row)
    for code, placed in by_code.items():
        apart = known.outside(code, [(row.latitude, row.longitude) for row in placed])
        outside.update(row.id for row, away in zip(placed, apart, strict=True) if away)
    return outside


def _whereabouts(row: Any, names: Mapping[str, str], *, is_outside: bool) -> Whereabouts:
    known, district = places.boroughs(), row.district_code
    there = known.district_at(row.latitude, row.longitude) if is_outside else None
    return Whereabouts(
        own_district=row.ons_code,
        has_position=row.latitude is not None,
        postcode_known=district is not None,
        postcode_district=(district, names.get(district, district)) if district else None,
        position_district=(there[0], names.get(*there)) if there else None,
        metres_outside=known.metres_outside(row.ons_code, row.latitude, row.longitude) if is_outside else None,
    )


def _rows(session: Session, actor: Actor, found: Mapping[UUID, tuple[Doubt, ...]]) -> Iterator[MisplacedRow]:
    """Yield what is shown of the outlets found, in their order. One query for each 500."""
    statement: Any = sa.select(
        col(Outlet.id),
        col(Outlet.reference),
        col(Outlet.name),
        col(Outlet.postcode),
        col(Outlet.postcode_given),
        col(Outlet.authority_id),
        col(Authority.name).label("authority_name"),
        *ADDRESS,
    ).join(Authority, col(Authority.id) == col(Outlet.authority_id))
    statement = within_area(statement, actor, col(Outlet.authority_id))
    ids, by_id = list(found), {}
    for start in range(0, len(ids), 500):
        some = statement.where(col(Outlet.id).in_(ids[start : start + 500]))
        by_id.update({row.id: row for row in session.execute(some)})
    for outlet_id, doubts in found.items():
        row = by_id[outlet_id]
        yield MisplacedRow(
            id=row.id,
            reference=row.reference,
            name=row.name,
            where=", ".join(part for part in (*row[7:], row.postcode or row.postcode_given) if part),
            authority_name=row.authority_name,
            is_own=row.authority_id == actor.authority_id,
            postcode=row.postcode,
            doubts=doubts,
        )
