"""Files of other bodies: which rows are fit, what they would change, and how that is told."""

from compliance.imports.rules.comparing import Compared, FieldChange, Known, compare, is_taken
from compliance.imports.rules.days import read_day
from compliance.imports.rules.keeping import Decision, decide
from compliance.imports.rules.options import Answered, Options, read_options
from compliance.imports.rules.plans import PlanHash, hash_plan
from compliance.imports.rules.postcodes import Postcode, read_postcode
from compliance.imports.rules.premises import read_row
from compliance.imports.rules.report import (
    FIELD_LABELS,
    Counts,
    ImportReport,
    Kept,
    Noted,
    check_authority,
    check_extract,
    check_losses,
)
from compliance.imports.rules.rows import (
    COUNCIL_SCHEME,
    FHRS_SCHEME,
    OWN,
    RETAILER_TYPES,
    ROW_OUTCOME_LABELS,
    Rejected,
    Row,
    RowOutcome,
    clean,
    left_out,
    place_of,
)
from compliance.imports.rules.scope import Scope, scope_of
from compliance.imports.rules.staged import FileRow, Staged, Standing
from compliance.imports.rules.words import (
    FORMAT_LABELS,
    IMPORT_KIND_LABELS,
    RUN_STATE_LABELS,
    Answer,
    Format,
    ImportKind,
    RunState,
)

__all__ = [
    "COUNCIL_SCHEME",
    "FHRS_SCHEME",
    "FIELD_LABELS",
    "FORMAT_LABELS",
    "IMPORT_KIND_LABELS",
    "OWN",
    "RETAILER_TYPES",
    "ROW_OUTCOME_LABELS",
    "RUN_STATE_LABELS",
    "Answer",
    "Answered",
    "Compared",
    "Counts",
    "Decision",
    "FieldChange",
    "FileRow",
    "Format",
    "ImportKind",
    "ImportReport",
    "Kept",
    "Known",
    "Noted",
    "Options",
    "PlanHash",
    "Postcode",
    "Rejected",
    "Row",
    "RowOutcome",
    "RunState",
    "Scope",
    "Staged",
    "Standing",
    "check_authority",
    "check_extract",
    "check_losses",
    "clean",
    "compare",
    "decide",
    "hash_plan",
    "is_taken",
    "left_out",
    "place_of",
    "read_day",
    "read_options",
    "read_postcode",
    "read_row",
    "scope_of",
]
