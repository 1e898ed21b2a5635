"""Pages of agreements."""

from compliance.agreements.views import outlets
from compliance.agreements.views.blueprint import bp

__all__ = ["bp", "outlets"]
