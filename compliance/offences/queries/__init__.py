"""Reads of the law as data. It belongs to every authority at once, so it is not scoped to an actor."""

from compliance.offences.queries.categories import (
    category_of,
    category_on,
    is_kind,
    list_categories,
    list_category_versions,
)
from compliance.offences.queries.law import list_versions, version_of
from compliance.offences.queries.rows import get_row, list_rows

__all__ = [
    "category_of",
    "category_on",
    "get_row",
    "is_kind",
    "list_categories",
    "list_category_versions",
    "list_rows",
    "list_versions",
    "version_of",
]
