"""Reads of how an outlet trades: its other names, products, channels, displays, hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within, within_area
from compliance.errors import NotFound
from compliance.offences.models import ProductCategoryRow
from compliance.permissions import Actor
from compliance.retailers.models import OpeningHours, OutletChannel, OutletDisplay, OutletProduct, TradingName
from compliance.retailers.rules import Hours, ProductSeen, read_stored


def list_names(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[TradingName]:
    """Return the names beside the present one of an outlet the actor may see, the latest first."""
    statement = within_area(
        select(TradingName).where(TradingName.outlet_id == outlet_id), actor, col(TradingName.authority_id)
    )
    found = session.exec(statement.order_by(col(TradingName.sort_name), col(TradingName.id))).all()
    return sorted(found, key=lambda name: (name.to_on or date.max, name.from_on or date.min), reverse=True)


def get_name(session: Session, actor: Actor, outlet_id: UUID, name_id: UUID) -> TradingName:
    """Return a name of an outlet of the actor's own authority. Raises NotFound."""
    statement = select(TradingName).where(TradingName.id == name_id, TradingName.outlet_id == outlet_id)
    found: TradingName | None = session.exec(within(statement, actor, col(TradingName.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_products(session: Session, actor: Actor, outlet_id: UUID) -> list[ProductSeen]:
    """Return what is known of the products of an outlet the actor may see, in the order of the categories."""
    statement = (
        select(OutletProduct)
        .join(ProductCategoryRow, col(ProductCategoryRow.code) == col(OutletProduct.category))
        .where(OutletProduct.outlet_id == outlet_id)
        .order_by(col(ProductCategoryRow.position), col(ProductCategoryRow.code))
    )
    found = session.exec(within_area(statement, actor, col(OutletProduct.authority_id))).all()
    return [ProductSeen(row.category, row.sold, row.seen_on, row.seen_by_id) for row in found]


@dataclass(frozen=True, slots=True)
class Seen:
    """A channel, or a way of storing or displaying knives, as it was last seen, on which day and by whom."""

    what: StrEnum
    seen_on: date
    seen_by_id: UUID | None


def list_channels(session: Session, actor: Actor, outlet_id: UUID) -> list[Seen]:
    """Return the channels of an outlet the actor may see, in their order."""
    return _seen(session, actor, OutletChannel, OutletChannel.channel, outlet_id)


def list_displays(session: Session, actor: Actor, outlet_id: UUID) -> list[Seen]:
    """Return how knives are stored and displayed at an outlet the actor may see, in the order of the list."""
    return _seen(session, actor, OutletDisplay, OutletDisplay.display, outlet_id)


def _seen(session: Session, actor: Actor, table: Any, column: Any, outlet_id: UUID) -> list[Seen]:
    statement = within_area(select(table).where(table.outlet_id == outlet_id), actor, col(table.authority_id))
    order: list[StrEnum] = list(column.type.enum_class)
    found = [Seen(getattr(row, column.key), row.seen_on, row.seen_by_id) for row in session.exec(statement)]
    return sorted(found, key=lambda one: order.index(one.what))


def week_of(session: Session, actor: Actor, outlet_id: UUID) -> dict[int, Hours]:
    """Return the opening hours of an outlet the actor may see, by weekday (0 is Monday), where known."""
    statement = select(OpeningHours).where(OpeningHours.outlet_id == outlet_id).order_by(col(OpeningHours.weekday))
    found = session.exec(within_area(statement, actor, col(OpeningHours.authority_id)))
    return {row.weekday: read_stored(row.hours) for row in found}


@dataclass(frozen=True, slots=True)
class Trade:
    """How an outlet trades, as its page shows it. `seen_by` names the officers who saw it, by their identifiers."""

    names: Sequence[TradingName]
    products: Sequence[ProductSeen]
    channels: Sequence[Seen]
    displays: Sequence[Seen]
    week: Mapping[int, Hours]
    seen_by: Mapping[UUID, str]


def get_trade(session: Session, actor: Actor, outlet_id: UUID) -> Trade:
    """Return how an outlet the actor may see trades: what police planners see of it too. Six queries."""
    products = list_products(session, actor, outlet_id)
    channels = list_channels(session, actor, outlet_id)
    displays = list_displays(session, actor, outlet_id)
    seen: list[ProductSeen | Seen] = [*products, *channels, *displays]
    officers = {one.seen_by_id for one in seen if one.seen_by_id}
    return Trade(
        names=list_names(session, actor, outlet_id),
        products=products,
        channels=channels,
        displays=displays,
        week=week_of(session, actor, outlet_id),
        seen_by=accounts.officer_names(session, officers),
    )
