"""Tests by their time to prosecute: SQL narrows to what may have a clock, the rule on proof decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import in_area, once, within
from compliance.offences import queries as offences
from compliance.offences.rules import Clock, ClockState
from compliance.offences.rules.proving import Finding, prove
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import HandOver, Purchase
from compliance.purchases.queries.policies import policy_on
from compliance.purchases.queries.proving import facts_of_all
from compliance.purchases.queries.standing import is_overturned
from compliance.purchases.rules import NEEDS_SECOND_OFFICER, ClockFilter, ClockWanted


@dataclass(frozen=True, slots=True)
class Timed:
    """A test with the offences that its evidence can prove, or may yet, and that have a last day: earliest first."""

    purchase_id: UUID
    outlet_id: UUID
    reference: str
    tested_on: date
    findings: tuple[Finding, ...]

    @property
    def running(self) -> tuple[Finding, ...]:
        """Those whose last day has not passed; the last day itself is still in time."""
        return tuple(one for one in self.findings if one.clock and one.clock.state is not ClockState.EXPIRED)


def list_timed(
    session: Session,
    actor: Actor,
    today: date,
    *,
    running: bool = True,
    own: bool = False,
    outlet_ids: Collection[UUID] | None = None,
) -> list[Timed]:
    """Return the tests of the actor's authority or force area that have a clock, the oldest first.

    `running` leaves out those whose every last day had passed `today` (that day is still in time). `own` keeps to the
    actor's own authority; `outlet_ids` to some outlets.
    """
    key = ("timed", actor, today, running, own, None if outlet_ids is None else frozenset(outlet_ids))
    return once(session, key, lambda: _read_timed(session, actor, today, running, own, outlet_ids))


def _read_timed(
    session: Session, actor: Actor, today: date, running: bool, own: bool, outlet_ids: Collection[UUID] | None
) -> list[Timed]:
    statement = select(Purchase).where(
        col(Purchase.outcome).not_in(sorted(NEEDS_SECOND_OFFICER)), ~is_overturned(), col(Purchase.tested_on) <= today
    )
    if running:
        statement = statement.where(_recent(rules.first_day_running(today)))
    if outlet_ids is not None:
        statement = statement.where(col(Purchase.outlet_id).in_(sorted(outlet_ids)))
    place = col(Purchase.authority_id)
    statement = within(statement, actor, place) if own else statement.where(in_area(actor, place))
    purchases = session.exec(statement.order_by(col(Purchase.tested_on), col(Purchase.id))).all()
    return [one for one in _judge(session, actor, purchases, today) if one.running or not running]


def _recent(first: date) -> Any:
    """Return the condition that some day of a test is late enough: every clock runs from the one or the other."""
    handed_over = (
        sa.exists()
        .where(col(HandOver.purchase_id) == col(Purchase.id), col(HandOver.handed_over_on) >= first)
        .correlate(Purchase)
    )
    return sa.or_(col(Purchase.tested_on) >= first, handed_over)


def _judge(session: Session, actor: Actor, purchases: Sequence[Purchase], today: date) -> list[Timed]:
    if not purchases:
        return []
    versions = offences.list_versions(session)
    bands = policy_on(session, actor, today).alert_days
    facts = facts_of_all(session, actor, purchases)
    judged = (
        Timed(
            purchase_id=one.id,
            outlet_id=one.outlet_id,
            reference=one.reference,
            tested_on=one.tested_on,
            findings=prove(facts[one.id], versions, today=today, bands=bands).clocks,
        )
        for one in purchases
    )
    return [one for one in judged if one.findings]


def clock_is(session: Session, actor: Actor, wanted: ClockFilter, today: date) -> Any:
    """Return the condition that a purchase of the actor's authority or force area has such a clock `today`."""
    if wanted.state is ClockWanted.RUNNING:
        return _among(list_timed(session, actor, today))
    if wanted.state is ClockWanted.WITHIN:
        near = wanted.days or 0
        return _among([one for one in list_timed(session, actor, today) if _left(one) <= near])
    timed = list_timed(session, actor, today, running=False)
    if wanted.state is ClockWanted.PASSED:
        return _among([one for one in timed if not one.running])
    return ~_among(timed)


def last_days(session: Session, actor: Actor, wanted: ClockFilter, today: date) -> dict[UUID, Clock]:
    """Return the clock that a list filtered so speaks of, by test: the first to run out, or else the last that did.

    Empty for tests without a clock. Nothing is asked that `clock_is` has not asked within one `reading_once`.
    """
    if wanted.state is ClockWanted.NONE:
        return {}
    timed = list_timed(session, actor, today, running=wanted.state is not ClockWanted.PASSED)
    clocks = {one.purchase_id: (one.running[0] if one.running else one.findings[-1]).clock for one in timed}
    return {purchase_id: clock for purchase_id, clock in clocks.items() if clock is not None}


def _left(timed: Timed) -> int:
    """Return the days left to the earliest last day that has not passed."""
    return min((one.clock.days_left or 0 for one in timed.running if one.clock), default=0)


def _among(timed: Sequence[Timed]) -> Any:
    return col(Purchase.id).in_([one.purchase_id for one in timed])


def clock_of(finding: Finding) -> tuple[Clock, date]:
    """Return the clock and the last day of a finding of `Timed`."""
    if finding.clock is None or finding.clock.last_day is None:
        raise ValueError("this offence has no last day")
    return finding.clock, finding.clock.last_day
