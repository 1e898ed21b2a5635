"""Reads of the dated policies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within
from compliance.escalations.models import EscalationPolicy
from compliance.escalations.rules import Policy, policy_sentences, read_policy
from compliance.permissions import Actor


@dataclass(frozen=True, slots=True)
class DatedPolicy:
    """A policy as it was set: in force from a day (inclusive) until the next one starts, or the default (no day)."""

    policy: Policy
    in_force_from: date | None = None
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The policy in words."""
        return policy_sentences(self.policy)


def policy_on(session: Session, authority_id: UUID, day: date) -> Policy:
    """Return the policy of an authority on `day`: the latest that started on or before it, else the default."""
    found = session.exec(
        select(EscalationPolicy)
        .where(EscalationPolicy.authority_id == authority_id, EscalationPolicy.in_force_from <= day)
        .order_by(col(EscalationPolicy.in_force_from).desc())
        .limit(1)
    ).one_or_none()
    return _policy(found) if found else Policy()


def dated_policy_on(session: Session, actor: Actor, day: date) -> DatedPolicy:
    """Return the policy of the actor's authority on `day`, with the day it started, or the default without one."""
    return next(
        (dated for dated in list_policies(session, actor) if dated.in_force_from and dated.in_force_from <= day),
        DatedPolicy(Policy()),
    )


def list_policies(session: Session, actor: Actor) -> Sequence[DatedPolicy]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    rows: Sequence[EscalationPolicy] = session.exec(
        within(select(EscalationPolicy), actor, col(EscalationPolicy.authority_id)).order_by(
            col(EscalationPolicy.in_force_from).desc(), col(EscalationPolicy.id)
        )
    ).all()
    names = accounts.officer_names(session, {row.set_by_id for row in rows if row.set_by_id})
    return [
        DatedPolicy(
            policy=_policy(row),
            in_force_from=row.in_force_from,
            reason=row.reason,
            set_by=names.get(row.set_by_id, "") if row.set_by_id else "Command line",
            set_at=row.set_at,
        )
        for row in rows
    ]


def _policy(row: EscalationPolicy) -> Policy:
    return read_policy(
        {
            "count": row.sales_needed,
            "window_months": row.window_months,
            "recency_months": row.recency_months,
            "types": row.types,
            "minimum_proof": row.minimum_proof,
            "per": row.per,
            "ladder": row.ladder,
        }
    )
