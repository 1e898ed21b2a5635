"""Reads of the register for the map: where each outlet is, by its own position or else its postcode's."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.permissions import Actor
from compliance.places import queries as places
from compliance.places.models import Postcode
from compliance.retailers.models import Outlet
from compliance.retailers.queries.filters import OutletFilter, filtered
from compliance.retailers.queries.outlets import ADDRESS
from compliance.retailers.rules import OutletStatus

MOST_ON_A_MAP = 2_000
MOST_COUNTED = 50_000
LATITUDE = sa.func.coalesce(col(Outlet.latitude), col(Postcode.latitude))
LONGITUDE = sa.func.coalesce(col(Outlet.longitude), col(Postcode.longitude))


@dataclass(frozen=True, slots=True)
class MappedOutlet:
    """An outlet to be drawn, in degrees (WGS84). `by_postcode`: it has no position of its own, so its postcode's."""

    id: UUID
    name: str
    where: str
    latitude: float
    longitude: float
    by_postcode: bool
    is_chain: bool
    status: OutletStatus


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a map shows: at most `MOST_ON_A_MAP` outlets by name, of how many that could be, and how many could not.

    `all_counted` is False when more than `MOST_COUNTED` match: then both are of the first so many that were come upon.
    """

    rows: tuple[MappedOutlet, ...]
    placed: int
    without_position: int
    all_counted: bool = True


def list_mapped(session: Session, actor: Actor, wanted: OutletFilter, *, limit: int = MOST_ON_A_MAP) -> Mapped:
    """Return where the outlets of the actor's authority or force area are that match, the first `limit` by name."""
    chain = sa.func.coalesce(col(Outlet.is_chain), col(Outlet.brand) != "")
    statement = _placed(
        sa.select(
            col(Outlet.id),
            col(Outlet.name),
            col(Outlet.postcode),
            col(Outlet.status),
            col(Outlet.latitude).is_(None).label("by_postcode"),
            chain.label("is_chain"),
            LATITUDE.label("latitude"),
            LONGITUDE.label("longitude"),
            *ADDRESS,
        ).select_from(Outlet)
    ).where(LATITUDE.is_not(None))
    statement = filtered(session, statement, actor, wanted).order_by(col(Outlet.sort_name), col(Outlet.id)).limit(limit)
    rows = tuple(_read(row) for row in session.execute(statement))
    matching = filtered(session, _placed(sa.select(LATITUDE.label("at")).select_from(Outlet)), actor, wanted)
    some = matching.limit(MOST_COUNTED + 1).subquery()
    placed, found = session.execute(sa.select(sa.func.count(some.c.at), sa.func.count()).select_from(some)).one()
    return Mapped(rows, placed, found - placed, all_counted=found <= MOST_COUNTED)


def _placed(statement: Any) -> Any:
    return statement.outerjoin(Postcode, places.at_postcode(col(Outlet.postcode)))


def _read(row: Any) -> MappedOutlet:
    return MappedOutlet(
        id=row.id,
        name=row.name,
        where=", ".join(part for part in (*row[8:], row.postcode or "") if part),
        latitude=row.latitude,
        longitude=row.longitude,
        by_postcode=bool(row.by_postcode),
        is_chain=bool(row.is_chain),
        status=row.status,
    )
