"""Pages of the register."""

from compliance.retailers.views import (
    adding,
    dealings,
    duplicates,
    entities,
    following,
    map,  # noqa: A004 - a view is named by its page
    merging,
    misplaced,
    operators,
    outlet,
    register,
    standing,
    trade,
)
from compliance.retailers.views.blueprint import bp

__all__ = [
    "adding",
    "bp",
    "dealings",
    "duplicates",
    "entities",
    "following",
    "map",
    "merging",
    "misplaced",
    "operators",
    "outlet",
    "register",
    "standing",
    "trade",
]
