"""Reads of the dated policy of training."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from compliance.accounts.queries import policies
from compliance.accounts.queries.policies import DatedPolicy, PolicyKind
from compliance.permissions import Actor
from compliance.training.models import TrainingPolicy
from compliance.training.rules import Policy, policy_sentences


def _read(row: TrainingPolicy) -> Policy:
    return Policy(**{name: getattr(row, name) for name in Policy.__dataclass_fields__})


POLICY = PolicyKind(TrainingPolicy, _read, Policy(), policy_sentences)


def policy_on(session: Session, actor: Actor, day: date) -> Policy:
    """Return the policy of the actor's authority on a day: the latest that started by it, else the default."""
    return policies.policy_on(session, actor, POLICY, day)


def policy_of(session: Session, actor: Actor, authority_id: UUID, day: date) -> Policy:
    """Return the policy on a day of an authority of the actor's own or of their force area."""
    return policies.policy_of(session, actor, POLICY, authority_id, day)


def dated_policy_on(session: Session, actor: Actor, day: date) -> DatedPolicy[Policy]:
    """Return the policy of the actor's authority on a day with the day it started, or the default without one."""
    return policies.dated_policy_on(session, actor, POLICY, day)


def list_policies(session: Session, actor: Actor) -> list[DatedPolicy[Policy]]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    return policies.list_policies(session, actor, POLICY)
