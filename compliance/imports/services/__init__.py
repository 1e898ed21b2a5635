"""What a clerk does with a file: bring it in, step by step, and take it back."""

from compliance.imports.services.checking import check
from compliance.imports.services.committing import commit
from compliance.imports.services.importers import (
    AT_ONCE,
    Importer,
    Tally,
    change_rows,
    stage,
    staged_rows,
)
from compliance.imports.services.mappings import remove_mapping, rename_mapping, save_mapping
from compliance.imports.services.standing import list_standing
from compliance.imports.services.steps import (
    abandon,
    accept,
    answer_rows,
    ask_undo,
    check_again,
    choose_sheet,
    fail,
    map_columns,
    upload,
)
from compliance.imports.services.undoing import undo

__all__ = [
    "AT_ONCE",
    "Importer",
    "Tally",
    "abandon",
    "accept",
    "answer_rows",
    "ask_undo",
    "change_rows",
    "check",
    "check_again",
    "choose_sheet",
    "commit",
    "fail",
    "list_standing",
    "map_columns",
    "remove_mapping",
    "rename_mapping",
    "save_mapping",
    "stage",
    "staged_rows",
    "undo",
    "upload",
]
