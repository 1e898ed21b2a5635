"""What the policy asks of agreements after failed tests, for every outlet at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.agreements import queries as agreements
from compliance.agreements.models import AgreementEvent
from compliance.agreements.rules import AFTER_FAILED_TEST_LABELS, Event, consequence
from compliance.database import within
from compliance.dates import months_before
from compliance.permissions import Actor
from compliance.purchases.models import Purchase
from compliance.purchases.queries.lists import COUNTS
from compliance.purchases.queries.standing import is_overturned
from compliance.retailers import queries as retailers


@dataclass(frozen=True, slots=True)
class ToDealWith:
    """An agreement of which the policy asks something after a failed test, in words, by a day."""

    agreement_id: UUID
    outlet_id: UUID
    outlet_name: str
    asks: str
    by_on: date
    overdue: bool


def list_consequences(session: Session, actor: Actor, today: date) -> list[ToDealWith]:
    """Return what the policy of today asks of agreements after failed tests, the first due first.

    What each page of an agreement says (`agreements.rules.consequence`), for every outlet with a counted sale within
    the policy's months. The number of queries is fixed up to 500 such outlets.
    """
    policy = agreements.policy_on(session, actor, today)
    failed = _failed(session, actor, months_before(today, policy.failed_within_months), today)
    standings = agreements.standings(session, actor, failed, today)
    held = {outlet_id: one for outlet_id, one in standings.items() if one.held and one.agreement}
    events = _events(session, actor, [UUID(one.agreement) for one in held.values()])
    names = retailers.names_of(session, actor, held)
    rows = []
    for outlet_id, standing in held.items():
        agreement_id = UUID(standing.agreement)
        asked = consequence(policy, standing, failed[outlet_id], events.get(agreement_id, ()), today)
        if asked is not None:
            words = AFTER_FAILED_TEST_LABELS[asked.action]
            name = names[outlet_id].name
            rows.append(ToDealWith(agreement_id, outlet_id, name, words, asked.by_on, asked.overdue))
    return sorted(rows, key=lambda row: (row.by_on, row.outlet_name, row.outlet_id))


def _failed(session: Session, actor: Actor, since: date, today: date) -> dict[UUID, list[date]]:
    statement = (
        sa.select(col(Purchase.outlet_id), col(Purchase.tested_on))
        .where(COUNTS, ~is_overturned(), col(Purchase.tested_on) >= since, col(Purchase.tested_on) <= today)
        .order_by(col(Purchase.tested_on), col(Purchase.id))
    )
    found: dict[UUID, list[date]] = {}
    for outlet_id, on in session.execute(within(statement, actor, col(Purchase.authority_id))):
        found.setdefault(outlet_id, []).append(on)
    return found


def _events(session: Session, actor: Actor, agreement_ids: Sequence[UUID]) -> dict[UUID, list[Event]]:
    statement = (
        select(AgreementEvent)
        .where(col(AgreementEvent.agreement_id).in_(agreement_ids), col(AgreementEvent.struck_out_at).is_(None))
        .order_by(col(AgreementEvent.on), col(AgreementEvent.id))
    )
    found: dict[UUID, list[AgreementEvent]] = {}
    for event in session.exec(within(statement, actor, col(AgreementEvent.authority_id))):
        found.setdefault(event.agreement_id, []).append(event)
    return {agreement_id: agreements.as_events(own) for agreement_id, own in found.items()}
