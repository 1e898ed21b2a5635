"""What officers do with evidence."""

from compliance.evidence.services.custody import add_to_description, transfer_exhibit, withdraw_exhibit
from compliance.evidence.services.disposing import end_chain
from compliance.evidence.services.holds import lift_hold, set_hold
from compliance.evidence.services.producing import produce_exhibit, produce_item

__all__ = [
    "add_to_description",
    "end_chain",
    "lift_hold",
    "produce_exhibit",
    "produce_item",
    "set_hold",
    "transfer_exhibit",
    "withdraw_exhibit",
]
