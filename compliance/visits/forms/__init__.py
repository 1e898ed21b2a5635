"""Forms of visits, checklists and actions."""

from compliance.visits.forms.actions import (
    ActionCorrectionForm,
    ActionFilterForm,
    ActionForm,
    DoneForm,
    ReopenForm,
    rows_sent,
)
from compliance.visits.forms.recording import VisitCorrectionForm, VisitForm, visit_form

__all__ = [
    "ActionCorrectionForm",
    "ActionFilterForm",
    "ActionForm",
    "DoneForm",
    "ReopenForm",
    "VisitCorrectionForm",
    "VisitForm",
    "rows_sent",
    "visit_form",
]
