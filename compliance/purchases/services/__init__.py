"""What officers do with test purchases."""

from compliance.purchases.services.accounts import (
    add_to_account,
    note_officers,
    save_account,
    sign_account,
)
from compliance.purchases.services.disposal import dispose_of
from compliance.purchases.services.disputes import (
    acknowledge_dispute,
    correct_dispute,
    decide_dispute,
    record_dispute,
    withdraw_dispute,
)
from compliance.purchases.services.hand_over import record_hand_over, record_part
from compliance.purchases.services.naming import check_names_nobody
from compliance.purchases.services.online import record_listing_check, record_order
from compliance.purchases.services.parties import record_party
from compliance.purchases.services.policies import set_policy
from compliance.purchases.services.recording import check_past_purchase, correct_purchase, record_purchase
from compliance.purchases.services.reviewing import assign_reviewer, comment_on_dispute, invite_comments
from compliance.purchases.services.reviews import review_purchase
from compliance.purchases.services.stages import record_checkout, record_stage
from compliance.purchases.services.statements import begin_statement, finish_statement, save_statement

__all__ = [
    "acknowledge_dispute",
    "add_to_account",
    "assign_reviewer",
    "begin_statement",
    "check_names_nobody",
    "check_past_purchase",
    "comment_on_dispute",
    "correct_dispute",
    "correct_purchase",
    "decide_dispute",
    "dispose_of",
    "finish_statement",
    "invite_comments",
    "note_officers",
    "record_checkout",
    "record_dispute",
    "record_hand_over",
    "record_listing_check",
    "record_order",
    "record_part",
    "record_party",
    "record_purchase",
    "record_stage",
    "review_purchase",
    "save_account",
    "save_statement",
    "set_policy",
    "sign_account",
    "withdraw_dispute",
]
