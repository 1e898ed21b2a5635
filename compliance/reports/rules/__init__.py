"""What the home page says is due, who is invited next, and how far the scheme has got (pure)."""

from compliance.reports.rules.adoption import (
    BY_LABELS,
    LEAST,
    NOT_KNOWN,
    Adopted,
    By,
    Member,
    Rate,
    adopted,
    adopted_by,
    wilson,
)
from compliance.reports.rules.home import SHOWN, Item, Section
from compliance.reports.rules.inviting import (
    FAILED_WITHIN_MONTHS,
    GROUP_LABELS,
    LEFT_OUT_LABELS,
    Asked,
    Candidate,
    Choice,
    Group,
    LeftOut,
    decide_invitation,
    in_order,
)
from compliance.reports.rules.sellers import Seller, SellerFilter, is_trading_on, was_trading

__all__ = [
    "BY_LABELS",
    "FAILED_WITHIN_MONTHS",
    "GROUP_LABELS",
    "LEAST",
    "LEFT_OUT_LABELS",
    "NOT_KNOWN",
    "SHOWN",
    "Adopted",
    "Asked",
    "By",
    "Candidate",
    "Choice",
    "Group",
    "Item",
    "LeftOut",
    "Member",
    "Rate",
    "Section",
    "Seller",
    "SellerFilter",
    "adopted",
    "adopted_by",
    "decide_invitation",
    "in_order",
    "is_trading_on",
    "was_trading",
    "wilson",
]
