"""What officers do with agreements: texts, policy, offers and signatures, what happens to them, scans of the paper."""

from compliance.agreements.services.consents import (
    give_consent,
    withdraw_consent,
)
from compliance.agreements.services.documents import (
    print_document,
)
from compliance.agreements.services.links import (
    CodeFailure,
    hash_of_marker,
    hash_of_token,
    hold_agreement,
    make_link,
    revoke_links,
    try_code,
)
from compliance.agreements.services.policies import set_policy
from compliance.agreements.services.recording import (
    check_covers,
    record_agreement,
    record_entity_agreement,
    record_event,
    strike_out_event,
)
from compliance.agreements.services.scans import keep_scan, strike_out_scan
from compliance.agreements.services.signing import (
    Signed,
    sign_by_link,
    sign_on_phone,
)
from compliance.agreements.services.texts import begin_texts, text_called, write_text

__all__ = [
    "CodeFailure",
    "Signed",
    "begin_texts",
    "check_covers",
    "give_consent",
    "hash_of_marker",
    "hash_of_token",
    "hold_agreement",
    "keep_scan",
    "make_link",
    "print_document",
    "record_agreement",
    "record_entity_agreement",
    "record_event",
    "revoke_links",
    "set_policy",
    "sign_by_link",
    "sign_on_phone",
    "strike_out_event",
    "strike_out_scan",
    "text_called",
    "try_code",
    "withdraw_consent",
    "write_text",
]
