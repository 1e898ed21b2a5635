"""Tables of visits, checklists and actions."""

from compliance.visits.models.action import VisitAction
from compliance.visits.models.checklist import VisitChecklist, VisitQuestion
from compliance.visits.models.visit import Visit, VisitAnswer, VisitOfficer, VisitPartner

__all__ = [
    "Visit",
    "VisitAction",
    "VisitAnswer",
    "VisitChecklist",
    "VisitOfficer",
    "VisitPartner",
    "VisitQuestion",
]
