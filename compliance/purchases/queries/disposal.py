"""What must be known of a test before anything of its evidence is disposed of."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from compliance.dates import months_after
from compliance.evidence import queries as evidence
from compliance.evidence.rules import Case, RunningClock
from compliance.offences.rules.proving import Verdict
from compliance.permissions import Actor
from compliance.purchases.queries.policies import policy_on
from compliance.purchases.queries.proving import get_standing
from compliance.purchases.queries.standing import get_own_purchase


def disposal_case(session: Session, actor: Actor, purchase_id: UUID, *, today: date, closed: str = "") -> Case:
    """Return what stands for and against disposing of the evidence of a test of the actor's own authority `today`.

    `closed` says how the case ended, where somebody has. The months are those of the policy in force today: a shorter
    one set later frees older evidence too, a longer one keeps it. Raises NotFound.
    """
    purchase = get_own_purchase(session, actor, purchase_id)
    standing = get_standing(session, actor, purchase_id, today=today)
    policy = policy_on(session, actor, today)
    clocks = tuple(
        RunningClock(offence=finding.citation, last_day=finding.clock.last_day)
        for finding in standing.proved.findings
        if finding.clock and (finding.clock.last_day or finding.verdict is Verdict.CAN)
    )
    return Case(
        tested_on=purchase.tested_on,
        clocks=clocks,
        disputes_waiting=0 if standing.waiting is None else 1,
        holds=tuple(hold.reason for hold in evidence.list_holds(session, actor, purchase_id) if hold.lifted_at is None),
        keep_until=months_after(purchase.tested_on, policy.keep_evidence_months),
        keep_months=policy.keep_evidence_months,
        closed=closed,
    )
