"""Reads of test purchases, scoped to the actor and fully ordered."""

from compliance.purchases.queries.conditions import (
    last_tested_by,
    last_tests_of,
    never_tested,
    sold_with_clock_running,
    tested_since,
)
from compliance.purchases.queries.due import (
    OwedNotice,
    RunningSale,
    WaitingDispute,
    list_disputes_waiting,
    list_hand_overs_awaited,
    list_outcome_notices_owed,
    list_outlets_with_sales,
    list_sales_running,
)
from compliance.purchases.queries.history import history_of, sales_of, timeline, volunteers_at
from compliance.purchases.queries.lists import (
    COUNT_LIMIT,
    PurchaseFilter,
    PurchasePage,
    PurchaseRow,
    count_purchases,
    list_purchases,
)
from compliance.purchases.queries.retests import RetestDue, list_retests_due
from compliance.purchases.queries.standing import (
    SaleOfDay,
    Standing,
    find_hand_over,
    find_own_purchase,
    get_dispute,
    get_own_purchase,
    get_purchase,
    get_standing,
    list_disputes,
    list_sales_of_day,
)
from compliance.purchases.queries.targets import OperationResult, OutletTests, list_for_operation, tested_before

__all__ = [
    "COUNT_LIMIT",
    "OperationResult",
    "OutletTests",
    "OwedNotice",
    "PurchaseFilter",
    "PurchasePage",
    "PurchaseRow",
    "RetestDue",
    "RunningSale",
    "SaleOfDay",
    "Standing",
    "WaitingDispute",
    "count_purchases",
    "find_hand_over",
    "find_own_purchase",
    "get_dispute",
    "get_own_purchase",
    "get_purchase",
    "get_standing",
    "history_of",
    "last_tested_by",
    "last_tests_of",
    "list_disputes",
    "list_disputes_waiting",
    "list_for_operation",
    "list_hand_overs_awaited",
    "list_outcome_notices_owed",
    "list_outlets_with_sales",
    "list_purchases",
    "list_retests_due",
    "list_sales_of_day",
    "list_sales_running",
    "never_tested",
    "sales_of",
    "sold_with_clock_running",
    "tested_before",
    "tested_since",
    "timeline",
    "volunteers_at",
]
