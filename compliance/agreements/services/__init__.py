"""What officers do with agreements: texts, policy, offers and signatures, what happens to them, scans of the paper."""

from compliance.agreements.services.policies import set_policy
from compliance.agreements.services.recording import check_covers, record_agreement, record_event, strike_out_event
from compliance.agreements.services.texts import begin_texts, text_called, write_text

__all__ = [
    "begin_texts",
    "check_covers",
    "record_agreement",
    "record_event",
    "set_policy",
    "strike_out_event",
    "text_called",
    "write_text",
]
