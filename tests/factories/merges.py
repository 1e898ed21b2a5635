"""Outlets with something of everything recorded of them, and the whole database as values, for tests of merging."""

from datetime import date, time

import sqlalchemy as sa
from sqlmodel import SQLModel

from compliance.retailers.models import (
    Contact,
    Licence,
    OpeningHours,
    OutletChannel,
    OutletDisplay,
    OutletProduct,
    TradingName,
)
from tests.factories.agreements import signed
from tests.factories.letters import LetterFactory
from tests.factories.operations import OperationFactory, OperationTargetFactory
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import RECORDED_AT, EntityFactory, OperatorFactory, OutletFactory, ReferenceFactory
from tests.factories.training import (
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
    InvitationFactory,
    ModuleFactory,
    TrainingSessionFactory,
    WithdrawalFactory,
)
from tests.factories.visits import VisitFactory

LEFT_OUT = {"audit_entries", "audit_heads", "outlet_moves", "outlet_moved_records", "counters"}
DAY = date(2026, 6, 1)


def snapshot(session):
    """Return every row of every table of an authority, by table; no audit, no records of moves, no versions."""
    session.expire_all()
    found = {}
    for table in SQLModel.metadata.tables.values():
        if table.name in LEFT_OUT or "authority_id" not in table.columns:
            continue
        columns = [column for column in table.columns if column.name != "version"]
        rows = [tuple(row) for row in session.execute(sa.select(*columns))]
        found[table.name] = sorted(rows, key=repr)
    return found


def differences(one, other):
    """Return the tables that differ, with the rows that only one of them has."""
    return {
        name: (sorted(set(map(repr, one[name])) ^ set(map(repr, other[name]))))
        for name in one
        if one[name] != other[name]
    }


def add_everything(session, actor, outlet, *, operator=None, from_on=date(2020, 1, 1), to_on=None):
    """Record something of every kind of an outlet, and return the issued letter among it."""
    mine = {"authority_id": actor.authority_id, "outlet_id": outlet.id}
    entity = operator or EntityFactory(authority_id=actor.authority_id)
    OperatorFactory(**mine, entity_id=entity.id, from_on=from_on, to_on=to_on)
    ReferenceFactory(**mine)
    VisitFactory(**mine, officer_id=actor.officer_id)
    visit = VisitFactory(**mine, officer_id=actor.officer_id, started_at_time=time(9, 30))
    purchase = PurchaseFactory(**mine, officer_id=actor.officer_id)
    signed(actor.authority_id, outlet.id, DAY)
    course = TrainingSessionFactory(authority_id=actor.authority_id)
    InvitationFactory(**mine, session_id=course.id)
    AttendanceFactory(**mine, session_id=course.id)
    learning = CourseFactory(authority_id=actor.authority_id)
    CompletionFactory(**mine, module_id=ModuleFactory(course_id=learning.id).id)
    WithdrawalFactory(**mine)
    operation = OperationFactory(authority_id=actor.authority_id, partner_id=actor.authority_id)
    OperationTargetFactory(**mine, operation_id=operation.id)
    issued = LetterFactory(**mine, purchase_id=purchase.id, issued=True)
    LetterFactory(**mine, visit_id=visit.id)
    add_trade(session, mine)
    return issued


def add_trade(session, mine):
    """Record how an outlet trades: a name, a contact, a product, a channel, a display, hours and a licence."""
    session.add_all(
        [
            TradingName(**mine, name="Old Sign", sort_name="old sign", recorded_at=RECORDED_AT),
            Contact(**mine, purpose="manager", name="Sam Example", recorded_at=RECORDED_AT),
            OutletProduct(**mine, category="kitchen_knife", sold=True, seen_on=DAY),
            OutletChannel(**mine, channel="till", seen_on=DAY),
            OutletDisplay(**mine, display="open_shelf", seen_on=DAY),
            OpeningHours(**mine, weekday=0, hours="09:00-17:00"),
            Licence(**mine, nation="england", number="L1", recorded_at=RECORDED_AT),
        ]
    )
    session.flush()


def two_shops(actor, **said):
    """Return two outlets of the actor's authority that are one: of one name, at one address."""
    mine = {"authority_id": actor.authority_id, "postcode": "E8 2NP", **said}
    first = OutletFactory(**mine, name="Nako General Store", address_1="39 Ridley Road")
    second = OutletFactory(**mine, name="Nako Stores", address_1="39 Ridley Rd")
    return first, second


__all__ = ["add_everything", "differences", "snapshot", "two_shops"]
