"""Pages of the register."""

from compliance.retailers.views import entities, operators, outlet, register
from compliance.retailers.views.blueprint import bp

__all__ = ["bp", "entities", "operators", "outlet", "register"]
