"""The two tables of the law that are changed alike: provisions, and kinds of product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compliance.offences.models import OffenceVersionRow, ProductCategoryVersionRow
from compliance.offences.models.dated import Dated


@dataclass(frozen=True, slots=True)
class Book:
    """A table of dated rows: `same` is the column that its versions share, `noun` what the audit calls one.

    `needs_first_day` says that a version without a first day was never in force; otherwise it was from the start.
    """

    table: type[Any]
    same: str
    noun: str
    needs_first_day: bool

    def key_of(self, row: Dated) -> str:
        """Return what a row's versions share: the provision, or the code of the kind of product."""
        return str(getattr(row, self.same))

    def shown(self, row: Dated) -> Mapping[str, Any]:
        """Return what a row says, by field, as the audit keeps it."""
        kept = row.model_dump(exclude=_NOT_SAID)
        content = kept.pop("content", {})
        return {**content, **kept}


_NOT_SAID = {
    "id",
    "provision",
    "code",
    "version",
    "revision",
    "change",
    "reason",
    "supersedes_id",
    "superseded_at",
    "set_by_id",
    "set_in_id",
    "set_at",
}

LAW = Book(OffenceVersionRow, "provision", "offence_version", needs_first_day=True)
KINDS = Book(ProductCategoryVersionRow, "code", "product_category", needs_first_day=False)
