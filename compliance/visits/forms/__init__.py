"""Forms of visits, checklists and actions."""

from compliance.visits.forms.recording import VisitCorrectionForm, VisitForm

__all__ = ["VisitCorrectionForm", "VisitForm"]
