"""Loading the invented borough with the same services that officers use."""

from datetime import date

from sqlmodel import Session, col, func, select

from compliance.accounts.models import Authority, Officer
from compliance.database import refresh_statistics
from compliance.demo.rules import BOROUGH_CODE, planned_tests
from compliance.demo.services import (
    chain,
    exercises,
    paperwork,
    people,
    proofs,
    records,
    register,
    shaping,
    surroundings,
)
from compliance.errors import Refusal
from compliance.retailers.models import Outlet


def is_empty(session: Session) -> bool:
    """Say whether nobody has begun to use this database: no officer and no outlet is in it."""
    officers = session.exec(select(func.count()).select_from(Officer)).one()
    outlets = session.exec(select(func.count()).select_from(Outlet)).one()
    return officers == 0 and outlets == 0


def is_loaded(session: Session) -> bool:
    """Say whether the invented borough is in this database."""
    return session.exec(select(Authority).where(Authority.code == BOROUGH_CODE)).one_or_none() is not None


def check_may_load(session: Session, *, production: bool) -> None:
    """Raise Refusal unless the invented borough may be loaded: never on a live system, never beside real records."""
    if production:
        raise Refusal("This is a live system (COMPLIANCE_PRODUCTION is true): the demonstration is not loaded into it")
    if is_loaded(session):
        raise Refusal("The demonstration is loaded already")
    real = (
        session.exec(select(func.count()).select_from(Officer).where(col(Officer.active))).one()
        + session.exec(select(func.count()).select_from(Outlet)).one()
    )
    if real:
        raise Refusal(
            "This database is in use by real authorities: the demonstration is only loaded into an empty one. Name "
            "another database in COMPLIANCE_DATABASE_URL, or start with an empty one"
        )


def load(session: Session, today: date, *, production: bool) -> dict[str, int]:
    """Load the invented borough and its police force as at `today`, and return how many of each record there are.

    Raises Refusal as `check_may_load` does. Everything is flushed; the caller commits.
    """
    check_may_load(session, production=production)
    surroundings.add_places(session)
    cast = people.add_people(session)
    outlets = register.add_register(session, cast, today)
    shaping.shape_register(session, cast, outlets, today)
    volunteers = people.add_volunteers(session, cast, today)
    operation = exercises.plan_past(session, cast, outlets, today)
    purchases = records.record_tests(session, cast, outlets, operation, today)
    proved = proofs.prove_tests(session, cast, planned_tests(today), purchases)
    visits = records.record_visits(session, cast, outlets, today)
    agreements = records.record_agreements(session, cast, outlets, today)
    training = records.record_training(session, cast, outlets, today)
    chain.finish_the_chain(session, cast, outlets, visits, today)
    exercises.plan_next(session, cast, today)
    disputed = {
        made.id for made, test in zip(purchases, planned_tests(today), strict=True) if test.dispute == "waiting"
    }
    letters = paperwork.write_letters(session, cast, purchases, disputed, visits)
    records.overturn(session, cast, purchases, today)
    refresh_statistics(session)
    return {
        "outlets": len(outlets),
        "volunteers": volunteers,
        "test purchases": len(purchases),
        "visits": len(visits),
        "agreements": agreements,
        "training invitations": training,
        "letters": letters,
        **proved,
    }
