"""Past records: visits, agreements, training and test purchases that an officer kept in a spreadsheet (pure)."""

from collections.abc import Mapping

from compliance.imports.rules.mapping import Field
from compliance.imports.rules.records.agreements import AGREEMENT_FIELDS, PastAgreement, read_agreement
from compliance.imports.rules.records.people import Person, find_person
from compliance.imports.rules.records.purchases import (
    PURCHASE_FIELDS,
    PastPurchase,
    check_unnamed,
    fields_with,
    read_purchase,
    unnamed_cells,
)
from compliance.imports.rules.records.training import TRAINING_FIELDS, PastAttendance, read_attendance
from compliance.imports.rules.records.visits import VISIT_FIELDS, PastVisit, read_visit
from compliance.imports.rules.records.which import Which
from compliance.imports.rules.words import ImportKind

RECORD_FIELDS: Mapping[ImportKind, tuple[Field, ...]] = {
    ImportKind.VISITS: VISIT_FIELDS,
    ImportKind.AGREEMENTS: AGREEMENT_FIELDS,
    ImportKind.TRAINING: TRAINING_FIELDS,
    ImportKind.PURCHASES: PURCHASE_FIELDS,
}

__all__ = [
    "RECORD_FIELDS",
    "PastAgreement",
    "PastAttendance",
    "PastPurchase",
    "PastVisit",
    "Person",
    "Which",
    "check_unnamed",
    "fields_with",
    "find_person",
    "read_agreement",
    "read_attendance",
    "read_purchase",
    "read_visit",
    "unnamed_cells",
]
