"""The retailers that sell knives, with all that the lists of training and agreements tell them apart by."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.offences import queries as offences
from compliance.offences.rules import Category, latest_categories
from compliance.permissions import Actor
from compliance.places.models import Postcode, Ward
from compliance.purchases.models import Purchase
from compliance.purchases.queries.lists import COUNTS
from compliance.purchases.queries.standing import is_overturned
from compliance.reports.rules import Seller
from compliance.retailers.models import Outlet, OutletChannel, OutletProduct
from compliance.retailers.queries.filters import is_of_chain
from compliance.retailers.queries.outlets import ADDRESS, is_current, online
from compliance.retailers.rules import OutletStatus

MANY = 500


def list_sellers(session: Session, actor: Actor, day: date) -> list[Seller]:
    """Return the retailers of the actor's authority that sell knives as at `day`, trading or not, by name.

    Those last seen to sell one (the register keeps no earlier days of that) and those with a counted sale in a test by
    `day`. Five queries whatever their number.
    """
    kinds = offences.list_category_versions(session)
    knives = {code for code, one in latest_categories(kinds, day).items() if one.is_knife}
    sold = _last_sales(session, actor, day, kinds)
    sells = sa.select(col(OutletProduct.outlet_id)).where(
        col(OutletProduct.category).in_(sorted(knives)), col(OutletProduct.sold)
    )
    sells = within(sells, actor, col(OutletProduct.authority_id))
    by_sale = sa.select(col(Purchase.outlet_id)).where(*_counted(actor, day, kinds))
    either = sa.or_(col(Outlet.id).in_(sells), col(Outlet.id).in_(by_sale))
    rows = session.execute(within(_outlets().where(either), actor, col(Outlet.authority_id))).all()
    products = _seen(session, actor, OutletProduct.category, col(OutletProduct.sold), col(OutletProduct.outlet_id))
    channels = _seen(session, actor, OutletChannel.channel, sa.true(), col(OutletChannel.outlet_id))
    return [_seller(row, products.get(row.id, ()), channels.get(row.id, ()), sold.get(row.id), knives) for row in rows]


def traits_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID]) -> dict[UUID, Seller]:
    """Return what these outlets of the actor's authority are, by id, whatever they sell. One query for each 500."""
    wanted, found = sorted(set(outlet_ids)), {}
    for start in range(0, len(wanted), MANY):
        some = _outlets().where(col(Outlet.id).in_(wanted[start : start + MANY]))
        for row in session.execute(within(some, actor, col(Outlet.authority_id))):
            found[row.id] = _seller(row, (), (), None)
    return found


def find_outlets(session: Session, actor: Actor, text: str, *, limit: int = 20) -> list[Seller]:
    """Return the outlets of the authority whose name, postcode or reference holds `text`, by name. One query."""
    words = " ".join(text.split())
    columns = (col(Outlet.name), col(Outlet.postcode), col(Outlet.reference))
    matching = sa.or_(*(column.icontains(words, autoescape=True) for column in columns))
    rows = session.execute(within(_outlets().where(matching), actor, col(Outlet.authority_id)).limit(limit))
    return [_seller(row, (), (), None) for row in rows]


def count_register(session: Session, actor: Actor) -> int:
    """Return how many retailers of the actor's authority trade today, whether they sell knives or not. One query."""
    statement = sa.select(sa.func.count()).select_from(Outlet)
    statement = statement.where(is_current(), col(Outlet.status) == OutletStatus.TRADING)
    found: int = session.execute(within(statement, actor, col(Outlet.authority_id))).scalar_one()
    return found


def _counted(actor: Actor, day: date, kinds: Sequence[Category]) -> list[Any]:
    """Return the conditions of a sale of a knife in a test that counts: evidenced, not overturned, by `day`."""
    return [
        COUNTS,
        ~is_overturned(),
        col(Purchase.tested_on) <= day,
        offences.is_kind(kinds, lambda one: one.is_knife, col(Purchase.category_code), col(Purchase.tested_on)),
        col(Purchase.authority_id) == actor.authority_id,
    ]


def _last_sales(session: Session, actor: Actor, day: date, kinds: Sequence[Category]) -> dict[UUID, date]:
    statement = sa.select(col(Purchase.outlet_id), sa.func.max(col(Purchase.tested_on))).where(
        *_counted(actor, day, kinds)
    )
    found = session.execute(statement.group_by(col(Purchase.outlet_id)))
    return {row[0]: row[1] for row in found}


def _seen(session: Session, actor: Actor, shown: Any, condition: Any, outlet_id: Any) -> dict[UUID, list[Any]]:
    """Return what was last seen of each outlet: its products, or its ways of selling. One query."""
    table = outlet_id.class_
    statement = sa.select(outlet_id, col(shown)).where(condition).order_by(outlet_id, col(shown))
    found: dict[UUID, list[Any]] = {}
    for one, value in session.execute(within(statement, actor, col(table.authority_id))):
        found.setdefault(one, []).append(value)
    return found


def _outlets() -> Any:
    return (
        sa.select(
            col(Outlet.id),
            col(Outlet.reference),
            col(Outlet.name),
            col(Outlet.kind),
            col(Outlet.business_type),
            col(Outlet.postcode),
            col(Outlet.domain),
            col(Outlet.marketplace),
            col(Outlet.marketplace_seller),
            col(Outlet.status),
            col(Outlet.status_on),
            col(Outlet.opened_on),
            col(Outlet.closed_on),
            is_of_chain().label("is_chain"),
            col(Ward.code).label("ward_code"),
            col(Ward.name).label("ward"),
            *ADDRESS,
        )
        .outerjoin(Postcode, col(Postcode.postcode) == col(Outlet.postcode))
        .outerjoin(Ward, col(Ward.code) == col(Postcode.ward_code))
        .where(is_current())
        .order_by(col(Outlet.sort_name), col(Outlet.id))
    )


def _seller(
    row: Any,
    products: Sequence[str],
    channels: Sequence[Any],
    sold_on: date | None,
    knives: Collection[str] = frozenset(),
) -> Seller:
    where = ", ".join(part for part in (*row[16:20], row.postcode or "") if part)
    return Seller(
        outlet_id=row.id,
        reference=row.reference,
        name=row.name,
        where=where or online(row.domain, row.marketplace, row.marketplace_seller),
        kind=row.kind,
        ward_code=row.ward_code or "",
        ward=row.ward or "",
        business_type=row.business_type,
        is_chain=bool(row.is_chain),
        status=row.status,
        status_on=row.status_on,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        sells=frozenset(products),
        sells_a_knife=any(code in knives for code in products),
        channels=frozenset(channels),
        sold_on=sold_on,
    )
