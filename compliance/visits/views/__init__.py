"""Pages of visits."""

from compliance.visits.views import reading, recording
from compliance.visits.views.blueprint import bp

__all__ = ["bp", "reading", "recording"]
