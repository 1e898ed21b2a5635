"""What officers do with test purchases."""

from compliance.purchases.services.accounts import (
    add_to_account,
    declaration_of,
    note_officers,
    save_account,
    sign_account,
)
from compliance.purchases.services.disputes import (
    acknowledge_dispute,
    decide_dispute,
    record_dispute,
    withdraw_dispute,
)
from compliance.purchases.services.hand_over import record_hand_over
from compliance.purchases.services.naming import check_names_nobody
from compliance.purchases.services.recording import check_past_purchase, correct_purchase, record_purchase
from compliance.purchases.services.reviewing import assign_reviewer, comment_on_dispute, invite_comments
from compliance.purchases.services.reviews import review_purchase

__all__ = [
    "acknowledge_dispute",
    "add_to_account",
    "assign_reviewer",
    "check_names_nobody",
    "check_past_purchase",
    "comment_on_dispute",
    "correct_purchase",
    "decide_dispute",
    "declaration_of",
    "invite_comments",
    "note_officers",
    "record_dispute",
    "record_hand_over",
    "record_purchase",
    "review_purchase",
    "save_account",
    "sign_account",
    "withdraw_dispute",
]
