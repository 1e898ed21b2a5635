"""The invented operations: one that is over, and one to come with its targets chosen by score."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from compliance.dates import months_before
from compliance.demo.rules import OPERATION_TESTS, Person
from compliance.demo.services.people import Cast
from compliance.operations import queries as operation_queries
from compliance.operations import rules as operation_rules
from compliance.operations import services as operations
from compliance.operations.models import Operation
from compliance.operations.rules import ChosenBy, Facts, NewTeamMember, Part, Plan, Purpose, Ranked, Weights
from compliance.permissions import Actor
from compliance.purchases import queries as purchases
from compliance.retailers.models import Outlet

TARGETS = 12
WEIGHTS = Weights()


def plan_past(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> Operation:
    """Plan the operation that is over, on the outlets that `rules.OPERATION_TESTS` names."""
    planner = cast[Person.PLANNER]
    plan = Plan(
        name="Operation Larkspur",
        purpose=Purpose.BASELINE,
        rationale="A first round of shops that were never tested, to know how things stand",
        starts_on=today - timedelta(days=65),
        ends_on=today - timedelta(days=58),
        area="E21 and N23",
        ask_for="A kitchen knife of 8 inches or less",
        lead="Asha Penhallow",
        authorised_by="Rhiannon Castellow",
        risk_assessment="RA-2026-014",
        surveillance_note="Officers stay at the till where anybody may stand; nobody is followed or recorded",
    )
    operation = operations.plan_operation(session, planner, cast.borough_id, plan)
    chosen = _draw(session, planner, operation, today, among=[outlets[number].id for number in OPERATION_TESTS])
    operations.choose_targets(session, planner, operation.id, chosen, ChosenBy.RANDOM)
    return operation


def plan_next(session: Session, cast: Cast, today: date) -> Operation:
    """Plan the operation to come, with the outlets of the highest scores."""
    planner = cast[Person.PLANNER]
    plan = Plan(
        name="Operation Lantern",
        purpose=Purpose.RETEST,
        rationale="Shops that sold before, and shops near them that were never tested",
        starts_on=today + timedelta(days=9),
        ends_on=today + timedelta(days=11),
        area="E21, N23 and SE29",
        ask_for="A kitchen knife of 8 inches or less",
        lead="Asha Penhallow",
        lead_telephone="020 7946 0123",
        authorised_by="Rhiannon Castellow",
        risk_assessment="RA-2026-021",
        surveillance_note="Officers stay at the till where anybody may stand; nobody is followed or recorded",
        volunteer_code="V05",
    )
    operation = operations.plan_operation(session, planner, cast.borough_id, plan)
    ranked = _rank(session, planner, operation, today)
    operations.choose_targets(session, planner, operation.id, ranked[:TARGETS], ChosenBy.SCORE)
    team = (
        ("Callum Oyelaran", Part.TESTER),
        ("PC Imani Wexford", Part.POLICE),
        ("Joan Amberley", Part.WELFARE),
    )
    for name, part in team:
        member = NewTeamMember(name=name, part=part, telephone="020 7946 0124")
        operations.add_team_member(session, planner, operation.id, member)
    return operation


def _rank(session: Session, planner: Actor, operation: Operation, today: date) -> list[Ranked]:
    """Return the borough's outlets by what their past tests score."""
    return list(operation_rules.rank(_facts(session, planner, operation, today), WEIGHTS, as_at=today))


def _draw(
    session: Session, planner: Actor, operation: Operation, today: date, *, among: Sequence[UUID]
) -> list[Ranked]:
    """Return some of the borough's outlets as the seed of the operation draws them: a baseline is no ranking."""
    facts = _facts(session, planner, operation, today, among=among)
    return list(operation_rules.draw(facts, WEIGHTS, as_at=today, seed=str(operation.id)))


def _facts(
    session: Session, planner: Actor, operation: Operation, today: date, *, among: Sequence[UUID] | None = None
) -> list[Facts]:
    since = months_before(today, WEIGHTS.sales_months)
    tests = purchases.tested_before(session, planner, operation.partner_id, since=since, until=today)
    never = purchases.OutletTests()
    return [
        Facts(
            outlet_id=str(one.outlet_id),
            name=one.name,
            sold_on=tests.get(one.outlet_id, never).sold_on,
            last_tested_on=tests.get(one.outlet_id, never).last_tested_on,
            agreement_in_force=False,
            training_refused=False,
        )
        for one in operation_queries.list_candidates(session, planner, operation, among=among)
    ]
