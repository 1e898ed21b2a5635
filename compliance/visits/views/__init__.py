"""Pages of visits."""

from compliance.visits.views import recording
from compliance.visits.views.blueprint import bp

__all__ = ["bp", "recording"]
