"""Tables of the law as dated data: offence versions and product categories. Shared by every authority."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from compliance.database import Table


class OffenceVersionRow(Table, table=True):
    """One version of one provision, with the days it was in force. Read as `rules.OffenceVersion`."""

    __tablename__ = "offence_versions"
    __table_args__ = (sa.UniqueConstraint("provision", "version"),)
    provision: str = Field(max_length=40)
    version: int
    content: dict[str, Any] = Field(sa_type=sa.JSON)
    mode_of_trial: str = Field(max_length=20)
    in_force_from: date | None = None
    in_force_to: date | None = None
    confirmed: bool = False


class ProductCategoryRow(SQLModel, table=True):
    """A kind of product and the five flags that decide which offences its sale can be."""

    __tablename__ = "product_categories"
    code: str = Field(primary_key=True, max_length=40)
    label: str = Field(max_length=120)
    position: int
    is_141a_article: bool
    is_bladed_product: bool
    prohibited_weapon: bool
    corrosive: bool
    crossbow: bool
