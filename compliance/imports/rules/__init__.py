"""Registers of other bodies: how a file is read, which rows are fit, and what they would change."""

from compliance.imports.rules.fhrs import check_authority, read_fhrs
from compliance.imports.rules.keeping import Decision, decide
from compliance.imports.rules.plan import Change, FieldChange, Kept, Known, Move, Plan, plan
from compliance.imports.rules.postcodes import Postcode, read_postcode
from compliance.imports.rules.report import FIELD_LABELS, Counts, ImportReport, check_extract, check_losses, count
from compliance.imports.rules.rows import (
    FHRS_SCHEME,
    RETAILER_TYPES,
    ROW_OUTCOME_LABELS,
    Register,
    Rejected,
    Row,
    RowOutcome,
    clean,
    place_of,
)
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
    "FHRS_SCHEME",
    "FIELD_LABELS",
    "FORMAT_LABELS",
    "IMPORT_KIND_LABELS",
    "RETAILER_TYPES",
    "ROW_OUTCOME_LABELS",
    "RUN_STATE_LABELS",
    "Answer",
    "Change",
    "Counts",
    "Decision",
    "FieldChange",
    "Format",
    "ImportKind",
    "ImportReport",
    "Kept",
    "Known",
    "Move",
    "Plan",
    "Postcode",
    "Register",
    "Rejected",
    "Row",
    "RowOutcome",
    "RunState",
    "check_authority",
    "check_extract",
    "check_losses",
    "clean",
    "count",
    "decide",
    "place_of",
    "plan",
    "read_fhrs",
    "read_postcode",
]
