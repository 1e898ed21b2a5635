"""Reads of outlets whose place is in doubt: in another authority, outside London, or nowhere that is known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast
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
from compliance.retailers.rules.places import Doubt, PlaceDoubt, Whereabouts, list_doubts

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

    `doubt` asks for one kind only; the counts are of every kind. `after` is the last outlet of the page before.
    """
    counts: Counter[PlaceDoubt] = Counter()
    found: list[MisplacedRow] = []
    looked_at = more = 0
    behind = after is None
    rows = session.execute(_premises(actor), execution_options={"yield_per": AT_ONCE})
    for row, doubts in _doubtful(session, rows):
        looked_at += 1
        if not doubts:
            continue
        counts.update({one.kind for one in doubts})
        if doubt is None or any(one.kind is doubt for one in doubts):
            if behind and len(found) < limit:
                found.append(_row(actor, row, doubts))
            elif behind:
                more += 1
            behind = behind or row.id == after
    return MisplacedPage(tuple(found), counts, found[-1].id if more else None, all_looked_at=looked_at < LOOKED_AT)


def _premises(actor: Actor) -> Any:
    statement = (
        sa.select(
            col(Outlet.id),
            col(Outlet.reference),
            col(Outlet.name),
            col(Outlet.postcode),
            col(Outlet.postcode_given),
            col(Outlet.latitude),
            col(Outlet.longitude),
            col(Outlet.authority_id),
            col(Authority.name).label("authority_name"),
            col(Authority.ons_code),
            col(Postcode.district_code),
            *ADDRESS,
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
            yield row, list_doubts(_whereabouts(row, names, is_outside=row.id in outside))


def _outside(rows: Sequence[Any]) -> set[UUID]:
    """Return the outlets whose own position lies outside their authority, as far as its boundary is known."""
    known = places.boroughs()
    outside = set()
    for code in {row.ons_code for row in rows if known.has(row.ons_code)}:
        placed = [row for row in rows if row.ons_code == code and row.latitude is not None]
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


def _row(actor: Actor, row: Any, doubts: tuple[Doubt, ...]) -> MisplacedRow:
    lines = cast("tuple[str, ...]", tuple(row[11:]))
    return MisplacedRow(
        id=row.id,
        reference=row.reference,
        name=row.name,
        where=", ".join(part for part in (*lines, row.postcode or row.postcode_given) if part),
        authority_name=row.authority_name,
        is_own=row.authority_id == actor.authority_id,
        postcode=row.postcode,
        doubts=doubts,
    )
