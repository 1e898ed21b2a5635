"""Reads of the register, scoped to the actor and fully ordered."""

from compliance.retailers.queries.brands import known_brands
from compliance.retailers.queries.comparing import LikelyDuplicate, list_by_reference, list_likely_duplicates
from compliance.retailers.queries.duplicates import Pair, candidates_of, list_likely, list_pairs
from compliance.retailers.queries.entities import (
    OperatedOutlet,
    find_entity_by_company_number,
    get_entity,
    list_operated,
    search_entities,
)
from compliance.retailers.queries.operators import (
    OperatorOn,
    OperatorRow,
    get_operator,
    list_operators,
    list_periods,
    operator_on,
    operators_on,
    timeline,
)
from compliance.retailers.queries.outlets import (
    Identity,
    OutletName,
    get_identity,
    get_outlet,
    get_own_outlet,
    is_current,
    list_references,
    names_of,
)
from compliance.retailers.queries.periods import periods_of
from compliance.retailers.queries.recorded import RecordedDay, first_recorded, last_recorded
from compliance.retailers.queries.register import (
    COUNT_LIMIT,
    OutletFilter,
    OutletPage,
    OutletRow,
    count_outlets,
    list_business_types,
    list_outlets,
)

__all__ = [
    "COUNT_LIMIT",
    "Identity",
    "LikelyDuplicate",
    "OperatedOutlet",
    "OperatorOn",
    "OperatorRow",
    "OutletFilter",
    "OutletName",
    "OutletPage",
    "OutletRow",
    "Pair",
    "RecordedDay",
    "candidates_of",
    "count_outlets",
    "find_entity_by_company_number",
    "first_recorded",
    "get_entity",
    "get_identity",
    "get_operator",
    "get_outlet",
    "get_own_outlet",
    "is_current",
    "known_brands",
    "last_recorded",
    "list_business_types",
    "list_by_reference",
    "list_likely",
    "list_likely_duplicates",
    "list_operated",
    "list_operators",
    "list_outlets",
    "list_pairs",
    "list_periods",
    "list_references",
    "names_of",
    "operator_on",
    "operators_on",
    "periods_of",
    "search_entities",
    "timeline",
]
