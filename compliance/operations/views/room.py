"""The blueprint of operations, and what several of its pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint

from compliance.database import session
from compliance.operations import queries
from compliance.operations.queries import Operation, TargetRow
from compliance.operations.rules import Attempted, TargetState, TargetStatus, target_state
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.purchases.queries import OperationResult
from compliance.web import actor

bp = Blueprint("operations", __name__, url_prefix="/operations")


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target with where it stands and the purchases recorded against it."""

    row: TargetRow
    state: TargetState
    results: tuple[OperationResult, ...]

    @property
    def done(self) -> bool:
        """Whether a result is recorded."""
        return self.state.status is TargetStatus.DONE

    @property
    def colour(self) -> str:
        """The colour of the result that stands."""
        return next((one.colour for one in self.results if one.words == self.state.result), "")


def may_change(operation: Operation) -> bool:
    """Say whether the actor may change an operation: a planner of the authority that plans it."""
    return operation.authority_id == actor().authority_id and actor().may(Permission.PLAN_OPERATION)


def list_target_views(operation: Operation) -> Sequence[TargetView]:
    """Return an operation's targets in the order of work with their results. Two queries."""
    results: dict[UUID, list[OperationResult]] = {}
    for result in purchases.list_for_operation(session(), actor(), operation.id):
        results.setdefault(result.outlet_id, []).append(result)
    return [_view(row, results.get(row.outlet_id, [])) for row in queries.target_rows(session(), operation)]


def _view(row: TargetRow, results: Sequence[OperationResult]) -> TargetView:
    attempts = [Attempted(one.on, one.words, one.is_valid) for one in results]
    return TargetView(row, target_state(attempts), tuple(results))
