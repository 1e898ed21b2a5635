"""Pages of test purchases."""

from compliance.purchases.views import lists, one, recording
from compliance.purchases.views.blueprint import bp

__all__ = ["bp", "lists", "one", "recording"]
