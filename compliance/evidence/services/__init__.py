"""What officers do with evidence."""

from compliance.evidence.services.custody import add_to_description, transfer_exhibit, withdraw_exhibit
from compliance.evidence.services.disclosing import note_disclosure
from compliance.evidence.services.disposing import end_chain
from compliance.evidence.services.holds import lift_hold, set_hold
from compliance.evidence.services.naming import check_names_nobody
from compliance.evidence.services.producing import produce_exhibit, produce_item
from compliance.evidence.services.taking_in import conclude, fail_take_in, take_in
from compliance.evidence.services.uploads import (
    TAKE_IN,
    ask_to_take_in,
    begin_upload,
    describe_upload,
    discard_upload,
    expire_uploads,
)

__all__ = [
    "TAKE_IN",
    "add_to_description",
    "ask_to_take_in",
    "begin_upload",
    "check_names_nobody",
    "conclude",
    "describe_upload",
    "discard_upload",
    "end_chain",
    "expire_uploads",
    "fail_take_in",
    "lift_hold",
    "note_disclosure",
    "produce_exhibit",
    "produce_item",
    "set_hold",
    "take_in",
    "transfer_exhibit",
    "withdraw_exhibit",
]
