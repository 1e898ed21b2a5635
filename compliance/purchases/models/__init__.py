"""Tables of test purchases, and of what belongs to one."""

from compliance.purchases.models.dispute import Dispute
from compliance.purchases.models.hand_over import HandOver
from compliance.purchases.models.purchase import COUNTS_AS_SALE, Purchase

__all__ = ["COUNTS_AS_SALE", "Dispute", "HandOver", "Purchase"]
