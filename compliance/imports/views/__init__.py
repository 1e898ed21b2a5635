"""Pages of the imports: a file in, step by step; what each import did; the saved mappings."""

from compliance.imports.views import checking, columns, mappings, preview, runs, undoing, uploading
from compliance.imports.views.blueprint import bp

__all__ = ["bp", "checking", "columns", "mappings", "preview", "runs", "undoing", "uploading"]
