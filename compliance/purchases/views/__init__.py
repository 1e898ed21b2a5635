"""Pages of test purchases."""

from compliance.purchases.views import (
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
    sections,
    sheet,
    stages,
    voiding,
)
from compliance.purchases.views.blueprint import bp

__all__ = [
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
    "sections",
    "sheet",
    "stages",
    "voiding",
]
