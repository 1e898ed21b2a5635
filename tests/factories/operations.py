"""Operations for tests: planned by the service, so that they are as an officer makes them."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from compliance.operations.models import Operation, OperationTarget, TeamMember
from compliance.operations.rules import ChosenBy, Contribution, Part, Plan, Purpose, ScoredFor, Surveillance, Weights
from tests.factories.base import RowFactory, factory

RECORDED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WHY = Contribution(ScoredFor.NEVER_TESTED, "Never tested", 25)


def plan(**changes: Any) -> Plan:
    """Return a plan for two days in December 2026, changed as asked."""
    usual: dict[str, Any] = {
        "name": "Winter knives",
        "purpose": Purpose.INTELLIGENCE_LED,
        "rationale": "Two complaints from one street since the summer",
        "starts_on": date(2026, 12, 7),
        "ends_on": date(2026, 12, 8),
        "area": "E8",
        "ask_for": "A kitchen knife with a fixed blade",
        "lead": "Sam Lead",
        "lead_telephone": "020 7946 0001",
        "surveillance": Surveillance.NOT_NEEDED,
        "surveillance_note": "One purchase each, no relationship formed",
    }
    return Plan(**usual | changes)


class OperationFactory(RowFactory):
    """An intelligence-led operation of two days. Give `authority_id` and `partner_id`."""

    class Meta:
        model = Operation

    reference = factory.Sequence(lambda n: f"TST-OP-2026-{n:04d}")
    name = factory.Sequence(lambda n: f"Operation {n}")
    purpose = Purpose.INTELLIGENCE_LED
    rationale = "Complaints from one street"
    starts_on = date(2026, 12, 7)
    ends_on = date(2026, 12, 8)
    ask_for = "A kitchen knife with a fixed blade"
    lead = "Sam Lead"
    lead_telephone = "020 7946 0001"
    surveillance = Surveillance.NOT_NEEDED
    surveillance_note = "One purchase each"
    weights = factory.LazyFunction(lambda: asdict(Weights()))
    recorded_at = RECORDED_AT


class OperationTargetFactory(RowFactory):
    """An outlet never tested. Give `authority_id` (the planner's), `operation_id` and `outlet_id`."""

    class Meta:
        model = OperationTarget

    position = factory.Sequence(lambda n: n + 1)
    chosen_by = ChosenBy.SCORE
    rank = 1
    score = 25
    contributions = factory.LazyFunction(lambda: [json.loads(json.dumps(asdict(WHY)))])
    chosen_at = RECORDED_AT


class TeamMemberFactory(RowFactory):
    """A welfare officer. Give `authority_id` and `operation_id`."""

    class Meta:
        model = TeamMember

    name = factory.Sequence(lambda n: f"Alex Team {n}")
    part = Part.WELFARE
    telephone = "020 7946 0002"
