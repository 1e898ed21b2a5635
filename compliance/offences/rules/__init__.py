"""Which law applied on a day, how long there is to prosecute, and what kind of product was sold."""

from compliance.offences.rules.clock import (
    ALERT_BANDS,
    Clock,
    ClockState,
    earliest_offence_day,
    last_day_to_prosecute,
    prosecution_clock,
)
from compliance.offences.rules.law import (
    LIMITATION_MONTHS,
    ModeOfTrial,
    OffenceVersion,
    Provision,
    quotable,
    version_on,
)
from compliance.offences.rules.products import (
    CATEGORIES,
    FLAG_LABELS,
    Category,
    ProductCategory,
    check_product,
    flags_of,
    provisions_for_sale,
)
from compliance.offences.rules.seed import SEED

__all__ = [
    "ALERT_BANDS",
    "CATEGORIES",
    "FLAG_LABELS",
    "LIMITATION_MONTHS",
    "SEED",
    "Category",
    "Clock",
    "ClockState",
    "ModeOfTrial",
    "OffenceVersion",
    "ProductCategory",
    "Provision",
    "check_product",
    "earliest_offence_day",
    "flags_of",
    "last_day_to_prosecute",
    "prosecution_clock",
    "provisions_for_sale",
    "quotable",
    "version_on",
]
