"""Bring in past records: visits, agreements, training and test purchases, each through the noun's own service."""

from compliance.imports.rules import ImportKind
from compliance.imports.services.importers import Importer
from compliance.imports.services.records.agreements import AGREEMENTS
from compliance.imports.services.records.purchases import PURCHASES
from compliance.imports.services.records.records import importer
from compliance.imports.services.records.training import TRAINING
from compliance.imports.services.records.visits import VISITS

RECORDS: dict[ImportKind, Importer] = {
    ImportKind.VISITS: importer(VISITS),
    ImportKind.AGREEMENTS: importer(AGREEMENTS),
    ImportKind.TRAINING: importer(TRAINING),
    ImportKind.PURCHASES: importer(PURCHASES),
}

__all__ = ["RECORDS"]
