"""Pages of agreements."""

from compliance.agreements.views import documents, officers, outlets, public, signing
from compliance.agreements.views.blueprint import bp

__all__ = ["bp", "documents", "officers", "outlets", "public", "signing"]
