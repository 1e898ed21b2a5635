"""Writes of the register: each flushes and audits, and never commits."""

from compliance.retailers.services.adding import add_imported_outlets
from compliance.retailers.services.imported import (
    change_imported_outlets,
    clear_missing,
    mark_missing,
    note_words,
)
from compliance.retailers.services.operators import (
    confirm_operator,
    correct_entity,
    correct_operator,
    end_operator,
    record_entity,
)
from compliance.retailers.services.outlets import change_status, correct_outlet, register_outlet

__all__ = [
    "add_imported_outlets",
    "change_imported_outlets",
    "change_status",
    "clear_missing",
    "confirm_operator",
    "correct_entity",
    "correct_operator",
    "correct_outlet",
    "end_operator",
    "mark_missing",
    "note_words",
    "record_entity",
    "register_outlet",
]
