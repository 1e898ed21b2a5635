"""Tables of visits, checklists and actions."""

from compliance.visits.models.action import VisitAction
from compliance.visits.models.checklist import VisitChecklist, VisitQuestion
from compliance.visits.models.photographs import Photograph
from compliance.visits.models.reports import ReportGiven, VisitReport
from compliance.visits.models.visit import Visit, VisitAnswer, VisitOfficer, VisitPartner

__all__ = [
    "Photograph",
    "ReportGiven",
    "Visit",
    "VisitAction",
    "VisitAnswer",
    "VisitChecklist",
    "VisitOfficer",
    "VisitPartner",
    "VisitQuestion",
    "VisitReport",
]
