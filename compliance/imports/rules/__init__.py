"""Registers of other bodies: how a file is read, which rows are fit, and what they would change."""

from compliance.imports.rules.fhrs import check_authority, read_fhrs
from compliance.imports.rules.plan import Change, FieldChange, Known, Move, Plan, plan
from compliance.imports.rules.postcodes import Postcode, read_postcode
from compliance.imports.rules.report import FIELD_LABELS, Counts, ImportReport, check_extract, count
from compliance.imports.rules.rows import (
    FHRS_SCHEME,
    RETAILER_TYPES,
    ROW_OUTCOME_LABELS,
    Register,
    Rejected,
    Row,
    RowOutcome,
    clean,
)

__all__ = [
    "FHRS_SCHEME",
    "FIELD_LABELS",
    "RETAILER_TYPES",
    "ROW_OUTCOME_LABELS",
    "Change",
    "Counts",
    "FieldChange",
    "ImportReport",
    "Known",
    "Move",
    "Plan",
    "Postcode",
    "Register",
    "Rejected",
    "Row",
    "RowOutcome",
    "check_authority",
    "check_extract",
    "clean",
    "count",
    "plan",
    "read_fhrs",
    "read_postcode",
]
