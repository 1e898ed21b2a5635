"""Pages of test purchases."""

from compliance.purchases.views import (
    accounts,
    dispute_lists,
    disputes,
    hand_over,
    history,
    lists,
    one,
    online,
    parties,
    policies,
    recording,
    reviews,
    sections,
    sheet,
    stages,
    statements,
    voiding,
)
from compliance.purchases.views.blueprint import bp

__all__ = [
    "accounts",
    "bp",
    "dispute_lists",
    "disputes",
    "hand_over",
    "history",
    "lists",
    "one",
    "online",
    "parties",
    "policies",
    "recording",
    "reviews",
    "sections",
    "sheet",
    "stages",
    "statements",
    "voiding",
]
