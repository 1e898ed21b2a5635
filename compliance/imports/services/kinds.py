"""Which kind of rows is brought in how."""

from compliance.errors import Refusal
from compliance.imports.rules import IMPORT_KIND_LABELS, ImportKind
from compliance.imports.services.importers import Importer
from compliance.imports.services.premises import PREMISES
from compliance.imports.services.records import RECORDS

IMPORTERS: dict[ImportKind, Importer] = {ImportKind.REGISTER: PREMISES, **RECORDS}


def importer_of(kind: ImportKind) -> Importer:
    """Return how rows of a kind are brought in. Raises Refusal for a kind that cannot be."""
    if kind not in IMPORTERS:
        raise Refusal(f"{IMPORT_KIND_LABELS[kind]} cannot be imported", "kind")
    return IMPORTERS[kind]
