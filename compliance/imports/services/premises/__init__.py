"""The import of premises: a food hygiene register, or any list of shops."""

from compliance.imports.rules import RowOutcome
from compliance.imports.services.importers import Importer
from compliance.imports.services.premises.finishing import finish
from compliance.imports.services.premises.judging import judge
from compliance.imports.services.premises.restoring import restore, standing
from compliance.imports.services.premises.writing import write

PREMISES = Importer(
    judge=judge, finish=finish, write=write, standing=standing, restore=restore, same=RowOutcome.MATCHED
)

__all__ = ["PREMISES"]
