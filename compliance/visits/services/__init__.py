"""What officers do with visits, their checklists and their actions."""

from compliance.visits.services.actions import add_action, complete_action, correct_action, reopen_action
from compliance.visits.services.checklists import set_checklist
from compliance.visits.services.recording import correct_visit, record_visit

__all__ = [
    "add_action",
    "complete_action",
    "correct_action",
    "correct_visit",
    "record_visit",
    "reopen_action",
    "set_checklist",
]
