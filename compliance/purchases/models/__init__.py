"""Tables of test purchases, and of what belongs to one."""

from compliance.purchases.models.accounts import Account, Addition
from compliance.purchases.models.digests import ClockAlert, ClockDigest
from compliance.purchases.models.dispute import Dispute, DisputeComment
from compliance.purchases.models.hand_over import HandOver
from compliance.purchases.models.parties import Party
from compliance.purchases.models.policies import DatedPurchasePolicy
from compliance.purchases.models.purchase import COUNTS_AS_SALE, Purchase
from compliance.purchases.models.reviews import Review
from compliance.purchases.models.stages import Stage
from compliance.purchases.models.statements import Statement
from compliance.purchases.models.voiding import Voiding

__all__ = [
    "COUNTS_AS_SALE",
    "Account",
    "Addition",
    "ClockAlert",
    "ClockDigest",
    "DatedPurchasePolicy",
    "Dispute",
    "DisputeComment",
    "HandOver",
    "Party",
    "Purchase",
    "Review",
    "Stage",
    "Statement",
    "Voiding",
]
