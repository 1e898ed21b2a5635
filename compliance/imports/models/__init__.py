"""Tables of the imports."""

from compliance.imports.models.mappings import SavedMapping
from compliance.imports.models.runs import ImportRow, ImportRun

__all__ = ["ImportRow", "ImportRun", "SavedMapping"]
