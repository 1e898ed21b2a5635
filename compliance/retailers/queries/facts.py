"""Reads of what the record of an outlet is judged by: its kind, and its first and last day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers.models import Outlet
from compliance.retailers.rules import OutletKind

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What a record of an outlet must agree with. The first and the last day are inclusive, None when not known."""

    outlet_id: UUID
    reference: str
    name: str
    kind: OutletKind
    opened_on: date | None
    closed_on: date | None


def facts_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID]) -> Mapping[UUID, OutletFacts]:
    """Return the facts of outlets of the actor's own authority, by id; another's are left out. One query for 500."""
    wanted = sorted(set(outlet_ids))
    columns = (
        col(Outlet.id),
        col(Outlet.reference),
        col(Outlet.name),
        col(Outlet.kind),
        col(Outlet.opened_on),
        col(Outlet.closed_on),
    )
    found: dict[UUID, OutletFacts] = {}
    for start in range(0, len(wanted), AT_ONCE):
        statement = sa.select(*columns).where(col(Outlet.id).in_(wanted[start : start + AT_ONCE]))
        for row in session.execute(within(statement, actor, col(Outlet.authority_id))):
            found[row.id] = OutletFacts(*row)
    return found
