"""Pages of visits."""

from compliance.visits.views import actions, checklists, every, photographs, reading, recording, reports
from compliance.visits.views.blueprint import bp

__all__ = ["actions", "bp", "checklists", "every", "photographs", "reading", "recording", "reports"]
