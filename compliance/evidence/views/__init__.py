"""Pages of evidence."""

from compliance.evidence.views import labels, one, purchase, store, tus, uploads
from compliance.evidence.views.blueprint import bp

__all__ = ["bp", "labels", "one", "purchase", "store", "tus", "uploads"]
