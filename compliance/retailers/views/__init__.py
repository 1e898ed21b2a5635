"""Pages of the register."""

from compliance.retailers.views import (
    dealings,
    entities,
    map,  # noqa: A004 - a view is named by its page
    misplaced,
    operators,
    outlet,
    register,
    standing,
    trade,
)
from compliance.retailers.views.blueprint import bp

__all__ = ["bp", "dealings", "entities", "map", "misplaced", "operators", "outlet", "register", "standing", "trade"]
