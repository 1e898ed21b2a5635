"""Forms of visits, checklists and actions."""

from compliance.visits.forms.actions import (
    ActionCorrectionForm,
    ActionFilterForm,
    ActionForm,
    DoneForm,
    ReopenForm,
    rows_sent,
)
from compliance.visits.forms.checklists import ChecklistForm, checklist_form, question_rows_sent
from compliance.visits.forms.every import VisitFilterForm
from compliance.visits.forms.recording import VisitCorrectionForm, VisitForm, visit_form

__all__ = [
    "ActionCorrectionForm",
    "ActionFilterForm",
    "ActionForm",
    "ChecklistForm",
    "DoneForm",
    "ReopenForm",
    "VisitCorrectionForm",
    "VisitFilterForm",
    "VisitForm",
    "checklist_form",
    "question_rows_sent",
    "rows_sent",
    "visit_form",
]
