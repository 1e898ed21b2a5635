"""What officers do with test purchases."""

from compliance.purchases.services.disputes import decide_dispute, record_dispute
from compliance.purchases.services.hand_over import record_hand_over
from compliance.purchases.services.recording import correct_purchase, record_purchase

__all__ = ["correct_purchase", "decide_dispute", "record_dispute", "record_hand_over", "record_purchase"]
