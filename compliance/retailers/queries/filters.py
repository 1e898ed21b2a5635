"""Which outlets a list, a map or an export shows: the filter, as conditions of a statement."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock
from compliance.permissions import Actor
from compliance.places import queries as places
from compliance.retailers.models import Outlet, OutletChannel, OutletProduct
from compliance.retailers.queries.misplaced import has_postcode_elsewhere, is_without_position
from compliance.retailers.queries.outlets import is_current, operating
from compliance.retailers.queries.search import found_by, is_within
from compliance.retailers.rules import Channel, OutletKind, OutletStatus, postcode_beginning
from compliance.retailers.rules.places import PlaceDoubt

Condition = Callable[[Any], Any]
"""Of the column of the outlet's identifier, the condition that an outlet must meet: how other slices filter a list."""


@dataclass(frozen=True, slots=True)
class OutletFilter:
    """Which outlets a list shows. A text of "" and None ask nothing. Those merged away are never shown.

    `search`: see `search.found_by`. `district` is the first half of a postcode, such as E8. `chain`: whether it belongs
    to a chain. `selling` and `channel`: what it was seen to sell, and how. `conditions` are those of other slices.
    """

    search: str = ""
    status: OutletStatus | None = None
    kind: OutletKind | None = None
    business_type: str = ""
    district: str = ""
    ward: str = ""
    operator_confirmed: bool | None = None
    chain: bool | None = None
    selling: str | None = None
    channel: Channel | None = None
    missing: bool = False
    doubt: PlaceDoubt | None = None
    authority_id: UUID | None = None
    conditions: tuple[Condition, ...] = field(default=(), compare=False)

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return bool(self != OutletFilter() or self.conditions)


def filtered(session: Session, statement: Any, actor: Actor, wanted: OutletFilter) -> Any:
    """Limit a statement about outlets to those of the actor's authority or force area that `wanted` asks for."""
    statement = statement.where(is_current(), is_within(actor, col(Outlet.authority_id)), *_conditions(wanted))
    if search := " ".join(wanted.search.split()):
        statement = statement.where(found_by(session, actor, search).condition)
    return statement


def counted(session: Session, actor: Actor, wanted: OutletFilter) -> Any:
    """Return a statement with a row for each outlet that `filtered` would find, in no order: for counting them."""
    statement = sa.select(sa.literal(1)).select_from(Outlet)
    search = " ".join(wanted.search.split())
    found = found_by(session, actor, search) if search else None
    if found is None or found.ids is None:
        statement = statement.where(found.condition) if found else statement
    else:
        ids = found.ids.subquery()
        statement = statement.join(ids, ids.c[0] == col(Outlet.id))
    return statement.where(is_current(), is_within(actor, col(Outlet.authority_id)), *_conditions(wanted))


def besides_search(wanted: OutletFilter) -> Any:
    """Return the condition of all that is asked for but the search."""
    return sa.and_(is_current(), *_conditions(wanted))


def _conditions(wanted: OutletFilter) -> list[Any]:
    exact = (
        (Outlet.status, wanted.status),
        (Outlet.kind, wanted.kind),
        (Outlet.business_type, wanted.business_type),
        (Outlet.authority_id, wanted.authority_id),
    )
    conditions = [col(column) == value for column, value in exact if value]
    if wanted.district:
        conditions.append(_in_district(wanted.district))
    if wanted.ward:
        conditions.append(places.in_ward(col(Outlet.postcode), wanted.ward))
    if wanted.operator_confirmed is not None:
        known = sa.exists().where(operating(clock.today())).correlate(Outlet)
        conditions.append(known if wanted.operator_confirmed else ~known)
    if wanted.chain is not None:
        conditions.append(is_of_chain() if wanted.chain else ~is_of_chain())
    if wanted.selling:
        conditions.append(_has(OutletProduct, OutletProduct.category, wanted.selling, col(OutletProduct.sold)))
    if wanted.channel:
        conditions.append(_has(OutletChannel, OutletChannel.channel, wanted.channel))
    if wanted.missing:
        conditions.append(col(Outlet.missing_since_on).is_not(None))
    if wanted.doubt:
        conditions.append(_DOUBTS[wanted.doubt]())
    return conditions + [condition(col(Outlet.id)) for condition in wanted.conditions]


_DOUBTS: dict[PlaceDoubt, Callable[[], Any]] = {
    PlaceDoubt.POSTCODE_ELSEWHERE: has_postcode_elsewhere,
    PlaceDoubt.NO_POSITION: is_without_position,
}


def _in_district(district: str) -> Any:
    beginning = postcode_beginning(district) or district.upper()
    behind = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return sa.and_(col(Outlet.postcode) >= beginning, col(Outlet.postcode) < behind)


def is_of_chain() -> Any:
    """Return the condition that an outlet belongs to a chain: as an officer says, or else as its brand does."""
    return sa.func.coalesce(col(Outlet.is_chain), col(Outlet.brand) != "")


def _has(table: Any, column: Any, value: Any, *conditions: Any) -> Any:
    found = sa.exists().where(col(table.outlet_id) == col(Outlet.id), col(column) == value, *conditions)
    return found.correlate(Outlet)
