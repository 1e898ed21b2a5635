"""What officers do with test purchases."""

from compliance.purchases.services.disputes import decide_dispute, record_dispute
from compliance.purchases.services.hand_over import record_hand_over
from compliance.purchases.services.recording import check_past_purchase, correct_purchase, record_purchase

__all__ = [
    "check_past_purchase",
    "correct_purchase",
    "decide_dispute",
    "record_dispute",
    "record_hand_over",
    "record_purchase",
]
