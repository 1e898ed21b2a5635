"""Reads of the dated policies."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts.queries import policies
from compliance.accounts.queries.policies import DatedPolicy, PolicyKind
from compliance.escalations.models import EscalationPolicy
from compliance.escalations.rules import Policy, policy_sentences, read_policy
from compliance.permissions import Actor


def _read(row: EscalationPolicy) -> Policy:
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


POLICY = PolicyKind(EscalationPolicy, _read, Policy(), policy_sentences)


def policy_on(session: Session, authority_id: UUID, day: date) -> Policy:
    """Return the policy of an authority on `day`: the latest that started on or before it, else the default."""
    found = session.exec(
        select(EscalationPolicy)
        .where(EscalationPolicy.authority_id == authority_id, EscalationPolicy.in_force_from <= day)
        .order_by(col(EscalationPolicy.in_force_from).desc())
        .limit(1)
    ).one_or_none()
    return _read(found) if found else Policy()


def dated_policy_on(session: Session, actor: Actor, day: date) -> DatedPolicy[Policy]:
    """Return the policy of the actor's authority on `day`, with the day it started, or the default without one."""
    return policies.dated_policy_on(session, actor, POLICY, day)


def list_policies(session: Session, actor: Actor) -> list[DatedPolicy[Policy]]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    return policies.list_policies(session, actor, POLICY)
