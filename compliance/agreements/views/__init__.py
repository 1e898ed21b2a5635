"""Pages of agreements."""

from compliance.agreements.views import (
    agreement,
    documents,
    entities,
    every,
    officers,
    outlets,
    policies,
    public,
    scans,
    signing,
    texts,
)
from compliance.agreements.views.blueprint import bp

__all__ = [
    "agreement",
    "bp",
    "documents",
    "entities",
    "every",
    "officers",
    "outlets",
    "policies",
    "public",
    "scans",
    "signing",
    "texts",
]
