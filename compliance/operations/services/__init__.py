"""What a planner does with an operation: plans it, chooses its targets, names its team, corrects it."""

from compliance.operations.services.planning import correct_operation, note_result, plan_operation, set_weights
from compliance.operations.services.targets import choose_targets, order_targets, remove_target
from compliance.operations.services.team import add_team_member, remove_team_member

__all__ = [
    "add_team_member",
    "choose_targets",
    "correct_operation",
    "note_result",
    "order_targets",
    "plan_operation",
    "remove_target",
    "remove_team_member",
    "set_weights",
]
