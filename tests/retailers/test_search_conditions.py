"""What a list is filtered by in SQL is what the rules say of each outlet: invented histories, every day looked at."""

import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from compliance.agreements import queries as agreements
from compliance.agreements.rules import AgreementEventKind
from compliance.dates import months_after
from compliance.purchases import queries as purchases
from compliance.purchases.rules import VALID, Outcome
from compliance.retailers.models import Outlet
from compliance.training import queries as training
from compliance.training.rules import AttendanceStatus, CourseKind, Policy
from tests.factories.agreements import AgreementEventFactory, AgreementFactory
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.training import AttendanceFactory, TrainingSessionFactory

FIRST = date(2026, 1, 1)
DAYS = 12
OUTLETS = 25


def found(session, condition):
    return set(session.scalars(sa.select(Outlet.id).where(condition(Outlet.id))))


@pytest.fixture(params=range(2))
def chance(request):
    return random.Random(request.param)  # noqa: S311 - invented histories


@pytest.fixture
def outlets(officer, chance):
    """Outlets that pass from hand to hand, some with gaps, some with nobody confirmed."""
    entities = [EntityFactory(authority_id=officer.authority_id) for _ in range(3)]
    made = [OutletFactory(authority_id=officer.authority_id) for _ in range(OUTLETS)]
    for outlet in made:
        days = sorted(chance.sample(range(DAYS), chance.choice([0, 0, 2, 2, 4])))
        for begins, ends in zip(days[::2], days[1::2], strict=True):
            OperatorFactory(
                authority_id=officer.authority_id,
                outlet_id=outlet.id,
                entity_id=chance.choice(entities).id,
                from_on=FIRST + timedelta(days=begins),
                to_on=None if ends == days[-1] and chance.random() < 0.5 else FIRST + timedelta(days=ends),
            )
    return made


def test_in_force_is_what_the_rule_says(session, officer, outlets, chance):
    for outlet in outlets:
        for _ in range(chance.choice([1, 1, 2])):
            agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
            chosen = [(day, kind) for day in range(DAYS) for kind in AgreementEventKind]
            signed = [(chance.randrange(4), AgreementEventKind.SIGNED)] if chance.random() < 0.8 else []
            for day, kind in {*chance.sample(chosen, chance.randrange(6)), *signed}:
                on = FIRST + timedelta(days=day)
                lapses = kind in {AgreementEventKind.SIGNED, AgreementEventKind.REVIEWED} and chance.random() < 0.7
                AgreementEventFactory(
                    authority_id=officer.authority_id,
                    agreement_id=agreement.id,
                    kind=kind,
                    on=on,
                    signatory="Sam Example",
                    capacity="Owner",
                    words="Said",
                    lapses_on=on + timedelta(days=chance.randrange(1, 6)) if lapses else None,
                    reply_by_on=on + timedelta(days=2) if kind is AgreementEventKind.REMOVAL_PROPOSED else None,
                )
    every = [outlet.id for outlet in outlets]
    seen = set()
    for day in (FIRST + timedelta(days=n) for n in range(DAYS + 2)):
        says = agreements.standings(session, officer, every, day)
        wanted = {outlet_id for outlet_id, standing in says.items() if standing.in_force}
        assert found(session, agreements.in_force_on(officer, day)) == wanted, day
        seen |= wanted
    assert seen


def test_trained_is_what_the_rule_says(session, officer, outlets, chance):
    policy = Policy()
    held = []
    for day in range(DAYS):
        course = chance.choice([policy.course, policy.course, *CourseKind])
        marks = [70] if course is CourseKind.ACCREDITED else [70, None]
        on = FIRST + timedelta(days=day)
        held.append(
            TrainingSessionFactory(
                authority_id=officer.authority_id, on=on, course=course, pass_mark=chance.choice(marks)
            )
        )
    for outlet in outlets:
        for one in chance.sample(held, chance.randrange(4)):
            status = chance.choice([AttendanceStatus.ATTENDED] * 3 + list(AttendanceStatus))
            there = status is AttendanceStatus.ATTENDED
            AttendanceFactory(
                authority_id=officer.authority_id,
                outlet_id=outlet.id,
                session_id=one.id,
                status=status,
                minutes=chance.choice([149, 150, 200]) if there else None,
                mark=chance.choice([None, 69, 70, 90]) if there else None,
            )
    every = [outlet.id for outlet in outlets]
    near = [FIRST + timedelta(days=n) for n in range(DAYS + 2)]
    for day in [*near, *(months_after(one, policy.refresh_months) + timedelta(days=1) for one in near)]:
        says = training.standings(session, officer, every, day)
        wanted = {outlet_id for outlet_id, standing in says.items() if standing.trained}
        assert found(session, training.trained_on(officer, day)) == wanted, day


def test_tested_is_a_valid_test_from_the_day_to_today_both_included(session, officer):
    today = date(2026, 11, 22)
    made = {}
    for name, days, outcome in (
        ("long ago", 40, Outcome.REFUSED_NO_ID),
        ("on the day", 10, Outcome.REFUSED_NO_ID),
        ("today", 0, Outcome.SOLD_UNCHALLENGED),
        ("not a test", 5, next(one for one in Outcome if one not in VALID and one.value == "not_trading")),
        ("never", None, None),
    ):
        made[name] = OutletFactory(authority_id=officer.authority_id, name=name).id
        if days is not None:
            PurchaseFactory(
                authority_id=officer.authority_id,
                outlet_id=made[name],
                officer_id=officer.officer_id,
                tested_on=today - timedelta(days=days),
                outcome=outcome,
            )
    since = purchases.tested_since(officer, today - timedelta(days=10), today)
    assert found(session, since) == {made["on the day"], made["today"]}
    assert found(session, purchases.never_tested(officer, today)) == {made["not a test"], made["never"]}
    assert found(session, purchases.sold_with_clock_running(session, officer, today)) == {made["today"]}
    last = purchases.last_tests_of(session, officer, made.values(), today)
    assert last == {
        made["long ago"]: today - timedelta(days=40),
        made["on the day"]: today - timedelta(days=10),
        made["today"]: today,
    }
