"""What is due of purchases: running clocks, disputes that wait, notices owed, hand-overs not yet recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.dates import months_before
from compliance.offences.rules import Provision
from compliance.offences.rules.proving import Verdict
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import HandOver, Purchase
from compliance.purchases.queries.clocks import clock_of, list_timed
from compliance.purchases.queries.lists import COUNTS, PurchaseRow, purchase_rows, read_row
from compliance.purchases.queries.standing import is_overturned
from compliance.purchases.rules import HandOverResult, Type


@dataclass(frozen=True, slots=True)
class ClockRow:
    """An offence of a test whose time to prosecute runs: its last day, inclusive, and the days left to it.

    `verdict` says whether the evidence can prove it or not yet; `band` is the smallest of the policy's alert days that
    the days left fall in, None while there are more.
    """

    purchase: PurchaseRow
    provision: Provision
    citation: str
    verdict: Verdict
    last_day: date
    days_left: int
    band: int | None


def list_clocks(session: Session, actor: Actor, today: date, *, limit: int = 100) -> list[ClockRow]:
    """Return the running clocks of the actor's authority as at `today`, the most urgent first.

    One for each offence that a test can prove or may yet; the last day itself is still in time. Which they are is
    decided by the rule on proof (docs/offences.md); the number of queries does not depend on how many there are.
    """
    clocks = [
        (clock_of(finding), one.purchase_id, finding)
        for one in list_timed(session, actor, today, own=True)
        for finding in one.running
    ]
    clocks.sort(key=lambda found: (found[0][1], found[1]))
    del clocks[limit:]
    statement = purchase_rows().where(col(Purchase.id).in_({purchase_id for _clock, purchase_id, _found in clocks}))
    rows = {row.id: read_row(row) for row in session.execute(within(statement, actor, col(Purchase.authority_id)))}
    return [
        ClockRow(
            purchase=rows[purchase_id],
            provision=finding.provision,
            citation=finding.citation,
            verdict=finding.verdict,
            last_day=last_day,
            days_left=clock.days_left or 0,
            band=clock.band,
        )
        for (clock, last_day), purchase_id, finding in clocks
    ]


@dataclass(frozen=True, slots=True)
class OwedNotice:
    """A result of which the trader has not been told in writing; `due_on` is the last day to do so in time."""

    purchase: PurchaseRow
    due_on: date
    overdue: bool


def list_outcome_notices_owed(
    session: Session, actor: Actor, *, today: date, days: int, noticed: Collection[UUID], limit: int = 100
) -> list[OwedNotice]:
    """Return the valid results, passes and fails, of the last 12 months without a notice, the oldest first.

    `noticed` are the purchases whose outcome letter has been issued (letters stands above, so it says); `days` is the
    policy's number of days after the test. The Code of Practice asks that every outcome be notified in writing.
    """
    statement = purchase_rows().where(
        col(Purchase.outcome).in_(sorted(rules.VALID)),
        col(Purchase.tested_on) >= months_before(today, 12),
        col(Purchase.tested_on) <= today,
        ~is_overturned(),
    )
    statement = within(statement, actor, col(Purchase.authority_id))
    told = frozenset(noticed)
    owed = []
    for row in session.execute(statement.order_by(col(Purchase.tested_on), col(Purchase.id))):
        if row.id not in told:
            due_on = row.tested_on + timedelta(days=days)
            owed.append(OwedNotice(read_row(row), due_on, overdue=today > due_on))
    return owed[:limit]


def list_hand_overs_awaited(session: Session, actor: Actor, *, limit: int = 100) -> list[PurchaseRow]:
    """Return the accepted online orders of the actor's authority whose hand-over is not recorded, the oldest first.

    Without those whose result was overturned: nothing turns on their hand-over any more.
    """
    known = (
        sa.exists()
        .where(col(HandOver.purchase_id) == col(Purchase.id), col(HandOver.result) != HandOverResult.NOT_YET)
        .correlate(Purchase)
    )
    statement = purchase_rows().where(
        col(Purchase.type) == Type.ONLINE_ORDER,
        col(Purchase.outcome).in_(sorted(rules.SOLD)),
        ~known,
        ~is_overturned(),
    )
    statement = within(statement, actor, col(Purchase.authority_id))
    found = session.execute(statement.order_by(col(Purchase.tested_on), col(Purchase.id)).limit(limit))
    return [read_row(row) for row in found]


def list_outlets_with_sales(session: Session, actor: Actor, *, since: date, until: date) -> list[UUID]:
    """Return the outlets of the actor's authority with a sale from `since` to `until`, both inclusive, in order of id.

    It drives the repeat-offender list, and reads the partial index ix_purchases_sales only. Overturned sales are still
    in it: the rule leaves them out and says so.
    """
    statement = (
        sa.select(col(Purchase.outlet_id))
        .where(
            COUNTS,
            col(Purchase.authority_id) == actor.authority_id,
            col(Purchase.tested_on) >= since,
            col(Purchase.tested_on) <= until,
        )
        .distinct()
        .order_by(col(Purchase.outlet_id))
    )
    return list(session.execute(statement).scalars())
