"""Tables of the kinds of product: which there are, and what each was from one day to another."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from compliance.offences.models.dated import ENDS, REASON, SET, Dated, refuse_all_but_superseding, refuse_two_on_a_day

_STANDS = sa.text("superseded_at IS NULL")


class ProductCategoryRow(SQLModel, table=True):
    """A kind of product by its code, which records keep for ever, and its place in lists."""

    __tablename__ = "product_categories"
    code: str = Field(primary_key=True, max_length=40)
    position: int


class ProductCategoryVersionRow(Dated, table=True):
    """What a kind of product was called and which law may reach it, from one day to another.

    Without a first day it was so from the start of the record. `revision` counts the rows that a version has had.
    """

    __tablename__ = "product_category_versions"
    __table_args__ = (
        sa.UniqueConstraint("code", "version", "revision"),
        sa.UniqueConstraint("supersedes_id"),
        sa.ForeignKeyConstraint(["supersedes_id"], ["product_category_versions.id"]),
        sa.Index(
            "uq_product_category_versions_stands",
            "code",
            "version",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        sa.CheckConstraint(ENDS, name="ends_after_start"),
        sa.CheckConstraint(SET, name="set_by_somebody"),
        sa.CheckConstraint(REASON, name="changed_for_a_reason"),
        sa.CheckConstraint("(revision = 1) = (supersedes_id IS NULL)", name="first_supersedes_none"),
    )
    code: str = Field(foreign_key="product_categories.code", max_length=40)
    version: int
    revision: int = 1
    label: str = Field(max_length=120)
    is_141a_article: bool
    is_bladed_product: bool
    prohibited_weapon: bool
    corrosive: bool
    crossbow: bool
    note: str = Field(default="", max_length=500)
    source: str = Field(default="", max_length=1000)


refuse_all_but_superseding(
    "product_category_versions",
    (
        "id",
        "code",
        "version",
        "revision",
        "label",
        "is_141a_article",
        "is_bladed_product",
        "prohibited_weapon",
        "corrosive",
        "crossbow",
        "note",
        "source",
        "in_force_from",
        "in_force_to",
        "confirmed",
        "change",
        "reason",
        "supersedes_id",
        "set_by_id",
        "set_in_id",
        "set_at",
    ),
    "a version of a kind of product",
)
refuse_two_on_a_day(
    "product_category_versions",
    "code",
    "NEW.superseded_at IS NULL",
    "two versions of one kind of product cannot be in force on the same day",
)
