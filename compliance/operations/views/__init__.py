"""Pages of operations: the list, the plan, its targets and team, and the printed target sheet."""

from compliance.operations.views import plan, sheet, targets, team
from compliance.operations.views.room import bp

__all__ = ["bp", "plan", "sheet", "targets", "team"]
