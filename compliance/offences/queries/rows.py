"""Reads of the rows themselves, with who set each, for the pages of the law."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.errors import NotFound
from compliance.offences.models import OffenceVersionRow, ProductCategoryRow


def list_rows(session: Session, table: type[Any], key: str | None = None) -> Sequence[Any]:
    """Return the rows of a table of the law, superseded ones too, by what they share, number and revision. One query.

    `key` is a provision or the code of a kind of product; kinds of product come in the order of lists.
    """
    if table is OffenceVersionRow:
        statement, same = select(table), table.provision
        order: list[Any] = [same]
    else:
        statement = select(table).join(ProductCategoryRow, col(ProductCategoryRow.code) == col(table.code))
        same = table.code
        order = [col(ProductCategoryRow.position), same]
    if key is not None:
        statement = statement.where(same == key)
    return session.exec(statement.order_by(*order, col(table.version), col(table.revision))).all()


def get_row(session: Session, table: type[Any], row_id: UUID) -> Any:
    """Return a row, superseded or not. Raises NotFound."""
    found = session.get(table, row_id)
    if found is None:
        raise NotFound
    return found
