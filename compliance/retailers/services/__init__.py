"""Writes of the register: each flushes and audits, and never commits."""

from compliance.retailers.services.adding import add_imported, add_imported_outlets, add_references_from
from compliance.retailers.services.again import read_names_again
from compliance.retailers.services.dealings import (
    add_arrangement,
    add_contact,
    add_licence,
    correct_arrangement,
    correct_contact,
    correct_licence,
    remove_arrangement,
    remove_contact,
    remove_licence,
)
from compliance.retailers.services.entities import correct_entity, correct_partnership, record_entity
from compliance.retailers.services.imported import (
    change_imported_outlets,
    clear_missing,
    mark_missing,
    note_words,
)
from compliance.retailers.services.merging import merge_outlets
from compliance.retailers.services.operators import (
    confirm_operator,
    correct_operator,
    end_operator,
)
from compliance.retailers.services.outlets import correct_outlet, register_outlet
from compliance.retailers.services.splitting import Chosen, split_outlet
from compliance.retailers.services.standing import change_status, correct_status, rename_outlet, say_chain
from compliance.retailers.services.told_apart import doubt_again, tell_apart
from compliance.retailers.services.trade import (
    add_name,
    correct_name,
    remove_name,
    say_channels,
    say_displays,
    say_hours,
    say_products,
)
from compliance.retailers.services.undoing import (
    attach_references,
    detach_references,
    put_back,
    put_words_back,
    remove_imported,
)
from compliance.retailers.services.unmerging import Undone, undo_merge

__all__ = [
    "Chosen",
    "Undone",
    "add_arrangement",
    "add_contact",
    "add_imported",
    "add_imported_outlets",
    "add_licence",
    "add_name",
    "add_references_from",
    "attach_references",
    "change_imported_outlets",
    "change_status",
    "clear_missing",
    "confirm_operator",
    "correct_arrangement",
    "correct_contact",
    "correct_entity",
    "correct_licence",
    "correct_name",
    "correct_operator",
    "correct_outlet",
    "correct_partnership",
    "correct_status",
    "detach_references",
    "doubt_again",
    "end_operator",
    "mark_missing",
    "merge_outlets",
    "note_words",
    "put_back",
    "put_words_back",
    "read_names_again",
    "record_entity",
    "register_outlet",
    "remove_arrangement",
    "remove_contact",
    "remove_imported",
    "remove_licence",
    "remove_name",
    "rename_outlet",
    "say_chain",
    "say_channels",
    "say_displays",
    "say_hours",
    "say_products",
    "split_outlet",
    "tell_apart",
    "undo_merge",
]
