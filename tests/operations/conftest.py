"""A police planner, a partner borough with outlets, and purchases against an operation."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import event
from sqlmodel import Session

from compliance.database import db
from compliance.operations.models import Operation
from compliance.permissions import Actor, Role
from compliance.purchases.models import Purchase
from compliance.purchases.rules import BuyerBasis, Channel, Outcome, Proof, Type
from compliance.retailers.models import Outlet
from tests.factories.operations import OperationFactory, OperationTargetFactory
from tests.factories.retailers import OutletFactory

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _on_a_sunday_in_november():
    with freeze_time("2026-11-22 12:00:00", tick=True):
        yield


@pytest.fixture
def planner(act: Callable[..., Actor]) -> Actor:
    """A police planner of the Metropolitan Police, whose area holds the boroughs of London."""
    return act(Role.POLICE_PLANNER, "metropolitan-police")


@pytest.fixture
def manager(act: Callable[..., Actor]) -> Actor:
    """A manager of Hackney."""
    return act(Role.MANAGER)


@pytest.fixture
def shops(officer: Actor) -> list[Outlet]:
    """Three outlets of Hackney."""
    return [
        OutletFactory(authority_id=officer.authority_id, name=name, postcode=postcode)
        for name, postcode in (("Ash Stores", "E8 1AA"), ("Birch Tools", "N16 7UX"), ("Cedar Kitchens", "E8 3AB"))
    ]


@pytest.fixture
def operation(planner: Actor, officer: Actor) -> Operation:
    """An operation planned by the police with Hackney, without targets."""
    return OperationFactory(authority_id=planner.authority_id, partner_id=officer.authority_id, name="Winter knives")


Target = Callable[..., Any]


@pytest.fixture
def target() -> Target:
    """Make an outlet a target."""

    def make(operation: Operation, outlet: Outlet, **values: Any) -> Any:
        return OperationTargetFactory(
            authority_id=operation.authority_id, operation_id=operation.id, outlet_id=outlet.id, **values
        )

    return make


@pytest.fixture
def bought(session: Session, officer: Actor) -> Callable[..., Purchase]:
    """Record a purchase at an outlet, by the officer of Hackney."""
    numbers = iter(range(1, 1000))

    def make(outlet: Outlet, on: date = TODAY, outcome: Outcome = Outcome.SOLD_UNCHALLENGED, **values: Any) -> Purchase:
        usual: dict[str, Any] = {
            "authority_id": outlet.authority_id,
            "reference": f"TST-TP-2026-{next(numbers):04d}",
            "outlet_id": outlet.id,
            "type": Type.UNDERAGE,
            "buyer_basis": BuyerBasis.UNDER_18,
            "channel": Channel.TILL,
            "outcome": outcome,
            "proof": Proof.OFFICER_WITNESSED,
            "tested_on": on,
            "officer_id": officer.officer_id,
            "volunteer_code": "V07",
            "age_years": 16,
            "category_code": "kitchen_knife",
            "recorded_on": TODAY,
            "recorded_at": datetime(2026, 11, 22, 12, tzinfo=UTC),
        }
        purchase = Purchase(**usual | values)
        session.add(purchase)
        session.flush()
        return purchase

    return make


@contextmanager
def _asked() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def asked() -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the questions that reach the database."""
    return _asked
