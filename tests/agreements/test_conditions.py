"""What a list is filtered by in SQL is what the rules say: invented histories, entity-wide and scoped."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from compliance.agreements import queries, rules
from compliance.agreements.models import AgreementEvent
from compliance.agreements.rules import AgreementEventKind
from compliance.database import new_id
from compliance.retailers.models import Outlet
from compliance.retailers.rules import OutletKind
from tests.factories.agreements import RECORDED_AT, AgreementEventFactory, AgreementFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

KIND = AgreementEventKind
FIRST = date(2026, 1, 1)
DAYS = 10
SETTINGS = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Told:
    """An agreement as it is invented: whose, what it covers, and what happened to it."""

    entity_wide: bool
    which: int
    scope: tuple[bool, bool, bool]
    events: tuple[tuple[KIND, int, int | None, bool], ...]


events = st.lists(
    st.tuples(
        st.sampled_from([KIND.SIGNED, KIND.SIGNED, *KIND]),
        st.integers(0, DAYS - 1),
        st.one_of(st.none(), st.integers(1, 6)),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=6,
    unique_by=lambda one: (one[0], one[1]),
)
scopes = st.tuples(st.booleans(), st.booleans(), st.booleans()).filter(any)
agreements = st.builds(Told, st.booleans(), st.integers(0, 1), scopes, events.map(tuple))
periods = st.lists(st.integers(0, DAYS), min_size=0, max_size=4, unique=True).map(sorted)
hands = st.lists(st.tuples(periods, st.integers(0, 1), st.booleans()), min_size=2, max_size=2)


def make(officer, told, shops, entities):
    whose = {"entity_id": entities[told.which].id} if told.entity_wide else {"outlet_id": shops[told.which].id}
    stores, online, delivery = told.scope
    agreement = AgreementFactory(
        authority_id=officer.authority_id,
        covers_stores=stores,
        covers_online=online,
        covers_delivery=delivery,
        **whose,
    )
    for kind, day, lapses, struck_out in told.events:
        on = FIRST + timedelta(days=day)
        sets = kind in {KIND.SIGNED, KIND.REVIEWED} and lapses is not None
        AgreementEventFactory(
            authority_id=officer.authority_id,
            agreement_id=agreement.id,
            kind=kind,
            on=on,
            signatory="Sam Example",
            capacity="Owner",
            words="Said",
            lapses_on=on + timedelta(days=lapses) if sets else None,
            reply_by_on=on + timedelta(days=2) if kind is KIND.REMOVAL_PROPOSED else None,
            struck_out_at=RECORDED_AT if struck_out else None,
            struck_out_reason="In error" if struck_out else "",
        )
    return agreement


def operate(officer, outlet, history, entities):
    days, first, is_open = history
    for number, (begins, ends) in enumerate(zip(days[::2], days[1::2], strict=False)):
        last = is_open and days.index(ends) >= len(days) - 2
        OperatorFactory(
            authority_id=officer.authority_id,
            outlet_id=outlet.id,
            entity_id=entities[(first + number) % 2].id,
            from_on=FIRST + timedelta(days=begins),
            to_on=None if last else FIRST + timedelta(days=ends),
        )


@dataclass
class World:
    """Two shops, one of them online, that pass between two entities, and the agreements made with either."""

    shops: list[Outlet]
    agreements: list


def build(officer, told, operated):
    entities = [EntityFactory(authority_id=officer.authority_id) for _ in range(2)]
    shops = [
        OutletFactory(authority_id=officer.authority_id),
        OutletFactory(authority_id=officer.authority_id, kind=OutletKind.ONLINE_SHOP, domain=f"{new_id()}.example"),
    ]
    for outlet, history in zip(shops, operated, strict=True):
        operate(officer, outlet, history, entities)
    return World(shops, [make(officer, one, shops, entities) for one in told])


worlds = st.lists(st.tuples(st.lists(agreements, min_size=1, max_size=4), hands), min_size=6, max_size=8)


@SETTINGS
@given(told=worlds)
def test_covered_on_a_day_is_the_same_in_sql_as_by_the_rule(session, officer, told):
    attempt = session.begin_nested()
    try:
        made = [build(officer, *one) for one in told]
        shops = [shop.id for world in made for shop in world.shops]
        every = [one.id for world in made for one in world.agreements]
        rows = session.exec(
            select(AgreementEvent)
            .where(AgreementEvent.agreement_id.in_(every))
            .order_by(AgreementEvent.on, AgreementEvent.id)
        ).all()
        for day in (FIRST + timedelta(days=n) for n in range(-1, DAYS + 4)):
            says = queries.standings(session, officer, shops, day)
            wanted = {outlet_id for outlet_id, standing in says.items() if standing.in_force}
            condition = queries.in_force_on(officer, day)
            assert set(session.scalars(sa.select(Outlet.id).where(condition(Outlet.id)))) == wanted, day
            assert queries.in_force_for_scoring(session, officer, officer.authority_id, day) == wanted, day
            alone = rules_say(rows, every, day)
            assert set(session.scalars(queries.held_on(officer, day))) == alone, day
        for shop_id in shops:
            day = FIRST + timedelta(days=5)
            theirs = [
                *queries.list_agreements(session, officer, shop_id, day),
                *queries.list_entity_wide(session, officer, shop_id, day),
            ]
            in_force = any(row.standing.in_force for row in theirs)
            assert in_force == queries.standing_of(session, officer, shop_id, day).in_force
    finally:
        attempt.rollback()


def rules_say(rows, every, day):
    """Return which agreements are in force by themselves."""
    found = set()
    for agreement_id in every:
        own = queries.as_events([row for row in rows if row.agreement_id == agreement_id])
        if rules.in_force_on(own, day).in_force:
            found.add(agreement_id)
    return found
