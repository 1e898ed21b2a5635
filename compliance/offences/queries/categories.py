"""Reads of the kinds of product, as they stood on a day."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.offences.models import ProductCategoryRow, ProductCategoryVersionRow
from compliance.offences.rules import Category, categories_on, category_at


def list_category_versions(session: Session) -> Sequence[Category]:
    """Return every version of every kind of product that stands, in the order of lists, then by number. One query."""
    statement = (
        select(ProductCategoryVersionRow)
        .join(ProductCategoryRow, col(ProductCategoryRow.code) == col(ProductCategoryVersionRow.code))
        .where(col(ProductCategoryVersionRow.superseded_at).is_(None))
        .order_by(
            col(ProductCategoryRow.position), col(ProductCategoryRow.code), col(ProductCategoryVersionRow.version)
        )
    )
    return [category_of(row) for row in session.exec(statement).all()]


def list_categories(session: Session, day: date) -> Sequence[Category]:
    """Return the kinds of product on the list on `day`, in the order in which they are offered. One query."""
    return categories_on(list_category_versions(session), day)


def category_on(session: Session, code: str, day: date) -> Category:
    """Return a kind of product as it stood on `day`, for a record of that day; see `rules.category_at`. One query.

    Raises NotFound for a code that never was.
    """
    return category_at(list_category_versions(session), code, day)


def is_kind(versions: Sequence[Category], holds: Callable[[Category], bool], code: Any, day: Any) -> Any:
    """Return the condition that the kind of product in the column `code`, as it stood on the column `day`, `holds`.

    It finds the version of a day as `rules.category_at` does. `versions` are all of them; no query is made.
    """
    by_code: dict[str, list[Category]] = {}
    for one in versions:
        by_code.setdefault(one.code, []).append(one)
    parts = [code.in_([name for name, known in by_code.items() if all(map(holds, known))])]
    for name, known in by_code.items():
        if len({holds(one) for one in known}) == 1:
            continue
        steps = sorted(known, key=lambda one: one.in_force_from or date.min)
        for place, one in enumerate(steps):
            if holds(one):
                within = [day >= one.in_force_from] if place else []
                within += [day < later.in_force_from for later in steps[place + 1 : place + 2]]
                parts.append(sa.and_(code == name, *within))
    return sa.or_(*parts)


def category_of(row: ProductCategoryVersionRow) -> Category:
    """Return a row of the table as the rules take it."""
    return Category(
        code=row.code,
        label=row.label,
        is_141a_article=row.is_141a_article,
        is_bladed_product=row.is_bladed_product,
        prohibited_weapon=row.prohibited_weapon,
        corrosive=row.corrosive,
        crossbow=row.crossbow,
        note=row.note,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        source=row.source,
        confirmed=row.confirmed,
    )
