"""Forms of planning operations, choosing and ordering targets, and naming teams."""

from compliance.operations.forms.plan import OperationForm, PlanForm, WeightsForm, of_operation
from compliance.operations.forms.targets import CandidateFilterForm, ChooseForm, order_form, place_of
from compliance.operations.forms.team import TeamForm

__all__ = [
    "CandidateFilterForm",
    "ChooseForm",
    "OperationForm",
    "PlanForm",
    "TeamForm",
    "WeightsForm",
    "of_operation",
    "order_form",
    "place_of",
]
