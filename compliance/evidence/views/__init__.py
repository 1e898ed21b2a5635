"""Pages of evidence."""

from compliance.evidence.views import tus, uploads
from compliance.evidence.views.blueprint import bp

__all__ = ["bp", "tus", "uploads"]
